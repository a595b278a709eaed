import type { FieldCheck } from './field-check.ts'

/** The operations that start an order, named by their path below `/rp/v6.0/`. */
export type OrderOperation = 'auth' | 'sign' | 'payment' | 'phone/auth' | 'phone/sign' | 'other/payment'

/** One row of the endpoint table. */
export interface OrderEndpoint {
  readonly operation: OrderOperation
  /** No device at hand: the answer holds only `orderRef`, and nobody scans anything. */
  readonly remote: boolean
  /** `Signing` needs the user's signing certificate. */
  readonly funcId: 'Identification' | 'Signing'
  readonly fields: readonly string[]
  readonly requirementMembers: readonly string[]
  readonly visibleData: { readonly required: boolean; readonly max: number }
  readonly nonVisibleData: { readonly max: number; readonly needsVisible: boolean }
  /** In the order in which the service answers. */
  readonly checks: readonly FieldCheck[]
}
