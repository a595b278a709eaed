import {
  type BankResponse,
  type EpochMs,
  NostroError,
  type NostroErrorCode,
  parseJson,
  retryAfterMs,
} from '@nostro/core'
import { redactText } from '@nostro/core/node/provider'
import { z } from 'zod'

const errorSchema = z.object({ errorCode: z.string(), details: z.string().nullish() })

const rows: Readonly<
  Record<string, { readonly code: NostroErrorCode; readonly message: string; readonly hint: string }>
> = {
  alreadyInProgress: {
    code: 'conflict',
    message: 'The person already had an order in progress; both are cancelled now.',
    hint: 'Tell the person to try again (RFA4). Do not start again by yourself.',
  },
  invalidParameters: {
    code: 'invalid_request',
    message: 'BankID does not accept the request.',
    hint: 'Read the details. An order that is over, unknown or of another certificate is answered so too.',
  },
  canceled: {
    code: 'user_cancelled',
    message: 'The order was cancelled.',
    hint: 'Start a new one when the person wants to.',
  },
  cancelled: {
    code: 'user_cancelled',
    message: 'The order was cancelled.',
    hint: 'Start a new one when the person wants to.',
  },
  unauthorized: {
    code: 'forbidden',
    message: 'BankID does not let this relying party in.',
    hint: 'Ask the bank that sold the certificate whether it is registered and not blocked.',
  },
  notFound: {
    code: 'not_found',
    message: 'BankID does not know this path.',
    hint: 'Check `apiUrl`: it ends in /rp/v6.0.',
  },
  methodNotAllowed: {
    code: 'protocol_violation',
    message: 'BankID does not take this method.',
    hint: 'Check `apiUrl`.',
  },
  unsupportedMediaType: {
    code: 'protocol_violation',
    message: 'BankID does not take this content type.',
    hint: 'Something between us and BankID changes headers.',
  },
  requestTimeout: { code: 'timeout', message: 'The request took too long to arrive.', hint: 'Try again (RFA5).' },
  tooManyRequests: { code: 'rate_limited', message: 'Too many requests.', hint: 'Wait, then try again (RFA5).' },
  internalError: { code: 'bank_unavailable', message: 'BankID has a fault.', hint: 'Try again later (RFA5).' },
  maintenance: {
    code: 'bank_unavailable',
    message: 'BankID is out of service for a while.',
    hint: 'Try again later (RFA5).',
  },
}

interface ReadError {
  readonly errorCode?: string | undefined
  readonly details?: string | undefined
}

const read = (response: BankResponse): ReadError => {
  try {
    const { success, data } = errorSchema.safeParse(parseJson(response.body))
    return success ? { errorCode: data.errorCode, details: data.details ?? undefined } : {}
  } catch {
    return {}
  }
}

/** `No such order`: the order is over, unknown, or another certificate's. BankID tells them apart from nobody. */
export const isNoSuchOrder = (error: unknown): boolean =>
  NostroError.isInstance(error) && error.bankMessages.some(({ text }) => text === 'No such order')

/** `RateLimit-Reset`: seconds until calls are taken again. `Retry-After` may be a date too. */
const waitOf = (response: BankResponse, now: EpochMs): { readonly retryAfterMs?: number | undefined } => {
  if (response.status !== 429) return {}
  const seconds = response.headers['ratelimit-reset'] ?? ''
  return { retryAfterMs: /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : retryAfterMs(response, now) }
}

/**
 * An answer of 400 and up as an error. The front proxy's 403 is HTML: there the certificate is the matter. `now` is the bank's
 * time, for a `Retry-After` that is a date.
 */
export const toError = (response: BankResponse, now: EpochMs): NostroError => {
  const { errorCode, details } = read(response)
  const name = errorCode?.replace(/^M/, 'm') ?? ''
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined
  const bankMessages =
    errorCode === undefined ? [] : [{ code: errorCode, text: details === undefined ? undefined : redactText(details) }]
  const common = { provider: 'bankid', httpStatus: response.status, bankMessages, ...waitOf(response, now) }
  if (row !== undefined) {
    const field = details === undefined ? '' : ` (${redactText(details)})`
    return new NostroError({ ...common, ...row, message: `${row.message.replace(/\.$/, '')}${field}.` })
  }
  if (response.status === 403 && errorCode === undefined) {
    return new NostroError({
      ...common,
      code: 'certificate_rejected',
      message: 'BankID’s front server refuses the client certificate.',
      hint: 'It is missing, expired, or of another environment. Check `identity` and `environment`.',
    })
  }
  return new NostroError({
    ...common,
    code: response.status >= 500 ? 'bank_unavailable' : 'invalid_request',
    message: `BankID answered ${response.status}${errorCode === undefined ? '' : ` ${errorCode}`}.`,
    hint: 'Show the person RFA22 and look into BankID’s documentation for the code.',
  })
}
