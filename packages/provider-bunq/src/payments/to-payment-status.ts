import type { PaymentKind, TransactionStatus } from '@nostro/core'

const byWord: Readonly<Record<string, TransactionStatus>> = {
  PENDING: 'PDNG',
  ACTIVE: 'PDNG',
  WAITING_FOR_PAYMENT: 'PDNG',
  ACCEPTED: 'ACSC',
  COMPLETED: 'ACSC',
  FINISHED: 'ACSC',
  REJECTED: 'RJCT',
  CANCELLED: 'CANC',
  REVOKED: 'CANC',
  EXPIRED: 'EXPI',
}

/** bunq's word for a draft, schedule or request as an ISO 20022 status; a new word is `unknown`. */
export const toTransactionStatus = (word: string | null | undefined): TransactionStatus =>
  byWord[word ?? ''] ?? 'unknown'

/** A payment that can be read is booked, unless bunq holds it back. */
export const paymentStatusOf = (suspended: { readonly status?: string | null | undefined } | null | undefined) =>
  suspended?.status != null && ['PENDING', 'ACTIVE'].includes(suspended.status) ? 'PDNG' : 'ACSC'

export const isFinal = (status: TransactionStatus): boolean => ['ACSC', 'RJCT', 'CANC', 'EXPI'].includes(status)

/** What a write's answer means: a payment is done at once, the others wait for something. */
export const initialStatus: Readonly<Record<PaymentKind, TransactionStatus>> = {
  single: 'ACSC',
  instant: 'ACSC',
  bulk: 'ACSC',
  scheduled: 'PDNG',
  periodic: 'PDNG',
  draft: 'PDNG',
  request: 'PDNG',
}
