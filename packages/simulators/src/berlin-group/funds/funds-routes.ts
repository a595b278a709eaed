import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import { listRoute, startRoute, statusRoute, updateRoute } from '../authorisations/authorisation-routes.ts'
import { accountReference, dayField, readJson, requireKnown, textField } from '../checks/fields.ts'
import { requireToken } from '../checks/token-checks.ts'
import {
  answerNewConsent,
  findConsent,
  removeRoute,
  requireKnownAccounts,
  statusOf,
  subjectOfConsent,
} from '../consents/consent-routes.ts'
import { refuse } from '../refusal.ts'
import type { ApiCall, Route } from '../route.ts'
import type { Consent } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import { confirmFunds, numberOf } from './confirm-funds.ts'

/** Check 18: the body of POST /consents/confirmation-of-funds. */
const readBody = (call: ApiCall) => {
  const body = readJson(call.request)
  requireKnown(body, ['account', 'cardNumber', 'cardExpiryDate', 'cardInformation', 'registrationInformation'], '')
  textField(body['cardNumber'], { row: 18, path: 'cardNumber' }, { max: 35 })
  dayField(body['cardExpiryDate'], { row: 18, path: 'cardExpiryDate' })
  textField(body['cardInformation'], { row: 18, path: 'cardInformation' }, { max: 140 })
  textField(body['registrationInformation'], { row: 18, path: 'registrationInformation' }, { max: 140 })
  return { body, number: numberOf(accountReference(body['account'], { row: 18, path: 'account' })) }
}

/** POST /consents/confirmation-of-funds: valid until it is withdrawn. */
const createConsent =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const token = requireToken(world, call, undefined)
    const { body, number } = readBody(call)
    const rights = { accounts: [number], balances: 'none', transactions: 'none', ownerName: false } as const
    requireKnownAccounts(world, call, { rights })
    const consent: Consent = {
      id: world.uuid(),
      bank: call.profile.id,
      tpp: call.tpp.id,
      kind: 'funds',
      access: body,
      rights,
      recurring: true,
      validUntil: '9999-12-31',
      frequency: Number.MAX_SAFE_INTEGER,
      createdAt: call.now,
      status: 'received',
      customer: token?.customer,
      authorisedAt: undefined,
      lastAction: new Date(call.now).toISOString().slice(0, 10),
      accounts: new Map(),
      reads: new Map(),
    }
    return answerNewConsent(world, call, consent, false)
  }

const show =
  (world: BerlinGroupWorld, isStatus: boolean) =>
  (call: ApiCall): BankAnswer => {
    const consent = findConsent(world, call, 'funds')
    const consentStatus = statusOf(world, consent, call.now)
    return jsonAnswer(call.request, 200, isStatus ? { consentStatus } : { ...consent.access, consentStatus })
  }

/** Check 3: a service that the bank has. */
const onlyWhere =
  (of: 'confirmations' | 'consents', handle: (call: ApiCall) => BankAnswer) =>
  (call: ApiCall): BankAnswer => {
    const { funds } = call.profile
    if (funds === 'consent' || (funds === 'agreed' && of === 'confirmations')) return handle(call)
    const reason =
      funds === 'none'
        ? 'The bank confirms no funds'
        : 'The customers of this bank agree to confirmations outside the API'
    return refuse({ row: 3, status: 404, code: 'RESOURCE_UNKNOWN', reason })
  }

/** Confirmation of funds (version 1 of the API) and its consents (version 2). */
export const fundsRoutes = (world: BerlinGroupWorld): readonly Route[] => {
  const role = 'PSP_IC'
  const base = { resource: 'fundsConsents', role } as const
  const at = (rest: string): RegExp => new RegExp(`^/consents/confirmation-of-funds${rest}$`)
  const consumes = ['application/json']
  const subject = (call: ApiCall) => subjectOfConsent(findConsent(world, call, 'funds'))
  const one = { ...base, pattern: at('/([^/]+)') }
  const all = { ...base, pattern: at('/([^/]+)/authorisations') }
  const single = { ...base, pattern: at('/([^/]+)/authorisations/([^/]+)') }
  const inConsents = (handle: (call: ApiCall) => BankAnswer) => onlyWhere('consents', handle)
  const confirmations = onlyWhere('confirmations', confirmFunds(world))
  return [
    { role, resource: 'funds', method: 'POST', pattern: /^\/funds-confirmations$/, consumes, handle: confirmations },
    { ...base, method: 'POST', pattern: at(''), psu: 'creates', consumes, handle: inConsents(createConsent(world)) },
    { ...one, method: 'GET', handle: inConsents(show(world, false)) },
    { ...one, method: 'DELETE', handle: inConsents(removeRoute(world, 'funds')) },
    { ...base, method: 'GET', pattern: at('/([^/]+)/status'), handle: inConsents(show(world, true)) },
    { ...all, method: 'POST', psu: 'authorises', consumes, handle: inConsents(startRoute(world, subject)) },
    { ...all, method: 'GET', handle: inConsents(listRoute(world, subject)) },
    { ...single, method: 'GET', handle: inConsents(statusRoute(world, subject)) },
    { ...single, method: 'PUT', psu: 'authorises', consumes, handle: inConsents(updateRoute(world, subject)) },
  ]
}
