import type { Aspsp, PaymentTerms } from '../aspsp.ts'
import type { Login } from '../authorisation/login.ts'
import type { Members } from '../checks/fields.ts'

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
