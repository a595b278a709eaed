export { type Collected, collect } from './aggregation/collect.ts'
export {
  type AccountError,
  type AggregateEvent,
  type AggregateOptions,
  type AggregateSource,
  type Aggregator,
  type AggregatorParts,
  createAggregator,
} from './aggregation/create-aggregator.ts'
export {
  type ConfiguredProvider,
  createProviderRegistry,
  type ProviderRegistry,
} from './aggregation/create-provider-registry.ts'
export { type BankPlace, inBankOrder } from './aggregation/in-bank-order.ts'
export {
  createUnattendedReads,
  type UnattendedLimit,
  type UnattendedRead,
  type UnattendedReads,
  unattendedBucket,
  unattendedWindowMs,
} from './aggregation/unattended-reads.ts'
export { budgetsFromManifest } from './budgets/budgets-from-manifest.ts'
export { createMemoryBudgetStore } from './budgets/create-memory-budget-store.ts'
export { monotonicOf } from './budgets/monotonic-of.ts'
export type { ConnectRequest, ConnectResult, PendingConnection } from './connections/connect-request.ts'
export {
  type ConnectionsOptions,
  connect,
  connectionsOf,
  type OwnConnection,
  type OwnConnections,
} from './connections/connections-of.ts'
export type { ConnectionsParts } from './connections/connections-parts.ts'
export type { ConsentNotice } from './connections/consent-notices.ts'
export { type Connections, createConnections } from './connections/create-connections.ts'
export { disposable } from './connections/disposable.ts'
export { type Collection, createListing, type Listing, type OnProblem } from './connections/listing.ts'
export { type OpenConnectionParts, openConnection } from './connections/open-connection.ts'
export { createMemoryStores, type NostroStores } from './connections/stores.ts'
export type {
  AccountsProvider,
  Page,
  PageProblem,
  TransactionQuery,
} from './contracts/accounts.ts'
export type { ApprovalRequest, ApprovalResult, PaymentApprover } from './contracts/approval.ts'
export type {
  AuthFailure,
  AuthProvider,
  AuthResult,
  Challenge,
  ChallengeAnswer,
  DecoupledChallenge,
  DecoupledView,
  Evidence,
  Identity,
  InputChallenge,
  InputField,
  InstitutionRef,
  NoneChallenge,
  RedirectChallenge,
  StartRequest,
} from './contracts/auth.ts'
export type { BudgetAnswer, BudgetStore, BudgetUsage, BudgetWant } from './contracts/budget-store.ts'
export type { CallContext, PsuContext } from './contracts/call-context.ts'
export type { Clock } from './contracts/clock.ts'
export type { Connection } from './contracts/connection.ts'
export type {
  ConnectionConsent,
  ConnectionFilter,
  ConnectionRecord,
  ConnectionStore,
} from './contracts/connection-store.ts'
export type { EsignProvider, EvidenceCheck, SigningOrder, SigningResult } from './contracts/esign.ts'
export type { BankEvent, EventSubscription, EventsProvider, IncomingEvent } from './contracts/events.ts'
export type { FundsProvider } from './contracts/funds.ts'
export type { BankResponse, HttpMethod, OutgoingRequest } from './contracts/http-message.ts'
export type { LogFields, Logger } from './contracts/logger.ts'
export type {
  AuthenticationKind,
  Capability,
  IdentifierTraits,
  ProviderManifest,
  PsuHeaderPolicy,
  RateLimit,
  SignatureScheme,
} from './contracts/manifest.ts'
export type {
  BegunIntent,
  PaymentAttempt,
  PaymentIntent,
  PaymentIntentFilter,
  PaymentIntentState,
  PaymentIntentStore,
} from './contracts/payment-intent-store.ts'
export type {
  InitiatedPayment,
  InitiateOptions,
  PayeeMatch,
  PayeeVerification,
  PayeeVerificationRecord,
  PayeeVerificationRequest,
  PaymentLookup,
  PaymentsProvider,
} from './contracts/payments.ts'
export type {
  Diagnosis,
  InstitutionQuery,
  ListedInstitution,
  Provider,
  ProviderFactory,
  ProviderServices,
} from './contracts/provider.ts'
export type { FileOptions, ProviderModule } from './contracts/provider-module.ts'
export { type PublicChallenge, publicChallenge } from './contracts/public-challenge.ts'
export type { Random } from './contracts/random.ts'
export { redirectStateOf } from './contracts/redirect-state-of.ts'
export type { RequestSigner, SignatureExplanation, SigningContext } from './contracts/request-signer.ts'
export type { ResponseVerifier } from './contracts/response-verifier.ts'
export type { SessionAccess } from './contracts/session-access.ts'
export type { SessionStore } from './contracts/session-store.ts'
export type { SignatureAlgorithm, SigningKey } from './contracts/signing-key.ts'
export type { StoreProblem } from './contracts/store-problem.ts'
export type {
  Authorizer,
  CallRecord,
  RateBudget,
  SendOptions,
  TlsIdentity,
  TlsIdentitySource,
  Transport,
  TransportFactory,
  TransportSettings,
} from './contracts/transport.ts'
export type {
  Account,
  AccountIdentification,
  AccountKind,
  AccountRecognition,
  AccountRef,
  AccountStatus,
  Institution,
} from './domain/account.ts'
export { type AccountIdentityParts, accountIdentity } from './domain/account-identity.ts'
export type { Balance, BalanceType } from './domain/balance.ts'
export { type ConsentStatus, consentNoticeDays, consentStatus } from './domain/consent.ts'
export {
  addDays,
  type EpochMs,
  type Instant,
  isLocalDate,
  type LocalDate,
  localDateIn,
  parseHttpDate,
  parseInstant,
  toInstant,
  toLocalDate,
} from './domain/dates.ts'
export { isIban, maskIban, normaliseIban } from './domain/iban.ts'
export {
  addMoney,
  compareMoney,
  type Decimal,
  formatDecimal,
  isNegative,
  type Money,
  negateMoney,
  parseDecimal,
  subtractMoney,
  sumByCurrency,
  toMoney,
} from './domain/money.ts'
export type {
  Creditor,
  CreditTransfer,
  Debtor,
  Payment,
  PaymentFrequency,
  PaymentKind,
  PaymentProduct,
  PaymentRef,
  PaymentStatus,
  TransactionStatus,
} from './domain/payment.ts'
export type { JsonValue, Session, SessionPurpose } from './domain/session.ts'
export type { BookingStatus, Counterparty, RemittanceInformation, Transaction } from './domain/transaction.ts'
export { cleanBankMessages, cleanBankText } from './errors/bank-messages.ts'
export { errorCodes, type NostroErrorCode } from './errors/error-codes.ts'
export { type BankReading, type ErrorForOptions, errorFor } from './errors/error-for.ts'
export { mayHaveHappened } from './errors/may-have-happened.ts'
export { type BankMessage, NostroError, type NostroErrorInit } from './errors/nostro-error.ts'
export { isWebPage, pageFaultOf } from './errors/page-faults.ts'
export { leavesChangeOpen } from './errors/status-faults.ts'
export type { WireFault } from './errors/wire-fault.ts'
export { joinSignals } from './http/join-signals.ts'
export {
  type RequestParts,
  toFormRequest,
  toJsonRequest,
  toRequest,
  toRequestWithBody,
} from './http/outgoing-request.ts'
export { retryAfterMs } from './http/retry-policy.ts'
export { redactText } from './logging/redaction.ts'
export { checkOptions } from './options/check-options.ts'
export { checkTlsIdentity } from './options/check-tls-identity.ts'
export { isTlsIdentitySource } from './options/is-tls-identity-source.ts'
export { parseJson } from './parsing/parse-json.ts'
export {
  type ParseOptions,
  parseJsonBody,
  parseResponse,
  parseValue,
  type Schema,
  type SchemaIssue,
} from './parsing/parse-response.ts'
export { type PollOptions, pollUntil } from './polling/poll-until.ts'
export { createMemorySessionStore } from './sessions/create-memory-session-store.ts'
export {
  createSessionAccess,
  type SessionAccessParts,
  type StoredSessionAccess,
} from './sessions/create-session-access.ts'
export { createMemoryConnectionStore } from './storage/create-memory-connection-store.ts'
export { createMemoryPaymentIntentStore } from './storage/create-memory-payment-intent-store.ts'
export { hashPayment } from './storage/hash-payment.ts'
export { createKeyedLock, type KeyedLock } from './storage/keyed-lock.ts'
export {
  assertIntentFollows,
  assertNewIntent,
  assertSamePayment,
  isSettledBefore,
} from './storage/payment-intent-rules.ts'
export { assertRecordId } from './storage/record-id.ts'
export type { RecordChange, RecordStore } from './storage/record-store.ts'
export {
  connectionStoreOver,
  intentRecordId,
  paymentIntentStoreOver,
  sessionStoreOver,
} from './storage/stores-over-records.ts'
