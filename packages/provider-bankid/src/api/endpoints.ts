/** One operation of BankID's relying party API. All are POST with a JSON object. */
export interface Endpoint {
  /** Below `/rp/v6.0/`. */
  readonly path: string
  /**
   * Sending twice does no harm. Starting an order does: a lost answer may have made one. A `collect` may be asked again,
   * but the result of an order is handed out only once.
   */
  readonly idempotent: boolean
}

export const endpoints = {
  auth: { path: 'auth', idempotent: false },
  sign: { path: 'sign', idempotent: false },
  payment: { path: 'payment', idempotent: false },
  phoneAuth: { path: 'phone/auth', idempotent: false },
  phoneSign: { path: 'phone/sign', idempotent: false },
  otherPayment: { path: 'other/payment', idempotent: false },
  collect: { path: 'collect', idempotent: false },
  cancel: { path: 'cancel', idempotent: false },
} as const satisfies Record<string, Endpoint>
