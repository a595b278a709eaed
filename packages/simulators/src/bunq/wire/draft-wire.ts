import type { BunqState } from '../state/bunq-state.ts'
import type { Draft } from '../state/records.ts'
import { batchWire } from './batch-wire.ts'
import { labelUserById } from './labels.ts'
import { orderWire } from './order-wire.ts'
import { paymentWire } from './payment-wire.ts'
import { wireTimestamp } from './timestamp.ts'

const resultWire = (state: BunqState, draft: Draft): object | null => {
  const account = state.accounts.get(draft.accountId)
  if (draft.result?.type === 'Payment') {
    const payment = account?.payments.find(({ id }) => id === draft.result?.id)
    return account === undefined || payment === undefined ? null : paymentWire(state, account, payment)
  }
  const batch = state.records.batches.find(({ id }) => id === draft.result?.id)
  return batch === undefined ? null : batchWire(state, batch)
}

const scheduleWire = (draft: Draft): object | null =>
  draft.terms === null
    ? null
    : {
        time_start: wireTimestamp(draft.terms.start),
        time_end: draft.terms.end === null ? null : wireTimestamp(draft.terms.end),
        recurrence_unit: draft.terms.unit,
        recurrence_size: draft.terms.size,
        status: 'ACTIVE',
        object: null,
      }

export const draftWire = (state: BunqState, draft: Draft): object => {
  const account = state.accounts.get(draft.accountId)
  const creator = labelUserById(state, draft.createdByUserId)
  return {
    DraftPayment: {
      id: draft.id,
      created: wireTimestamp(draft.created),
      updated: wireTimestamp(draft.updated),
      monetary_account_id: draft.accountId,
      user_alias_created: creator,
      responses: draft.status === 'PENDING' ? [] : [{ status: draft.status, user_alias_created: creator }],
      status: draft.status,
      type: draft.entries.length === 1 ? 'PAYMENT' : 'PAYMENT_BATCH',
      entries: draft.entries.map(({ id, order, party }) => ({
        id,
        ...(account === undefined ? {} : orderWire(state, account, order, party)),
        type: 'PAYMENT',
      })),
      object: resultWire(state, draft),
      request_reference_split_the_bill: [],
      schedule: scheduleWire(draft),
    },
  }
}
