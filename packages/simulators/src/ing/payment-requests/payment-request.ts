/** Where a merchant's request for payment stands. */
export type PaymentRequestStatus = 'open' | 'closed' | 'expired' | 'fulfilled'

export interface PaymentRequest {
  readonly id: string
  readonly clientId: string
  readonly fields: Readonly<Record<string, unknown>>
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly validUntil: number
  closedAt?: number
  readonly payments: PaymentOnRequest[]
}

/** A customer's payment on a request. */
export interface PaymentOnRequest {
  readonly transactionId: string
  readonly executed: string
  /** Euro cents. */
  readonly cents: bigint
  readonly debtor: { readonly name: string; readonly iban: string; readonly bic: string }
}

export interface MerchantRegistration {
  readonly fields: Readonly<Record<string, unknown>>
  readonly certificates: readonly string[]
}

export const statusOfRequest = (request: PaymentRequest, now: number): PaymentRequestStatus => {
  const most = request.fields['maximumAllowedPayments']
  if (request.closedAt !== undefined) return 'closed'
  if (typeof most === 'number' && request.payments.length >= most) return 'fulfilled'
  return now >= request.validUntil ? 'expired' : 'open'
}
