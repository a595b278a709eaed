import {
  type BankMessage,
  type BankResponse,
  errorFor,
  type NostroError,
  type NostroErrorCode,
  parseJson,
} from '@nostro/core'
import { z } from 'zod'
import type { Endpoint } from './endpoints.ts'

/** Every answer carries it, errors too; bunq's support asks for it. */
export const bankRequestIdHeader = 'X-Bunq-Client-Response-Id'

const errorSchema = z.object({
  Error: z.array(
    z.object({ error_description: z.string().nullish(), error_description_translated: z.string().nullish() }),
  ),
})

/** Longer than any text of bunq's: patterns that look for words never read more. */
const longestRead = 4_096

/** The bank's own texts. A gateway's page gives none. */
export const messagesOf = (response: BankResponse): readonly string[] => {
  try {
    const parsed = errorSchema.safeParse(parseJson(response.body))
    if (!parsed.success) return []
    return parsed.data.Error.flatMap(({ error_description: text }) =>
      text == null ? [] : [text.slice(0, longestRead)],
    )
  } catch {
    return []
  }
}

// The texts come in the language of the request: English and Dutch.
const deadSession = /(insufficient|onvoldoende) (authentication|authenticatie|authoris?z?ation|autorisatie)/i

/** 401 or 403 with either text means a dead session; 403 may also mean "not allowed", which a new session shows. */
export const saysSessionIsDead = (response: BankResponse): boolean =>
  (response.status === 401 || response.status === 403) && messagesOf(response).some((text) => deadSession.test(text))

/** The word of the two that is also used for what a living session may not do. */
export const saysNotAllowed = (response: BankResponse): boolean =>
  messagesOf(response).some((text) => /authoris?z?ation|autorisatie/i.test(text))

/** How many calls in how many milliseconds a 429 allows, where its text says so. */
export const allowanceOf = (
  response: BankResponse,
): { readonly calls: number; readonly windowMs: number } | undefined => {
  for (const text of messagesOf(response)) {
    const found = /calls? per (\d{1,6}) second/i.exec(text)
    if (found === null) continue
    // The number stands shortly before, in the same sentence.
    const before = text.slice(Math.max(0, found.index - 48), found.index)
    const calls = /(\d{1,6}) [^.\d]*$/.exec(before)?.[1]
    const windowMs = Number(found[1]) * 1000
    // A window of no length would be waited out at once, again and again.
    if (calls !== undefined && windowMs > 0) return { calls: Number(calls), windowMs }
  }
  return undefined
}

interface ErrorRow {
  readonly status: number | readonly number[]
  readonly text?: RegExp | undefined
  readonly isPayment?: true | undefined
  readonly code: NostroErrorCode
  readonly message: string
  readonly hint: string
  /** The text proves that the call was refused before anything was done, whatever the status. */
  readonly provesRefusal?: true | undefined
}

/** `payments.lookup` knows what `payments.initiate` made; for all else the object shows it, or the list of its kind. */
export const lookItUp = ({ method, path, isPayment }: Endpoint): string =>
  method === 'POST' && isPayment === true && !path.includes('payment-service-provider')
    ? 'Use payments.lookup with the same idempotency key; never send it again blindly.'
    : 'Read the object, or the list of its kind: it tells whether the change took place. Never send it again blindly.'

