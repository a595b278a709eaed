/**
 * An exact amount. `amount` is a decimal string such as `"-12.34"`: no exponent, no `+`, no grouping; negative is debit.
 * `currency` is ISO 4217 (`EUR`). Banks send up to five fraction digits, and all of them are kept.
 */
export interface Money {
  readonly amount: string
  readonly currency: string
}
