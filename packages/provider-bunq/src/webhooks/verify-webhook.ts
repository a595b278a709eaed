import { constants, verify } from 'node:crypto'
import { type IncomingEvent, NostroError } from '@nostro/core'
import { readServerKey, serverSignatureHeader } from '../signing/response-verifier.ts'
import { isWithinRanges } from './source-range.ts'

/** What a delivery is judged by. */
export interface WebhookTrust {
  /** The installation's key of the server, PEM; a signature cannot be checked without it. */
  readonly serverPublicKey?: string | undefined
  /** Ranges (CIDR) that deliveries may come from; not checked when absent. */
  readonly sources?: readonly string[] | undefined
}

/**
 * Says whether a delivery is signed and genuine. bunq documents no signature on webhooks: none is no fault, a wrong one is.
 * @throws NostroError `verification_failed`
 *
 * @example
 * verifyWebhook({ headers, body }, { serverPublicKey }) // true
 */
export const verifyWebhook = (
  { headers, body, remoteAddress }: IncomingEvent,
  { serverPublicKey, sources }: WebhookTrust,
): boolean => {
  if (sources !== undefined && !isWithinRanges(remoteAddress, sources)) {
    throw refusal('The delivery does not come from one of bunq’s addresses.', 'Ignore it, or correct `webhookSources`.')
  }
  const signature = Object.entries(headers).find(([name]) => name.toLowerCase() === serverSignatureHeader)?.[1]
  if (signature === undefined || serverPublicKey === undefined) return false
  const key = { key: readServerKey(serverPublicKey), padding: constants.RSA_PKCS1_PADDING }
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(signature) && verify('sha256', body, key, Buffer.from(signature, 'base64'))) {
    return true
  }
  throw refusal('The delivery’s signature does not verify.', 'Ignore it. Its body was changed, or it is not from bunq.')
}

const refusal = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'verification_failed', provider: 'bunq', message, hint })
