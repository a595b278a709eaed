import type { BankResponse, EpochMs, NostroError, NostroErrorCode } from '@nostro/core'
import { toBankError } from '@nostro/provider-kit'
import { enableBanking } from './bank.ts'
import type { Endpoint } from './endpoints.ts'
import { type Fault, readFault } from './read-fault.ts'

/** Header with the service's trace id: not documented, logged where it comes. */
export const requestIdHeader = 'x-request-id'

interface Meaning {
  readonly code: NostroErrorCode
  readonly hint?: string | undefined
}

const renew =
  'The consent has ended. Connect the bank again, with the old session as `previous`: accounts keep their ids.'
const parameter = 'Correct what the message names; nothing was done.'

/** Codes of the service, judged before the status: which status goes with which code is not documented. */
const meanings: Readonly<Record<string, Meaning>> = {
  AUTHORIZATION_NOT_PROVIDED: { code: 'invalid_config' },
  UNAUTHORIZED_ACCESS: {
    code: 'invalid_config',
    hint: 'Check `applicationId` and `privateKey`: the key must be the one of this application in the control panel. Check the clock of this machine too.',
  },
  UNAUTHORIZED_IP: {
    code: 'forbidden',
    hint: 'The application takes calls from registered addresses alone. See the control panel.',
  },
  INVALID_HOST: { code: 'forbidden' },
  ACCESS_DENIED: {
    code: 'forbidden',
    hint: 'The application does not have this service, is not active, or the consent does not cover this. See the control panel.',
  },
  NO_ACCOUNTS_ADDED: {
    code: 'forbidden',
    hint: 'The application is restricted to linked accounts. Link this account in the control panel ("Activate by linking accounts"), then connect again.',
  },
  EXPIRED_SESSION: { code: 'consent_expired', hint: renew },
  CLOSED_SESSION: { code: 'consent_expired', hint: renew },
  REVOKED_SESSION: { code: 'consent_expired', hint: renew },
  WRONG_SESSION_STATUS: { code: 'consent_expired', hint: renew },
  SESSION_DOES_NOT_EXIST: { code: 'consent_expired', hint: renew },
  INVALID_ACCOUNT_ID: { code: 'not_found' },
  ACCOUNT_DOES_NOT_EXIST: { code: 'not_found' },
  ASPSP_ACCOUNT_NOT_ACCESSIBLE: {
    code: 'not_found',
    hint: 'The bank does not give this account; the others of the consent still work.',
  },
  TRANSACTION_DOES_NOT_EXIST: { code: 'not_found' },
  PAYMENT_NOT_FOUND: { code: 'not_found' },
  ASPSP_PAYMENT_NOT_ACCESSIBLE: { code: 'not_found' },
  ASPSP_TIMEOUT: { code: 'timeout', hint: 'The bank behind Enable Banking did not answer in time. Try again later.' },
  ASPSP_RATE_LIMIT_EXCEEDED: {
    code: 'rate_limited',
    hint: 'The bank gives four reads a day without the customer. Wait until tomorrow, or read while the customer is present (`ctx.psu`).',
  },
  ASPSP_PSU_ACTION_REQUIRED: {
    code: 'sca_required',
    hint: 'The bank wants its customer to confirm again. Connect it anew, with the old session as `previous`.',
  },
  PSU_HEADER_NOT_PROVIDED: {
    code: 'invalid_request',
    hint: 'The bank wants all headers of the customer or none. Pass a whole `ctx.psu`, or none.',
  },
  PSU_HEADER_INVALID: {
    code: 'invalid_request',
    hint: 'A member of `ctx.psu` has another form, such as an address that is none.',
  },
  REDIRECT_URI_NOT_ALLOWED: {
    code: 'invalid_config',
    hint: 'Register the redirect URL in the control panel, exactly as it is used.',
  },
  WEBHOOK_URI_NOT_ALLOWED: { code: 'invalid_config' },
  WRONG_ASPSP_PROVIDED: { code: 'invalid_config', hint: 'Names of banks change: look it up with `institutions`.' },
  WRONG_REQUEST_PARAMETERS: { code: 'invalid_request', hint: parameter },
  WRONG_CREDENTIALS_PROVIDED: { code: 'invalid_request', hint: parameter },
  WRONG_CONTINUATION_KEY: {
    code: 'invalid_request',
    hint: 'The cursor is of an earlier consent, or has aged. Start the listing again.',
  },
  WRONG_DATE_INTERVAL: { code: 'invalid_request', hint: parameter },
  DATE_FROM_IN_FUTURE: {
    code: 'invalid_request',
    hint: 'Days are counted in UTC: `dateFrom` is later than today there.',
  },
  DATE_TO_WITHOUT_DATE_FROM: { code: 'invalid_request', hint: parameter },
  WRONG_TRANSACTIONS_PERIOD: {
    code: 'invalid_request',
    hint: 'The bank gives no entries that old. Ask for a later `dateFrom`.',
  },
  PERIOD_INVALID: { code: 'invalid_request', hint: 'The bank gives no entries that old. Ask for a later `dateFrom`.' },
  INVALID_PAYMENT: { code: 'payment_rejected', hint: parameter },
  PAYMENT_LIMIT_EXCEEDED: { code: 'forbidden' },
  UNTRUSTED_PAYMENT_PARTY: { code: 'forbidden', hint: 'A restricted application pays to its linked accounts alone.' },
  PAYMENT_NOT_FINALIZED: { code: 'conflict' },
}

/** The bank's own refusal of the consent, handed on within `ASPSP_ERROR`. */
const meaningOfBank = ({ inner }: Fault): Meaning => {
  if (inner?.status === 401 || inner?.status === 403) return { code: 'consent_expired', hint: renew }
  return {
    code: 'bank_unavailable',
    hint: 'The bank behind Enable Banking failed. Try again later; where it fails only for this bank, try the option `psuHeaders: "never"`.',
  }
}

/** @throws nothing: the error is returned, its cause being the answer */
export const toEnableBankingError = (
  response: BankResponse,
  { method, path, idempotent }: Endpoint,
  now: EpochMs,
): NostroError => {
  const fault = readFault(response)
  const meaning = fault.error === 'ASPSP_ERROR' ? meaningOfBank(fault) : meanings[fault.error ?? '']
  // A payment or a session that the bank failed on may exist: only a refusal in words proves that it does not.
  const isOpen = !idempotent && (meaning?.code === 'bank_unavailable' || meaning?.code === 'timeout')
  return toBankError(response, {
    bank: enableBanking,
    route: `${method} ${path}`,
    idempotent,
    // The earliest day that the bank gives stands where a field would.
    messages: fault.messages.map((message) =>
      fault.earliest === undefined ? message : { ...message, path: fault.earliest },
    ),
    code: isOpen ? 'outcome_unknown' : meaning?.code,
    requestIdHeader,
    now,
    hints: meaning?.hint === undefined || isOpen ? undefined : { [meaning.code]: meaning.hint },
  })
}
