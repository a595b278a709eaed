import {
  type AuthFailure,
  type CallContext,
  type Challenge,
  type Clock,
  type EpochMs,
  type Evidence,
  type Identity,
  NostroError,
} from '@nostro/core'
import type { CompletionData } from '../api/schemas.ts'
import { browserLaunchLink } from '../launch/launch-link.ts'
import type { MessageTexts } from '../messages/message-texts.ts'
import { errorMessage } from '../messages/user-messages.ts'
import type { PendingHintCode } from './hint-code.ts'
import { createLiveOrder, type LiveOrder, type OrderState, restartForMs } from './live-order.ts'
import { readRecord } from './order-record.ts'
import { finishMs, pickUpWithinMs } from './order-times.ts'
import type { Orders } from './orders.ts'

/** How an order is followed. */
export interface FollowOptions {
  /** Language of `message`: `sv` (default), `en`, or one of the provider's own `texts`. */
  readonly language?: string | undefined
  /** When nobody scanned the QR code in time, a new order takes its place: at most 5 times and for 3 minutes. */
  readonly renew?: boolean | undefined
  /** Aborting cancels the order at BankID; the loop then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

interface Shown {
  /** What to show to the person now, in the chosen language. */
  readonly message: string
  /** The same in every language that has it. */
  readonly messages: Readonly<Record<string, string>>
}

/** Safe for the browser session that started the order; `launchUrl` is a bearer secret of that session. */
export interface BankIdPending extends Shown {
  readonly status: 'pending'
  /** Text of this second's QR code; absent once somebody has taken the order. */
  readonly qrText?: string | undefined
  /** Starts the app on this device; by `web.userAgent` where it was given. Absent once somebody has taken the order. */
  readonly launchUrl?: string | undefined
  /** Whole seconds until the order ends by itself, renewals included. */
  readonly secondsLeft: number
  /** Nobody has taken the order yet. */
  readonly waiting: boolean
  readonly hintCode: PendingHintCode
}

/** The person has identified or signed. */
export interface BankIdComplete {
  readonly status: 'complete'
  /** Verified: see {@link Evidence}. */
  readonly identity: Identity
  /** Keep it: `bankid.exportEvidence(evidence)`. */
  readonly evidence: Evidence
  readonly completionData: CompletionData
}

/** The order is over without a result. */
export interface BankIdFailed extends Shown {
  readonly status: 'failed'
  /** Why the order ended, or the code of the call that failed. */
  readonly code: AuthFailure['code'] | NostroError['code']
  /** BankID's hint code, where the order itself failed. */
  readonly reason?: string | undefined
  /** The call that failed, for the log: already in progress, BankID out of service. */
  readonly error?: NostroError | undefined
}

/** How far an order is: show it, then ask for the next one. */
export type BankIdState = BankIdPending | BankIdComplete | BankIdFailed

/** States of one order. Leaving the loop, `return()` and `await using` cancel a pending order at BankID. */
export interface BankIdStates extends AsyncIterableIterator<BankIdState> {
  return(): Promise<IteratorResult<BankIdState>>
  [Symbol.asyncDispose](): Promise<void>
}

export interface FollowParts {
  readonly orders: Orders
  readonly clock: Clock
  readonly texts: MessageTexts
  readonly options: FollowOptions
  /** Makes the order, or gives one that was made elsewhere. Called when the iteration begins. */
  start(ctx: CallContext): Promise<Challenge>
}

/** An order as states: one for each second of its own time, and one for each change. */
export const followOrder = (parts: FollowParts): BankIdStates => {
  const left = new AbortController()
  const states = follow(parts, left.signal)
  const end = (): Promise<IteratorResult<BankIdState>> => {
    left.abort()
    return states.return(undefined)
  }
  return {
    next: () => states.next(),
    return: end,
    [Symbol.asyncIterator]() {
      return this
    },
    [Symbol.asyncDispose]: async () => {
      await end()
    },
  }
}

async function* follow(parts: FollowParts, left: AbortSignal): AsyncGenerator<BankIdState> {
  const { orders, clock, options } = parts
  let inbox: Inbox | undefined
  try {
    options.signal?.throwIfAborted()
    // Not ended by leaving: a new order whose reference is never seen could not be cancelled.
    const challenge = await parts.start(options.signal === undefined ? {} : { signal: options.signal })
    const live = createLiveOrder({
      orders,
      clock,
      challenge,
      options: { signal: options.signal, restart: options.renew },
    })
    inbox = new Inbox(live, left)
    const toState = createView(parts, live, challenge)
    while (!left.aborted) {
      const state = await inbox.latest()
      if (state === undefined) return
      yield toState(state)
      if (state.status !== 'pending') return
      await inbox.changedWithin((signal) => nextSecond(clock, live, signal))
    }
  } catch (error) {
    yield failedBy(error, parts)
  } finally {
    await inbox?.close()
  }
}

