import {
  type Authorizer,
  type BankResponse,
  type CallContext,
  type Clock,
  NostroError,
  type OutgoingRequest,
  type Random,
  type ResponseVerifier,
  type SessionAccess,
  type Transport,
  toRequest,
  toRequestWithBody,
} from '@nostro/core'
import { fillPath, type PathRules, sessionOf, withQuery } from '@nostro/provider-kit'
import { bunq } from '../bank.ts'
import { contextOf, type InstalledContext } from '../session/context.ts'
import type { Keyring, Keys } from '../session/keyring.ts'
import { authorizeInstallation, authorizeSession } from './authorizers.ts'
import type { Endpoint } from './endpoints.ts'
import { allowanceOf, toBankError } from './errors.ts'

/** What a call brings beyond its endpoint's row. */
export interface Call {
  readonly ctx?: CallContext | undefined
  /** Fills `{name}` in the path; `userId` comes from the session. */
  readonly params?: Readonly<Record<string, string>> | undefined
  readonly query?: Readonly<Record<string, string>> | undefined
  /** Path and query as the bank gave them in a link, in place of the endpoint's path. */
  readonly target?: string | undefined
  /** Becomes JSON bytes once; bytes and strings go as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** `X-Bunq-Client-Request-Id`; a new one each time when absent. */
  readonly requestId?: string | undefined
  /** Checks the answer where there is no installation yet. */
  readonly verifier?: ResponseVerifier | undefined
}

/** Who calls: nobody yet, an installation, or a customer's session. */
export type Caller = {
  /** Sends, waits out the bank's limits, and gives only 2xx. @throws NostroError for everything else */
  anonymous(endpoint: Endpoint, call: Call): Promise<BankResponse>
  installed(endpoint: Endpoint, context: InstalledContext, call: Call): Promise<BankResponse>
  session(endpoint: Endpoint, access: SessionAccess, call: Call): Promise<BankResponse>
  /** A link of the bank as a target on its own origin. @throws NostroError `protocol_violation` for any other */
  resolve(href: string): string
  bankNow(): number
}

export interface CallerParts {
  readonly transport: Transport
  readonly origin: string
  readonly clock: Clock
  readonly random: Random
  readonly keyring: Keyring
  readonly signAll: boolean
  readonly maxQueueMs: number
  readonly headers: Readonly<Record<string, string>>
}

interface Sender {
  readonly keys?: Keys | undefined
  readonly authorize?: Authorizer | undefined
  readonly userId?: string | undefined
}

/** The one place where an endpoint's row becomes a request. */
export const createCaller = (parts: CallerParts): Caller => {
  const { transport, origin, keyring } = parts
  const send = (endpoint: Endpoint, call: Call, sender: Sender): Promise<BankResponse> =>
    sendPatiently(endpoint, call, sender, parts)
  return {
    anonymous: (endpoint, call) => send(endpoint, call, {}),
    installed: (endpoint, context, call) => {
      const keys = keyring.of(context)
      return send(endpoint, call, { keys, authorize: authorizeInstallation(context, keys.id) })
    },
    session: async (endpoint, access, call) => {
      const context = contextOf(await sessionOf(access, { bank: bunq }))
      if (context.origin !== origin) throw foreignContext()
      const keys = keyring.of(context)
      const subject = `${endpoint.method} ${call.target ?? endpoint.path} ${Object.values(call.params ?? {}).join('/')}`
      const authorize = authorizeSession({ access, budgetKey: keys.id, subject, now: () => parts.clock.now() })
      return send(endpoint, call, { keys, authorize, userId: context.user.id })
    },
    resolve: (href) => transport.resolveLink(origin, href),
    bankNow: () => transport.bankNow(),
  }
}

/** A 429 was not executed, so even a payment may be sent again after it: the window that the bank names is waited out. */
const sendPatiently = async (
  endpoint: Endpoint,
  call: Call,
  sender: Sender,
  parts: CallerParts,
): Promise<BankResponse> => {
  const { keys, authorize } = sender
  const { transport, clock, random, signAll, maxQueueMs } = parts
  const request = toOutgoing(endpoint, call, sender, parts)
  const isSigned = endpoint.signature === 'required' || (endpoint.signature === 'optional' && signAll)
  const verifier = keys?.verifier ?? call.verifier
  const isRenumbered = endpoint.idempotent && call.requestId === undefined
  const authorizer = authorize === undefined || !isRenumbered ? authorize : renumbered(authorize, random)
  let waitedMs = 0
  for (;;) {
    const response = await transport.send(request, {
      ctx: call.ctx ?? {},
      route: `${endpoint.method} ${endpoint.path}`,
      idempotent: endpoint.idempotent,
      signer: isSigned && keys !== undefined ? keys.signer : undefined,
      verifier,
      authorize: authorizer,
    })
    if (response.status >= 200 && response.status < 300) return response
    const waitMs = response.status === 429 ? (allowanceOf(response)?.windowMs ?? 3_000) : Number.POSITIVE_INFINITY
    waitedMs += waitMs
    if (waitedMs > maxQueueMs) {
      throw toBankError(response, endpoint, { now: transport.bankNow(), requestId: call.requestId })
    }
    await clock.sleep(waitMs, call.ctx?.signal)
  }
}

const requestIdHeader = 'X-Bunq-Client-Request-Id'

/** Request ids are used once: what may be sent again gets a new one each time. An id that was given stays. */
const renumbered = (authorize: Authorizer, random: Random): Authorizer => ({
  ...authorize,
  headers: async (ctx) => ({ ...(await authorize.headers(ctx)), [requestIdHeader]: random.uuid() }),
})

/** Ids are numbers; anything else could be another path. */
const pathRules: PathRules = { bank: bunq, allowed: /^[A-Za-z0-9-]+$/ }

const toOutgoing = (endpoint: Endpoint, call: Call, { userId }: Sender, parts: CallerParts): OutgoingRequest => {
  const path = call.target ?? `/v1/${fillPath(endpoint.path, { userId, ...call.params }, pathRules)}`
  const target = withQuery(path, call.query)
  const head = { method: endpoint.method, origin: parts.origin, target }
  const headers = {
    'Cache-Control': 'no-cache',
    ...parts.headers,
    [requestIdHeader]: call.requestId ?? parts.random.uuid(),
    'Content-Type': call.body === undefined ? undefined : 'application/json',
    ...call.headers,
  }
  if (call.body === undefined) return toRequest({ ...head, headers })
  return toRequestWithBody({ ...head, headers }, toBody(call.body))
}

/** JSON is written here and only here: the bytes that are signed are the bytes that are sent. */
const toBody = (body: unknown): Uint8Array | string =>
  typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)

const foreignContext = (): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bunq',
    message: 'The session was made at another address of bunq, such as the sandbox.',
    hint: 'Use the session with a provider of the same environment, or connect again.',
  })
