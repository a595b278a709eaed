import { batchWire } from '../wire/batch-wire.ts'
import { type BunqState, occur } from './bunq-state.ts'
import type { Account } from './entities.ts'
import type { PaymentOrder } from './payment-order.ts'
import { payOrders } from './payment-orders.ts'
import type { PaymentBatch } from './records.ts'

/** Pays all orders or none, and groups the payments under one batch. */
export const payBatch = (
  state: BunqState,
  account: Account,
  orders: readonly PaymentOrder[],
  scheduledId?: number,
): PaymentBatch => {
  const id = state.nextId()
  const payments = payOrders(state, account, orders, {
    batchId: id,
    ...(scheduledId === undefined ? {} : { scheduledId }),
  })
  const at = state.now()
  const batch: PaymentBatch = {
    id,
    created: at,
    updated: at,
    accountId: account.id,
    paymentIds: payments.map((payment) => payment.id),
  }
  state.records.batches.push(batch)
  state.records.batches.sort((a, b) => a.id - b.id)
  for (const userId of account.ownerIds) {
    occur(state, {
      action: 'CREATE',
      userId,
      accountId: account.id,
      objectType: 'PaymentBatch',
      objectId: id,
      notices: [['PAYMENT', 'PAYMENT_BATCH_CREATED']],
      wire: () => batchWire(state, batch),
    })
  }
  return batch
}
