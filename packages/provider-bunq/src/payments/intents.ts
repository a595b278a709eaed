import { createHash } from 'node:crypto'
import { type EpochMs, type InitiatedPayment, mayHaveHappened, NostroError } from '@nostro/core'

/** What became of a payment that this process was asked to make. */
export interface Intent {
  readonly fingerprint: string
  /** Equal for payments that the bank's records may not tell apart. */
  readonly lookalike: string
  /** Before the first byte left: by our own clock, and by the bank's as far as it was known. */
  readonly startedAt: EpochMs
  readonly bankStartedAt: EpochMs
  outcome: Promise<InitiatedPayment>
  state: 'running' | 'done' | 'unknown'
  /** The bank's id, once known. */
  id?: string
}

export type IntentSubject = Pick<Intent, 'fingerprint' | 'lookalike' | 'startedAt' | 'bankStartedAt'>

/** Payments by idempotency key. bunq has no idempotency of its own: this is what keeps a repeat from paying twice. */
export interface Intents {
  /** Runs `pay` for a new key; for a known one gives what it gave. @throws NostroError `conflict`, `outcome_unknown` */
  run(key: string, subject: IntentSubject, pay: () => Promise<InitiatedPayment>): Promise<InitiatedPayment>
  find(key: string): Intent | undefined
  /** The bank's records show that nothing happened: the key may be used again. */
  forget(key: string): void
  /** The bank's records show that it was made: a repeat gives it back, also of a key that this process never used. */
  settle(key: string, subject: IntentSubject, paid: InitiatedPayment): void
  /** Are there other payments of unknown outcome that look the same in the bank's records, and are not the same? */
  hasRivals(key: string, subject: Pick<Intent, 'fingerprint' | 'lookalike'>): boolean
  /** Bank ids that belong to other keys: a twin's payment is not ours. */
  claimed(exceptKey: string): ReadonlySet<string>
}

const mostKept = 10_000

export const toFingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url')

export const createIntents = (): Intents => {
  const kept = new Map<string, Intent>()
  const make = (key: string, subject: IntentSubject, pay: () => Promise<InitiatedPayment>): Intent => {
    const intent: Intent = {
      ...subject,
      state: 'running',
      outcome: pay().then(
        (paid) => {
          intent.state = 'done'
          intent.id = paid.ref.id
          return paid
        },
        (error: unknown) => {
          intent.state = 'unknown'
          if (NostroError.isInstance(error) && !mayHaveHappened(error)) kept.delete(key)
          throw error
        },
      ),
    }
    return intent
  }
  const keep = (key: string, intent: Intent): void => {
    kept.set(key, intent)
    if (kept.size <= mostKept) return
    // What is not known to be made is forgotten last: forgotten, it could be paid again.
    const [oldest] = kept.keys()
    const made = [...kept].find(([, { state }]) => state === 'done')?.[0] ?? oldest
    if (made !== undefined) kept.delete(made)
  }
  return {
    run: (key, subject, pay) => {
      const known = kept.get(key)
      if (known !== undefined) {
        if (known.fingerprint !== subject.fingerprint) throw otherPayment()
        if (known.state !== 'unknown') return known.outcome
        throw stillUnknown()
      }
      const intent = make(key, subject, pay)
      keep(key, intent)
      return intent.outcome
    },
    find: (key) => kept.get(key),
    forget: (key) => {
      kept.delete(key)
    },
    settle: (key, subject, paid) => {
      const known = kept.get(key)
      const settled = { state: 'done' as const, id: paid.ref.id, outcome: Promise.resolve(paid) }
      if (known === undefined) keep(key, { ...subject, ...settled })
      else Object.assign(known, settled)
    },
    hasRivals: (ownKey, { fingerprint, lookalike }) =>
      [...kept].some(
        ([key, intent]) =>
          key !== ownKey &&
          intent.id === undefined &&
          intent.lookalike === lookalike &&
          intent.fingerprint !== fingerprint,
      ),
    claimed: (exceptKey) =>
      new Set([...kept].flatMap(([key, { id }]) => (key === exceptKey || id === undefined ? [] : [id]))),
  }
}

const otherPayment = (): NostroError =>
  new NostroError({
    code: 'conflict',
    provider: 'bunq',
    message: 'The idempotency key was used for another payment. Nothing was sent.',
    hint: 'Use a new key for each payment.',
  })

const stillUnknown = (): NostroError =>
  new NostroError({
    code: 'outcome_unknown',
    provider: 'bunq',
    message: 'This payment was sent before and its outcome is not known. It was not sent again.',
    hint: 'Use payments.lookup with the same idempotency key.',
  })
