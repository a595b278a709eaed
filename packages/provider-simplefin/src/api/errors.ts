import { type BankResponse, type EpochMs, isWebPage, type NostroError, type NostroErrorCode } from '@nostro/core'
import { toBankError } from '@nostro/provider-kit'
import { simpleFin } from './bank.ts'
import type { Endpoint } from './endpoints.ts'

/** No header is defined; proxies in front of servers write this one. */
export const requestIdHeader = 'x-request-id'

const hints: Readonly<Partial<Record<NostroErrorCode, string>>> = {
  consent_expired: 'The access was revoked, or never given. Make a new setup token at the server and connect again.',
  forbidden: 'The server wants to be paid: see the subscription at its web site.',
  rate_limited: 'The server takes so many requests a day. Wait until tomorrow, and read less often.',
}

const codes: Readonly<Record<number, NostroErrorCode>> = {
  401: 'consent_expired',
  402: 'forbidden',
  403: 'consent_expired',
}

/** Errors are plain text, for people. */
const textOf = (response: BankResponse): string => {
  if (isWebPage(response)) return ''
  return Buffer.from(response.body.subarray(0, 300)).toString('utf8').trim()
}

export const toSimpleFinError = (
  response: BankResponse,
  { method, path, idempotent }: Endpoint,
  now: EpochMs,
): NostroError => {
  const text = textOf(response)
  return toBankError(response, {
    bank: simpleFin,
    route: `${method} ${path}`,
    idempotent,
    messages: text === '' ? [] : [{ text }],
    code: codes[response.status],
    requestIdHeader,
    now,
    hints,
  })
}
