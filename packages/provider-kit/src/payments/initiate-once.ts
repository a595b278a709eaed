import {
  type CallContext,
  type Clock,
  type Evidence,
  hashPayment,
  type InitiatedPayment,
  type InitiateOptions,
  type JsonValue,
  type Logger,
  mayHaveHappened,
  NostroError,
  type Payment,
  type PaymentIntent,
  type PaymentIntentStore,
  type PaymentLookup,
  type PaymentRef,
} from '@nostro/core'
import type { Bank } from '../bank.ts'
import { keptAnswer, toData } from './intent-data.ts'

/** What all payments of a provider share. */
export interface InitiationParts {
  readonly bank: Bank
  /** Instance id of the provider: the name under which intents are kept. */
  readonly instance: string
  readonly intents: PaymentIntentStore
  readonly clock: Pick<Clock, 'now'>
  readonly logger: Pick<Logger, 'warn'>
}

/** One payment, checked and ready to go. */
export interface PaymentOrder {
  readonly payment: Payment
  readonly options: InitiateOptions
  /** What makes it this payment beyond the common members, such as the bank's own fields. Part of the comparison. */
  readonly extra?: JsonValue | undefined
  /** The id that the request carries to the bank. */
  readonly requestId?: string | undefined
  /** The provider's own notes, kept with the intent for a later look-up. */
  readonly notes?: JsonValue | undefined
  readonly ctx?: CallContext | undefined
}

/** How a payment is sent, and how its outcome is found. */
export interface SendParts {
  /** Sends the request, once. All that can be refused beforehand has been refused. */
  send(): Promise<InitiatedPayment>
  /** Searches the bank's records, where it has any that tell; see {@link lookUpOnce}. */
  search?(intent: PaymentIntent): Promise<PaymentLookup>
  /** A payment of which only the reference is known, as `initiate` gives it. */
  recall?(ref: PaymentRef): InitiatedPayment
}

/**
 * Initiates a payment at most once under its idempotency key, over restarts and processes. The intent is written before
 * the first byte leaves. A repeat gives the known answer; where the outcome is open it is looked up, and the payment is
 * sent again only when the bank's records prove that it was not taken.
 * @throws NostroError `conflict` for another payment under the key; `outcome_unknown`; what `send` throws
 *
 * @example
 * initiateOnce({ bank, instance, intents, clock, logger }, { payment, options, requestId }, { send: () => client.pay(body) })
 */
export const initiateOnce = async (
  parts: InitiationParts,
  order: PaymentOrder,
  sending: SendParts,
): Promise<InitiatedPayment> => {
  const { intents, instance } = parts
  const { options, ctx } = order
  refuseAborted(parts, ctx)
  return intents.withLock(
    instance,
    options.idempotencyKey,
    async () => {
      const intent = await beginOrRead(parts, order)
      if (intent.state === 'known') return toAnswer(intent, sending)
      if (intent.state === 'prepared' || intent.state === 'not_executed') return sendOnce(parts, order, intent, sending)
      const found = await settle(parts, intent, sending.search)
      if (found.state === 'known') return toAnswer(found, sending)
      if (found.state === 'not_executed') return sendOnce(parts, order, found, sending)
      throw stillUnknown(parts.bank, found, sending.search !== undefined)
    },
    ctx?.signal,
  )
}

/**
 * Looks for a payment whose answer was lost: what is kept answers where it can, else the bank's records by `search`, which
 * gets the intent or, for a key that was never used here, nothing. What is found is kept.
 * @throws NostroError `conflict` for another payment under the key
 *
 * @example
 * lookUpOnce(parts, { payment, options }, (intent) => searchRecords(intent))
 */
export const lookUpOnce = async (
  parts: InitiationParts,
  order: PaymentOrder,
  search?: (intent: PaymentIntent | undefined) => Promise<PaymentLookup>,
): Promise<PaymentLookup> => {
  const { intents, instance } = parts
  const key = order.options.idempotencyKey
  refuseAborted(parts, order.ctx)
  return intents.withLock(
    instance,
    key,
    async () => {
      const stored = await intents.get(instance, key)
      if (stored === undefined) return lookUpUnkept(parts, order, search)
      // Compares the payments.
      const intent = await beginOrRead(parts, order)
      if (intent.state === 'prepared') return { outcome: 'not_executed' }
      return toLookup(await settle(parts, intent, search))
    },
    order.ctx?.signal,
  )
}

/** A lock rejects with the signal's own reason: before the first byte it is said here, as the error that callers know. */
const refuseAborted = ({ bank }: InitiationParts, ctx: CallContext | undefined): void => {
  if (ctx?.signal?.aborted !== true) return
  throw new NostroError({
    code: 'aborted',
    provider: bank.provider,
    message: 'The call was cancelled before it began.',
    hint: 'Nothing was sent.',
    sent: false,
    cause: ctx.signal.reason,
  })
}

/** A payment of another store: what the records say is kept, so that a repeat here does not pay again. */
const lookUpUnkept = async (
  parts: InitiationParts,
  order: PaymentOrder,
  search: ((intent: undefined) => Promise<PaymentLookup>) | undefined,
): Promise<PaymentLookup> => {
  const found = (await search?.(undefined)) ?? unknownOutcome
  if (found.outcome !== 'executed') return found
  const intent = await beginOrRead(parts, order)
  await write(parts, intent, { state: 'known', ref: found.ref })
  return found
}

