import type { EpochMs, LocalDate } from '../domain/date-types.ts'
import type { JsonValue, Session, SessionPurpose } from '../domain/session.ts'
import type { CallContext } from './call-context.ts'

/** What a person sees while an app or another device decides. `launchUrl` is a bearer secret of this browser session. */
export interface DecoupledView {
  /** Text of the QR code to draw now (another device). */
  readonly qrText?: string | undefined
  /** Link that opens the customer's app (same device). */
  readonly launchUrl?: string | undefined
  /** What the customer should do now, by language (`en`, `sv`). */
  readonly message: Readonly<Record<string, string>>
  /** The bank's state word (BankID's hint code). */
  readonly state?: string | undefined
}

/** One value that the customer enters. The answer goes into `ChallengeAnswer.input` under `name`. */
export interface InputField {
  readonly name: string
  /** For people, in English: `API key`, `Code from the SMS`. */
  readonly label: string
  /** `secret` must not be shown while it is typed. `choice` takes the `value` of one of `options`. */
  readonly kind: 'text' | 'secret' | 'choice'
  readonly options?: readonly { readonly value: string; readonly label: string }[] | undefined
  /** What belongs to the question: a photoTAN image, a flicker code. `data` is base64 for images and text otherwise. */
  readonly media?: { readonly type: string; readonly data: string } | undefined
}

interface ChallengeBase {
  readonly id: string
  /** Manifest id of the provider that made it. */
  readonly provider: string
  readonly purpose: SessionPurpose
  /** After this moment `advance` refuses the challenge. */
  readonly expiresAt: EpochMs
  /** Milliseconds to wait before the next `advance`, where the bank has to be polled. */
  readonly pollAfterMs?: number | undefined
  /**
   * The provider's own notes: states, verifiers, order secrets. Keep it on the server and never send it to a browser.
   * It is not encrypted by itself. `publicChallenge` leaves it out.
   */
  readonly serverState: JsonValue
}

/** Send the customer's browser to `url`; advance with the URL on which it lands. */
export interface RedirectChallenge extends ChallengeBase {
  readonly kind: 'redirect'
  readonly url: string
  /**
   * The `state` in the query of the address on which the browser lands. A program that listens for customers who return finds
   * the challenge by it, also where the bank's page has no `state` of its own (payments); `advance` compares it again. Absent:
   * the bank brings none back. `publicChallenge` leaves it out.
   */
  readonly redirectState?: string | undefined
}

/** The customer acts in an app or on another device: show the view, advance again after `pollAfterMs`. */
export interface DecoupledChallenge extends ChallengeBase, DecoupledView {
  readonly kind: 'decoupled'
}

/** The customer enters values: ask for each field, advance with `input`. */
export interface InputChallenge extends ChallengeBase {
  readonly kind: 'input'
  readonly fields: readonly InputField[]
  readonly message?: Readonly<Record<string, string>> | undefined
}

/** Nothing is needed from anybody: just advance. */
export interface NoneChallenge extends ChallengeBase {
  readonly kind: 'none'
}

/** The next step towards a session or a payment, as plain JSON: it survives a restart and another process can go on with it. */
export type Challenge = RedirectChallenge | DecoupledChallenge | InputChallenge | NoneChallenge

/** A bank behind a provider that stands for many. */
export interface InstitutionRef {
  readonly name: string
  /** ISO 3166 alpha-2. */
  readonly country?: string | undefined
}

