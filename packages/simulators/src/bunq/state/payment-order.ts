import type { Amount, Pointer } from '../http/body.ts'

/** A payment as a request body asks for it. */
export interface PaymentOrder {
  readonly amount: Amount
  readonly pointer: Pointer
  readonly description: string
  readonly merchantReference?: string | undefined
  readonly attachmentIds: readonly number[]
}
