import { formatDecimal, type Money, NostroError } from '@nostro/core'
import { amountKey } from '../plan/amounts.ts'
import { query, type SqlValue, type SqlWork } from '../store/sql.ts'
import { parseAccountId } from './ids.ts'

/** Which entries are summed, and by what. */
export interface AggregateFilter {
  readonly by: 'month' | 'counterparty'
  readonly account?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Sums of entries that belong together. */
export interface Aggregate {
  /** `2026-03`, or the counterparty's name or IBAN; absent where an entry names none. */
  readonly key?: string | undefined
  readonly count: number
  readonly income: Money
  /** Negative. */
  readonly spending: Money
}

const keys = { month: 'substr(day, 1, 7)', counterparty: 'coalesce(counterparty_name, counterparty_iban)' } as const

/**
 * Sums of booked entries by month or counterparty, in SQL over integers at five decimals. What is hidden counts, what is deleted
 * does not.
 * @throws NostroError `invalid_request` when an amount of the selection has more than five decimals or does not fit 64 bits: a sum
 * without it would be wrong.
 */
export function* aggregate({ by, account, from, to }: AggregateFilter): SqlWork<readonly Aggregate[]> {
  const conditions = [
    "state = 'booked'",
    "not exists (select 1 from annotation n where n.account = tx.account and n.no = tx.no and n.name = 'deleted' and n.value = 'true')",
  ]
  const values: SqlValue[] = []
  if (account !== undefined) {
    conditions.push('account = ?')
    values.push(parseAccountId(account))
  }
  if (from !== undefined) {
    conditions.push('day >= ?')
    values.push(from)
  }
  if (to !== undefined) {
    conditions.push('day <= ?')
    values.push(to)
  }
  const odd = yield* query<{ n: number }>(
    `select count(*) as n from tx where ${conditions.join(' and ')} and amount_scaled is null`,
    ...values,
  )
  if ((odd[0]?.n ?? 0) > 0) {
    throw new NostroError({
      code: 'invalid_request',
      message: `${odd[0]?.n} amounts of the selection have more digits than a sum in the database can hold.`,
      hint: 'Choose another period or account, or add the entries one by one.',
    })
  }
  const rows = yield* query<{ key: string | null; currency: string; n: number; income: string; spending: string }>(
    `select ${keys[by]} as key, currency, count(*) as n,
      cast(coalesce(sum(case when amount_scaled > 0 then amount_scaled else 0 end), 0) as text) as income,
      cast(coalesce(sum(case when amount_scaled < 0 then amount_scaled else 0 end), 0) as text) as spending
      from tx where ${conditions.join(' and ')} group by 1, 2 order by 1, 2`,
    ...values,
  )
  const toAmount = (text: string, currency: string): Money => ({
    amount: amountKey(formatDecimal({ unscaled: BigInt(text.split('.')[0] ?? '0'), scale: 5 })),
    currency,
  })
  return rows.map(({ key, currency, n, income, spending }) => ({
    key: key ?? undefined,
    count: n,
    income: toAmount(income, currency),
    spending: toAmount(spending, currency),
  }))
}
