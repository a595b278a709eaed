import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { type Agent, request as secureRequest } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { PemPair } from '../src/pki/pki.ts'

export interface Call {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly ca?: string
  readonly client?: PemPair
  readonly agent?: Agent
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Whether TLS resumed an earlier session. */
  readonly resumed: boolean
}

/** One request on a connection of its own. Rejects when the connection ends before the whole answer came. */
export const httpsCall = (call: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const url = new URL(call.url)
    const options = {
      method: call.method ?? 'GET',
      headers: call.headers ?? {},
      agent: call.agent ?? false,
      ...(call.ca === undefined ? {} : { ca: call.ca }),
      ...(call.client === undefined ? {} : { cert: call.client.certificate, key: call.client.key }),
    }
    const open = url.protocol === 'http:' ? plainRequest : secureRequest
    const outgoing = open(call.url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      const { socket } = response
      const resumed = socket instanceof TLSSocket && socket.isSessionReused()
      response.on('end', () => {
        resolve({ resumed, status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(call.body)
  })
