import { formatDecimal, type LocalDate, parseDecimal } from '@nostro/core'
import { type LedgerAccount, query, type SqlWork } from '@nostro/ledger'

export interface BalanceSeries {
  readonly currency: string
  readonly accountIds: readonly string[]
  /** Whether a balance of the bank's own holds the series, for each of its accounts; else the sum of the entries does. */
  readonly isAnchored: boolean
  /** Balance at the end of each day, oldest first. */
  readonly points: readonly { readonly day: LocalDate; readonly amount: string }[]
}

export interface HistoryFilter {
  readonly from: LocalDate
  readonly to: LocalDate
}

/** What is booked, else what the bank gives instead: what is available may hold credit and reservations too. */
const anchorTypes = [
  'interimBooked',
  'closingBooked',
  'openingBooked',
  'interimAvailable',
  'closingAvailable',
  'expected',
] as const

/** Entries are summed in the database, as integers of this scale. */
const scale = 5

/**
 * Booked balances by day and currency: today's balance as the bank gives it, and backwards from there by the booked entries. An entry
 * with more than five decimals is in no sum of the database and left out of the plot.
 */
export function* balanceHistory(
  accounts: readonly LedgerAccount[],
  { from, to }: HistoryFilter,
): SqlWork<readonly BalanceSeries[]> {
  const moved = yield* query<{ account: number | bigint; day: string; moved: string }>(
    `select account, day, cast(sum(amount_scaled) as text) as moved from tx
      where state = 'booked' and day > ? and amount_scaled is not null group by account, day`,
    from,
  )
  const byAccount = new Map<string, Map<string, bigint>>()
  for (const row of moved) {
    const id = `a${row.account}`
    const days = byAccount.get(id) ?? new Map<string, bigint>()
    days.set(row.day, BigInt(row.moved.split('.')[0] ?? '0'))
    byAccount.set(id, days)
  }
  const days = daysBetween(from, to)
  const series = new Map<string, { ids: string[]; anchored: boolean; sums: bigint[] }>()
  for (const account of accounts) {
    const known = anchorOf(account)
    if (known === undefined) continue
    const { currency, amount, isAnchored } = known
    const one = series.get(currency) ?? { ids: [], anchored: true, sums: days.map(() => 0n) }
    one.ids.push(account.id)
    one.anchored &&= isAnchored
    addBackwards(one.sums, { days, anchor: toScaled(amount), moved: byAccount.get(account.id) ?? new Map() })
    series.set(currency, one)
  }
  return [...series].map(([currency, { ids, anchored, sums }]) => ({
    currency,
    accountIds: ids,
    isAnchored: anchored,
    points: days.map((day, index) => ({ day, amount: toAmount(sums[index] ?? 0n) })),
  }))
}

const anchorOf = (
  account: LedgerAccount,
): { readonly currency: string; readonly amount: string; readonly isAnchored: boolean } | undefined => {
  for (const type of anchorTypes) {
    const balance = account.balances.find((candidate) => candidate.type === type)
    if (balance !== undefined) return { ...balance.amount, isAnchored: true }
  }
  return account.currency === undefined
    ? undefined
    : { currency: account.currency, amount: account.total, isAnchored: false }
}

/** The balance at the end of a day is today's without what moved after it. */
const addBackwards = (
  sums: bigint[],
  account: {
    readonly days: readonly LocalDate[]
    readonly anchor: bigint
    readonly moved: ReadonlyMap<string, bigint>
  },
): void => {
  const last = account.days.at(-1) ?? ''
  let balance = account.anchor
  for (const [day, amount] of account.moved) if (day > last) balance -= amount
  for (let index = account.days.length - 1; index >= 0; index -= 1) {
    sums[index] = (sums[index] ?? 0n) + balance
    balance -= account.moved.get(account.days[index] ?? '') ?? 0n
  }
}

const toScaled = (amount: string): bigint => {
  const { unscaled, scale: digits } = parseDecimal(amount)
  return digits <= scale ? unscaled * 10n ** BigInt(scale - digits) : unscaled / 10n ** BigInt(digits - scale)
}

/** At least two decimals, and no further zeros. */
const toAmount = (scaled: bigint): string =>
  formatDecimal({ unscaled: scaled, scale }).replace(/(\.\d{2}\d*?)0+$/, '$1')

const daysBetween = (from: LocalDate, to: LocalDate): readonly LocalDate[] => {
  const days: LocalDate[] = []
  const end = Date.parse(`${to}T00:00:00Z`)
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end; at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10) as LocalDate)
  return days
}
