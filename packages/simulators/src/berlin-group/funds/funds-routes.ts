import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import { listRoute, startRoute, statusRoute, updateRoute } from '../authorisations/authorisation-routes.ts'
import { accountReference, objectField, readJson, requireKnown, textField } from '../checks/fields.ts'
import { answerNewConsent, findConsent, statusOf, subjectOfConsent } from '../consents/consent-routes.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiCall, Route } from '../route.ts'
import type { Consent } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'

const numberOf = ({ iban, maskedPan, pan }: Readonly<Record<string, unknown>>): string =>
  String(iban ?? maskedPan ?? pan)

/** POST /consents/confirmation-of-funds: valid until it is withdrawn. */
const createConsent =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const body = readJson(call.request)
    requireKnown(body, ['account', 'cardNumber', 'cardExpiryDate', 'cardInformation', 'registrationInformation'], '')
    const account = accountReference(body['account'], { row: 18, path: 'account' })
    const consent: Consent = {
      id: world.uuid(),
      bank: call.profile.id,
      tpp: call.tpp.id,
      kind: 'funds',
      access: body,
      rights: { accounts: [numberOf(account)], balances: 'none', transactions: 'none', ownerName: false },
      recurring: true,
      validUntil: '9999-12-31',
      frequency: Number.MAX_SAFE_INTEGER,
      createdAt: call.now,
      status: 'received',
      customer: undefined,
      authorisedAt: undefined,
      lastAction: new Date(call.now).toISOString().slice(0, 10),
      accounts: new Map(),
      reads: new Map(),
    }
    return answerNewConsent(world, call, consent, false)
  }

/** Check 46: a consent of the customer for this account. */
const requireFundsConsent = (world: BerlinGroupWorld, call: ApiCall, number: string): Consent => {
  const consent = world.state.consents.get(call.request.header('consent-id') ?? '')
  const isUsable =
    consent?.kind === 'funds' &&
    consent.tpp === call.tpp.id &&
    consent.bank === call.profile.id &&
    statusOf(world, consent, call.now) === 'valid'
  const covers = isUsable && consent.rights.accounts !== 'all' && consent.rights.accounts.includes(number)
  if (consent !== undefined && covers) return consent
  return refuse({
    row: 46,
    status: 400,
    code: 'NO_PIIS_ACTIVATION',
    reason: 'The customer has not agreed to confirmations for this account',
  })
}

const confirm =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const body = readJson(call.request)
    requireKnown(body, ['account', 'instructedAmount', 'cardNumber', 'payee'], '')
    const number = numberOf(accountReference(body['account'], { row: 46, path: 'account' }))
    const { amount, currency } = objectField(body['instructedAmount'], { row: 46, path: 'instructedAmount' })
    const text =
      textField(
        amount,
        { row: 46, path: 'instructedAmount.amount', required: true },
        { pattern: /^\d{1,14}(\.\d{1,2})?$/ },
      ) ?? ''
    const consent = requireFundsConsent(world, call, number)
    if (body['cardNumber'] !== undefined && body['cardNumber'] !== consent.access['cardNumber']) {
      refuse({
        row: 46,
        status: 400,
        code: 'CARD_INVALID',
        path: 'cardNumber',
        reason: 'The card is not that of the consent',
      })
    }
    const account = [...consent.accounts.values()].find(({ iban }) => iban === number)
    if (account === undefined) return formatError(46, 'account', 'The account is not there any more')
    if (account.currency !== currency)
      return formatError(46, 'instructedAmount.currency', 'The account has another currency')
    const [whole = '0', fraction = ''] = text.split('.')
    const wanted = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'))
    return jsonAnswer(call.request, 200, { fundsAvailable: account.ledger.totals(call.now).expected >= wanted })
  }

const show =
  (world: BerlinGroupWorld, isStatus: boolean) =>
  (call: ApiCall): BankAnswer => {
    const consent = findConsent(world, call)
    const consentStatus = statusOf(world, consent, call.now)
    return jsonAnswer(call.request, 200, isStatus ? { consentStatus } : { ...consent.access, consentStatus })
  }

/** Confirmation of funds and its consents. */
export const fundsRoutes = (world: BerlinGroupWorld): readonly Route[] => {
  const base = { resource: 'funds', role: 'PSP_IC' } as const
  const at = (rest: string): RegExp => new RegExp(`^/consents/confirmation-of-funds${rest}$`)
  const consumes = ['application/json']
  const subject = (call: ApiCall) => subjectOfConsent(findConsent(world, call))
  return [
    { ...base, method: 'POST', pattern: /^\/funds-confirmations$/, consumes, handle: confirm(world) },
    { ...base, method: 'POST', pattern: at(''), psu: 'creates', consumes, handle: createConsent(world) },
    { ...base, method: 'GET', pattern: at('/([^/]+)'), handle: show(world, false) },
    { ...base, method: 'GET', pattern: at('/([^/]+)/status'), handle: show(world, true) },
    {
      ...base,
      method: 'POST',
      pattern: at('/([^/]+)/authorisations'),
      psu: 'authorises',
      consumes,
      handle: startRoute(world, subject),
    },
    { ...base, method: 'GET', pattern: at('/([^/]+)/authorisations'), handle: listRoute(world, subject) },
    { ...base, method: 'GET', pattern: at('/([^/]+)/authorisations/([^/]+)'), handle: statusRoute(world, subject) },
    {
      ...base,
      method: 'PUT',
      pattern: at('/([^/]+)/authorisations/([^/]+)'),
      psu: 'authorises',
      consumes,
      handle: updateRoute(world, subject),
    },
  ]
}
