import type { BankResponse, OutgoingRequest } from '../contracts/http-message.ts'
import type { Transport } from '../contracts/transport.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { mergeHeaders } from '../http/merge-headers.ts'
import { resolveLink } from '../http/resolve-link.ts'

/** A request as it would have been sent: token and signature included. */
export type RecordedCall = OutgoingRequest & { readonly route: string }

/** A transport that answers from a table and remembers its calls. */
export interface RecordingTransport extends Transport {
  readonly calls: readonly RecordedCall[]
  /** Forgets the calls so far. */
  clear(): void
}

/** A scripted answer: a whole one, or JSON to be sent with 200. */
export type ScriptedAnswer = Partial<BankResponse> & { readonly json?: unknown }

type AnswerFunction = (request: RecordedCall, index: number) => ScriptedAnswer | Promise<ScriptedAnswer>

/** Answers by `METHOD /path-prefix`, the longest prefix first; a list is used up in order and its last entry stays. */
export type AnswerTable = Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>

/**
 * A transport that answers from a script and records what it was asked. Authorizer, signer and verifier run as in the
 * real one; a rejected token is renewed once. A request without an answer in the table is a `bank_unavailable`.
 *
 * @example
 * const transport = createRecordingTransport({ 'GET /v1/accounts': { status: 200, body } })
 */
export const createRecordingTransport = (
  answers: AnswerFunction | AnswerTable,
  now: () => number = () => 0,
): RecordingTransport => {
  const calls: RecordedCall[] = []
  const answer = typeof answers === 'function' ? answers : fromTable(answers)
  const attempt: Transport['send'] = async (request, options) => {
    const token = (await options.authorize?.headers(options.ctx)) ?? {}
    const authorized = { ...request, headers: mergeHeaders(request.headers, token) }
    const signature = (await options.signer?.sign(authorized, { now: now() })) ?? {}
    const call = { ...authorized, headers: mergeHeaders(authorized.headers, signature), route: options.route }
    calls.push(call)
    const response = toResponse(await answer(call, calls.length - 1))
    await options.verifier?.verify(response, request)
    return response
  }
  return {
    calls,
    clear: () => {
      calls.length = 0
    },
    send: async (request, options) => {
      const response = await attempt(request, options)
      if (options.authorize?.isRejected(response) !== true) return response
      await options.authorize.renew(options.ctx)
      return attempt(request, options)
    },
    resolveLink: (origin, href) => resolveLink('test', origin, href),
    bankNow: now,
    close: async () => {},
  }
}

const fromTable = (table: AnswerTable): AnswerFunction => {
  const rows = Object.entries(table)
    .map(([key, value]) => ({ key, left: Array.isArray(value) ? [...value] : [value] }))
    .toSorted((a, b) => b.key.length - a.key.length)
  return ({ method, target }) => {
    const row = rows.find(({ key }) => `${method} ${target}`.startsWith(key))
    const found = row !== undefined && row.left.length > 1 ? row.left.shift() : row?.left[0]
    if (found !== undefined) return found
    throw new NostroError({ code: 'bank_unavailable', provider: 'test', message: `No answer for ${method} ${target}.` })
  }
}

const toResponse = ({ status = 200, headers = {}, body, json }: ScriptedAnswer): BankResponse => ({
  status,
  headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
  body: body ?? new TextEncoder().encode(json === undefined ? '' : JSON.stringify(json)),
})
