import type { BunqState } from '../state/bunq-state.ts'
import type { Account, Payment } from '../state/entities.ts'
import { wireAmount } from './amount.ts'
import { labelAccount, labelOwnAccount } from './labels.ts'
import { wireTimestamp } from './timestamp.ts'

/** The fields alone, as they stand inside other objects. */
export const paymentFieldsWire = (state: BunqState, account: Account, payment: Payment): object => ({
  id: payment.id,
  created: wireTimestamp(payment.created),
  updated: wireTimestamp(payment.updated),
  monetary_account_id: account.id,
  amount: wireAmount(payment.amount, payment.currency),
  description: payment.description,
  type: payment.type,
  sub_type: payment.subType,
  merchant_reference: payment.merchantReference,
  alias: labelOwnAccount(state, account),
  counterparty_alias: labelAccount(payment.party),
  attachment: payment.attachmentIds.map((id) => ({ id, monetary_account_id: account.id })),
  geolocation: null,
  batch_id: payment.batchId,
  scheduled_id: payment.scheduledId,
  address_billing: null,
  address_shipping: null,
  balance_after_mutation: wireAmount(payment.balanceAfter, payment.currency),
  payment_arrival_expected: { status: 'ARRIVED', time: wireTimestamp(payment.created) },
  request_reference_split_the_bill: [],
  payment_auto_allocate_instance: null,
})

export const paymentWire = (state: BunqState, account: Account, payment: Payment): object => ({
  Payment: paymentFieldsWire(state, account, payment),
})
