import type { PaymentRef, PaymentStatus, TransactionStatus } from '@nostro/core'
import type { WireStatus } from '../api/payment-client.ts'

/** ING's codes and whether they are the last (ISO 20022). A bulk's `PART` may still move on. */
const finality: Readonly<Record<Exclude<TransactionStatus, 'unknown'>, boolean>> = {
  RCVD: false,
  PDNG: false,
  ACTC: false,
  ACCP: false,
  ACFC: false,
  ACWC: false,
  ACWP: false,
  ACSP: false,
  ACSC: true,
  ACCC: true,
  PATC: false,
  PART: false,
  ACTV: false,
  EXPI: true,
  CANC: true,
  RJCT: true,
}

export const toTransactionStatus = (code: string): TransactionStatus =>
  Object.hasOwn(finality, code) ? (code as TransactionStatus) : 'unknown'

export interface StatusParts {
  readonly ref: PaymentRef
  readonly code: string
  readonly reasons: readonly string[]
  readonly asOf: string
  readonly raw: unknown
}

/** ING hides the answer about funds in the reasons' texts: `fundsAvailable: true`, `false` or `unknown`. */
export const toPaymentStatus = ({ ref, code, reasons, asOf, raw }: StatusParts): PaymentStatus => {
  const transactionStatus = toTransactionStatus(code)
  const funds = reasons.map((text) => /^fundsAvailable:\s*(true|false)$/i.exec(text)?.[1]?.toLowerCase()).find(Boolean)
  return {
    ref,
    transactionStatus,
    final: transactionStatus !== 'unknown' && finality[transactionStatus],
    fundsAvailable: funds === undefined ? undefined : funds === 'true',
    reasons: reasons.filter((text) => !/^fundsAvailable/i.test(text)),
    asOf,
    raw,
  }
}

export const reasonsOf = ({ stsRsnInf }: WireStatus): readonly string[] =>
  (stsRsnInf ?? []).flatMap(({ rsn, addtlInf }) => [
    ...[rsn?.cd, rsn?.prtry].filter((text) => text !== undefined),
    ...(addtlInf ?? []),
  ])
