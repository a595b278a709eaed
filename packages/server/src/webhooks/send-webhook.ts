import { lookup as systemLookup } from 'node:dns/promises'
import { type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'
import { isLocalTry } from './webhook-url.ts'

/** Addresses of a host name. */
export type ResolveHost = (host: string) => Promise<readonly string[]>

export const resolveHost: ResolveHost = async (host) => {
  const found = await systemLookup(host, { all: true })
  return found.map(({ address }) => address)
}

export interface WebhookAnswer {
  /** Absent when there was none. */
  readonly status?: number | undefined
  readonly retryAfterMs?: number | undefined
  /** Why there was no answer, in words of ours: what the host sends is never shown. */
  readonly failure?: string | undefined
}

export interface SendParts {
  readonly resolve: ResolveHost
  /** Plain HTTP to loopback is allowed. */
  readonly allowLocal: boolean
  /** Judges each address of a name; replaced in tests alone, to see what it keeps out. */
  readonly isAllowed?: ((address: string) => boolean) | undefined
}

const timeoutMs = 5000
const mostRead = 4096

/**
 * Sends one delivery. The name is resolved once, every address must be public, and the connection goes to the address that was
 * judged: a name that answers differently a moment later changes nothing. Redirects are answers like any other, and not followed.
 */
export const sendWebhook = async (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { resolve, allowLocal, isAllowed = isPublicAddress }: SendParts,
): Promise<WebhookAnswer> => {
  const isLocal = allowLocal && isLocalTry(url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  let addresses: readonly string[]
  try {
    addresses = isIP(host) === 0 ? await resolve(host) : [host]
  } catch {
    return { failure: 'The host’s name cannot be resolved.' }
  }
  const [address] = addresses
  if (address === undefined) return { failure: 'The host’s name has no address.' }
  if (!addresses.every((one) => (isLocal ? isLoopbackAddress(one) : isAllowed(one))))
    return { failure: 'The host’s name leads to an address that is not public.' }
  if (url.protocol !== 'https:' && !isLocal) return { failure: 'The address is not https.' }
  return exchange(url, address, { ...headers, 'content-type': 'application/json' }, body)
}

const exchange = (
  url: URL,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<WebhookAnswer> =>
  new Promise((resolve) => {
    const lookup: LookupFunction = (_host, { all }, callback) => {
      const family = isIP(address)
      if (all === true) callback(null, [{ address, family }])
      else callback(null, address, family)
    }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const options = { method: 'POST', headers, lookup, agent: false, signal: AbortSignal.timeout(timeoutMs) } as const
    const request: ClientRequest = send(url, options, (response) => {
      let size = 0
      const done = (): void => {
        response.destroy()
        resolve({ status: response.statusCode, retryAfterMs: retryAfter(response.headers['retry-after']) })
      }
      response.on('data', (chunk: Uint8Array) => {
        size += chunk.byteLength
        if (size > mostRead) done()
      })
      response.on('end', done)
      response.on('error', done)
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError'
      const why = isLate ? 'The host did not answer in 5 seconds.' : 'The host cannot be reached.'
      resolve({ failure: error.code?.includes('CERT') === true ? 'The host’s certificate is not valid.' : why })
    })
    request.end(body)
  })

/** Seconds alone: a date would be the host's clock against ours. */
const retryAfter = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined
