import type { Json } from './fields.ts'

export const PRODUCTS = ['sepa-credit-transfers', 'cross-border-credit-transfers', 'domestic-credit-transfers'] as const
export type Product = (typeof PRODUCTS)[number]

export type PaymentService = 'payments' | 'periodic-payments' | 'bulk-payments'

/** What the customer did on ING's page. */
export interface Decision {
  readonly at: number
  readonly kind: 'authorised' | 'rejected'
  /** The account that the customer chose, where the payment named none that is known here. */
  readonly accountId?: string
}

/** A payment as the bank keeps it. Times are epoch milliseconds. */
export interface Payment {
  readonly id: string
  readonly clientId: string
  readonly service: PaymentService
  readonly product: Product
  /** How it came, which is how it is given back. */
  readonly format: 'json' | 'xml' | 'multipart'
  readonly contentType: string
  readonly original: Buffer
  readonly instruction: Json
  readonly redirectUri: string
  readonly createdAt: number
  /** First authorisation or rejection. */
  decision?: Decision
  /** The second one, where two are needed. */
  second?: Decision
  cancelledAt?: number
  /** Modes that held when the customer decided. */
  stuck?: boolean
  needsTwo?: boolean
  /** Whether the account movement has been written. */
  booked?: boolean
}

export type TransactionStatus = 'RCVD' | 'ACTC' | 'ACSP' | 'ACSC' | 'PART' | 'PATC' | 'ACTV' | 'EXPI' | 'CANC' | 'RJCT'
