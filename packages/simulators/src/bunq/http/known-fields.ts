/**
 * Fields that an object of the bank has beyond those that a call takes, by the word in the call's path (OpenAPI file of
 * the bank). Clients that send a whole object write `null` into them: `null` means unset, so that is no superfluous field.
 */
const ofAccounts =
  'id created updated avatar currency country_iban overdraft_limit balance alias public_uuid user_id monetary_account_profile all_auto_save_id status sub_status reason reason_description'

const ofPayments =
  'id created updated monetary_account_id alias type sub_type payment_arrival_expected bunqto_status bunqto_sub_status bunqto_share_url bunqto_expiry bunqto_time_responded batch_id scheduled_id address_shipping address_billing geolocation request_reference_split_the_bill balance_after_mutation payment_auto_allocate_instance payment_suspended_outgoing payment_fee allow_bunqto'

const ofRequests =
  'id created updated time_responded time_expiry monetary_account_id amount_inquired amount_responded user_alias_created user_alias_revoked counterparty_alias description attachment merchant_reference minimum_age require_address want_tip allow_amount_lower allow_amount_higher allow_bunqme redirect_url event_id batch_id scheduled_id bunqme_share_url address_shipping address_billing geolocation reference_split_the_bill'

const ofUsers =
  'id created updated public_uuid legal_name alias address_shipping place_of_birth country_of_birth avatar version_terms_of_service notification_filters relations type_of_business_entity sector_of_industry counter_bank_iban directors customer customer_limit billing_contract deny_reason tax_resident'

const ofCards =
  'id created updated public_uuid user_id user_owner_id user_holder_id type sub_type product_type product_sub_type first_line sub_status expiry_date name_on_card payment_account_reference label_monetary_account_ordered label_monetary_account_current monetary_account country card_shipment_tracking_url pin_code activation_code pin_code_assignment alias'

const table: Readonly<Record<string, string>> = {
  'user-person': ofUsers,
  'user-company': ofUsers,
  'monetary-account-bank': ofAccounts,
  'monetary-account-savings': `${ofAccounts} savings_goal_progress number_of_payment_remaining`,
  'monetary-account-joint': ofAccounts,
  'monetary-account-card': `${ofAccounts} balance_real`,
  'monetary-account-external': `${ofAccounts} open_banking_account`,
  'monetary-account-external-savings': `${ofAccounts} open_banking_account savings_goal_progress number_of_payment_remaining`,
  payment: ofPayments,
  'payment-batch': `${ofPayments} payments`,
  'draft-payment':
    'id created updated monetary_account_id user_alias_created responses type object request_reference_split_the_bill schedule alias',
  'schedule-payment': 'id status purpose alias',
  'schedule-payment-batch': 'id status purpose alias',
  'request-inquiry': ofRequests,
  'request-inquiry-batch': `${ofRequests} request_inquiries total_amount_inquired status`,
  'request-response': `${ofRequests} time_refund_requested time_refunded user_refund_requested alias type sub_type credit_scheme_identifier mandate_identifier registration_action eligible_whitelist_id request_reference_split_the_bill monetary_account_preferred_id`,
  'bunqme-tab': 'bunqme_tab_entry event_id status',
  card: ofCards,
  'card-debit': `${ofCards} card_limit card_limit_atm status order_status country_permission`,
  'note-attachment': 'attachment_id',
  'currency-conversion-quote': 'amount currency_source currency_target order_type counterparty_alias status',
  ip: 'ip status',
  'payment-service-provider-draft-payment':
    'sender_iban sender_name counterparty_iban counterparty_name description amount status',
}

const none: ReadonlySet<string> = new Set()
const sets = new Map(Object.entries(table).map(([word, names]) => [word, new Set(names.split(' '))]))

/** Those of the object that a call's path is about: the last word that is no placeholder. */
export const knownFields = (path: string): ReadonlySet<string> => {
  const word = path.split('/').findLast((part) => !part.startsWith('{'))
  return sets.get(word ?? '') ?? none
}
