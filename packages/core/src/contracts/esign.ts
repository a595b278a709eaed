import type { EpochMs } from '../domain/date-types.ts'
import type { AuthFailure, Challenge, ChallengeAnswer, DecoupledView, Evidence, Identity } from './auth.ts'
import type { CallContext } from './call-context.ts'

/** What a person is asked to sign. */
export interface SigningOrder {
  /** Shown to the person, exactly. */
  readonly text: string
  /** `plain` by default. */
  readonly format?: 'plain' | 'markdown' | undefined
  /** Signed along but not shown, such as a document's digest. */
  readonly hiddenData?: Uint8Array | undefined
  /** Only this person may sign. */
  readonly personalNumber?: string | undefined
  readonly redirectUri?: string | undefined
}

/** How far a person's signature is. */
export type SigningResult =
  | { readonly status: 'pending'; readonly challenge: Challenge }
  | { readonly status: 'complete'; readonly identity: Identity; readonly evidence: Evidence }
  | AuthFailure

/** One step of checking evidence. */
export interface EvidenceCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string | undefined
}

/** Electronic signatures by a person's e-id. */
export interface EsignProvider {
  startSigning(order: SigningOrder, ctx?: CallContext): Promise<Challenge>
  advance(challenge: Challenge, answer: ChallengeAnswer, ctx?: CallContext): Promise<SigningResult>
  frame?(challenge: Challenge, at: EpochMs): DecoupledView
  cancel?(challenge: Challenge, ctx?: CallContext): Promise<void>
  /** Checks evidence again, offline. @throws NostroError `verification_failed` naming the first check that fails. */
  verifyEvidence?(evidence: Evidence, order?: SigningOrder): Promise<readonly EvidenceCheck[]>
}
