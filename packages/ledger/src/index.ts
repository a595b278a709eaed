export { createLedger, type Ledger, type LedgerOptions } from './create-ledger.ts'
export {
  createInvoices,
  type Invoices,
  type InvoicesOptions,
  type ReconcileOptions,
} from './invoices/create-invoices.ts'
export type { HandMatch } from './invoices/decide.ts'
export { describeClass, describeEvidence } from './invoices/describe-evidence.ts'
export type {
  EvidenceClass,
  EvidenceKind,
  Invoice,
  InvoiceCustomer,
  InvoiceDirection,
  InvoiceDiscount,
  InvoiceState,
  LedgerInvoice,
  Match,
  MatchDifference,
  MatchEvidence,
  MatchSuggestion,
  ProposedMatch,
} from './invoices/invoice-types.ts'
export type { ImportResult } from './invoices/keep-invoices.ts'
export type { InvoiceFilter, MatchFilter, SuggestionFilter } from './invoices/list-invoices.ts'
export { readInvoices } from './invoices/read-invoices.ts'
export type { ReconcileResult } from './invoices/reconcile.ts'
export {
  checkedKinds,
  type InvoiceReference,
  isReference,
  type ReferenceKind,
  referenceKinds,
} from './invoices/references.ts'
export { planPage } from './plan/plan-page.ts'
export { planWalk } from './plan/plan-walk.ts'
export type {
  Aspect,
  Change,
  Entry,
  Evidence,
  Facts,
  Mode,
  PageInput,
  Plan,
  Row,
  RowState,
  Suggestion,
  WalkContext,
  WalkInput,
} from './plan/types.ts'
export type { Aggregate, AggregateFilter } from './read/aggregate.ts'
export type { AnnotationPatch } from './read/annotate.ts'
export type {
  Annotations,
  Changes,
  Decision,
  Explanation,
  LedgerAccount,
  LedgerBalance,
  LedgerPage,
  LedgerTransaction,
  TransactionFilter,
} from './read/ledger-types.ts'
export type {
  ConnectionStatus,
  EndpointStatus,
  Freshness,
  FreshnessLimits,
  LedgerStatus,
} from './read/status.ts'
export type { LedgerRecords } from './records/open-records.ts'
export type { RecordOptions, RecordWait } from './records/record-parts.ts'
export type { ForeignRecords } from './records/take-over-records.ts'
export type { ReadPlan } from './schedule/next-due.ts'
export { createScheduler, type ScheduledLedger, type Scheduler, type SchedulerOptions } from './schedule/scheduler.ts'
export type { LedgerCheck } from './store/check-ledger.ts'
export { type CopyResult, copyLedger } from './store/copy-ledger.ts'
export type { LedgerMasterKey } from './store/data-keys.ts'
export type { RecordedPayment } from './store/payment-store.ts'
export {
  type BulkTarget,
  type ColumnType,
  query,
  queryOne,
  type SqlRow,
  type SqlStore,
  type SqlValue,
  type SqlWork,
  type Statement,
  writeMany,
} from './store/sql.ts'
export type { Gate } from './store/sync-state.ts'
export type { SyncResult, SyncRun } from './sync/run-sync.ts'
export type { Source, SourceConsent, SourceQuery, SourceTraits } from './sync/source.ts'
export type { LeaseOwner } from './sync/sync-connection.ts'
export type { AccountSyncResult, SyncError, SyncEvent, SyncOptions, SyncProblem } from './sync/sync-types.ts'
export { type SyncConnection, toSource } from './sync/to-source.ts'
