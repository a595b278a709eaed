import type { Challenge } from '../contracts/auth.ts'
import { publicChallenge } from '../contracts/public-challenge.ts'
import type { PaymentRef } from '../domain/payment.ts'
import { errorCodes, type NostroErrorCode } from './error-codes.ts'

const marker = Symbol.for('nostro/NostroError')

/** One message of the bank, in the bank's own words and already free of personal data. */
export interface BankMessage {
  readonly code?: string | undefined
  readonly text?: string | undefined
  /** The field or header that the bank complains about. */
  readonly path?: string | undefined
}

/** The members of a {@link NostroError}. */
export interface NostroErrorInit {
  readonly code: NostroErrorCode
  /** What happened, for people. Never a token, key, personal number or full IBAN. */
  readonly message: string
  /** Manifest id of the provider, such as `ing`. */
  readonly provider?: string | undefined
  /** Defaults to what the code says. */
  readonly retryable?: boolean | undefined
  /** Milliseconds to wait before trying again, where the bank or our budget knows. */
  readonly retryAfterMs?: number | undefined
  readonly httpStatus?: number | undefined
  /** The bank's own trace id (`X-ING-Response-ID`, `X-Bunq-Client-Response-Id`). Support asks for it. */
  readonly bankRequestId?: string | undefined
  /** Our own id of the call as the bank received it (`X-Request-ID`, `X-Bunq-Client-Request-Id`). */
  readonly requestId?: string | undefined
  /**
   * False: no byte of the call left, or the bank refused every attempt before it read more than the head. Then
   * {@link mayHaveHappened} is false whatever the code: the error may come from a token call that ran before the call itself.
   */
  readonly sent?: false | undefined
  readonly bankMessages?: readonly BankMessage[] | undefined
  /** What the reader can do next. */
  readonly hint?: string | undefined
  /** With `sca_required`: what the customer has to do. Its `serverState` is left out of `toJSON`. */
  readonly challenge?: Challenge | undefined
  /** The payment that the error is about, when the bank has given its id: status and cancel stay possible. */
  readonly paymentRef?: PaymentRef | undefined
  readonly cause?: unknown | undefined
}

/**
 * The one error class of all packages. `code` is stable; `retryable` tells whether the same call may succeed later.
 * Recognise it with {@link NostroError.isInstance}, which also holds when two copies of core are installed.
 */
export class NostroError extends Error {
  override readonly name = 'NostroError'
  readonly code: NostroErrorCode
  readonly provider: string | undefined
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly httpStatus: number | undefined
  readonly bankRequestId: string | undefined
  readonly requestId: string | undefined
  readonly sent: false | undefined
  readonly bankMessages: readonly BankMessage[]
  readonly hint: string | undefined
  readonly challenge: Challenge | undefined
  readonly paymentRef: PaymentRef | undefined

  constructor(init: NostroErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    Object.defineProperty(this, marker, { value: true })
    this.code = init.code
    this.provider = init.provider
    this.retryable = init.retryable ?? errorCodes[init.code].retryable
    this.retryAfterMs = init.retryAfterMs
    this.httpStatus = init.httpStatus
    this.bankRequestId = init.bankRequestId
    this.requestId = init.requestId
    this.sent = init.sent
    this.bankMessages = init.bankMessages ?? []
    this.hint = init.hint
    this.challenge = init.challenge
    this.paymentRef = init.paymentRef
  }

  static isInstance(value: unknown): value is NostroError {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, marker)
  }

  /** A copy with more context, as an error travels outwards. What is already set stays. */
  with(
    context: Pick<NostroErrorInit, 'provider' | 'bankRequestId' | 'requestId' | 'sent' | 'hint' | 'paymentRef'>,
  ): NostroError {
    const copy = new NostroError({ ...toInit(this), ...withoutUndefined({ ...context, ...definedOf(this) }) })
    if (this.stack !== undefined) copy.stack = this.stack
    return copy
  }

  /** The whole error as plain data: what logs and `--json` print. The cause is left out on purpose. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { cause: _cause, challenge, ...rest } = toInit(this)
    return { name: this.name, ...rest, ...(challenge && { challenge: publicChallenge(challenge) }) }
  }
}

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never

const definedOf = (error: NostroError) =>
  withoutUndefined({
    provider: error.provider,
    bankRequestId: error.bankRequestId,
    requestId: error.requestId,
    sent: error.sent,
    hint: error.hint,
    paymentRef: error.paymentRef,
  })

const toInit = (error: NostroError): NostroErrorInit => ({
  code: error.code,
  message: error.message,
  retryable: error.retryable,
  bankMessages: error.bankMessages,
  ...withoutUndefined({
    provider: error.provider,
    retryAfterMs: error.retryAfterMs,
    httpStatus: error.httpStatus,
    bankRequestId: error.bankRequestId,
    requestId: error.requestId,
    sent: error.sent,
    hint: error.hint,
    challenge: error.challenge,
    paymentRef: error.paymentRef,
    cause: error.cause,
  }),
})
