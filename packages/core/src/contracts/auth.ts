import type { EpochMs } from '../domain/dates.ts'
import type { JsonValue, Session, SessionPurpose } from '../domain/session.ts'
import type { CallContext } from './call-context.ts'

/** The part of a challenge that may reach a browser or a terminal. */
export interface ChallengeView {
  /** Where to send the customer's browser (redirect). */
  readonly url?: string
  /** Text of the QR code to draw now (decoupled, another device). */
  readonly qrText?: string
  /** Link that opens the customer's app (decoupled, same device). A bearer secret of this browser session. */
  readonly launchUrl?: string
  /** What to tell the customer now, by language (`en`, `sv`). */
  readonly message?: Readonly<Record<string, string>>
  /** The bank's state word (BankID's hint code). */
  readonly state?: string
  /** What to type in (input): `api-key`, `otp`. The answer must not be echoed. */
  readonly inputLabel?: string
}

/**
 * The next step towards a session, as plain JSON: it survives a restart and may be carried to another process.
 * `redirect`: send the browser to `view.url`, come back with the URL it lands on. `decoupled`: the customer acts
 * elsewhere; advance again after `pollAfterMs`. `input`: ask for `view.inputLabel`. `none`: just advance.
 */
export interface Challenge {
  readonly kind: 'redirect' | 'decoupled' | 'input' | 'none'
  readonly id: string
  readonly provider: string
  readonly purpose: SessionPurpose
  readonly expiresAt?: EpochMs
  readonly pollAfterMs?: number
  readonly view: ChallengeView
  /** The provider's own notes, secrets included: stays on the server. */
  readonly sealed: JsonValue
}

export interface StartRequest {
  readonly purpose: SessionPurpose
  /** Where the bank sends the browser back; must be registered with it, and is compared exactly. */
  readonly redirectUri?: string
  /** ISO 3166 alpha-2, or the bank's own code. */
  readonly country?: string
  /** Renewal: accounts, their history and their ids are kept. */
  readonly previous?: Session
}

export interface ChallengeAnswer {
  /** The whole URL on which the browser landed. */
  readonly redirectUrl?: string
  readonly input?: string
}

/** Who authenticated, where the bank tells. */
export interface Identity {
  readonly name?: string
  readonly givenName?: string
  readonly surname?: string
  /** National number, such as the Swedish personal number. Personal data. */
  readonly personalNumber?: string
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
  readonly reason?: string
  /** For the customer, by language. */
  readonly message?: Readonly<Record<string, string>>
}

export type AuthResult =
  | { readonly status: 'pending'; readonly challenge: Challenge }
  | {
      readonly status: 'complete'
      readonly session: Session
      readonly identity?: Identity
      readonly evidence?: Evidence
    }
  | AuthFailure

/** How a session comes to be, lives and ends. Members that a bank lacks are absent. */
export interface AuthProvider {
  /** @throws NostroError `invalid_request` when the purpose or the redirect URI cannot be served. */
  start(request: StartRequest, ctx?: CallContext): Promise<Challenge>
  /** @throws NostroError `verification_failed` when a redirect answers another challenge (state mismatch). */
  advance(challenge: Challenge, answer: ChallengeAnswer, ctx?: CallContext): Promise<AuthResult>
  /** What to show at a moment, from the clock alone and without a call (BankID's animated QR). */
  frame?(challenge: Challenge, at: EpochMs): ChallengeView
  /** Ends a pending challenge at the bank. A challenge that is already over is no error. */
  cancel?(challenge: Challenge, ctx?: CallContext): Promise<void>
  /** A session with fresh tokens and `revision + 1`. @throws NostroError `consent_expired`, `session_expired` */
  refresh?(session: Session, ctx?: CallContext): Promise<Session>
  /** Ends session and grant at the bank. */
  revoke?(session: Session, ctx?: CallContext): Promise<void>
  /**
   * Whether a kept session belongs to what is configured now: the same address, the same credential. Makes no call.
   * Absent: any session of this provider serves.
   */
  serves?(session: Session): boolean
}