const unknownOutcome: PaymentLookup = { outcome: 'outcome_unknown' }

const toLookup = ({ state, ref }: PaymentIntent): PaymentLookup => {
  if (state === 'known' && ref !== undefined) return { outcome: 'executed', ref }
  return state === 'not_executed' ? { outcome: 'not_executed' } : unknownOutcome
}

/** What the bank's records say about an open outcome, written down when they say something. */
const settle = async (
  parts: InitiationParts,
  intent: PaymentIntent,
  search: ((intent: PaymentIntent) => Promise<PaymentLookup>) | undefined,
): Promise<PaymentIntent> => {
  if (intent.state !== 'sent' && intent.state !== 'unknown') return intent
  const found = (await search?.(intent)) ?? unknownOutcome
  if (found.outcome === 'executed') return write(parts, intent, { state: 'known', ref: found.ref })
  return write(parts, intent, { state: found.outcome === 'not_executed' ? 'not_executed' : 'unknown' })
}

const beginOrRead = async (
  { intents, instance, clock }: InitiationParts,
  order: PaymentOrder,
): Promise<PaymentIntent> => {
  const { payment, options, extra, notes } = order
  const { intent } = await intents.begin({
    provider: instance,
    key: options.idempotencyKey,
    // The hash is of JSON with sorted members, to which the bank's own fields belong.
    paymentHash: hashPayment((extra === undefined ? payment : { ...payment, extra }) as Payment),
    payment,
    createdAt: clock.now(),
    attempts: [],
    state: 'prepared',
    approval: options.approval,
    verification: toJson(options.payeeVerification),
    data: toData({ notes }),
    revision: 1,
  })
  return intent
}

const sendOnce = async (
  parts: InitiationParts,
  order: PaymentOrder,
  intent: PaymentIntent,
  { send }: SendParts,
): Promise<InitiatedPayment> => {
  const { notes, requestId, options } = order
  const approval: Evidence | undefined = options.approval ?? intent.approval
  const attempts = [...intent.attempts, { at: parts.clock.now(), requestId }]
  const verification = toJson(options.payeeVerification) ?? intent.verification
  const change = { state: 'sent', attempts, approval, verification, data: toData({ notes }) } as const
  const sent = await write(parts, intent, change)
  let paid: InitiatedPayment
  try {
    paid = await send()
  } catch (error) {
    await writeAfter(parts, sent, toOutcome(error))
    throw error
  }
  await writeAfter(parts, sent, { state: 'known', ref: paid.ref, data: toData({ notes, answer: paid }) })
  return paid
}

/** After an error that proves nothing, the payment may have been taken; one that carries its reference says that it was. */
const toOutcome = (error: unknown): Partial<PaymentIntent> => {
  if (!NostroError.isInstance(error)) return { state: 'unknown' }
  if (error.paymentRef !== undefined) return { state: 'known', ref: error.paymentRef }
  return { state: mayHaveHappened(error) ? 'unknown' : 'not_executed' }
}

const write = async (
  { intents, bank }: InitiationParts,
  intent: PaymentIntent,
  change: Partial<PaymentIntent>,
): Promise<PaymentIntent> => {
  const next = { ...intent, ...change, revision: intent.revision + 1 }
  if (await intents.update(next, intent.revision)) return next
  throw new NostroError({
    code: 'conflict',
    provider: bank.provider,
    message: 'Another process is working on the same payment.',
    hint: 'Ask again with the same idempotency key: its answer is then known.',
  })
}

/** The bank has answered: a store that fails now must not hide the answer. Unwritten, the intent says `sent`, which is open. */
const writeAfter = async (
  parts: InitiationParts,
  intent: PaymentIntent,
  change: Partial<PaymentIntent>,
): Promise<void> => {
  try {
    await write(parts, intent, change)
  } catch (error) {
    parts.logger.warn(
      { provider: parts.bank.provider, error: NostroError.isInstance(error) ? error.code : 'unexpected' },
      'The outcome of a payment could not be stored. A repeat will look it up.',
    )
  }
}

const toAnswer = (intent: PaymentIntent, { recall }: SendParts): InitiatedPayment => {
  const { ref } = intent
  if (ref === undefined) throw new Error('A known payment has a reference.')
  return keptAnswer(intent, ref) ?? recall?.(ref) ?? { ref, transactionStatus: 'unknown', raw: null }
}

const toJson = (value: unknown): JsonValue | undefined =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as JsonValue)

const stillUnknown = ({ provider, name }: Bank, intent: PaymentIntent, wasSearched: boolean): NostroError => {
  const requestId = intent.attempts.at(-1)?.requestId
  const look = wasSearched
    ? 'Use `payments.lookup` with the same idempotency key after a while.'
    : `${name} has no records to search: ask it${requestId === undefined ? '' : ` about the request id ${requestId}`}, or look at the account.`
  return new NostroError({
    code: 'outcome_unknown',
    provider,
    message: 'This payment was sent before and its outcome is not known. It was not sent again.',
    requestId,
    hint: look,
  })
}
