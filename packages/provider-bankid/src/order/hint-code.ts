/** Why an order waits. A new code of BankID is `unknown`: keep waiting. */
export const pendingHintCodes = [
  'outstandingTransaction',
  'noClient',
  'started',
  'userMrtd',
  'userCallConfirm',
  'userSign',
  'processing',
] as const

/** Why an order failed. A new code of BankID is `unknown`: it is over all the same. */
export const failedHintCodes = [
  'expiredTransaction',
  'certificateErr',
  'userCancel',
  'cancelled',
  'startFailed',
  'userDeclinedCall',
  'notSupportedByUserApp',
  'transactionRiskBlocked',
] as const

/** What a pending order waits for (`hintCode`); `unknown` for words that are not known here. */
export type PendingHintCode = (typeof pendingHintCodes)[number] | 'unknown'
/** Why an order failed (`hintCode`); `unknown` for words that are not known here. */
export type FailedHintCode = (typeof failedHintCodes)[number] | 'unknown'

export const toPendingHintCode = (code: string | null | undefined): PendingHintCode =>
  pendingHintCodes.find((known) => known === code) ?? 'unknown'

export const toFailedHintCode = (code: string | null | undefined): FailedHintCode =>
  failedHintCodes.find((known) => known === code) ?? 'unknown'