/** Takes the states of a live order as they come, so that seconds can pass while a call is on its way. */
class Inbox {
  readonly #live: LiveOrder
  readonly #left: AbortSignal
  readonly #reading: Promise<void>
  #state: OrderState | undefined
  #failure: { readonly error: unknown } | undefined
  #over = false
  #wake: () => void = () => undefined

  constructor(live: LiveOrder, left: AbortSignal) {
    this.#live = live
    this.#left = left
    this.#reading = this.#read()
    left.addEventListener('abort', () => this.#wake(), { once: true })
  }

  /** What is known now; nothing when the order was cancelled. @throws what the following threw */
  async latest(): Promise<OrderState | undefined> {
    if (this.#state === undefined && !this.#over) await this.#changed()
    if (this.#failure !== undefined) throw this.#failure.error
    return this.#state
  }

  /** Until the time is up, or something else is to be shown. */
  async changedWithin(time: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#over || this.#left.aborted) return
    const ended = new AbortController()
    await Promise.race([this.#changed(), time(ended.signal).catch(() => undefined)])
    ended.abort()
  }

  /** Cancels the order at BankID unless it is over. */
  async close(): Promise<void> {
    if (!this.#over) await this.#live.cancel()
    await this.#reading
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  async #read(): Promise<void> {
    try {
      for await (const state of this.#live) {
        const isNews = keyOf(state) !== keyOf(this.#state)
        this.#state = state
        if (isNews) this.#wake()
      }
    } catch (error) {
      this.#failure = { error }
    } finally {
      this.#over = true
      this.#wake()
    }
  }
}

const keyOf = (state: OrderState | undefined): string =>
  state?.status === 'pending' ? `${state.hintCode} ${state.restarts}` : (state?.status ?? '')

/** Timers may fire some milliseconds early: the same second would be shown twice, and the next one late. */
const earlyMs = 50

/** Sleeps until the next whole second since the order's start. */
const nextSecond = async (clock: Clock, live: LiveOrder, signal: AbortSignal): Promise<void> => {
  const due = clock.now() + 1_000 - ((((clock.now() - live.startedAt) % 1_000) + 1_000) % 1_000)
  await clock.sleep(due - clock.now(), signal)
  for (let wait = due - clock.now(); wait > 0 && wait <= earlyMs; wait = due - clock.now())
    await clock.sleep(wait, signal)
}

const createView = (
  { clock, options, texts }: FollowParts,
  live: LiveOrder,
  challenge: Challenge,
): ((state: OrderState) => BankIdState) => {
  const { operation, request, startedAt: begunAt } = readRecord(challenge)
  const userAgent = userAgentOf(request)
  let takenAt: EpochMs | undefined
  return (state) => {
    if (state.status === 'complete') return state
    if (state.status === 'failed') {
      return { ...state, ...shown(state.message ?? texts('RFA22'), options.language) }
    }
    const now = clock.now()
    const { hintCode } = state
    const waiting = hintCode === 'outstandingTransaction' || hintCode === 'noClient'
    if (!waiting) takenAt ??= now
    const endsAt = takenAt === undefined ? untaken(live, begunAt) : takenAt + finishMs
    const { qrText, launchUrl, message } = live.frame(now)
    return {
      status: 'pending',
      hintCode,
      waiting,
      qrText,
      launchUrl:
        launchUrl === undefined || userAgent === undefined
          ? launchUrl
          : browserLaunchLink(launchUrl, { userAgent }).url,
      secondsLeft: Math.max(0, Math.ceil((endsAt - now) / 1_000)),
      ...shown(message, options.language),
    }
  }
  function untaken({ startedAt }: LiveOrder, begun: EpochMs): EpochMs {
    return options.renew === true ? begun + restartForMs : startedAt + pickUpWithinMs(operation)
  }
}

const userAgentOf = ({ web }: Readonly<Record<string, unknown>>): string | undefined => {
  const userAgent: unknown = typeof web === 'object' && web !== null && 'userAgent' in web ? web.userAgent : undefined
  return typeof userAgent === 'string' && userAgent !== '' ? userAgent : undefined
}

/** @throws the error itself where BankID has no text for it: then the fault is the service's own */
const failedBy = (error: unknown, { texts, options }: FollowParts): BankIdFailed => {
  const messages = errorMessage(error, texts)
  if (!NostroError.isInstance(error) || messages === undefined || options.signal?.aborted === true) throw error
  return { status: 'failed', code: error.code, error, ...shown(messages, options.language) }
}

/** In the language that was asked for, or the first one that there is. */
const shown = (messages: Readonly<Record<string, string>>, language = 'sv'): Shown => ({
  messages,
  message: messages[language] ?? messages['sv'] ?? Object.values(messages)[0] ?? '',
})
