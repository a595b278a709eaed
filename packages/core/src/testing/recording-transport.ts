import type { BankResponse, OutgoingRequest, Transport } from '../contracts/transport.ts'
import { resolveLink } from '../http/resolve-link.ts'

/** A request as it would have been sent: token and signature included. */
export type RecordedCall = OutgoingRequest & { readonly route: string }

export interface RecordingTransport extends Transport {
  readonly calls: readonly RecordedCall[]
}

/** A scripted answer: a whole one, or JSON to be sent with 200. */
export type ScriptedAnswer = Partial<BankResponse> & { readonly json?: unknown }

/**
 * A transport that answers from a script and records what it was asked. Authorizer, signer and verifier run as in the
 * real one; a rejected token is renewed once.
 */
export const createRecordingTransport = (
  answer: (request: RecordedCall, index: number) => ScriptedAnswer | Promise<ScriptedAnswer>,
  now: () => number = () => 0,
): RecordingTransport => {
  const calls: RecordedCall[] = []
  const attempt: Transport['send'] = async (request, options) => {
    const token = (await options.authorize?.headers(options.ctx)) ?? {}
    const authorized = { ...request, headers: { ...request.headers, ...token } }
    const signature = (await options.signer?.sign(authorized, { now: now() })) ?? {}
    const call = { ...authorized, headers: { ...authorized.headers, ...signature }, route: options.route }
    calls.push(call)
    const response = toResponse(await answer(call, calls.length - 1))
    await options.verifier?.verify(response, request)
    return response
  }
  return {
    calls,
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

const toResponse = ({ status = 200, headers = {}, body, json }: ScriptedAnswer): BankResponse => ({
  status,
  headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
  body: body ?? new TextEncoder().encode(json === undefined ? '' : JSON.stringify(json)),
})
