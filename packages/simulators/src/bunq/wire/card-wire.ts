import type { BunqState } from '../state/bunq-state.ts'
import type { Card, CardAction } from '../state/records.ts'
import { wireAmount } from './amount.ts'
import { labelAccount, labelOwnAccount } from './labels.ts'
import { wireTimestamp } from './timestamp.ts'

const cardFields = (state: BunqState, card: Card): object => {
  const account = state.accounts.get(card.accountId)
  const label = account === undefined ? null : labelOwnAccount(state, account)
  const currency = account?.currency ?? 'EUR'
  return {
    id: card.id,
    created: wireTimestamp(card.created),
    updated: wireTimestamp(card.updated),
    public_uuid: card.publicUuid,
    user_id: card.userId,
    user_owner_id: card.userId,
    user_holder_id: card.userId,
    type: 'MASTERCARD',
    sub_type: 'PHYSICAL',
    product_type: 'MASTERCARD_DEBIT',
    product_sub_type: 'NONE',
    first_line: card.nameOnCard,
    second_line: card.secondLine,
    status: card.status,
    sub_status: 'NONE',
    order_status: card.orderStatus,
    expiry_date: card.expiryDate,
    name_on_card: card.nameOnCard,
    preferred_name_on_card: card.nameOnCard,
    primary_account_numbers: [
      {
        id: card.id,
        description: 'Physical card',
        status: 'ACTIVE',
        monetary_account_id: card.accountId,
        uuid: card.publicUuid,
        four_digit: card.fourDigits,
        type: 'PHYSICAL',
      },
    ],
    payment_account_reference: null,
    card_limit: wireAmount(card.limit, currency),
    card_limit_atm: wireAmount(card.limitAtm, currency),
    country_permission: card.countries.map(({ country, expiryTime }, index) => ({
      id: index + 1,
      country,
      expiry_time: expiryTime,
    })),
    label_monetary_account_ordered: label,
    label_monetary_account_current: label,
    monetary_account: null,
    pin_code_assignment: [
      { type: 'PRIMARY', routing_type: 'MANUAL', status: 'ACTIVE', monetary_account_id: card.accountId },
    ],
    monetary_account_id_fallback: card.fallbackAccountId,
    country: 'NL',
    card_shipment_tracking_url: null,
    is_card_eligible_for_free_replacement: false,
    card_replacement: null,
    card_generated_cvc2: null,
    is_limited_edition: false,
    card_metal_member_since_date: null,
    company_employee_card: null,
  }
}

/** Lists and single reads name the kind of the card; a change answers with plain `Card`. */
export const cardWire = (state: BunqState, card: Card, wrapper: 'CardDebit' | 'Card' = 'CardDebit'): object => ({
  [wrapper]: cardFields(state, card),
})

const absent = [
  'card_authorisation_id_response',
  'decision_together_url',
  'secure_code_id',
  'wallet_provider_id',
  'card_tokenization_event',
  'applied_limit',
  'eligible_whitelist_id',
  'cashback_payout_item',
  'point_mutation',
  'blacklist',
  'blocklist',
  'additional_authentication_status',
  'mastercard_action_report',
  'company_employee_card_receipt',
  'token_status',
  'merchant_id',
  'merchant_category_code',
] as const

const DAY_MS = 24 * 60 * 60 * 1000

export const cardActionWire = (state: BunqState, action: CardAction): object => {
  const account = state.accounts.get(action.accountId)
  const card = state.records.cards.find(({ id }) => id === action.cardId)
  const alias = account === undefined ? null : labelOwnAccount(state, account)
  const converted = wireAmount(action.amount, action.currency)
  const local = wireAmount(action.original.amount, action.original.currency)
  const booked = action.paymentId !== null
  return {
    MasterCardAction: {
      ...Object.fromEntries(absent.map((name) => [name, null])),
      id: action.id,
      created: wireTimestamp(action.created),
      updated: wireTimestamp(action.updated),
      monetary_account_id: action.accountId,
      card_id: action.cardId,
      amount_local: local,
      amount_converted: converted,
      amount_billing: converted,
      amount_original_local: local,
      amount_original_billing: converted,
      amount_fee: wireAmount(0n, action.currency),
      decision: 'ALLOWED',
      payment_status: booked ? 'PAYMENT_SUCCESSFUL' : 'RESERVED',
      decision_description: 'Allowed.',
      decision_description_translated: 'Allowed.',
      description: action.description,
      authorisation_status: 'AUTHORISED',
      authorisation_type: action.amount < 0n ? 'REFUND' : 'NORMAL_AUTHORISATION',
      pan_entry_mode_user: 'CONTACTLESS',
      settlement_status: booked ? 'SETTLED' : 'NOT_SETTLED',
      clearing_status: booked ? 'CLEARED' : 'UNCLEARED',
      maturity_date: null,
      city: 'Amsterdam',
      alias,
      counterparty_alias: labelAccount(action.party),
      label_card: {
        uuid: card?.publicUuid ?? null,
        type: 'MASTERCARD',
        second_line: card?.secondLine ?? '',
        expiry_date: card?.expiryDate ?? null,
        status: card?.status ?? null,
        label_user: null,
      },
      reservation_expiry_time: booked ? null : wireTimestamp(action.created + 7 * DAY_MS),
      clearing_expiry_time: null,
      request_reference_split_the_bill: [],
      all_mastercard_action_refund: [],
      pos_card_presence: 'PRESENT',
      pos_card_holder_presence: 'PRESENT',
      pin_status: 'NOT_NEEDED',
    },
  }
}
