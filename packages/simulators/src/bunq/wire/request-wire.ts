import type { BunqState } from '../state/bunq-state.ts'
import type { Account, MoneyRequest } from '../state/entities.ts'
import { wireAmount } from './amount.ts'
import { labelAccount, labelOwnAccount, labelUserById } from './labels.ts'
import { wireTimestamp } from './timestamp.ts'

const accountOf = (state: BunqState, id: number): Account => {
  const account = state.accounts.get(id)
  if (account === undefined) throw new TypeError('a request without an account')
  return account
}

const shared = (request: MoneyRequest) => ({
  created: wireTimestamp(request.created),
  updated: wireTimestamp(request.updated),
  time_responded: request.respondedAt === null ? null : wireTimestamp(request.respondedAt),
  time_expiry: wireTimestamp(request.expiresAt),
  amount_inquired: wireAmount(request.amount, request.currency),
  amount_responded: request.amountResponded === null ? null : wireAmount(request.amountResponded, request.currency),
  description: request.description,
  status: request.status,
  minimum_age: request.minimumAge,
  require_address: request.requireAddress,
  redirect_url: request.redirectUrl,
  address_shipping: null,
  address_billing: null,
  geolocation: null,
})

/** The asker's side. */
export const requestInquiryWire = (state: BunqState, request: MoneyRequest): object => {
  const account = accountOf(state, request.accountId)
  return {
    RequestInquiry: {
      id: request.id,
      ...shared(request),
      monetary_account_id: request.accountId,
      user_alias_created: labelUserById(state, account.ownerIds[0] ?? null),
      user_alias_revoked: labelUserById(state, request.revokedByUserId),
      counterparty_alias: labelAccount(request.payer),
      merchant_reference: request.merchantReference,
      attachment: request.attachmentIds.map((id) => ({ id })),
      batch_id: request.batchId,
      scheduled_id: null,
      bunqme_share_url: request.shareUrl,
      reference_split_the_bill: null,
    },
  }
}

/** The payer's side; an open request that was taken back shows as `REVOKED`. */
export const requestResponseWire = (state: BunqState, request: MoneyRequest): object => {
  const payerAccount = accountOf(state, request.payerAccountId ?? 0)
  return {
    RequestResponse: {
      id: request.responseId,
      ...shared(request),
      status: request.status === 'EXPIRED' ? 'REVOKED' : request.status,
      time_refund_requested: null,
      time_refunded: null,
      user_refund_requested: null,
      monetary_account_id: payerAccount.id,
      alias: labelOwnAccount(state, payerAccount),
      counterparty_alias: labelOwnAccount(state, accountOf(state, request.accountId)),
      attachment: [],
      type: 'INTERNAL',
      sub_type: 'NONE',
      credit_scheme_identifier: null,
      mandate_identifier: null,
      registration_action: null,
      eligible_whitelist_id: null,
      request_reference_split_the_bill: [],
      event_id: request.eventId,
      monetary_account_preferred_id: null,
    },
  }
}
