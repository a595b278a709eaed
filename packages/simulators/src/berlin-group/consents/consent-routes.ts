import type { BankAnswer } from '../../http/bank-handler.ts'
import type { BankCustomer } from '../accounts/bank-account.ts'
import { emptyAnswer, jsonAnswer, linkTo, locationOf } from '../answers.ts'
import { authorisationLinks, startLinks } from '../authorisations/authorisation-links.ts'
import { listRoute, startRoute, statusRoute, updateRoute } from '../authorisations/authorisation-routes.ts'
import { approachHeader, chooseApproach } from '../authorisations/choose-approach.ts'
import { complete } from '../authorisations/complete.ts'
import { createAuthorisation, startsImplicitly } from '../authorisations/start.ts'
import { readJson } from '../checks/fields.ts'
import { requireToken } from '../checks/token-checks.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiCall, Route } from '../route.ts'
import type { Consent, ConsentStatus, Subject } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import { readConsent } from './read-consent.ts'

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

/** The status now: time ends consents, confirmed or not. */
export const statusOf = (world: BerlinGroupWorld, consent: Consent, now: number): ConsentStatus => {
  if (consent.status === 'received' && now > consent.createdAt + world.settings.confirmHours * 3_600_000)
    return 'rejected'
  const isPast = dayOf(now) > consent.validUntil
  // A one-off consent may be used until the end of the day on which it was confirmed.
  const isUsed = !consent.recurring && consent.authorisedAt !== undefined && dayOf(now) > dayOf(consent.authorisedAt)
  return consent.status === 'valid' && (isPast || isUsed) ? 'expired' : consent.status
}

/** Check 25 in the path. */
export const findConsent = (
  world: BerlinGroupWorld,
  { profile, tpp, params }: ApiCall,
  of: 'accounts' | 'funds' = 'accounts',
): Consent => {
  const consent = world.state.consents.get(params[0] ?? '')
  const isKind = (consent?.kind === 'funds') === (of === 'funds')
  if (consent?.bank === profile.id && consent.tpp === tpp.id && isKind) return consent
  const reason =
    consent === undefined ? 'No consent has this id' : 'The consent is that of another TPP, bank or service'
  return refuse({ row: 25, status: 403, code: 'CONSENT_UNKNOWN', reason, received: params[0] })
}

export const subjectOfConsent = (consent: Consent, then: 'valid' | 'terminated' = 'valid'): Subject => ({
  type: 'consent',
  id: consent.id,
  resource: consent.kind === 'funds' ? 'fundsConsents' : 'consents',
  path: consent.kind === 'funds' ? `/consents/confirmation-of-funds/${consent.id}` : `/consents/${consent.id}`,
  collection: 'authorisations',
  then,
})

/** Check 23: at least the customers of the bank have the account. */
export const requireKnownAccounts = (
  world: BerlinGroupWorld,
  call: ApiCall,
  consent: Pick<Consent, 'rights'>,
): void => {
  const { accounts, balances, transactions } = consent.rights
  const numbers = [accounts, balances, transactions].flatMap((list) => (typeof list === 'string' ? [] : list))
  const known = world.customersOf(call.profile).flatMap((customer) => customer.accounts)
  for (const number of numbers) {
    if (known.some(({ iban, maskedPan }) => number === iban || number === maskedPan)) continue
    formatError(23, 'access', 'The bank does not have this account')
  }
}

/** The customer of a list of accounts that this bank gives without a confirmation. */
const unconfirmedCustomer = (
  world: BerlinGroupWorld,
  { profile, request }: ApiCall,
  { kind }: Consent,
): BankCustomer | undefined => {
  const isList = kind === 'availableAccounts' || kind === 'availableAccountsWithBalance'
  if (!isList || !profile.listsUnconfirmed) return undefined
  const psuId = request.header('psu-id')
  return world.customersOf(profile).find((customer) => customer.psuId === psuId)
}

const completeFor = (world: BerlinGroupWorld, call: ApiCall, subject: Subject, customer: BankCustomer): void => {
  const authorisation = createAuthorisation({ world, ...call }, subject, true)
  authorisation.customer = customer
  complete(world, authorisation, call.profile.multipleConsents)
}

/** Keeps a consent and answers with what leads to its confirmation. */
export const answerNewConsent = (
  world: BerlinGroupWorld,
  call: ApiCall,
  consent: Consent,
  warns: boolean,
): BankAnswer => {
  const { profile, request, tpp } = call
  world.state.consents.set(consent.id, consent)
  const subject = subjectOfConsent(consent)
  const self = world.settings.selfUrl()
  const approach = chooseApproach(profile, request)
  const unconfirmed = unconfirmedCustomer(world, call, consent)
  if (unconfirmed !== undefined) completeFor(world, call, subject, unconfirmed)
  const started =
    unconfirmed === undefined && startsImplicitly(profile, request, approach)
      ? createAuthorisation({ world, profile, request, tpp }, subject, true)
      : undefined
  if (started !== undefined) started.customer ??= consent.customer
  const links =
    started === undefined
      ? startLinks(world, profile, subject, approach === 'embedded')
      : authorisationLinks(world, profile, started)
  const body = {
    consentStatus: consent.status,
    consentId: consent.id,
    scaStatus: started?.status,
    ...(approach === 'decoupled' && started ? { psuMessage: 'Please confirm in your banking app' } : {}),
    ...(warns
      ? { tppMessages: [{ category: 'WARNING', code: 'WARNING', text: 'The redirect URI is not of the certificate' }] }
      : {}),
    _links: {
      ...(unconfirmed === undefined ? links : {}),
      self: linkTo(profile, self, subject.resource, subject.path),
      status: linkTo(profile, self, subject.resource, `${subject.path}/status`),
    },
  }
  return jsonAnswer(request, 201, body, {
    Location: locationOf(profile, self, subject.resource, subject.path),
    ...(started === undefined && profile.start === 'explicit'
      ? {}
      : { 'ASPSP-SCA-Approach': approachHeader(approach) }),
    'ASPSP-Multiple-Consent-Support': String(profile.multipleConsents),
  })
}

