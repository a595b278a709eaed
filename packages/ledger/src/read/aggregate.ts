import { formatDecimal, type Money, NostroError } from '@nostro/core'
import { amountKey } from '../plan/amounts.ts'
import { query, type SqlValue, type SqlWork } from '../store/sql.ts'
import { parseAccountId } from './ids.ts'

/** Which entries are summed, and by what. */
export interface AggregateFilter {
  readonly by: 'month' | 'counterparty'
  readonly account?: string | undefined
  readonly connection?: string | undefined
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
export function* aggregate(filter: AggregateFilter): SqlWork<readonly Aggregate[]> {
  const { conditions, values } = yield* conditionsOf(filter)
  const rows = yield* query<Sums>(
    `select ${keys[filter.by]} as key, currency, count(*) as n,
      sum(case when amount_scaled is null then 1 else 0 end) as odd,
      cast(coalesce(sum(case when amount_scaled > 0 then amount_scaled else 0 end), 0) as text) as income,
      cast(coalesce(sum(case when amount_scaled < 0 then amount_scaled else 0 end), 0) as text) as spending
      from tx where ${conditions.join(' and ')} group by 1, 2 order by 1, 2`,
    ...values,
  )
  const odd = rows.reduce((sum, row) => sum + Number(row.odd), 0)
  if (odd > 0) {
    throw new NostroError({
      code: 'invalid_request',
      message: `${odd} amounts of the selection have more digits than a sum in the database can hold.`,
      hint: 'Choose another period or account, or add the entries one by one.',
    })
  }
  return rows.map(({ key, currency, n, income, spending }) => ({
    key: key ?? undefined,
    count: Number(n),
    income: toAmount(income, currency),
    spending: toAmount(spending, currency),
  }))
}

interface Sums {
  readonly key: string | null
  readonly currency: string
  readonly n: number
  readonly odd: number
  readonly income: string
  readonly spending: string
}

const toAmount = (text: string, currency: string): Money => ({
  amount: amountKey(formatDecimal({ unscaled: BigInt(text.split('.')[0] ?? '0'), scale: 5 })),
  currency,
})

function* conditionsOf({ account, connection, from, to }: AggregateFilter) {
  const conditions = ["state = 'booked'"]
  const values: SqlValue[] = []
  const add = (condition: string, value: SqlValue): void => {
    conditions.push(condition)
    values.push(value)
  }
  // Most ledgers have no deleted row: then no row has to be looked up for it.
  const deleted = yield* query("select 1 from annotation where name = 'deleted' and value = 'true' limit 1")
  if (deleted.length > 0) {
    conditions.push(
      "not exists (select 1 from annotation n where n.account = tx.account and n.no = tx.no and n.name = 'deleted' and n.value = 'true')",
    )
  }
  if (account !== undefined) add('account = ?', parseAccountId(account))
  if (connection !== undefined) add('account in (select id from account where connection = ?)', connection)
  if (from !== undefined) add('day >= ?', from)
  if (to !== undefined) add('day <= ?', to)
  return { conditions, values }
}