/** What is asked of the bank. A provider refuses with `invalid_request` what it cannot serve, and ignores nothing. */
export interface StartRequest {
  readonly purpose: SessionPurpose
  /** Where the bank sends the browser back; must be registered with it, and is compared exactly. */
  readonly redirectUri?: string | undefined
  /** ISO 3166 alpha-2, or the bank's own code. */
  readonly country?: string | undefined
  /** The bank, where the provider stands for many (see `Provider.institutions`). */
  readonly institution?: InstitutionRef | undefined
  /** IBANs to ask for; absent: those that the customer chooses at the bank, or all. */
  readonly accounts?: readonly string[] | undefined
  /** Whose accounts: `personal` by default. */
  readonly customerType?: 'personal' | 'business' | undefined
  /** The customer's id at the bank (Berlin Group `PSU-ID`), where the bank wants it before it authenticates. */
  readonly customerId?: string | undefined
  /** Last day of the consent that is wished for; the bank's maximum is kept. */
  readonly validUntil?: LocalDate | undefined
  /** The bank's id of the authentication method to use. */
  readonly scaMethod?: string | undefined
  /** Renewal: accounts, their history and their ids are kept. */
  readonly previous?: Session | undefined
}

/** What the customer's browser or form brought back. */
export interface ChallengeAnswer {
  /** The whole URL on which the browser landed. */
  readonly redirectUrl?: string | undefined
  /** The entered values by the field's name. */
  readonly input?: Readonly<Record<string, string>> | undefined
}

/** Who authenticated, where the bank tells. */
export interface Identity {
  readonly name?: string | undefined
  readonly givenName?: string | undefined
  readonly surname?: string | undefined
  /** National number, such as the Swedish personal number. Personal data. */
  readonly personalNumber?: string | undefined
}

/** Proof of a person's act that a third party can check later. The format is the provider's. */
export interface Evidence {
  readonly provider: string
  /** Name and version of the format, such as `bankid-completion/1`. */
  readonly format: string
  readonly createdAt: EpochMs
  readonly data: JsonValue
}

/** Why an authentication ended without a session: a normal outcome, not an exception. */
export interface AuthFailure {
  readonly status: 'failed'
  readonly code: 'user_cancelled' | 'expired' | 'rejected' | 'unavailable'
  /** The bank's own word. */
  readonly reason?: string | undefined
  /** For the customer, by language. */
  readonly message?: Readonly<Record<string, string>> | undefined
}

/** What a step of authentication gave. */
export type AuthResult =
  | { readonly status: 'pending'; readonly challenge: Challenge }
  | {
      readonly status: 'complete'
      readonly session: Session
      readonly identity?: Identity | undefined
      readonly evidence?: Evidence | undefined
    }
  | AuthFailure

/** How a session comes to be, lives and ends. Members that a bank lacks are absent. */
export interface AuthProvider {
  /** @throws NostroError `invalid_request` when something in the request cannot be served; nothing was started then. */
  start(request: StartRequest, ctx?: CallContext): Promise<Challenge>
  /**
   * Goes on with a challenge. A challenge of a payment (`InitiatedPayment.challenge`) gives `complete` with the session
   * that was used for the payment; what the payment came to is what `payments.status` says.
   * @throws NostroError `verification_failed` when a redirect answers another challenge (state mismatch);
   * `invalid_request` for a challenge of another provider or one that has expired
   */
  advance(challenge: Challenge, answer: ChallengeAnswer, ctx?: CallContext): Promise<AuthResult>
  /** What to show at a moment, from the clock alone and without a call (BankID's animated QR). */
  frame?(challenge: Challenge, at: EpochMs): DecoupledView
  /** Ends a pending challenge at the bank. A challenge that is already over is no error. */
  cancel?(challenge: Challenge, ctx?: CallContext): Promise<void>
  /** A session with fresh tokens and `revision + 1`. @throws NostroError `consent_expired`, `session_expired` */
  refresh?(session: Session, ctx?: CallContext): Promise<Session>
  /** Ends session and grant at the bank. @throws NostroError `sca_required` with `challenge` when the customer must confirm it. */
  revoke?(session: Session, ctx?: CallContext): Promise<void>
  /**
   * Whether a kept session belongs to what is configured now: the same address, the same credential. Makes no call.
   * Absent: any session of this provider serves.
   */
  serves?(session: Session): boolean
}
