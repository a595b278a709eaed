import {
  type AuthFailure,
  type CallContext,
  type Challenge,
  type ChallengeView,
  type Clock,
  type EpochMs,
  type Evidence,
  type Identity,
  type JsonValue,
  NostroError,
  type SessionPurpose,
} from '@nostro/core'
import type { BankIdClient, OrderFields } from '../api/client.ts'
import { isNoSuchOrder } from '../api/errors.ts'
import type { CompletionData } from '../api/schemas.ts'
import { failedMessage, textOf } from '../messages/user-messages.ts'
import { type FailedHintCode, toFailedHintCode } from './hint-code.ts'
import { pollAfterMs, readSealed, type SealedOrder, toChallenge, toView } from './sealed-order.ts'

/** BankID must not be asked more often than this, counted from the previous answer. */
const minPollMs = 1_000

export type OrderResult =
  | { readonly status: 'pending'; readonly challenge: Challenge }
  | {
      readonly status: 'complete'
      readonly identity: Identity
      readonly evidence: Evidence
      readonly completionData: CompletionData
    }
  | AuthFailure

/** Orders as challenges: shared by identifying and signing. */
export interface Orders {
  start(operation: 'auth' | 'sign', fields: OrderFields, purpose: SessionPurpose, ctx?: CallContext): Promise<Challenge>
  advance(challenge: Challenge, ctx?: CallContext): Promise<OrderResult>
  frame(challenge: Challenge, at: EpochMs): ChallengeView
  cancel(challenge: Challenge, ctx?: CallContext): Promise<void>
}

export const createOrders = (client: BankIdClient, clock: Clock): Orders => ({
  start: async (operation, fields, purpose, ctx) => {
    const started = await client[operation](fields, ctx)
    const now = clock.now()
    const sealed: SealedOrder = {
      version: 1,
      operation,
      ...started,
      startedAt: now,
      collectedAt: now - pollAfterMs,
      hintCode: 'outstandingTransaction',
      mobile: false,
      request: { ...fields },
    }
    return toChallenge(sealed, purpose, now)
  },
  advance: async (challenge, ctx) => {
    const sealed = readSealed(challenge)
    const early = sealed.collectedAt + minPollMs - clock.now()
    if (early > 0) await clock.sleep(early, ctx?.signal)
    const answer = await client.collect(sealed.orderRef, ctx)
    const collectedAt = clock.now()
    if (answer.status === 'complete') return complete(answer.completionData, sealed, collectedAt)
    if (answer.status === 'failed') return failed(toFailedHintCode(answer.hintCode), answer.hintCode ?? undefined)
    const next = { ...sealed, collectedAt, hintCode: answer.hintCode ?? 'unknown' }
    return { status: 'pending', challenge: toChallenge(next, challenge.purpose, collectedAt) }
  },
  frame: (challenge, at) => toView(readSealed(challenge), at),
  cancel: async (challenge, ctx) => {
    try {
      await client.cancel(readSealed(challenge).orderRef, ctx)
    } catch (error) {
      // Completed, failed or cancelled before: it is over, which is what was wanted.
      if (!isNoSuchOrder(error)) throw error
    }
  },
})

const complete = (
  data: CompletionData | null | undefined,
  { operation, request }: SealedOrder,
  at: EpochMs,
): OrderResult => {
  if (data == null) {
    throw new NostroError({
      code: 'protocol_violation',
      provider: 'bankid',
      message: 'BankID says that the order is complete, but sends no completion data.',
      hint: 'Treat the person as not identified, and report it to BankID.',
    })
  }
  const { user } = data
  return {
    status: 'complete',
    identity: {
      name: user.name,
      personalNumber: user.personalNumber,
      ...(user.givenName == null ? {} : { givenName: user.givenName }),
      ...(user.surname == null ? {} : { surname: user.surname }),
    },
    evidence: {
      provider: 'bankid',
      format: 'bankid-completion/1',
      createdAt: at,
      data: { operation, request, completionData: data } as unknown as JsonValue,
    },
    completionData: data,
  }
}

const failureCodes: Readonly<Record<FailedHintCode, AuthFailure['code']>> = {
  expiredTransaction: 'expired',
  startFailed: 'expired',
  userCancel: 'user_cancelled',
  userDeclinedCall: 'user_cancelled',
  cancelled: 'user_cancelled',
  certificateErr: 'rejected',
  notSupportedByUserApp: 'rejected',
  transactionRiskBlocked: 'rejected',
  unknown: 'rejected',
}

const failed = (hint: FailedHintCode, reason: string | undefined): AuthFailure => ({
  status: 'failed',
  code: failureCodes[hint],
  message: textOf(failedMessage(hint, { qr: true, mobile: false })),
  ...(reason === undefined ? {} : { reason }),
})
