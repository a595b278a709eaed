import type { EpochMs } from '@nostro/core'
import { amountKey } from '../plan/amounts.ts'
import type { Row } from '../plan/types.ts'
import { query, type SqlWork } from './sql.ts'
import type { SyncState } from './sync-state.ts'

/** A payment that was made through Nostro: what it is recognised by when it comes back as an entry. */
export interface RecordedPayment {
  /** The idempotency key of its intent. */
  readonly id: string
  readonly connection?: string | undefined
  readonly endToEndId?: string | undefined
  /** Positive, as it was ordered. */
  readonly amount: string
  readonly currency: string
  readonly counterpartyIban?: string | undefined
  /** The bank's own id of the payment, where it gave one. */
  readonly bankPaymentId?: string | undefined
}

export function* recordPayment(payment: RecordedPayment, at: EpochMs): SqlWork<void> {
  yield* query(
    `insert into payment (id, connection, end_to_end_id, amount, currency, counterparty_iban, bank_payment_id, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set bank_payment_id = coalesce(excluded.bank_payment_id, payment.bank_payment_id)`,
    payment.id,
    payment.connection ?? null,
    payment.endToEndId ?? null,
    payment.amount,
    payment.currency,
    payment.counterpartyIban ?? null,
    payment.bankPaymentId ?? null,
    at,
  )
}

interface OpenPayment {
  readonly id: string
  readonly end_to_end_id: string | null
  readonly amount: string
  readonly currency: string
  readonly counterparty_iban: string | null
}

const linkWindowMs = 60 * 86_400_000

/**
 * Links recorded payments of this connection to the entries that they became: by end-to-end id and amount, else by IBAN and amount
 * where exactly one payment and one entry fit. Rules never look at texts here.
 * @returns how many decisions were written.
 */
export function* linkPayments(
  state: SyncState,
  rows: readonly Row[],
  { walk, at, connection }: { readonly walk: number; readonly at: EpochMs; readonly connection: string },
): SqlWork<number> {
  const outgoing = rows.filter(
    ({ state: rowState, facts }) => rowState !== 'removed' && rowState !== 'expired' && facts.amount.startsWith('-'),
  )
  if (outgoing.length === 0) return 0
  const open = yield* query<OpenPayment>(
    `select id, end_to_end_id, amount, currency, counterparty_iban from payment
      where no is null and created_at > ? and (connection is null or connection = ?) order by created_at, id`,
    at - linkWindowMs,
    connection,
  )
  let count = 0
  const taken = new Set<number>()
  for (const payment of open) {
    const sameMoney = outgoing.filter(
      ({ no, facts }) =>
        !taken.has(no) &&
        facts.currency === payment.currency &&
        amountKey(facts.amount.slice(1)) === amountKey(payment.amount),
    )
    const byId = sameMoney.filter(
      ({ facts }) => payment.end_to_end_id !== null && facts.endToEndId === payment.end_to_end_id,
    )
    const rivals = open.filter(
      ({ amount, counterparty_iban: iban }) => amount === payment.amount && iban === payment.counterparty_iban,
    )
    const byIban = sameMoney.filter(
      ({ facts }) =>
        payment.counterparty_iban !== null &&
        facts.counterpartyIban === payment.counterparty_iban &&
        facts.endToEndId === null,
    )
    const [found, why] =
      byId.length === 1
        ? [byId[0], 'end-to-end id']
        : byIban.length === 1 && rivals.length === 1
          ? [byIban[0], 'iban and amount']
          : []
    if (found === undefined) continue
    taken.add(found.no)
    yield* query('update payment set account = ?, no = ? where id = ?', state.account, found.no, payment.id)
    yield* query(
      'insert into decision (account, id, no, at, walk, kind, detail) values (?, ?, ?, ?, ?, ?, ?)',
      state.account,
      state.nextDecision + count,
      found.no,
      at,
      walk,
      'payment',
      JSON.stringify({ payment: payment.id, why }),
    )
    count += 1
  }
  return count
}
