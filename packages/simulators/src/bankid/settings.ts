import type { Profile } from '../profile.ts'

/** Which OIDs mean something and which world the user certificates belong to. */
export type BankIdEnvironment = 'test' | 'production'

/** Behaviour of the service that the sources leave open; tests change it over the control address. */
export interface BankIdSettings {
  /** Unknown properties and a faulty simpleMarkdownV1 document are let through. */
  lenientProperties: boolean
  refuseBadMarkdown: boolean
  /** Refuse every `requirement.risk`, as announced for auth and sign in 2025. */
  refuseRisk: boolean
  /** Status of a relying party that is known but blocked: the documents name both. */
  unauthorizedStatus: number
  /** Serial numbers (hexadecimal) or SHA-256 fingerprints of blocked relying parties' certificates. */
  blockedRelyingParties: readonly string[]
  /** Requests that one relying party may make in a minute; 0 means no limit. */
  requestsPerMinute: number
  /** Answer 429 when an order is collected twice within a second, instead of only noting it. */
  strictPolling: boolean
  /** How long a signed order stays in `processing`; 0 leaves that hint out. */
  processingSeconds: number
}

export const defaultSettings = (profile: Profile): BankIdSettings => ({
  lenientProperties: profile === 'lenient',
  refuseBadMarkdown: profile === 'strict',
  refuseRisk: false,
  unauthorizedStatus: 403,
  blockedRelyingParties: [],
  requestsPerMinute: 0,
  strictPolling: false,
  processingSeconds: 0,
})
