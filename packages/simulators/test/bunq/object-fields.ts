import type { Json } from './bunq-client.ts'

/**
 * The members that bunq's objects have, as the bank's API files name them: `name type`, with `!` where real answers
 * never hold null and `?` where real answers leave the member out. Types: int, str, bool, ts (bunq's timestamp), day, amount, label (of an account), list, any.
 */
export const objectFields = {
  UserPerson:
    'id int!, created ts!, updated ts!, public_uuid str!, first_name str!, middle_name str, last_name str!, legal_name str!, display_name str!, public_nick_name str!, alias list!, tax_resident list, address_main any, address_postal any, date_of_birth day, place_of_birth str, country_of_birth str, nationality str, language str!, region str!, gender str, avatar any, version_terms_of_service str, status str!, sub_status str!, session_timeout int!, daily_limit_without_confirmation_login amount, notification_filters list!',
  UserCompany:
    'id int!, created ts!, updated ts!, public_uuid str!, name str!, display_name str!, public_nick_name str!, alias list!, chamber_of_commerce_number str, type_of_business_entity str, sector_of_industry str, counter_bank_iban str, avatar any, address_main any, address_postal any, version_terms_of_service str, directors list, language str!, country str, region str!, ubo list, status str!, sub_status str!, session_timeout int!, daily_limit_without_confirmation_login amount, notification_filters list!',
  UserPaymentServiceProvider:
    'id int!, created ts!, updated ts!, certificate_distinguished_name str!, alias list!, avatar any, status str!, sub_status str!, public_uuid str!, display_name str!, public_nick_name str!, language str!, region str!, session_timeout int!',
  UserApiKey: 'id int!, created ts!, updated ts!, requested_by_user any!, granted_by_user any!',
  MonetaryAccountBank:
    'id int!, created ts!, updated ts!, avatar any, currency str!, description str!, daily_limit amount!, overdraft_limit amount!, balance amount!, alias list!, public_uuid str!, status str!, sub_status str!, reason str, reason_description str, user_id int!, monetary_account_profile any, display_name str!, setting any!, all_auto_save_id list!',
  MonetaryAccountSavings:
    'id int!, created ts!, updated ts!, avatar any, currency str!, description str!, daily_limit amount!, balance amount!, alias list!, public_uuid str!, status str!, sub_status str!, reason str, reason_description str, user_id int!, setting any!, all_auto_save_id list!, all_co_owner list!, savings_goal amount, savings_goal_progress int?, number_of_payment_remaining str',
  MonetaryAccountJoint:
    'id int!, created ts!, updated ts!, avatar any, currency str!, description str!, daily_limit amount!, overdraft_limit amount!, balance amount!, alias list!, public_uuid str!, status str!, sub_status str!, reason str, reason_description str, user_id int!, setting any!, all_auto_save_id list!, all_co_owner list!',
  MonetaryAccountExternal:
    'id int!, created ts!, updated ts!, currency str, description str, balance amount, alias list, status str!, sub_status str, user_id int!, service str, open_banking_account any',
  MonetaryAccountCard:
    'id int!, created ts!, updated ts!, currency str!, description str!, daily_limit amount!, overdraft_limit amount!, balance amount!, balance_real amount, alias list!, public_uuid str!, status str!, sub_status str!, user_id int!',
  Payment:
    'id int!, created ts!, updated ts!, monetary_account_id int!, amount amount!, alias label!, counterparty_alias label!, description str!, type str!, sub_type str!, payment_arrival_expected any, bunqto_status str?, bunqto_sub_status str?, bunqto_share_url str?, bunqto_expiry str?, bunqto_time_responded str?, attachment list!, merchant_reference str, batch_id int, scheduled_id int, address_shipping any, address_billing any, geolocation any, request_reference_split_the_bill list!, balance_after_mutation amount!, payment_auto_allocate_instance any, payment_suspended_outgoing any?, payment_fee any?',
  PaymentBatch: 'id int!, created ts!, updated ts!, payments any!',
  DraftPayment:
    'id int!, created ts!, updated ts!, monetary_account_id int!, user_alias_created any!, responses list!, status str!, type str!, entries list!, object any, request_reference_split_the_bill list!, schedule any',
  RequestInquiry:
    'id int!, created ts!, updated ts!, time_responded ts, time_expiry ts, monetary_account_id int!, amount_inquired amount!, amount_responded amount, user_alias_created any!, user_alias_revoked any, counterparty_alias label!, description str!, merchant_reference str, attachment list!, status str!, batch_id int, scheduled_id int, minimum_age int, require_address str, bunqme_share_url str, redirect_url str, address_shipping any, address_billing any, geolocation any, reference_split_the_bill any',
  RequestResponse:
    'id int!, created ts!, updated ts!, time_responded ts, time_expiry ts, time_refund_requested ts, time_refunded ts, user_refund_requested any, monetary_account_id int!, amount_inquired amount!, amount_responded amount, status str!, description str!, alias label!, counterparty_alias label!, attachment list!, minimum_age int, require_address str, geolocation any, type str!, sub_type str!, redirect_url str, address_billing any, address_shipping any, credit_scheme_identifier str, mandate_identifier str, eligible_whitelist_id int, request_reference_split_the_bill list!, event_id int, monetary_account_preferred_id int',
  ScheduledPayment: 'payment any!, schedule any!, status str!',
  BunqMeTab:
    'id int!, created ts!, updated ts!, time_expiry ts!, monetary_account_id int!, status str!, type str!, alias_monetary_account label!, bunqme_tab_share_url str!, bunqme_tab_entry any!, bunqme_tab_entries list!, result_inquiries list!',
  CardDebit:
    'id int!, created ts!, updated ts!, public_uuid str!, user_id int!, user_owner_id int, user_holder_id int, type str!, sub_type str!, product_type str!, product_sub_type str, first_line str, second_line str!, status str!, sub_status str!, order_status str!, expiry_date day!, name_on_card str!, preferred_name_on_card str, primary_account_numbers list!, payment_account_reference str, card_limit amount!, card_limit_atm amount!, country_permission list!, label_monetary_account_ordered label, label_monetary_account_current label!, pin_code_assignment list!, monetary_account_id_fallback int, country str!, card_shipment_tracking_url str',
  MasterCardAction:
    'id int!, monetary_account_id int!, card_id int!, amount_local amount!, amount_converted amount, amount_billing amount!, amount_original_local amount!, amount_original_billing amount!, amount_fee amount, decision str!, payment_status str!, decision_description str!, description str!, authorisation_status str!, authorisation_type str!, pan_entry_mode_user str, settlement_status str!, clearing_status str!, maturity_date str, city str, alias label!, counterparty_alias label!, label_card any!, merchant_id str, token_status str, reservation_expiry_time ts, clearing_expiry_time ts, applied_limit str, secure_code_id int, wallet_provider_id str, request_reference_split_the_bill list!, merchant_category_code str',
  CustomerStatement:
    'id int!, created ts!, updated ts!, date_start day!, date_end day!, status str!, statement_number int, statement_format str!, regional_format str, alias_monetary_account label!',
  NoteText: 'id int!, created ts!, updated ts!, label_user_creator any!, content str!',
  NoteAttachment: 'id int!, created ts!, updated ts!, label_user_creator any!, description str, attachment list!',
  Event:
    'id int!, created ts!, updated ts!, action str!, user_id str!, monetary_account_id str, object any!, status str!',
  InsightCategory:
    'category str!, category_translated str!, category_color str!, category_icon str!, amount_total amount!, number_of_transactions int!',
  ConfirmationOfFunds: 'has_sufficient_funds bool!',
  CurrencyConversionQuote:
    'id int!, created ts!, updated ts!, status str!, amount_source amount!, amount_target amount!, rate str!, time_expiry ts!',
  NotificationFilterUrl:
    'id int!, created ts!, updated ts!, category str!, notification_target str!, all_user_id list!, all_monetary_account_id list!, all_verification_type list!',
} as const satisfies Readonly<Record<string, string>>

