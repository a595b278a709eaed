import { isIP } from 'node:net'
import {
  type AuthProvider,
  type CallContext,
  type Challenge,
  type Clock,
  type DecoupledView,
  type EpochMs,
  NostroError,
  type Random,
  type StartRequest,
} from '@nostro/core'
import { requireObject } from '../api/require-object.ts'
import { ensureKind } from '../order/ensure-kind.ts'
import type { Orders } from '../order/orders.ts'

/** Identifying a person. A session of BankID opens no account: it says who came, and holds the proof. */
export interface BankIdAuth extends AuthProvider {
  frame(challenge: Challenge, at: EpochMs): DecoupledView
  cancel(challenge: Challenge, ctx?: CallContext): Promise<void>
}

export interface AuthParts {
  readonly orders: Orders
  readonly clock: Clock
  readonly random: Random
  endUserIp(ctx?: CallContext): string
}

export const createBankIdAuth = ({ orders, clock, random, endUserIp }: AuthParts): BankIdAuth => ({
  start: async (request, ctx) => {
    checkContext(ctx)
    const { redirectUri, customerId } = checkStart(request)
    const address = endUserIp(ctx)
    const fields = {
      endUserIp: address,
      returnUrl: redirectUri,
      requirement: customerId === undefined ? undefined : { personalNumber: customerId },
    }
    return orders.start('auth', fields, {}, ctx)
  },
  advance: async (challenge, _answer, ctx) => {
    ensureKind(challenge, 'identification')
    const result = await orders.advance(challenge, ctx)
    if (result.status !== 'complete') return result
    const { identity, evidence, completionData } = result
    return {
      status: 'complete',
      identity,
      evidence,
      session: {
        specVersion: 1,
        id: random.uuid(),
        provider: 'bankid',
        purpose: 'identify',
        revision: 1,
        createdAt: clock.now(),
        secrets: { user: { ...completionData.user } as never },
      },
    }
  },
  frame: (challenge, at) => orders.frame(challenge, at),
  cancel: (challenge, ctx) => orders.cancel(challenge, ctx),
})

const contextMembers: ReadonlySet<string> = new Set<keyof CallContext>(['signal', 'psu', 'traceId'])

/** @throws NostroError `invalid_request` for a misspelt member, or an address that is none */
const checkContext = (ctx: CallContext = {}): void => {
  requireObject(ctx, 'ctx', [...contextMembers])
  const unknown = Object.keys(ctx).find((name) => !contextMembers.has(name))
  if (unknown !== undefined) throw wrong(`\`ctx.${unknown.slice(0, 40)}\` is not known.`, 'Use signal, psu or traceId.')
  if (ctx.psu !== undefined && isIP(ctx.psu.ipAddress) === 0) {
    throw wrong('`ctx.psu.ipAddress` is no IP address.', 'Give the address from which the person comes.')
  }
}

/** What a login can take into account; `previous` is of no use and does no harm. */
const served: ReadonlySet<string> = new Set<keyof StartRequest>(['purpose', 'redirectUri', 'customerId', 'previous'])

/** @throws NostroError `invalid_request` for a purpose or a wish that BankID cannot serve */
const checkStart = (request: StartRequest): StartRequest => {
  requireObject(request, 'request', [...served])
  const { purpose }: Partial<StartRequest> = request
  if (purpose !== 'identify') {
    throw wrong(
      `BankID identifies people; \`purpose\` is ${purpose === undefined ? 'missing' : `“${String(purpose)}”`}.`,
      'Use purpose “identify”, or `esign` to have a text signed.',
    )
  }
  const ignored = Object.entries(request).find(([name, value]) => value !== undefined && !served.has(name))
  if (ignored === undefined) return request
  throw wrong(`A login with BankID cannot take \`${ignored[0]}\` into account.`, 'Leave it out. Nothing was sent.')
}

const wrong = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider: 'bankid', message, hint })
