import type { IngPki } from '../pki/pki.ts'
import type { BankContext } from '../profile.ts'
import type { IngAccount } from './ais/ing-account.ts'
import { createProfiles, type TestProfile } from './ais/test-profiles.ts'
import { type Application, seedApplications } from './application.ts'
import type { AccessToken, AuthorizationCode, Consent, RefreshToken } from './oauth/grants.ts'
import type { MerchantRegistration, PaymentRequest } from './payment-requests/payment-request.ts'
import type { Payment } from './pis/payment.ts'
import type { IngSettings } from './settings.ts'
import type { TrustedTpp } from './tpp/tpp.ts'
import { addTpp, noTrust, type Trust } from './tpp/trust.ts'

/** Faults that belong to ING alone, switched on the control address. */
export interface IngModes {
  /** Added to the bank's clock, so that a client meets a bank whose clock is wrong. */
  clockOffsetSeconds: number
  /** 404 on the accounts for so long after a consent. */
  accountsNotFoundSeconds: number
  /** A refresh answers without a new refresh token; the old one stays valid. */
  refreshWithoutToken: boolean
  /** AIS amounts as strings with a sign, as some of ING's systems send them. */
  amountsAsStrings: boolean
  /** Payments stay in RCVD whatever the customer does. */
  paymentsStuck: boolean
  /** Payments need a second authorisation: PATC instead of ACTC. */
  paymentsNeedTwo: boolean
  /** No instant scheme serves any payment. */
  instantUnavailable: boolean
  /** Transaction ids differ under each consent: a renewal gives all of them anew. */
  idsPerConsent: boolean
  /** Transaction ids are empty texts. */
  blankIds: boolean
  /** The moment of a pending entry moves to the day of the reading. */
  pendingDaysShift: boolean
  /** Pages are counted from the newest entry at each call: what arrives in between shifts them. */
  offsetPaging: boolean
  /** Each page that has a next one is served twice before the next one comes. */
  repeatPages: boolean
  /** Reads without `PSU-IP-Address` that an account and kind of data may have in any 24 hours before 429; 0 is no limit. */
  unattendedReads: number
  /** Whether further pages count as reads of their own. */
  unattendedPagesCount: boolean
  /** Days of history once the hour after a consent is over, for every profile; 0 leaves it to the profile. */
  historyDays: number
}

export const NO_MODES: Readonly<IngModes> = {
  clockOffsetSeconds: 0,
  accountsNotFoundSeconds: 0,
  refreshWithoutToken: false,
  amountsAsStrings: false,
  paymentsStuck: false,
  paymentsNeedTwo: false,
  instantUnavailable: false,
  idsPerConsent: false,
  blankIds: false,
  pendingDaysShift: false,
  offsetPaging: false,
  repeatPages: false,
  unattendedReads: 0,
  unattendedPagesCount: false,
  historyDays: 0,
}

/** All that changes while the simulated ING runs. */
export interface IngState {
  readonly applications: Map<string, Application>
  readonly trust: Trust
  readonly ownTpp: TrustedTpp | undefined
  readonly tokens: Map<string, AccessToken>
  readonly refreshTokens: Map<string, RefreshToken>
  readonly codes: Map<string, AuthorizationCode>
  readonly consents: Map<string, Consent>
  readonly payments: Map<string, Payment>
  readonly paymentRequests: Map<string, PaymentRequest>
  /** By client_id. */
  readonly merchants: Map<string, MerchantRegistration>
  /** SHA-256 fingerprints in hex. */
  readonly revokedCertificates: Set<string>
  readonly profiles: readonly TestProfile[]
  readonly accounts: ReadonlyMap<string, IngAccount>
  readonly modes: IngModes
  /** Start of the running minute and requests in it, by client_id. */
  readonly rate: Map<string, { minute: number; count: number }>
  /** Day and reads in it, by client, account and kind of data. */
  readonly reads: Map<string, { day: number; count: number }>
  /** When an account was read without its customer, by consent, account and kind of data. */
  readonly unattended: Map<string, readonly number[]>
}

export const createState = (context: BankContext, pki: IngPki, settings: IngSettings): IngState => {
  const profiles = createProfiles(settings.customers, context.profile)
  const applications = new Map(seedApplications(pki, settings.redirectUris))
  const trust = noTrust()
  const { tpp } = settings
  const ownTpp = tpp === undefined ? undefined : addTpp({ applications, trust }, tpp, settings.redirectUris)
  return {
    applications,
    trust,
    ownTpp,
    tokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    consents: new Map(),
    payments: new Map(),
    paymentRequests: new Map(),
    merchants: new Map(),
    revokedCertificates: new Set(),
    profiles,
    accounts: new Map(profiles.flatMap((profile) => profile.accounts.map((account) => [account.resourceId, account]))),
    modes: { ...NO_MODES },
    rate: new Map(),
    reads: new Map(),
    unattended: new Map(),
  }
}
