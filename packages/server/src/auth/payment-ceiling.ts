import { addMoney, compareMoney, type Money, toInstant } from '@nostro/core'
import { query, type SqlWork } from '@nostro/ledger'
import { ApiError } from '../errors/api-error.ts'
import type { Ceiling } from './scopes.ts'

/** `500.00 EUR`, as it is kept. */
export const writeCeiling = (limit: Money | undefined): string | null =>
  limit === undefined ? null : `${limit.amount} ${limit.currency}`

export const readCeiling = (text: string | null): Money | undefined => {
  const [amount, currency] = text?.split(' ') ?? []
  return amount === undefined || currency === undefined ? undefined : { amount, currency }
}

interface Payment {
  readonly id: string
  /** Absent: its sum is not known, and a ceiling refuses it. */
  readonly amount: Money | undefined
}

/**
 * Counts a payment against what its sender may send in a day (UTC), inside the transaction that takes it from the drafts: two that
 * are sent at the same moment are counted one after the other. What the bank refused, or never got, does not count.
 * @throws ApiError 403 `limit_exceeded`
 */
export function* countPayment(
  ceilings: readonly Ceiling[],
  { id, amount }: Payment,
  { now, isPostgres }: { readonly now: number; readonly isPostgres: boolean },
): SqlWork<void> {
  const day = toInstant(now).slice(0, 10)
  for (const { owner, limit } of ceilings) {
    if (amount === undefined || amount.currency !== limit.currency) throw otherCurrency(limit)
    if (isPostgres) yield* query('select pg_advisory_xact_lock(hashtextextended(?, 0))', `nostro:ceiling:${owner}`)
    const rows = yield* query<{ amount: string }>(
      `select c.amount from server_payment_count c join server_payment p on p.id = c.payment
        where c.owner = ? and c.day = ? and c.payment <> ? and p.status not in ('draft', 'rejected', 'cancelled')`,
      owner,
      day,
      id,
    )
    const sum = rows.reduce((all: Money, row) => addMoney(all, { ...limit, amount: row.amount }), amount)
    if (compareMoney(sum, limit) > 0) throw overCeiling(limit)
    yield* query('delete from server_payment_count where owner = ? and payment = ?', owner, id)
    yield* query(
      'insert into server_payment_count (owner, payment, day, amount) values (?, ?, ?, ?)',
      owner,
      id,
      day,
      amount.amount,
    )
  }
}

const overCeiling = ({ amount, currency }: Money): ApiError =>
  new ApiError({
    status: 403,
    code: 'limit_exceeded',
    detail: `With this payment more than ${amount} ${currency} would be sent today, which is all that this caller may.`,
    hint: 'Send it after midnight (UTC), or have somebody else send it. The draft is kept.',
  })

const otherCurrency = ({ currency }: Money): ApiError =>
  new ApiError({
    status: 403,
    code: 'limit_exceeded',
    detail: `This caller may send ${currency} alone: its daily ceiling is in that currency.`,
    hint: 'Have somebody without this ceiling send it. The draft is kept.',
  })
