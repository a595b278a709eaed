import type { Account } from '@nostro/core'

/** An account as the ledger knows it. */
export interface KnownAccount {
  readonly id: number
  readonly matchKey: string
  readonly bankId: string | null
  readonly product: string | null
  readonly name: string | null
}

export type AccountMatch =
  | { readonly kind: 'known'; readonly account: Account; readonly id: number }
  | { readonly kind: 'new'; readonly account: Account }
  /** Several accounts have one key and nothing tells them apart: left alone, and said so. */
  | { readonly kind: 'ambiguous'; readonly account: Account }

export interface MatchKey {
  readonly key: string
  readonly kind: 'iban' | 'hash' | 'pan' | 'bank-id'
}

/** By what an account is found again over consents: the first that exists. Never its name. */
export const matchKeyOf = (account: Account, idsAreStable: boolean): MatchKey => {
  const { iban, identificationHash, maskedPan } = account.recognition
  const currency = account.recognition.currency ?? account.currency ?? ''
  if (iban !== undefined) return { kind: 'iban', key: `iban:${iban.replace(/\s/g, '').toUpperCase()}:${currency}` }
  if (identificationHash !== undefined) return { kind: 'hash', key: `hash:${identificationHash}` }
  if (maskedPan !== undefined && !idsAreStable) return { kind: 'pan', key: `pan:${maskedPan}:${currency}` }
  return { kind: 'bank-id', key: `id:${account.id}:${currency}` }
}

/** Finds each listed account among the known ones of its connection (section 3.3). */
export const matchAccounts = (
  known: readonly KnownAccount[],
  listed: readonly Account[],
  idsAreStable: boolean,
): readonly AccountMatch[] => {
  return [...groupByKey(listed, idsAreStable)].flatMap(([key, accounts]) =>
    matchGroup(
      known.filter(({ matchKey }) => matchKey === key),
      accounts,
    ),
  )
}

const groupByKey = (listed: readonly Account[], idsAreStable: boolean): Map<string, Account[]> => {
  const groups = new Map<string, Account[]>()
  for (const account of listed) {
    const { key } = matchKeyOf(account, idsAreStable)
    groups.set(key, [...(groups.get(key) ?? []), account])
  }
  return groups
}

const sameText = (left: string | null, right: string | undefined): boolean => (left ?? '') === (right ?? '')

const matchGroup = (known: readonly KnownAccount[], accounts: readonly Account[]): readonly AccountMatch[] => {
  const [only, account] = [known[0], accounts[0]]
  if (known.length === 1 && accounts.length === 1 && only !== undefined && account !== undefined) {
    return [{ kind: 'known', account, id: only.id }]
  }
  const matches: AccountMatch[] = []
  let [left, open] = [known, accounts]
  const take = (isSame: (candidate: KnownAccount, listed: Account) => boolean): void => {
    for (const listed of open) {
      const candidates = left.filter((candidate) => isSame(candidate, listed))
      const rivals = open.filter((other) => candidates[0] !== undefined && isSame(candidates[0], other))
      const [found] = candidates
      if (found === undefined || candidates.length > 1 || rivals.length > 1) continue
      matches.push({ kind: 'known', account: listed, id: found.id })
      left = left.filter((candidate) => candidate !== found)
      open = open.filter((other) => other !== listed)
    }
  }
  take((candidate, listed) => candidate.bankId === listed.id)
  take((candidate, listed) => sameText(candidate.product, listed.product) && sameText(candidate.name, listed.name))
  const kind = left.length === 0 ? 'new' : 'ambiguous'
  return [...matches, ...open.map((listed): AccountMatch => ({ kind, account: listed }))]
}
