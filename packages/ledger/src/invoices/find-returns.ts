import { daysBetween } from '../plan/days.ts'
import { isRealId } from './invoice-index.ts'
import type { ActiveMatch, EntryToMatch, PlannedReturn, PlannedSuggestion } from './match-types.ts'
import { entryKey } from './match-types.ts'
import { fromUnits } from './units.ts'

const withinDays = 60

/** ISO 20022 bank transaction families of returns and reversals, and their common proprietary words. */
const isReturnCode = (code: string | null): boolean =>
  code !== null && /RRTN|RPCR|UPDD|PRDD|RVSL|\bRETURN|\bREVERSAL|STORNO|RUECKLAST|STORNERING/i.test(code)

export interface FoundReturns {
  /** Matches of rules whose money went back. */
  readonly returned: readonly PlannedReturn[]
  /** Matches of persons, and what could be the return of several: announced, not undone. */
  readonly announced: readonly PlannedSuggestion[]
}

/**
 * Entries that give back the money of a match: opposite amount within 60 days, and the same end-to-end id or mandate, or a return
 * code with the same IBAN.
 */
export const findReturns = (
  entries: readonly EntryToMatch[],
  matches: readonly ActiveMatch[],
  closed: ReadonlySet<string>,
): FoundReturns => {
  const byKey = new Map(entries.map((entry) => [entryKey(entry), entry]))
  const matched = new Map<string, ActiveMatch[]>()
  for (const match of matches) {
    const key = entryKey(match)
    if (byKey.has(key)) matched.set(key, [...(matched.get(key) ?? []), match])
  }
  const returned: PlannedReturn[] = []
  const announced: PlannedSuggestion[] = []
  const taken = new Set<string>()
  for (const entry of entries) {
    if (closed.has(entryKey(entry)) || matched.has(entryKey(entry))) continue
    const partners = [...matched.keys()].flatMap((key) => {
      const partner = byKey.get(key)
      return partner !== undefined && !taken.has(key) && isReturnOf(entry, partner) ? [partner] : []
    })
    const [partner] = partners
    if (partner === undefined) continue
    const theirs = partners.flatMap((one) => matched.get(entryKey(one)) ?? [])
    if (partners.length === 1 && theirs.every(({ isByPerson }) => !isByPerson)) {
      taken.add(entryKey(partner))
      returned.push(...theirs.map(({ id }) => ({ match: id, account: entry.account, no: entry.no })))
    } else announced.push(...theirs.slice(0, 3).map((match) => announce(entry, byKey.get(entryKey(match)), match)))
  }
  return { returned, announced }
}

const isReturnOf = (entry: EntryToMatch, partner: EntryToMatch): boolean => {
  if (entry.amount !== -partner.amount || entry.currency !== partner.currency) return false
  const days = daysBetween(partner.day, entry.day)
  if (days < 0 || days > withinDays) return false
  if (isRealId(entry.endToEndId) && isRealId(partner.endToEndId)) return entry.endToEndId === partner.endToEndId
  if (entry.mandateId !== null && entry.mandateId === partner.mandateId) return true
  return isReturnCode(entry.code) && entry.iban !== null && entry.iban === partner.iban
}

const announce = (entry: EntryToMatch, partner: EntryToMatch | undefined, match: ActiveMatch): PlannedSuggestion => ({
  account: entry.account,
  no: entry.no,
  kind: 'return',
  class: 'F',
  isWeak: false,
  parts: [{ invoice: match.invoice, amount: 0n, entryAmount: 0n, match: match.id }],
  evidence: [
    {
      kind: 'return',
      entry: `${entry.day}: ${fromUnits(entry.amount)} ${entry.currency}`,
      invoice: partner === undefined ? '' : `${partner.day}: ${fromUnits(partner.amount)} ${partner.currency}`,
      supports: true,
    },
  ],
})
