import type { Members } from '../checks/fields.ts'

export type Service = 'payments' | 'bulk-payments' | 'periodic-payments'

export interface Payment {
  readonly id: string
  readonly bank: string
  readonly tpp: string
  readonly service: Service
  readonly product: string
  /** As it was sent; an XML body stands under `xml`. */
  readonly body: Members
  readonly createdAt: number
  /** When the customer authorised it. */
  acceptedAt: number | undefined
  rejected: boolean
  cancelled: boolean
}

export type TransactionStatus = 'RCVD' | 'ACTC' | 'ACSP' | 'ACSC' | 'ACCC' | 'ACCP' | 'RJCT' | 'CANC'