const create =
  (world: BerlinGroupWorld, warnsOf: (call: ApiCall) => boolean) =>
  (call: ApiCall): BankAnswer => {
    const { profile, request, tpp, now } = call
    const token = requireToken(world, call, undefined)
    const asked = readConsent(readJson(request), profile, now)
    requireKnownAccounts(world, call, asked)
    const consent: Consent = {
      ...asked,
      id: world.uuid(),
      bank: profile.id,
      tpp: tpp.id,
      createdAt: now,
      status: 'received',
      customer: token?.customer,
      authorisedAt: undefined,
      lastAction: dayOf(now),
      accounts: new Map(),
      reads: new Map(),
    }
    return answerNewConsent(world, call, consent, warnsOf(call))
  }

const show =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const consent = findConsent(world, call)
    const chosen = [...consent.accounts.values()].map(({ iban, maskedPan, currency }) =>
      iban === '' ? { maskedPan, currency } : { iban, currency },
    )
    const access =
      consent.kind === 'bankOffered' && consent.status === 'valid'
        ? Object.fromEntries(Object.keys(consent.access).map((name) => [name, chosen]))
        : consent.access
    return jsonAnswer(call.request, 200, {
      access,
      recurringIndicator: consent.recurring,
      validUntil: consent.validUntil,
      frequencyPerDay: consent.frequency,
      lastActionDate: consent.lastAction,
      consentStatus: statusOf(world, consent, call.now),
      _links: { account: linkTo(call.profile, world.settings.selfUrl(), 'accounts', '/accounts') },
    })
  }

const showStatus =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer =>
    jsonAnswer(call.request, 200, { consentStatus: statusOf(world, findConsent(world, call), call.now) })

/** DELETE of a consent: it ends, or the customer confirms its end first. */
export const removeRoute =
  (world: BerlinGroupWorld, of: 'accounts' | 'funds' = 'accounts') =>
  (call: ApiCall): BankAnswer => {
    const { profile, request } = call
    const consent = findConsent(world, call, of)
    if (profile.consentDelete === 'authorised' && statusOf(world, consent, call.now) === 'valid') {
      const subject = subjectOfConsent(consent, 'terminated')
      const authorisation = createAuthorisation({ world, profile, request, tpp: call.tpp }, subject, true)
      return jsonAnswer(request, 202, {
        scaStatus: authorisation.status,
        _links: authorisationLinks(world, profile, authorisation),
      })
    }
    if (consent.status === 'received' || consent.status === 'valid') consent.status = 'terminatedByTpp'
    return emptyAnswer(request)
  }

/** Consents and their authorisations. */
export const consentRoutes = (world: BerlinGroupWorld, warnsOf: (call: ApiCall) => boolean): readonly Route[] => {
  const base = { resource: 'consents', role: 'PSP_AI' } as const
  const subject = (call: ApiCall) => subjectOfConsent(findConsent(world, call))
  const json = ['application/json']
  return [
    {
      ...base,
      method: 'POST',
      pattern: /^\/consents$/,
      psu: 'creates',
      consumes: json,
      handle: create(world, warnsOf),
    },
    { ...base, method: 'GET', pattern: /^\/consents\/([^/]+)$/, handle: show(world) },
    { ...base, method: 'DELETE', pattern: /^\/consents\/([^/]+)$/, handle: removeRoute(world) },
    { ...base, method: 'GET', pattern: /^\/consents\/([^/]+)\/status$/, handle: showStatus(world) },
    {
      ...base,
      method: 'POST',
      pattern: /^\/consents\/([^/]+)\/authorisations$/,
      psu: 'authorises',
      consumes: json,
      handle: startRoute(world, subject),
    },
    { ...base, method: 'GET', pattern: /^\/consents\/([^/]+)\/authorisations$/, handle: listRoute(world, subject) },
    {
      ...base,
      method: 'GET',
      pattern: /^\/consents\/([^/]+)\/authorisations\/([^/]+)$/,
      handle: statusRoute(world, subject),
    },
    {
      ...base,
      method: 'PUT',
      pattern: /^\/consents\/([^/]+)\/authorisations\/([^/]+)$/,
      psu: 'authorises',
      consumes: json,
      handle: updateRoute(world, subject),
    },
  ]
}
