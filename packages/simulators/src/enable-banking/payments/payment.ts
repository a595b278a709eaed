import type { Aspsp, PaymentTerms } from '../aspsp.ts'
import type { Login } from '../authorisation/read-login.ts'
import type { Members } from '../checks/fields.ts'
import type { EnableBankingWorld } from '../world.ts'

/** Status words of ISO 20022 as far as the simulated banks use them. */
export type PaymentStatus = 'RCVD' | 'ACTC' | 'ACSP' | 'ACSC' | 'ACCC' | 'RJCT' | 'CNCL'

export interface Payment {
  readonly id: string
  /** The secret in the page's address. */
  readonly pageId: string
  readonly login: Login
  readonly aspsp: Aspsp
  readonly terms: PaymentTerms
  readonly paymentType: string
  readonly request: Members
  readonly transactions: readonly { readonly id: string; readonly transfer: Members }[]
  readonly created: number
  /** What the customer did, and when. */
  decision: { readonly kind: 'approved' | 'rejected' | 'cancelled'; readonly at: number } | undefined
}

const finals: readonly PaymentStatus[] = ['ACSC', 'ACCC', 'RJCT', 'CNCL']

export const isFinal = (status: PaymentStatus): boolean => finals.includes(status)

/** RCVD until the customer decides; then a step each: ACTC, ACSP, and the bank's own word for done. */
export const paymentStatus = (world: EnableBankingWorld, payment: Payment, now: number): PaymentStatus => {
  const { decision, terms } = payment
  if (decision === undefined) return 'RCVD'
  if (decision.kind === 'rejected') return 'RJCT'
  if (decision.kind === 'cancelled') return 'CNCL'
  const steps = Math.floor((now - decision.at) / (world.settings.paymentStepSeconds * 1000))
  if (steps < 1) return 'ACTC'
  return steps < 2 ? 'ACSP' : ((terms.finalSuccessfulStatuses[0] as PaymentStatus | undefined) ?? 'ACSC')
}
