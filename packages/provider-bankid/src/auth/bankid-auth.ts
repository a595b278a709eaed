import {
  type AuthProvider,
  type CallContext,
  type Challenge,
  type Clock,
  type DecoupledView,
  type EpochMs,
  NostroError,
  type Random,
} from '@nostro/core'
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
  start: async ({ purpose, redirectUri }, ctx) => {
    if (purpose !== 'identify') throw unsupported(purpose)
    const fields = { endUserIp: endUserIp(ctx), ...(redirectUri === undefined ? {} : { returnUrl: redirectUri }) }
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

const unsupported = (purpose: string): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `BankID identifies people; it has no “${purpose}”.`,
    hint: 'Use purpose “identify”, or `esign` to have a text signed.',
  })
