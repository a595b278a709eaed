export { encodeText, type FieldsOf, type OrderOperation, riskFlags } from './api/order-fields.ts'
export type { CompletionData } from './api/schemas.ts'
export { simpleMarkdownFault } from './api/simple-markdown.ts'
export { type ApprovedPayment, type ApprovePaymentParts, approvePayment } from './approval/approve-payment.ts'
export { type ApprovalSigner, type ApproverOptions, createPaymentApprover } from './approval/payment-approver.ts'
export { paymentDigest } from './approval/payment-digest.ts'
export { type ApprovalLanguage, paymentText } from './approval/payment-text.ts'
export type { BankIdAuth } from './auth/bankid-auth.ts'
export { writePemPair } from './identity/write-pem-pair.ts'
export {
  type BrowserLaunch,
  type BrowserLaunchLink,
  browserLaunchLink,
  desktopLaunchLink,
  type LaunchOptions,
  mobileLaunchLink,
} from './launch/launch-link.ts'
export { type QrSecrets, qrLifeSeconds, qrText } from './launch/qr-code.ts'
export { checkReturn, createReturnUrl, type ReturnCheck, type ReturnFacts } from './launch/return-check.ts'
export { createMessageTexts, type MessageTexts, type OwnTexts } from './messages/message-texts.ts'
export { type MessageCode, recommendedTexts } from './messages/recommended-texts.ts'
export {
  errorMessage,
  errorMessageCode,
  failedMessageCode,
  type MessageSituation,
  pendingMessageCode,
} from './messages/user-messages.ts'
export { fromV5 } from './migration/from-v5.ts'
export { type BankIdOptions, fileOptions, optionsSchema } from './options.ts'
export type { BankIdOrders } from './order/bankid-orders.ts'
export type { BankIdEsign } from './order/esign.ts'
export type {
  BankIdComplete,
  BankIdFailed,
  BankIdPending,
  BankIdState,
  BankIdStates,
  FollowOptions,
} from './order/follow-order.ts'
export type { FailedHintCode, PendingHintCode } from './order/hint-code.ts'
export type { LiveOrder, LiveOrderOptions, OrderState } from './order/live-order.ts'
export type { LoginOptions, SignOptions } from './order/login.ts'
export type { OrderScheduler, SchedulerOptions } from './order/order-scheduler.ts'
export type { OrderResult } from './order/orders.ts'
export { parsePersonalNumber } from './personal-number/parse-personal-number.ts'
export { PersonalNumber, type PersonalNumberFault } from './personal-number/personal-number.ts'
export {
  type BankIdProvider,
  bankIdProvider,
  bankIdProvider as createProvider,
  createBankIdProvider,
} from './provider.ts'
export { CheckFailure, type CheckName, checkNames } from './verification/check-failure.ts'
export type { EvidenceBundle, EvidenceTrust } from './verification/evidence-bundle.ts'
export { refusedEvidenceOf } from './verification/refused-evidence.ts'
export type { CompletionCheck, CompletionReport } from './verification/verify-completion.ts'
