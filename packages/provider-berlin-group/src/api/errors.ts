import {
  type BankMessage,
  type BankResponse,
  type EpochMs,
  type NostroError,
  type NostroErrorCode,
  parseJson,
} from '@nostro/core'
import { type Bank, toBankError } from '@nostro/provider-kit'
import { z } from 'zod'

export const requestIdHeader = 'x-request-id'

const text = z.string().optional().catch(undefined)
const tppMessagesSchema = z.object({ tppMessages: z.array(z.object({ code: text, text, path: text })) })
const problemSchema = z.object({ code: text, title: text, detail: text })
const oauthSchema = z.object({ error: z.string(), error_description: text })

/** The four forms in which banks write errors: tppMessages, RFC 7807, OAuth's, and none. */
export const readMessages = ({ body }: Pick<BankResponse, 'body'>): readonly BankMessage[] => {
  let value: unknown
  try {
    value = parseJson(body)
  } catch {
    return []
  }
  const tpp = tppMessagesSchema.safeParse(value)
  if (tpp.success) return tpp.data.tppMessages.map(toMessage)
  const oauth = oauthSchema.safeParse(value)
  if (oauth.success) return [toMessage({ code: oauth.data.error, text: oauth.data.error_description })]
  const problem = problemSchema.safeParse(value)
  if (!problem.success || Object.values(problem.data).every((each) => each === undefined)) return []
  return [toMessage({ code: problem.data.code, text: problem.data.detail ?? problem.data.title })]
}

const toMessage = (message: {
  code?: string | undefined
  text?: string | undefined
  path?: string | undefined
}): BankMessage => ({
  ...(message.code !== undefined && { code: message.code }),
  ...(message.text !== undefined && { text: message.text }),
  ...(message.path !== undefined && { path: message.path }),
})

/** Codes of the standard that say more than their status. */
const codes: Readonly<Record<string, NostroErrorCode>> = {
  CERTIFICATE_INVALID: 'certificate_rejected',
  CERTIFICATE_EXPIRED: 'certificate_rejected',
  CERTIFICATE_BLOCKED: 'certificate_rejected',
  CERTIFICATE_REVOKED: 'certificate_rejected',
  CERTIFICATE_REVOKE: 'certificate_rejected',
  CERTIFICATE_MISSING: 'certificate_rejected',
  ROLE_INVALID: 'forbidden',
  SIGNATURE_INVALID: 'signature_rejected',
  SIGNATURE_MISSING: 'signature_rejected',
  TOKEN_UNKNOWN: 'session_expired',
  TOKEN_INVALID: 'session_expired',
  TOKEN_EXPIRED: 'session_expired',
  CONSENT_INVALID: 'consent_expired',
  CONSENT_EXPIRED: 'consent_expired',
  CONSENT_UNKNOWN: 'consent_expired',
  NO_PIIS_ACTIVATION: 'consent_required',
  PAYMENT_FAILED: 'payment_rejected',
  CANCELLATION_INVALID: 'conflict',
  STATUS_INVALID: 'conflict',
  ACCESS_EXCEEDED: 'rate_limited',
  SERVICE_BLOCKED: 'forbidden',
  invalid_grant: 'consent_expired',
  invalid_client: 'invalid_config',
}

const hints: Readonly<Partial<Record<NostroErrorCode, string>>> = {
  rate_limited:
    'The consent allows four reads a day without the customer. Wait until the next day of the bank, or read while the customer is present (`ctx.psu`).',
  consent_required:
    'Connect with the purpose “funds” for this account. Where customers agree at the bank itself, they must do it there first.',
  certificate_rejected:
    'Check `tls`: a QWAC that is valid, with the role of the service, and registered where the bank wants that.',
  signature_rejected:
    'Check `signing`: the QSealC of the same organisation as the QWAC, and the `signature` of the bank’s row.',
}

export interface FailedCall {
  readonly bank: Bank
  readonly route: string
  readonly idempotent: boolean
  readonly requestId: string
  readonly now: EpochMs
  /** A consent is used by the call: a 403 that does not know it means that it was revoked. */
  readonly usesConsent: boolean
}

/** An answer of 300 and up as an error. The status decides, the code refines. */
export const toBerlinGroupError = (response: BankResponse, call: FailedCall): NostroError => {
  const messages = readMessages(response)
  const word = messages[0]?.code ?? ''
  const isRevoked = call.usesConsent && response.status === 403 && word === 'RESOURCE_UNKNOWN'
  return toBankError(response, {
    ...call,
    messages,
    // Revoked consents are unknown resources at some banks.
    code: isRevoked ? 'consent_expired' : Object.hasOwn(codes, word) ? codes[word] : undefined,
    requestIdHeader,
    hints,
  })
}
