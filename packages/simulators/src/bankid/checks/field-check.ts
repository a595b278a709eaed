import type { Refusal } from '../answers.ts'
import type { BankIdEnvironment, BankIdSettings } from '../settings.ts'
import type { JsonObject } from '../strict-json.ts'

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

/** What every check of an order request may look at. */
export interface CheckedRequest {
  readonly body: JsonObject
  readonly endpoint: OrderEndpoint
  readonly settings: BankIdSettings
  readonly environment: BankIdEnvironment
}

/** One row of the reference's list: a refusal, or nothing when the request passes. */
export type FieldCheck = (request: CheckedRequest) => Refusal | undefined

/** The first refusal in the order of the checks. */
export const firstRefusal = (checks: readonly FieldCheck[], request: CheckedRequest): Refusal | undefined => {
  for (const check of checks) {
    const refusal = check(request)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Says what a value is without showing it: personal numbers and texts stay out of the rejections. */
export const describe = (value: unknown): string => {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string of ${value.length} characters`
  if (Array.isArray(value)) return `an array of ${value.length}`
  return value === null ? 'null' : typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`
}

/** Shows a harmless value, cut short. */
export const show = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value).slice(0, 120))

/** Keys of `value` that are not among `known`. */
export const strangers = (value: JsonObject, known: readonly string[]): readonly string[] =>
  Object.keys(value).filter((key) => !known.includes(key))
