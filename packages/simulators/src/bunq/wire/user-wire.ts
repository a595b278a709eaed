import type { BunqState } from '../state/bunq-state.ts'
import type { ApiKey, User } from '../state/entities.ts'
import { wireAmount } from './amount.ts'
import { wireTimestamp } from './timestamp.ts'

const address = {
  street: 'Naritaweg',
  house_number: '131',
  po_box: null,
  postal_code: '1043BS',
  city: 'Amsterdam',
  country: 'NL',
  extra: null,
  mailbox_name: null,
  province: null,
  is_user_address_updated: true,
}

const shared = (user: User) => ({
  id: user.id,
  created: wireTimestamp(user.created),
  updated: wireTimestamp(user.updated),
  public_uuid: user.publicUuid,
  display_name: user.displayName,
  public_nick_name: user.displayName,
  avatar: null,
  language: 'en_US',
  region: 'nl_NL',
  status: 'ACTIVE',
  sub_status: 'NONE',
  session_timeout: user.sessionTimeoutSeconds,
  daily_limit_without_confirmation_login: wireAmount(250_00n, 'EUR'),
  notification_filters: [],
  relations: [],
})

const customer = (user: User) => ({
  alias: [
    { type: 'EMAIL', value: user.email, name: user.displayName },
    { type: 'PHONE_NUMBER', value: user.phone, name: user.displayName },
  ],
  address_main: address,
  address_postal: address,
  address_shipping: address,
  version_terms_of_service: '2025-01-01',
  tax_resident: [],
})

const person = (user: User) => ({
  ...shared(user),
  ...customer(user),
  first_name: user.firstName,
  middle_name: null,
  last_name: user.lastName,
  legal_name: user.legalName,
  date_of_birth: user.birthDate,
  place_of_birth: 'Amsterdam',
  country_of_birth: 'NL',
  nationality: 'NL',
  all_nationality: ['NL'],
  gender: 'UNKNOWN',
})

const company = (user: User) => ({
  ...shared(user),
  ...customer(user),
  name: user.legalName,
  chamber_of_commerce_number: '12345678',
  legal_form: 'BV',
  type_of_business_entity: 'BV',
  sector_of_industry: 'OTHER',
  counter_bank_iban: null,
  directors: [],
  country: 'NL',
  ubo: [],
  customer: null,
  customer_limit: null,
  billing_contract: [],
  deny_reason: null,
})

const serviceProvider = (user: User) => ({
  ...shared(user),
  certificate_distinguished_name: user.distinguishedName ?? null,
  alias: [{ type: 'CERTIFICATE_DISTINGUISHED_NAME', value: user.distinguishedName ?? '', name: user.legalName }],
})

/** A user under the name of its kind. */
export const userWire = (user: User): object => {
  switch (user.kind) {
    case 'UserPerson':
      return { UserPerson: person(user) }
    case 'UserCompany':
      return { UserCompany: company(user) }
    case 'UserPaymentServiceProvider':
      return { UserPaymentServiceProvider: serviceProvider(user) }
  }
}

/** Both sides of an OAuth connection are shown shortened, without their ids. */
const anchored = (user: User | undefined): object | null =>
  user === undefined
    ? null
    : {
        [user.kind]: {
          display_name: user.displayName,
          public_nick_name: user.displayName,
          avatar: null,
          session_timeout: user.sessionTimeoutSeconds,
        },
      }

/** The user that a session acts as: with OAuth a `UserApiKey` that names both sides. */
export const principalWire = (state: BunqState, key: ApiKey, user: User): object => {
  if (key.kind !== 'oauth') return userWire(user)
  return {
    UserApiKey: {
      id: key.principalId,
      created: wireTimestamp(key.created),
      updated: wireTimestamp(key.created),
      requested_by_user: anchored(state.users.get(key.requestedByUserId ?? 0)),
      granted_by_user: anchored(user),
    },
  }
}