/** First row that fits, top to bottom. Statuses and texts as recorded or documented by bunq. */
const rows: readonly ErrorRow[] = [
  {
    status: [400, 409, 490],
    text: /request.?id\b.*\b(used|unique|duplicate|exists)|duplicate request.?id/i,
    isPayment: true,
    code: 'outcome_unknown',
    message: 'bunq has had a call with this request id before: the payment may have been made then.',
    hint: 'Use payments.lookup with the same idempotency key; never send it under a new key without looking.',
  },
  {
    status: 466,
    code: 'signature_rejected',
    message: 'bunq wants this call signed.',
    hint: 'The request carries no signature. It must be signed with the key whose public half was sent at installation. Set `signAll`, or report the call: it should be signed by itself.',
  },
  {
    status: [400, 401],
    text: /signature/i,
    code: 'signature_rejected',
    message: 'bunq does not accept the signature of the request.',
    hint: 'The body is not the one that was signed. Or: The signature does not open with this key: it was made with another key, or its own bytes were changed. Capture the request and run “nostro sign explain --captured FILE”. Connect again to make a new key.',
  },
  {
    status: 400,
    text: /credentials are incorrect/i,
    code: 'forbidden',
    message: 'bunq knows neither this API key at this address.',
    hint: 'The API key is wrong, was revoked, was not used in time (a new key dies after about an hour), or this machine’s IP address is not among the key’s permitted ones. Look at the key in the bunq app (Settings, Developers), or make a new one.',
  },
  {
    status: [400, 500],
    text: /insufficient authentication/i,
    provesRefusal: true,
    code: 'session_expired',
    message: 'The API key or its session has died.',
    hint: 'Connect again; if that fails, make a new API key in the bunq app.',
  },
  {
    status: [401, 403],
    text: deadSession,
    code: 'forbidden',
    message: 'bunq does not allow this call, not even with a new session.',
    hint: 'An OAuth connection pays only between accounts of the same user (make a draft payment instead), a PSD2 role may be missing, or the account belongs to another user.',
  },
  {
    status: 401,
    code: 'session_expired',
    message: 'bunq does not accept the session.',
    hint: 'Connect again.',
  },
  {
    status: 403,
    code: 'forbidden',
    message: 'bunq does not allow this call.',
    hint: 'Look at what the key, OAuth connection or PSD2 role may do.',
  },
  {
    status: 404,
    code: 'not_found',
    message: 'bunq does not know this object or route.',
    hint: 'The id may belong to another account or user.',
  },
  {
    status: 405,
    code: 'invalid_request',
    message: 'bunq has no such method on this route.',
    hint: 'Look the route up in bunq’s documentation.',
  },
  {
    status: [409, 429],
    code: 'rate_limited',
    message: 'bunq’s limit of calls to this endpoint is reached.',
    hint: 'Wait, then try again. Another program may be using the same key or address.',
  },
  {
    status: 491,
    code: 'bank_unavailable',
    message: 'bunq is in maintenance.',
    hint: 'Try again in some minutes.',
  },
  {
    status: [400, 490],
    text: /^(superfluous|missing) |invalid (value|json|pagination)|^header /i,
    code: 'invalid_request',
    message: 'The request breaks a rule of bunq.',
    hint: 'The bank’s message names the field.',
  },
  {
    status: [400, 490],
    isPayment: true,
    code: 'payment_rejected',
    message: 'bunq refused the payment; no money moved.',
    hint: 'The bank’s message says why. Correct it and send the payment under a new idempotency key.',
  },
  {
    status: [400, 490],
    code: 'invalid_request',
    message: 'bunq refused the request.',
    hint: 'The bank’s message says why.',
  },
]

const fits = (row: ErrorRow, status: number, texts: readonly string[], endpoint: Endpoint): boolean =>
  [row.status].flat().includes(status) &&
  (row.text === undefined || texts.some((text) => row.text?.test(text))) &&
  (row.isPayment === undefined || endpoint.isPayment === true)

/**
 * An answer that is not 2xx as an error. A 408 or 5xx to a write may have taken effect all the same.
 *
 * @example
 * if (response.status >= 300) throw toBankError(response, endpoints.getUser)
 */
export const toBankError = (response: BankResponse, endpoint: Endpoint, details: ErrorDetails = {}): NostroError => {
  const texts = messagesOf(response)
  const row = rows.find((candidate) => fits(candidate, response.status, texts, endpoint))
  const windowMs = row?.code === 'rate_limited' ? allowanceOf(response)?.windowMs : undefined
  return errorFor(response, {
    provider: 'bunq',
    bank: 'bunq',
    route: `${endpoint.method} ${endpoint.path}`,
    idempotent: endpoint.idempotent,
    now: details.now ?? 0,
    requestId: details.requestId,
    bankRequestIdHeader,
    messages: texts.map(toMessage),
    reading: row && {
      code: row.code,
      message: row.message,
      hint: row.hint,
      retryAfterMs: windowMs,
      provesRefusal: row.provesRefusal,
    },
    hints: { outcome_unknown: lookItUp(endpoint) },
  })
}

export interface ErrorDetails {
  /** The bank's time, for a `Retry-After` that is a date. */
  readonly now?: number | undefined
  /** Our id of the call. */
  readonly requestId?: string | undefined
}

const toMessage = (text: string): BankMessage => ({ text, path: /field "([^"]+)"/.exec(text)?.[1] })
