import type { PaymentIntent, PaymentIntentFilter, PaymentIntentState } from '../contracts/payment-intent-store.ts'
import type { EpochMs } from '../domain/dates.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { assertNextRevision } from './assert-revision.ts'

/**
 * What a state may become. Bytes that may have left cannot be called back: after `sent` only an answer, a look-up or the
 * lack of both leads on, and only `not_executed` allows another attempt.
 */
const followers: Readonly<Record<PaymentIntentState, readonly PaymentIntentState[]>> = {
  prepared: ['prepared', 'sent', 'known', 'unknown', 'not_executed'],
  sent: ['sent', 'known', 'unknown', 'not_executed'],
  unknown: ['unknown', 'known', 'not_executed'],
  not_executed: ['not_executed', 'prepared', 'sent', 'known', 'unknown'],
  known: ['known'],
}

/** @throws NostroError `invalid_request` when the provider or key cannot name an intent */
export const assertIntentKey = (provider: string, key: string): void => {
  for (const [name, value, limit] of [
    ['provider', provider, 100],
    ['idempotency key', key, 1000],
  ] as const) {
    if (typeof value === 'string' && value.length > 0 && value.length <= limit) continue
    throw refuse('invalid_request', `The ${name} of a payment must be a text of 1 to ${limit} characters.`)
  }
}

/**
 * @throws NostroError `invalid_request` when the intent is not one that may be created
 *
 * @example
 * assertNewIntent(intent)
 */
export const assertNewIntent = (intent: PaymentIntent): void => {
  assertIntentKey(intent.provider, intent.key)
  assertNextRevision('payment intent', intent.revision, undefined)
  if (intent.state === 'prepared' && intent.attempts.length === 0 && intent.ref === undefined) return
  throw refuse('invalid_request', 'A new payment intent is `prepared`, without attempts and without a reference.')
}

/**
 * @throws NostroError `conflict` when `intent` is of another payment than the stored one
 *
 * @example
 * assertSamePayment(stored, intent)
 */
export const assertSamePayment = (
  stored: Pick<PaymentIntent, 'paymentHash'>,
  intent: Pick<PaymentIntent, 'paymentHash'>,
): void => {
  if (stored.paymentHash === intent.paymentHash) return
  throw refuse(
    'conflict',
    'This idempotency key was used for another payment. Nothing was sent.',
    'Use a new key for each payment.',
  )
}

/**
 * @throws NostroError `conflict` when `next` would lose something that `stored` knows
 *
 * @example
 * assertIntentFollows(stored, next)
 */
export const assertIntentFollows = (stored: PaymentIntent, next: PaymentIntent): void => {
  assertSamePayment(stored, next)
  if (!followers[stored.state].includes(next.state)) {
    throw refuse('conflict', `A payment intent in state \`${stored.state}\` cannot become \`${next.state}\`.`)
  }
  const keepsAttempts = stored.attempts.every(
    ({ at, requestId }, index) => next.attempts[index]?.at === at && next.attempts[index]?.requestId === requestId,
  )
  if (!keepsAttempts) throw refuse('conflict', 'An attempt of a payment was taken away or changed.')
  if (next.createdAt !== stored.createdAt)
    throw refuse('conflict', 'The time at which a payment intent was created changed.')
  if (stored.ref !== undefined && stored.ref.id !== next.ref?.id) {
    throw refuse('conflict', 'The bank’s reference of a payment was taken away or changed.')
  }
}

/**
 * May the intent be removed by age? Its outcome is known, and it was last touched before then.
 *
 * @example
 * isSettledBefore(intent, clock.now() - 90 * 86_400_000)
 */
export const isSettledBefore = (intent: PaymentIntent, before: EpochMs): boolean =>
  (intent.state === 'known' || intent.state === 'not_executed') &&
  intent.createdAt < before &&
  intent.attempts.every(({ at }) => at < before)

export const intentMatches = (intent: PaymentIntent, filter: PaymentIntentFilter): boolean =>
  (filter.state === undefined || intent.state === filter.state) &&
  (filter.provider === undefined || intent.provider === filter.provider) &&
  (filter.connection === undefined || intent.connection === filter.connection)

/** Order of a list of intents. */
export const compareIntents = (left: PaymentIntent, right: PaymentIntent): number =>
  left.createdAt - right.createdAt || compareText(left.key, right.key) || compareText(left.provider, right.provider)

export const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const refuse = (code: 'conflict' | 'invalid_request', message: string, hint?: string): NostroError =>
  new NostroError({ code, message, hint })