export type BunqObject = keyof typeof objectFields

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value)

const isOf: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: (value) => Number.isInteger(value),
  str: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  ts: (value) => isText(value, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/),
  day: (value) => isText(value, /^\d{4}-\d\d-\d\d$/),
  list: (value) => Array.isArray(value),
  any: () => true,
  amount: (value) =>
    isObject(value) && isText(value['value'], /^-?\d+\.\d\d$/) && isText(value['currency'], /^[A-Z]{3}$/),
  label: (value) =>
    isObject(value) &&
    ['iban', 'display_name', 'avatar', 'label_user', 'country'].every((name) => name in value) &&
    typeof value['display_name'] === 'string',
}

/** What an answer lacks or has in another type than the bank: empty when it is as it should be. */
export const departuresOf = (type: BunqObject, value: Json): readonly string[] =>
  objectFields[type].split(', ').flatMap((field) => {
    const [name = '', kind = ''] = field.split(' ')
    const found = value[name]
    if (!(name in value)) return kind.endsWith('?') ? [] : [`${name} is missing`]
    if (found === null) return /[!?]$/.test(kind) ? [`${name} is null`] : []
    return isOf[kind.replace(/[!?]/, '')]?.(found) === true ? [] : [`${name} is no ${kind}: ${JSON.stringify(found)}`]
  })
