import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SimulatedClock } from '../clock/simulated-clock.ts'
import type { Fault } from '../faults/fault.ts'
import type { FaultList } from '../faults/fault-list.ts'
import { answerInstead, spoilAnswer } from '../faults/spoil-answer.ts'
import type { PemPair } from '../pki/pki.ts'
import type { BankAnswer, BankHandler, BankRequest } from './bank-handler.ts'
import { type Loopback, onLoopback } from './loopback.ts'
import { readBody, toBankRequest } from './read-request.ts'
import type { Recorder } from './recorder.ts'
import { sendAnswer, sendTruncated } from './send-answer.ts'

export interface BankServerOptions {
  readonly handler: BankHandler
  readonly tls: PemPair
  /** PEM of the CA whose clients are authorised; absent where the bank asks for no client certificate. */
  readonly clientCa?: string
  readonly recorder: Recorder
  readonly faults: FaultList
  readonly clock: SimulatedClock
  /** Bytes of a request body; more is answered with 413. Default 16 MiB. */
  readonly bodyCap?: number
  /** How a fault's latency passes; in real time by default. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const maxHeaderSize = 64 * 1024

/** What a bank's proxy refuses before it looks at the request (RFC 9112 2.3 and 3.2). */
const wrongFraming = ({ httpVersion, rawHeaders }: IncomingMessage): { status: number; reason: string } | undefined => {
  if (!/^1\.[01]$/.test(httpVersion)) {
    return { status: 505, reason: `HTTP/${httpVersion} stands in the request line; HTTP/2 begins without one` }
  }
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length
  return hosts > 1 ? { status: 400, reason: 'the request has more than one Host header' } : undefined
}

const inRealTime = (ms: number, signal: AbortSignal): Promise<unknown> => sleep(ms, undefined, { signal })

/** One bank behind real TLS on loopback. */
export const createBankServer = (options: BankServerOptions): Loopback => {
  const { handler, recorder, faults, clock, wait = inRealTime } = options
  const { bank } = handler
  const stopping = new AbortController()

  const server = createServer({
    key: options.tls.key,
    cert: options.tls.certificate,
    minVersion: 'TLSv1.2',
    maxHeaderSize,
    keepAliveTimeout: 120_000,
    // A bank's proxy answers a missing certificate with a page, not with a broken handshake: the handler judges.
    ...(options.clientCa === undefined ? {} : { ca: options.clientCa, requestCert: true, rejectUnauthorized: false }),
  })

  const handle = async (request: BankRequest): Promise<BankAnswer> => {
    try {
      return await handler.handle(request)
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return { ...errorAnswer(500), rejection: { check: `${bank}-internal`, reason } }
    }
  }

  const errorAnswer = (status: number): BankAnswer => handler.errorAnswer?.(status) ?? { status }

  const deliver = async (response: ServerResponse, request: BankRequest, fault: Fault | undefined): Promise<void> => {
    const instead = fault === undefined ? undefined : answerInstead(fault, handler)
    const isLost = fault?.fault === 'reset_before' || fault?.fault === 'reset_after'
    const own = fault?.fault === 'reset_before' ? undefined : (instead ?? (await handle(request)))
    const answer =
      own === undefined || fault === undefined || instead !== undefined ? own : spoilAnswer(fault, own, handler)
    recorder.request(bank, request, {
      status: isLost ? null : (answer?.status ?? null),
      fault: fault?.fault,
      rejection: own?.rejection,
    })
    if (isLost || answer === undefined) {
      response.socket?.destroy()
      return
    }
    if (fault?.fault === 'latency') {
      await wait(fault.delayMs ?? 1000, stopping.signal)
    }
    if (fault?.fault === 'truncate') sendTruncated(response, answer, clock)
    else sendAnswer(response, answer, clock)
  }

  /** An answer before the body was read to its end: the rest cannot be distinguished from a next request. */
  const refuseUnread = (response: ServerResponse, request: BankRequest, answer: BankAnswer): void => {
    const { status, rejection } = answer
    recorder.request(bank, request, { status, rejection })
    response.once('finish', () => response.socket?.destroySoon())
    sendAnswer(response, { ...answer, headers: { ...answer.headers, Connection: 'close' } }, clock)
  }

  const receive = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const wrong = wrongFraming(message)
    if (wrong !== undefined) {
      const request = toBankRequest(message, Buffer.alloc(0))
      const rejection = { check: `${bank}-http`, reason: wrong.reason }
      refuseUnread(response, request, { ...errorAnswer(wrong.status), rejection })
      return
    }
    const reading = await readBody(message, options.bodyCap ?? 16 * 1024 * 1024, handler.bodyTimeoutMs)
    if (reading.outcome === 'aborted') return
    const request = toBankRequest(message, reading.body)
    if (reading.outcome === 'too-large') {
      const rejection = { check: `${bank}-http`, reason: 'the body is larger than this server reads' }
      refuseUnread(response, request, { ...errorAnswer(413), rejection })
    } else if (reading.outcome === 'too-slow') {
      refuseUnread(response, request, handler.bodyTimedOut?.(request) ?? errorAnswer(408))
    } else {
      await deliver(response, request, faults.take(bank, request.method, request.path))
    }
  }

  server.on('request', (message, response) => {
    response.on('error', () => response.socket?.destroy())
    receive(message, response).catch((error: unknown) => {
      if (!stopping.signal.aborted) {
        recorder.refused(bank, null, { check: `${bank}-internal`, reason: String(error) })
      }
      message.socket.destroy()
    })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isGone = error.code === 'ECONNRESET' || !socket.writable
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
    recorder.refused(bank, isGone ? null : status, { check: `${bank}-http`, reason: error.message })
    if (isGone) socket.destroy()
    else socket.end(`HTTP/1.1 ${status} Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  })
  server.on('tlsClientError', (error) => {
    recorder.refused(bank, null, { check: `${bank}-tls`, reason: error.message })
  })
  const loopback = onLoopback(server, 'https')
  return {
    listen: loopback.listen,
    stop: () => {
      stopping.abort()
      return loopback.stop()
    },
  }
}
