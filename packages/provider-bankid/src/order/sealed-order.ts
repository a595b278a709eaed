import { type Challenge, type DecoupledView, type EpochMs, type JsonValue, NostroError } from '@nostro/core'
import { z } from 'zod'
import { mobileLaunchLink } from '../launch/launch-link.ts'
import { qrLifeSeconds, qrText } from '../launch/qr-code.ts'
import type { MessageTexts } from '../messages/message-texts.ts'
import { type MessageSituation, pendingMessage } from '../messages/user-messages.ts'
import { toPendingHintCode } from './hint-code.ts'

/** What the server keeps of an order that waits: plain JSON, secrets included. */
const sealedOrderSchema = z.object({
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

export type SealedOrder = z.infer<typeof sealedOrderSchema>

/**
 * On orders that were sealed in this process: they need no check each time they are looked at. Neither JSON nor a copy has
 * it. A WeakSet of ten thousand orders that change every two seconds costs more than all else that makes a challenge.
 */
const own = Symbol('sealed in this process')

const markOwn = (sealed: SealedOrder): JsonValue =>
  Object.defineProperty(sealed, own, { value: true }) as unknown as JsonValue

const isOwn = (sealed: unknown): sealed is SealedOrder =>
  typeof sealed === 'object' && sealed !== null && Object.hasOwn(sealed, own)

/** @throws NostroError `invalid_request` when the challenge is not one of ours, or was cut */
export const readSealed = (challenge: Challenge): SealedOrder => {
  const given: unknown = challenge.serverState
  const isFor = ({ orderRef }: SealedOrder): boolean => challenge.provider === 'bankid' && challenge.id === orderRef
  if (isOwn(given) && isFor(given)) return given
  const { success, data } = sealedOrderSchema.safeParse(challenge.serverState)
  if (success && isFor(data)) return data
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: 'This is not a challenge of BankID, or a part of it is missing.',
    hint: 'Keep the whole challenge on the server and give it back as it was; what a browser may see is `publicChallenge(challenge)`.',
  })
}

/** Half a minute for clocks and networks, beyond the times of BankID's own (reference section 18). */
const graceMs = 30_000
/** From the pick-up to the signature. */
const finishMs = 180_000

/** An order is over by itself after this long, whatever happened to it. Who is called has longer to open the app. */
export const orderLifeMs = (operation: SealedOrder['operation']): number =>
  finishMs + graceMs + (['phoneAuth', 'phoneSign', 'otherPayment'].includes(operation) ? 180_000 : 30_000)

/** BankID wants a look every two seconds. */
export const pollAfterMs = 2_000

/** The order as a challenge for the moment `at`. */
export const toChallenge = (
  sealed: SealedOrder,
  purpose: Challenge['purpose'],
  at: EpochMs,
  texts: MessageTexts,
): Challenge => ({
  kind: 'decoupled',
  id: sealed.orderRef,
  provider: 'bankid',
  purpose,
  pollAfterMs,
  expiresAt: sealed.startedAt + orderLifeMs(sealed.operation),
  ...toView(sealed, at, texts),
  serverState: markOwn(sealed),
})

/** The order once an answer of `collect` got lost. */
export const withLostAnswer = (challenge: Challenge, at?: EpochMs): Challenge => {
  const sealed = readSealed(challenge)
  const next: SealedOrder = { ...sealed, collectedAt: at ?? sealed.collectedAt, lostAnswer: true }
  return { ...challenge, serverState: markOwn(next) }
}

/** Which of BankID's texts fits: by QR or start link, by phone or computer. */
export const situationOf = ({ sameDevice, mobile }: SealedOrder): MessageSituation => ({
  qr: sameDevice !== true,
  mobile,
})

/** What to show: a new QR code each second while nobody has taken the order, then the text alone. */
export const toView = (sealed: SealedOrder, at: EpochMs, texts: MessageTexts): DecoupledView => {
  const hint = toPendingHintCode(sealed.hintCode)
  const seconds = (at - sealed.startedAt) / 1000
  const { autoStartToken, qrStartToken, qrStartSecret } = sealed
  const waits = hint === 'outstandingTransaction' && seconds < qrLifeSeconds
  return {
    state: sealed.hintCode,
    message: texts(pendingMessage(hint, situationOf(sealed))),
    ...(waits && qrStartToken !== undefined && qrStartSecret !== undefined
      ? { qrText: qrText({ qrStartToken, qrStartSecret }, seconds) }
      : {}),
    ...(waits && autoStartToken !== undefined ? { launchUrl: mobileLaunchLink(autoStartToken) } : {}),
  }
}
