import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { MinorUnits } from '../../seed/model.ts'
import type { Party } from './entities.ts'
import type { PaymentOrder } from './payment-order.ts'

/** Common to all objects of an account. */
interface AccountRecord {
  readonly id: number
  readonly created: EpochMs
  updated: EpochMs
  readonly accountId: number
}

export interface PaymentBatch extends AccountRecord {
  readonly paymentIds: number[]
}

export interface ScheduleTerms {
  readonly start: EpochMs
  readonly end: EpochMs | null
  readonly unit: 'ONCE' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  readonly size: number
}

export interface DraftEntry {
  readonly id: number
  readonly order: PaymentOrder
  readonly party: Party
}

export interface Draft extends AccountRecord {
  readonly createdByUserId: number
  entries: readonly DraftEntry[]
  readonly terms: ScheduleTerms | null
  status: 'PENDING' | 'ACCEPTED' | 'CANCELLED' | 'REJECTED'
  /** Once accepted: the payment, the batch, or the schedule that it became. */
  result: { readonly type: 'Payment' | 'PaymentBatch' | 'Schedule'; readonly id: number } | null
}

export interface ScheduleInstance {
  readonly id: number
  readonly at: EpochMs
  state: 'FINISHED_SUCCESSFULLY' | 'RETRY' | 'FAILED_USER_ERROR'
  readonly errors: readonly string[]
  readonly paymentIds: readonly number[]
}

export interface Schedule extends AccountRecord {
  /** The id of the schedule itself, beside that of the scheduled payment. */
  readonly scheduleId: number
  readonly isBatch: boolean
  readonly createdByUserId: number
  orders: readonly PaymentOrder[]
  terms: ScheduleTerms
  readonly purpose: string
  status: 'ACTIVE' | 'FINISHED' | 'CANCELLED'
  readonly instances: ScheduleInstance[]
}

export interface RequestBatch extends AccountRecord {
  readonly requestIds: readonly number[]
}

export interface Tab extends AccountRecord {
  readonly expiresAt: EpochMs
  readonly uuid: string
  readonly amount: MinorUnits | null
  readonly description: string
  readonly redirectUrl: string | null
  status: 'WAITING_FOR_PAYMENT' | 'CANCELLED' | 'EXPIRED'
  readonly paymentIds: number[]
}

export interface Card {
  readonly id: number
  readonly created: EpochMs
  updated: EpochMs
  readonly publicUuid: string
  readonly userId: number
  readonly fourDigits: string
  readonly nameOnCard: string
  readonly expiryDate: string
  accountId: number
  secondLine: string
  limit: MinorUnits
  limitAtm: MinorUnits
  status: string
  orderStatus: string
  countries: readonly { readonly country: string; readonly expiryTime: string | null }[]
  fallbackAccountId: number | null
}

/** A card authorisation; `paymentId` comes when it is booked. */
export interface CardAction extends AccountRecord {
  readonly cardId: number
  /** Positive: spent. */
  readonly amount: MinorUnits
  readonly currency: string
  readonly original: { readonly amount: MinorUnits; readonly currency: string }
  readonly party: Party
  readonly description: string
  paymentId: number | null
}

export interface Statement extends AccountRecord {
  readonly dateStart: string
  readonly dateEnd: string
  readonly format: 'CSV' | 'MT940' | 'PDF'
  readonly regionalFormat: 'UK_US' | 'EUROPEAN' | null
  readonly number: number
}

export interface StoredFile {
  readonly id: number
  readonly uuid: string
  readonly created: EpochMs
  readonly updated: EpochMs
  /** Null for public files. */
  readonly accountId: number | null
  readonly userId: number
  readonly contentType: string
  readonly description: string
  readonly bytes: Buffer
}

export interface Avatar {
  readonly uuid: string
  /** The public file that it shows. */
  readonly fileUuid: string
  readonly contentType: string
}

export interface Note {
  readonly id: number
  readonly created: EpochMs
  updated: EpochMs
  readonly accountId: number
  readonly parent: string
  readonly parentId: number
  readonly userId: number
  content: string
  /** Present on a note that is a file. */
  readonly attachmentId?: number
}

export interface Quote extends AccountRecord {
  readonly expiresAt: EpochMs
  status: 'PENDING' | 'ACCEPTED' | 'CANCELLED' | 'EXPIRED'
  readonly orderType: string
  readonly source: { readonly amount: MinorUnits; readonly currency: string }
  readonly target: { readonly amount: MinorUnits; readonly currency: string }
  readonly rate: string
  readonly targetAccountId: number
}

export interface Conversion extends AccountRecord {
  readonly quote: Quote
  readonly paymentId: number
}

export interface NotificationFilter {
  readonly id: number
  readonly created: EpochMs
  readonly updated: EpochMs
  readonly kind: 'url' | 'push' | 'email'
  readonly userId: number
  readonly accountId: number | null
  readonly category: string
  readonly target: string | null
}

export interface NotificationFailure {
  readonly id: number
  readonly created: EpochMs
  readonly updated: EpochMs
  readonly userId: number
  readonly filter: NotificationFilter
  readonly eventType: string
  readonly objectId: number
  readonly message: string
  readonly responseCode: number | null
  readonly body: string
}

export interface PinnedCertificate {
  readonly id: number
  readonly userId: number
  readonly chain: readonly string[]
}

export interface CallbackUrl {
  readonly id: number
  readonly created: EpochMs
  updated: EpochMs
  url: string
}

export interface OauthClient {
  readonly id: number
  readonly userId: number
  readonly clientId: string
  readonly secret: string
  readonly displayName: string
  status: string
  readonly callbacks: CallbackUrl[]
}

export interface OauthCode {
  readonly code: string
  readonly created: EpochMs
  readonly client: OauthClient
  readonly redirectUri: string
  readonly state: string | null
  readonly userId: number
  readonly accountIds: readonly number[]
  used: boolean
}

export interface ProviderDraft {
  readonly id: number
  readonly created: EpochMs
  updated: EpochMs
  readonly userId: number
  readonly senderIban: string
  readonly order: PaymentOrder
  status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'COMPLETED'
}

/** Everything beyond users, accounts, payments and keys; each list ascends by id. */
export interface Records {
  readonly batches: PaymentBatch[]
  readonly drafts: Draft[]
  readonly schedules: Schedule[]
  readonly requestBatches: RequestBatch[]
  readonly tabs: Tab[]
  readonly cards: Card[]
  readonly cardActions: CardAction[]
  readonly statements: Statement[]
  readonly files: StoredFile[]
  readonly avatars: Avatar[]
  readonly notes: Note[]
  readonly quotes: Quote[]
  readonly conversions: Conversion[]
  readonly filters: NotificationFilter[]
  readonly failures: NotificationFailure[]
  readonly pinned: PinnedCertificate[]
  readonly oauthClients: OauthClient[]
  readonly oauthCodes: Map<string, OauthCode>
  readonly providerDrafts: ProviderDraft[]
}

export const noRecords = (): Records => ({
  batches: [],
  drafts: [],
  schedules: [],
  requestBatches: [],
  tabs: [],
  cards: [],
  cardActions: [],
  statements: [],
  files: [],
  avatars: [],
  notes: [],
  quotes: [],
  conversions: [],
  filters: [],
  failures: [],
  pinned: [],
  oauthClients: [],
  oauthCodes: new Map(),
  providerDrafts: [],
})
