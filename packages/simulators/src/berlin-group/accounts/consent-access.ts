import { requireToken } from '../checks/token-checks.ts'
import { statusOf } from '../consents/consent-routes.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { Consent, Rights } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import type { BankAccount } from './bank-account.ts'

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

/** Check 25 in the header. */
const consentOf = (world: BerlinGroupWorld, { request, tpp, profile }: ApiCall): Consent => {
  const id = request.header('consent-id')
  if (id === undefined) return formatError(25, 'Consent-ID', 'Consent-ID is missing')
  const consent = world.state.consents.get(id)
  if (consent?.tpp === tpp.id && consent.bank === profile.id && consent.kind !== 'funds') return consent
  const reason = consent === undefined ? 'No consent has this id' : 'The consent is that of another TPP or bank'
  return refuse({ row: 25, status: 403, code: 'CONSENT_UNKNOWN', path: 'Consent-ID', reason, received: id })
}

/** Check 26. */
const requireValid = (world: BerlinGroupWorld, { profile, now }: ApiCall, consent: Consent): void => {
  const status = statusOf(world, consent, now)
  if (status === 'valid') return
  if (status === 'revokedByPsu' && profile.revokedIsUnknown) {
    refuse({
      row: 26,
      status: 403,
      code: 'RESOURCE_UNKNOWN',
      reason: 'The consent is revoked; this bank says so in its own way',
    })
  }
  const code = status === 'received' || status === 'revokedByPsu' ? 'CONSENT_INVALID' : 'CONSENT_EXPIRED'
  refuse({ row: 26, status: 401, code, reason: `The consent is ${status}`, expected: 'valid', received: status })
}

/** Checks 24 to 26: a token where the bank wants one, and a consent that may be used. */
export const openConsent = (world: BerlinGroupWorld, call: ApiCall): Consent => {
  const id = call.request.header('consent-id')
  requireToken(world, call, `AIS:${id ?? ''}`)
  const consent = consentOf(world, call)
  requireValid(world, call, consent)
  return consent
}

export const isAttended = ({ profile, request }: ApiCall): boolean =>
  profile.attendedHeaders.every((name) => request.header(name) !== undefined)

/** Check 29: reads without the customer, for each resource and day of the bank; pages after the first are not counted. */
export const countRead = (call: ApiCall, consent: Consent): void => {
  if (isAttended(call) || call.query.has('pageKey')) return
  const day = dayOf(call.now)
  const seen = consent.reads.get(call.request.path)
  const count = seen?.day === day ? seen.count + 1 : 1
  consent.reads.set(call.request.path, { day, count })
  if (count <= consent.frequency) return
  refuse({
    row: 29,
    status: 429,
    code: 'ACCESS_EXCEEDED',
    reason: 'More reads of this resource without the customer than the consent allows in a day',
    expected: String(consent.frequency),
    received: String(count),
  })
}

export const isCovered = (list: Rights['accounts'] | Rights['balances'], { iban, maskedPan }: BankAccount): boolean =>
  list === 'all' || list === 'chosen' || (list !== 'none' && (list.includes(iban) || list.includes(maskedPan)))

/** Check 28. */
export const accountIn = (consent: Consent, id: string, isCard: boolean): BankAccount => {
  const account = consent.accounts.get(id)
  if (account !== undefined && (account.kind === 'card') === isCard) return account
  return refuse({
    row: 28,
    status: 404,
    code: 'RESOURCE_UNKNOWN',
    reason: 'No account of this consent has this id',
    received: id,
  })
}

/** Check 27. */
export const requireRight = (consent: Consent, account: BankAccount, right: 'balances' | 'transactions'): void => {
  if (isCovered(consent.rights[right], account)) return
  refuse({
    row: 27,
    status: 401,
    code: 'CONSENT_INVALID',
    reason: `The consent does not cover ${right} of this account`,
  })
}
