import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { OrderEndpoint } from '../checks/field-check.ts'
import type { JsonObject } from '../strict-json.ts'

/** Who asked, as the order and its signature name them. */
export interface RelyingParty {
  /** SHA-256 fingerprint of the certificate: an order belongs to it alone. */
  readonly fingerprint: string
  /** Subject in RFC 4514 form, most specific part first. */
  readonly subject: string
  readonly displayName: string
}

export interface Person {
  /** 12 digits. */
  readonly personalNumber: string
  readonly givenName: string
  readonly surname: string
  readonly name: string
}

/** The part of `requirement` that is acted upon. */
export interface Requirement {
  readonly personalNumber?: string
  readonly mrtd: boolean
  readonly certificatePolicies?: readonly string[]
  readonly risk?: 'low' | 'moderate'
}

export interface StartTokens {
  readonly autoStartToken: string
  readonly qrStartToken: string
  readonly qrStartSecret: string
}

/** How the app got hold of the order. */
export type PickUp = 'scan' | 'launch' | 'open'

export interface Pending {
  readonly status: 'pending'
  /** The hint while picked up; before that the clock decides between the two outstanding ones. */
  readonly hintCode: string
  readonly pickedUp?: { readonly at: EpochMs; readonly by: PickUp; readonly person?: Person }
  readonly wrongCodes: number
  readonly mrtdDone: boolean
}

export interface Failed {
  readonly status: 'failed'
  readonly hintCode: string
  readonly at: EpochMs
  /** Timed out without a user: kept for a shorter time. */
  readonly neverPickedUp: boolean
}

export interface Complete {
  readonly status: 'complete'
  readonly at: EpochMs
  readonly person: Person
  readonly ipAddress: string
  readonly mrtdDone: boolean
  readonly risk: Risk
}

export type Risk = 'low' | 'moderate' | 'high'

export type OrderState = Pending | Failed | Complete

/** What happens to an order later, when the clock gets there. */
export interface PlannedStep {
  readonly at: EpochMs
  run(at: EpochMs): void
}

export interface Order {
  readonly orderRef: string
  readonly endpoint: OrderEndpoint
  /** The checked request. */
  readonly body: JsonObject
  readonly requirement: Requirement
  readonly relyingParty: RelyingParty
  readonly createdAt: EpochMs
  readonly tokens?: StartTokens
  /** The only person that may finish it, where the order names one. */
  readonly boundTo?: string
  state: OrderState
  /** Soonest first. */
  plan: PlannedStep[]
  lastCollectAt?: EpochMs
  /** Collects that came within a second of the one before. */
  hurriedCollects: number
}

/** A text field of the checked request. */
export const textField = (order: Order, name: string): string | undefined => {
  const value = order.body[name]
  return typeof value === 'string' ? value : undefined
}
