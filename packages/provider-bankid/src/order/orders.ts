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
import { toOrderBody } from '../api/order-body.ts'
import type { FieldsOf, OrderOperation } from '../api/order-fields.ts'
import type { CompletionData, OrderStarted, RemoteOrderStarted } from '../api/schemas.ts'
import type { MessageTexts } from '../messages/message-texts.ts'
import { failedMessageCode, type MessageSituation } from '../messages/user-messages.ts'
import { type CompletedOrder, type RelyingPartyFacts, toEvidence } from '../verification/evidence.ts'
import { rememberRefused } from '../verification/refused-evidence.ts'
import { type FailedHintCode, toFailedHintCode } from './hint-code.ts'
import { type OrderRecord, readRecord, refuseExpired, situationOf, toChallenge, toView } from './order-record.ts'
import { pollAfterMs } from './order-times.ts'

/** BankID must not be asked more often than this, counted from the previous answer. */
const minPollMs = 1_000

/** What one look at an order gave. */
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
  readonly verify: (data: CompletionData, order: CompletedOrder) => Promise<unknown>
  /** What a later verification wants to know of us. */
  readonly facts: () => Promise<RelyingPartyFacts>
}

/** BankID signs no one in anywhere: every order identifies a person. */
const purpose: SessionPurpose = 'identify'

export const createOrders = (parts: OrdersParts): Orders => ({
  start: (operation, fields, situation, ctx) => startOrder(parts, { operation, fields, situation }, ctx),
  advance: (challenge, ctx) => advanceOrder(parts, challenge, ctx),
  frame: (challenge, at) => toView(readRecord(challenge), at, parts.texts),
  cancel: async (challenge, ctx) => {
    try {
      await parts.client.cancel(readRecord(challenge).orderRef, ctx)
    } catch (error) {
      // Completed, failed or cancelled before: it is over, which is what was wanted.
      if (!isNoSuchOrder(error)) throw error
    }
  },
})

interface NewOrder {
  readonly operation: OrderOperation
  readonly fields: object
  readonly situation: OrderSituation | undefined
}

const startOrder = async (
  { client, clock, texts }: OrdersParts,
  { operation, fields, situation }: NewOrder,
  ctx?: CallContext,
): Promise<Challenge> => {
  const { qr = true, mobile = false } = situation ?? {}
  const body = toOrderBody(operation, fields)
  const start: (fields: never, ctx?: CallContext) => Promise<OrderStarted | RemoteOrderStarted> = client[operation]
  const started = await start(body as never, ctx)
  const now = clock.now()
  const record: OrderRecord = {
    version: 1,
    operation,
    ...started,
    startedAt: now,
    collectedAt: now - pollAfterMs,
    hintCode: 'outstandingTransaction',
    mobile,
    ...(qr ? {} : { sameDevice: true }),
    request: body,
  }
  return toChallenge(record, purpose, now, texts)
}

const advanceOrder = async (parts: OrdersParts, challenge: Challenge, ctx?: CallContext): Promise<OrderResult> => {
  const { client, clock, texts } = parts
  const record = readRecord(challenge)
  refuseExpired(record, clock.now())
  await untilPollable(record, clock, ctx?.signal)
  const answer = await collect(client, record, ctx)
  const collectedAt = clock.now()
  if (answer.status === 'complete' || answer.status === 'failed') checkOrderRef(answer.orderRef, record)
  if (answer.status === 'complete') return verified(parts, requireData(answer.completionData), record, collectedAt)
  if (answer.status === 'failed') {
    return failed(toFailedHintCode(answer.hintCode), answer.hintCode ?? undefined, situationOf(record), texts)
  }
  const next = { ...record, collectedAt, hintCode: answer.hintCode ?? 'unknown' }
  return { status: 'pending', challenge: toChallenge(next, challenge.purpose, collectedAt, texts) }
}

const verified = async (
  { facts, verify }: OrdersParts,
  data: CompletionData,
  { operation, request, startedAt }: OrderRecord,
  completedAt: EpochMs,
): Promise<OrderResult> => {
  const order: CompletedOrder = { operation, request, startedAt, completedAt }
  const evidence = toEvidence(data, { ...(await facts()), ...order })
  try {
    await verify(data, order)
  } catch (error) {
    rememberRefused(error, evidence)
    throw error
  }
  return complete(data, evidence)
}

/** Timers may fire a millisecond early, and BankID counts: the clock has the last word. */
const untilPollable = async ({ collectedAt }: OrderRecord, clock: Clock, signal?: AbortSignal): Promise<void> => {
  const early = (): number => Math.min(minPollMs, collectedAt + minPollMs - clock.now())
  for (let wait = early(); wait > 0; wait = early()) await clock.sleep(wait, signal)
}

const collect = async (client: BankIdClient, { orderRef, lostAnswer }: OrderRecord, ctx?: CallContext) => {
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
const checkOrderRef = (answered: string, { orderRef }: OrderRecord): void => {
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
      givenName: user.givenName ?? undefined,
      surname: user.surname ?? undefined,
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
  message: texts(failedMessageCode(hint, situation)),
  reason,
})
