import { type BankMessage, type BankResponse, type NostroError, type NostroErrorCode, parseJson } from '@nostro/core'
import { type Bank, grantErrorCode, grantHints, toBankError as toError } from '@nostro/provider-kit'
import type { Endpoint } from './endpoints.ts'

export const ing: Bank = { provider: 'ing', name: 'ING' }

/** ING's own trace id, on every answer; support asks for it. */
export const bankRequestIdHeader = 'x-ing-response-id'

/** What ING's code says. Other codes go by the status. */
const byBankCode: Readonly<Record<string, NostroErrorCode>> = {
  SERVICE_BLOCKED: 'forbidden',
  SERVICE_UNAVAILABLE: 'bank_unavailable',
  ING_ERROR: 'bank_unavailable',
  RESOURCE_UNKNOWN: 'not_found',
  NOT_FOUND: 'not_found',
  PRODUCT_UNKNOWN: 'invalid_request',
}

/** Seen with 400, 401 and 500. What it says depends on what was asked: a 4xx with it refuses an initiation. */
const paymentFailed = 'PAYMENT_FAILED'

const hints: Partial<Record<NostroErrorCode, string>> = {
  signature_rejected:
    'The signature is whole and of this key, but was made over another text: method, path, query or a signed header was changed after signing. Or: The signature does not open with this key: it was made with another key, or its own bytes were changed. Capture the request and run “nostro sign explain --captured FILE”. Check that the signing certificate is registered for this application.',
  certificate_rejected:
    'Check both certificates: valid, not revoked, issued for PSD2, and registered with ING for this client id.',
  forbidden: 'The consent or the certificate’s roles do not cover this. Check the scopes of the consent.',
  not_found: 'ING answers this also when the consent does not cover the resource. Check the id and the consent.',
  outcome_unknown: 'It may have taken effect. Look it up at ING by its request id; never send it again blindly.',
}

export const isSignatureRefusal = (messages: readonly BankMessage[]): boolean =>
  messages.some(({ text }) => /signature could not be successfully verified/i.test(text ?? ''))

const isRevokedCertificate = (messages: readonly BankMessage[]): boolean =>
  messages.some(({ text }) => /certificate is revoked/i.test(text ?? ''))

/** Does a 401 speak of the payment? Then a new token would only send it a second time. */
export const isPaymentRefusal = (messages: readonly BankMessage[]): boolean =>
  messages.some(({ code }) => code?.toUpperCase() === paymentFailed)

/** A refusal of ING, whatever of its five shapes it has, also without a body and with a proxy's HTML. */
export const toBankError = (
  response: BankResponse,
  endpoint: Endpoint,
  now: number,
  requestId?: string,
): NostroError => {
  const messages = messagesOf(response)
  const isRevoked = isRevokedCertificate(messages)
  const { grant } = endpoint
  return toError(response, {
    bank: ing,
    route: `${endpoint.method} ${endpoint.path}`,
    idempotent: endpoint.idempotent,
    messages,
    code: codeOf(response, endpoint, messages),
    // Certificate and signature are looked at before anything is done.
    provesRefusal: isRevoked || isSignatureRefusal(messages),
    requestIdHeader: bankRequestIdHeader,
    requestId,
    now,
    hints: grant === undefined ? hints : { ...hints, ...grantHints(ing, grant) },
    // Seen in production as a passing fault of ING's.
    retryable: isRevoked ? true : undefined,
  })
}

/** Nothing where ING's words say nothing: then the status decides. */
const codeOf = (
  response: BankResponse,
  endpoint: Endpoint,
  messages: readonly BankMessage[],
): NostroErrorCode | undefined => {
  if (isSignatureRefusal(messages)) return 'signature_rejected'
  if (isRevokedCertificate(messages)) return 'certificate_rejected'
  const grant = grantCode(response, endpoint, messages)
  if (grant !== undefined) return grant
  // With a 5xx it proves nothing, and the outcome of an initiation stays open: the payment's status says what became of it.
  if (isPaymentRefusal(messages)) return endpoint.paymentFailed ?? 'bank_unavailable'
  for (const { code } of messages) {
    const known = code === undefined ? undefined : ownValue(byBankCode, code.toUpperCase())
    // A 4xx was refused whatever ING calls it, and is no outage.
    if (known !== undefined && (response.status >= 500 || known !== 'bank_unavailable')) return known
  }
  return response.status === 401 ? unauthorised[endpoint.token] : undefined
}

/** Only the grant's own refusal ends a consent. ING refuses codes in words, refresh tokens by the code of RFC 6749. */
const grantCode = (
  { status }: BankResponse,
  { grant }: Endpoint,
  messages: readonly BankMessage[],
): NostroErrorCode | undefined => {
  if (grant === undefined || status < 400 || status >= 500) return undefined
  const refusesCode = messages.some(({ text }) =>
    /authorization code is invalid|redirect_uri does not match/i.test(text ?? ''),
  )
  if (grant === 'authorization_code' && refusesCode) return 'consent_required'
  return grantErrorCode(grant, messages)
}

const ownValue = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** By the time that this is asked a dead token has been renewed once, so a customer's 401 is about the consent. */
const unauthorised: Readonly<Record<Endpoint['token'], NostroErrorCode>> = {
  none: 'certificate_rejected',
  'http-signature-application': 'forbidden',
  'mtls-application': 'forbidden',
  customer: 'consent_expired',
}

/** ING's words in an answer; none where it is not JSON. */
export const messagesOf = (response: BankResponse): readonly BankMessage[] => {
  try {
    return readMessages(parseJson(response.body))
  } catch {
    return []
  }
}

type Members = Readonly<Record<string, unknown>>

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Longer than any message of ING's: patterns that look for words never read more. */
const longestRead = 4_096

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.slice(0, longestRead) : undefined

const toMessage = (code: unknown, text: unknown, path: unknown): BankMessage[] => {
  const message: BankMessage = { code: textOf(code), text: textOf(text), path: textOf(path) }
  return Object.values(message).every((value) => value === undefined) ? [] : [message]
}

/** Showcase, with the causes inside; Payment Request has the same under `error`; OAuth has `message` alone. */
const fromMessage = (body: Members, depth = 0): BankMessage[] => {
  const { innerErrors } = body
  const inner = Array.isArray(innerErrors) && depth < 3 ? innerErrors.filter(isMembers).slice(0, 10) : []
  return [
    ...toMessage(body['code'], body['message'], body['target']),
    ...inner.flatMap((each) => fromMessage(each, depth + 1)),
  ].slice(0, 11)
}

/** The five shapes in which ING says no. An unknown one gives no messages. */
const readMessages = (body: unknown): readonly BankMessage[] => {
  if (!isMembers(body)) return []
  const { tppMessages, error } = body
  // Account information and payments.
  if (Array.isArray(tppMessages)) {
    return tppMessages
      .filter(isMembers)
      .slice(0, 50)
      .flatMap((entry) => toMessage(entry['code'], entry['text'], entry['path']))
  }
  // RFC 6749: `{"error":"INVALID_GRANT"}`.
  if (typeof error === 'string') return toMessage(error, body['error_description'], undefined)
  return fromMessage(isMembers(error) ? error : body)
}
