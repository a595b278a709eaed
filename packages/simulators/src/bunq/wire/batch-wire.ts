import type { BunqState } from '../state/bunq-state.ts'
import type { PaymentBatch } from '../state/records.ts'
import { paymentFieldsWire } from './payment-wire.ts'
import { wireTimestamp } from './timestamp.ts'

export const batchWire = (state: BunqState, batch: PaymentBatch): object => {
  const account = state.accounts.get(batch.accountId)
  const payments = account?.payments.filter(({ id }) => batch.paymentIds.includes(id)) ?? []
  return {
    PaymentBatch: {
      id: batch.id,
      created: wireTimestamp(batch.created),
      updated: wireTimestamp(batch.updated),
      payments: {
        Payment: account === undefined ? [] : payments.map((payment) => paymentFieldsWire(state, account, payment)),
      },
    },
  }
}
