import {
  type Challenge,
  type DecoupledChallenge,
  type DecoupledView,
  type EpochMs,
  type JsonValue,
  NostroError,
  toInstant,
} from '@nostro/core'
import { z } from 'zod'
import { requireObject } from '../api/require-object.ts'
import { mobileLaunchLink } from '../launch/launch-link.ts'
import { qrLifeSeconds, qrText } from '../launch/qr-code.ts'
import type { MessageTexts } from '../messages/message-texts.ts'
import { type MessageSituation, pendingMessageCode } from '../messages/user-messages.ts'
import { toPendingHintCode } from './hint-code.ts'
import { collectableMs, pollAfterMs } from './order-times.ts'

/** What the server keeps of an order that waits: plain JSON, secrets included. */
const orderRecordSchema = z.object({
  version: z.literal(1),
  operation: z.enum(['auth', 'sign', 'payment', 'phoneAuth', 'phoneSign', 'otherPayment']),
  orderRef: z.string(),
  /** Absent where no device is at hand: phone and other payment. */
  autoStartToken: z.string().optional(),
  qrStartToken: z.string().optional(),
  qrStartSecret: z.string().optional(),
  startedAt: z.number(),
  /** When the last answer of `collect` arrived. */
  collectedAt: z.number(),
  hintCode: z.string(),
  mobile: z.boolean(),
  /** The app is started on this device; otherwise a QR code is shown. */
  sameDevice: z.boolean().optional(),
  /** An answer of `collect` was lost: it may have held the result, which is handed out once. */
  lostAnswer: z.boolean().optional(),
  /** The request as it was sent: evidence is checked against it. */
  request: z.record(z.string(), z.unknown()),
})

export type OrderRecord = z.infer<typeof orderRecordSchema>

/**
 * On orders that were made in this process: they need no check each time they are looked at. Neither JSON nor a copy has
 * it. A WeakSet of ten thousand orders that change every two seconds costs more than all else that makes a challenge.
 */
const own = Symbol('made in this process')

const markOwn = (record: OrderRecord): JsonValue =>
  Object.defineProperty(record, own, { value: true }) as unknown as JsonValue

const isOwn = (record: unknown): record is OrderRecord =>
  typeof record === 'object' && record !== null && Object.hasOwn(record, own)

/** @throws NostroError `invalid_request` when the challenge is not one of ours, or was cut */
export const readRecord = (challenge: Challenge): OrderRecord => {
  if (typeof challenge !== 'object' || challenge === null) throw notOurs({} as Challenge)
  requireObject(challenge, 'challenge', ['provider', 'serverState', 'id'])
  const given: unknown = challenge.serverState
  const isFor = ({ orderRef }: OrderRecord): boolean => challenge.provider === 'bankid' && challenge.id === orderRef
  if (isOwn(given) && isFor(given)) return given
  const { success, data } = orderRecordSchema.safeParse(challenge.serverState)
  if (success && isFor(data)) return data
  throw notOurs(challenge)
}

/** By name what is wrong with a challenge, without a value of it. */
const notOurs = (challenge: Challenge): NostroError => {
  const { provider, serverState } = challenge
  const version: unknown = Reflect.get(Object(serverState), 'version') ?? 1
  const message =
    typeof provider === 'string' && provider !== 'bankid'
      ? `This challenge is of the provider “${provider}”, not of BankID.`
      : version !== 1
        ? `This challenge is of another version (${String(version)}) than this one of the provider reads (1).`
        : 'This is not a challenge of BankID, or a part of it is missing.'
  return new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message,
    hint: 'Keep the whole challenge on the server and give it back as it was; what a browser may see is `publicChallenge(challenge)`.',
  })
}

/** @throws NostroError `invalid_request` for an order of which BankID knows nothing any more */
export const refuseExpired = ({ operation, startedAt }: OrderRecord, now: EpochMs): void => {
  if (now - startedAt <= collectableMs(operation)) return
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `This challenge expired: its order began at ${toInstant(startedAt)}, and BankID keeps none for so long.`,
    hint: 'Treat the person as not identified and start a new order.',
  })
}

/** The order as a challenge for the moment `at`. */
export const toChallenge = (
  record: OrderRecord,
  purpose: Challenge['purpose'],
  at: EpochMs,
  texts: MessageTexts,
): DecoupledChallenge => ({
  kind: 'decoupled',
  id: record.orderRef,
  provider: 'bankid',
  purpose,
  expiresAt: record.startedAt + collectableMs(record.operation),
  pollAfterMs,
  ...toView(record, at, texts),
  serverState: markOwn(record),
})

/** The order once an answer of `collect` got lost. */
export const withLostAnswer = (challenge: Challenge, at?: EpochMs): Challenge => {
  const record = readRecord(challenge)
  const next: OrderRecord = { ...record, collectedAt: at ?? record.collectedAt, lostAnswer: true }
  return { ...challenge, serverState: markOwn(next) }
}

/** Which of BankID's texts fits: by QR or start link, by phone or computer. */
export const situationOf = ({ sameDevice, mobile }: OrderRecord): MessageSituation => ({
  qr: sameDevice !== true,
  mobile,
})

/** What to show: a new QR code each second while nobody has taken the order, then the text alone. */
export const toView = (record: OrderRecord, at: EpochMs, texts: MessageTexts): DecoupledView => {
  const hint = toPendingHintCode(record.hintCode)
  const seconds = (at - record.startedAt) / 1000
  const { autoStartToken, qrStartToken, qrStartSecret } = record
  const waits = hint === 'outstandingTransaction' && seconds < qrLifeSeconds
  return {
    state: record.hintCode,
    message: texts(pendingMessageCode(hint, situationOf(record))),
    qrText:
      waits && qrStartToken !== undefined && qrStartSecret !== undefined
        ? qrText({ qrStartToken, qrStartSecret }, seconds)
        : undefined,
    launchUrl: waits && autoStartToken !== undefined ? mobileLaunchLink(autoStartToken) : undefined,
  }
}
