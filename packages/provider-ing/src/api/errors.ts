import {
  type BankMessage,
  type BankResponse,
  isIban,
  NostroError,
  type NostroErrorCode,
  parseJson,
  retryAfterMs,
} from '@nostro/core'
import type { Endpoint } from './endpoints.ts'
import { readMessages } from './error-messages.ts'

/** ING's own trace id, on every answer; support asks for it. */
export const bankRequestIdHeader = 'x-ing-response-id'

/** What ING's code says. Codes that are not here go by the status: `PAYMENT_FAILED` has been seen with 400, 401 and 500. */
const byBankCode: Readonly<Record<string, NostroErrorCode>> = {
  PAYMENT_FAILED: 'payment_rejected',
  SERVICE_BLOCKED: 'forbidden',
  SERVICE_UNAVAILABLE: 'bank_unavailable',
  ING_ERROR: 'bank_unavailable',
  RESOURCE_UNKNOWN: 'not_found',
  NOT_FOUND: 'not_found',
  PRODUCT_UNKNOWN: 'invalid_request',
  INVALID_GRANT: 'consent_expired',
}

const byStatus: Readonly<Record<number, NostroErrorCode>> = {
  400: 'invalid_request',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid_request',
  406: 'invalid_request',
  409: 'conflict',
  415: 'invalid_request',
  422: 'invalid_request',
  429: 'rate_limited',
}

const hints: Partial<Record<NostroErrorCode, string>> = {
  signature_rejected:
    'The signature is whole and of this key, but was made over another text: method, path, query or a signed header was changed after signing. Or: The signature does not open with this key: it was made with another key, or its own bytes were changed. Capture the request and run “nostro sign explain --captured FILE”. Check that the signing certificate is registered for this application.',
  certificate_rejected:
    'Check both certificates: valid, not revoked, issued for PSD2, and registered with ING for this client id.',
  consent_expired: 'Ask the customer to consent again: start a new authorization with the old session as `previous`.',
  forbidden: 'The consent or the certificate’s roles do not cover this. Check the scopes of the consent.',
  not_found: 'ING answers this also when the consent does not cover the resource. Check the id and the consent.',
  outcome_unknown: 'It may have taken effect. Look it up at ING by its request id; never send it again blindly.',
  invalid_request: 'Correct what ING names; nothing was done.',
  rate_limited: 'Wait before the next call.',
  bank_unavailable: 'Try again later; if it stays, ask ING with its request id.',
}

export const isSignatureRefusal = (messages: readonly BankMessage[]): boolean =>
  messages.some(({ text }) => /signature could not be successfully verified/i.test(text ?? ''))

const isRevokedCertificate = (messages: readonly BankMessage[]): boolean =>
  messages.some(({ text }) => /certificate is revoked/i.test(text ?? ''))

/** A refusal of ING, whatever of its five shapes it has, also without a body and with a proxy's HTML. */
export const toBankError = (response: BankResponse, endpoint: Endpoint, now: number): NostroError => {
  const messages = messagesOf(response)
  const code = codeOf(response, endpoint, messages)
  const waitMs = retryAfterMs(response, now)
  const bankRequestId = response.headers[bankRequestIdHeader]
  const hint = hints[code]
  return new NostroError({
    code,
    provider: 'ing',
    message: `ING ${code === 'outcome_unknown' ? 'answered' : 'refused'} ${endpoint.method} ${endpoint.path} with status ${response.status}${summaryOf(messages)}.`,
    httpStatus: response.status,
    bankMessages: messages,
    // Seen in production as a passing fault of ING's.
    ...(isRevokedCertificate(messages) ? { retryable: true } : {}),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    ...(bankRequestId === undefined ? {} : { bankRequestId }),
    ...(hint === undefined ? {} : { hint }),
  })
}

const codeOf = (response: BankResponse, endpoint: Endpoint, messages: readonly BankMessage[]): NostroErrorCode => {
  if (isSignatureRefusal(messages)) return 'signature_rejected'
  if (isRevokedCertificate(messages)) return 'certificate_rejected'
  for (const { code } of messages) {
    const known = code === undefined ? undefined : byBankCode[code.toUpperCase()]
    if (known !== undefined && mayStand(known, response, endpoint)) return known
  }
  if (response.status === 401) return unauthorised[endpoint.token]
  if (response.status >= 500) return endpoint.idempotent ? 'bank_unavailable' : 'outcome_unknown'
  return byStatus[response.status] ?? (response.status >= 400 ? 'invalid_request' : 'protocol_violation')
}

/**
 * A 4xx was refused whatever ING calls it, and is no outage. After a 5xx on a change only ING's own word that the payment
 * failed tells what became of it; all else may have taken effect before it broke.
 */
const mayStand = (known: NostroErrorCode, { status }: BankResponse, { idempotent }: Endpoint): boolean =>
  status < 500 ? known !== 'bank_unavailable' : idempotent || known === 'payment_rejected'

/** By the time that this is asked a dead token has been renewed once, so a customer's 401 is about the consent. */
const unauthorised: Readonly<Record<Endpoint['token'], NostroErrorCode>> = {
  none: 'certificate_rejected',
  'http-signature-application': 'forbidden',
  'mtls-application': 'forbidden',
  customer: 'consent_expired',
}

export const messagesOf = (response: BankResponse): readonly BankMessage[] => {
  try {
    return readMessages(parseJson(response.body)).map(cleanMessage)
  } catch {
    return []
  }
}

const cleanMessage = ({ code, text, path }: BankMessage): BankMessage => ({
  ...(code === undefined ? {} : { code: clean(code) }),
  ...(text === undefined ? {} : { text: clean(text) }),
  ...(path === undefined ? {} : { path: clean(path) }),
})

/** A bank's text may quote the request: no account number, no token, no control character goes on from here. */
const clean = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\b[A-Z]{2}\d{2}[A-Z0-9]{8,30}\b/gi, (word) => (isIban(word.toUpperCase()) ? '[iban]' : word))
    .replace(/[A-Za-z0-9_.+/=-]{40,}/g, '[long value]')
    // Authorization codes look like this. Requests and payments are found by other fields of the error.
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '[id]')
    .slice(0, 512)

const summaryOf = (messages: readonly BankMessage[]): string => {
  const texts = messages.slice(0, 3).map(({ code, text, path }) => {
    const said = [code, text].filter((part) => part !== undefined).join(' ')
    return path === undefined ? said : `${said} (${path})`
  })
  return texts.length === 0 ? '' : `: ${texts.join('; ')}`
}
