import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { rootCertificates } from 'node:tls'

export interface Delivery {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** PEM certificates to trust beside the public ones: those that the user pinned. */
  readonly trusted: readonly string[]
  /** Fires when the bank is closed: the call ends then. */
  readonly signal: AbortSignal
}

/** Sends one webhook and gives the status of the answer; rejects when there is none. */
export type Deliver = (delivery: Delivery) => Promise<number>

const TIMEOUT_MS = 5000

/** Over node's own HTTP: https with the receiver's name and chain verified, http for a receiver on this machine. */
export const deliverOverHttp: Deliver = ({ url, headers, body, trusted, signal }) =>
  new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      agent: false as const,
      timeout: TIMEOUT_MS,
      signal,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    }
    const sent = url.startsWith('https:')
      ? httpsRequest(url, { ...options, ca: [...rootCertificates, ...trusted] })
      : httpRequest(url, options)
    sent.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', reject)
    })
    sent.on('timeout', () => sent.destroy(new Error('the receiver did not answer in time')))
    sent.on('error', reject)
    sent.end(body)
  })
