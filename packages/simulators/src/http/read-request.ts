import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { BankRequest, ClientIdentity } from './bank-handler.ts'

/** What came of reading a body. */
export type BodyReading =
  | { readonly outcome: 'complete' | 'too-large' | 'too-slow'; readonly body: Buffer }
  | { readonly outcome: 'aborted' }

/** Reads at most `cap` bytes. `timeoutMs` counts from the end of the headers. */
export const readBody = (message: IncomingMessage, cap: number, timeoutMs?: number): Promise<BodyReading> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const finish = (reading: BodyReading): void => {
      clearTimeout(timer)
      message.removeAllListeners('data')
      resolve(reading)
    }
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => finish({ outcome: 'too-slow', body: Buffer.concat(chunks) }), timeoutMs)
    message.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > cap) finish({ outcome: 'too-large', body: Buffer.alloc(0) })
      else chunks.push(chunk)
    })
    message.once('end', () => finish({ outcome: 'complete', body: Buffer.concat(chunks) }))
    message.once('close', () => finish({ outcome: 'aborted' }))
    message.once('error', () => finish({ outcome: 'aborted' }))
  })

/**
 * Who is at the other end. A session resumed under TLS 1.3 counts as authorised to Node even when no certificate was
 * ever shown, so both are asked.
 */
export const toClientIdentity = (socket: TLSSocket): ClientIdentity => {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return { authorized: false, authorizationError: 'no client certificate' }
  if (socket.authorized) return { certificate, authorized: true }
  return { certificate, authorized: false, authorizationError: String(socket.authorizationError) }
}

export const toBankRequest = (message: IncomingMessage, body: Buffer): BankRequest => {
  const target = message.url ?? ''
  const mark = target.indexOf('?')
  const rawHeaders: (readonly [string, string])[] = []
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    rawHeaders.push([message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? ''])
  }
  return {
    method: message.method ?? '',
    target,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    rawHeaders,
    header: (name) => {
      const wanted = name.toLowerCase()
      const values = rawHeaders.filter(([other]) => other.toLowerCase() === wanted).map(([, value]) => value)
      return values.length === 0 ? undefined : values.join(', ')
    },
    body,
    client: toClientIdentity(message.socket as TLSSocket),
    remoteAddress: message.socket.remoteAddress ?? '',
  }
}
