import {
  type AuthFailure,
  type CallContext,
  type Challenge,
  type Clock,
  type DecoupledView,
  type EpochMs,
  type Evidence,
  type Identity,
  NostroError,
  type SessionPurpose,
} from '@nostro/core'
import type { BankIdClient } from '../api/client.ts'
import { isNoSuchOrder } from '../api/errors.ts'
import type { FieldsOf, OrderOperation } from '../api/order-fields.ts'
import type { CompletionData, OrderStarted, RemoteOrderStarted } from '../api/schemas.ts'
import type { MessageTexts } from '../messages/message-texts.ts'
import { failedMessage, type MessageSituation } from '../messages/user-messages.ts'
import { type CompletedOrder, type RelyingPartyFacts, toEvidence } from '../verification/evidence.ts'
import { rememberRefused } from '../verification/refused-evidence.ts'
import { type FailedHintCode, toFailedHintCode } from './hint-code.ts'
import { pollAfterMs, readSealed, type SealedOrder, situationOf, toChallenge, toView } from './sealed-order.ts'

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

/** How the person goes about it, where it is known: chooses texts. A QR code on a computer by default. */
export type OrderSituation = Partial<MessageSituation>

/** Orders as challenges: shared by identifying and signing. */
export interface Orders {
  start<Name extends OrderOperation>(
    operation: Name,
    fields: FieldsOf[Name],
    situation?: OrderSituation,
    ctx?: CallContext,
  ): Promise<Challenge>
  advance(challenge: Challenge, ctx?: CallContext): Promise<OrderResult>
  frame(challenge: Challenge, at: EpochMs): DecoupledView
  cancel(challenge: Challenge, ctx?: CallContext): Promise<void>
}

export interface OrdersParts {
  readonly client: BankIdClient
  readonly clock: Clock
  readonly texts: MessageTexts
  /** Proves that BankID's answer holds what was ordered; throws where it does not. */
  readonly verify: (data: CompletionData, order: CompletedOrder) => void
  /** What a later verification wants to know of us. */
  readonly facts: RelyingPartyFacts
}

/** BankID signs no one in anywhere: every order identifies a person. */
const purpose: SessionPurpose = 'identify'

export const createOrders = ({ client, clock, texts, verify, facts }: OrdersParts): Orders => ({
  start: async (operation, fields, { qr = true, mobile = false } = {}, ctx) => {
    const start: (fields: never, ctx?: CallContext) => Promise<OrderStarted | RemoteOrderStarted> = client[operation]
    const started = await start(fields as never, ctx)
    const now = clock.now()
    const sealed: SealedOrder = {
      version: 1,
      operation,
      ...started,
      startedAt: now,
      collectedAt: now - pollAfterMs,
      hintCode: 'outstandingTransaction',
      mobile,
      ...(qr ? {} : { sameDevice: true }),
      request: { ...fields },
    }
    return toChallenge(sealed, purpose, now, texts)
  },
  advance: async (challenge, ctx) => {
    const sealed = readSealed(challenge)
    await untilPollable(sealed, clock, ctx?.signal)
    const answer = await collect(client, sealed, ctx)
    const collectedAt = clock.now()
    if (answer.status === 'complete' || answer.status === 'failed') checkOrderRef(answer.orderRef, sealed)
    if (answer.status === 'complete') {
      const data = requireData(answer.completionData)
      const { operation, request, startedAt } = sealed
      const order: CompletedOrder = { operation, request, startedAt, completedAt: collectedAt }
      const evidence = toEvidence(data, { ...facts, ...order })
      try {
        verify(data, order)
      } catch (error) {
        rememberRefused(error, evidence)
        throw error
      }
      return complete(data, evidence)
    }
    if (answer.status === 'failed') {
      return failed(toFailedHintCode(answer.hintCode), answer.hintCode ?? undefined, situationOf(sealed), texts)
    }
    const next = { ...sealed, collectedAt, hintCode: answer.hintCode ?? 'unknown' }
    return { status: 'pending', challenge: toChallenge(next, challenge.purpose, collectedAt, texts) }
  },
  frame: (challenge, at) => toView(readSealed(challenge), at, texts),
  cancel: async (challenge, ctx) => {
    try {
      await client.cancel(readSealed(challenge).orderRef, ctx)
    } catch (error) {
      // Completed, failed or cancelled before: it is over, which is what was wanted.
      if (!isNoSuchOrder(error)) throw error
    }
  },
})

/** Timers may fire a millisecond early, and BankID counts: the clock has the last word. */
const untilPollable = async ({ collectedAt }: SealedOrder, clock: Clock, signal?: AbortSignal): Promise<void> => {
  const early = (): number => Math.min(minPollMs, collectedAt + minPollMs - clock.now())
  for (let wait = early(); wait > 0; wait = early()) await clock.sleep(wait, signal)
}

const collect = async (client: BankIdClient, { orderRef, lostAnswer }: SealedOrder, ctx?: CallContext) => {
  try {
    return await client.collect(orderRef, ctx)
  } catch (error) {
    if (lostAnswer !== true || !isNoSuchOrder(error)) throw error
    throw new NostroError({
      code: 'outcome_unknown',
      provider: 'bankid',
      message: 'The order is over, and its result was in an answer that got lost on the way.',
      hint: 'Treat the person as not identified and start a new order.',
      bankMessages: [{ code: 'invalidParameters', text: 'No such order' }],
      cause: error,
    })
  }
}

/** Two logins without a text look alike: only the reference tells whose result it is. */
const checkOrderRef = (answered: string, { orderRef }: SealedOrder): void => {
  if (answered === orderRef) return
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'bankid',
    message: 'The answer is about another order than the one that was asked for.',
    hint: 'Treat the person as not identified. Look for something between us and BankID that mixes up answers.',
  })
}

const requireData = (data: CompletionData | null | undefined): CompletionData => {
  if (data != null) return data
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'bankid',
    message: 'BankID says that the order is complete, but sends no completion data.',
    hint: 'Treat the person as not identified, and report it to BankID.',
  })
}

const complete = (data: CompletionData, evidence: Evidence): OrderResult => {
  const { user } = data
  return {
    status: 'complete',
    identity: {
      name: user.name,
      personalNumber: user.personalNumber,
      ...(user.givenName == null ? {} : { givenName: user.givenName }),
      ...(user.surname == null ? {} : { surname: user.surname }),
    },
    evidence,
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

const failed = (
  hint: FailedHintCode,
  reason: string | undefined,
  situation: MessageSituation,
  texts: MessageTexts,
): AuthFailure => ({
  status: 'failed',
  code: failureCodes[hint],
  message: texts(failedMessage(hint, situation)),
  ...(reason === undefined ? {} : { reason }),
})
