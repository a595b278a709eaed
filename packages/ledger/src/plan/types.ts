import type { EpochMs, LocalDate } from '@nostro/core'

/** How the bank's ids may be used (S: stable, C: within a consent, N: none), from the manifest's `ids.transaction`. */
export type Mode = 'S' | 'C' | 'N'

/** What the bank says about an entry, normalised. The names are those of the columns of `tx`. */
export interface Facts {
  /** Booking day, else value day, else the day of `executedAt` in the bank's zone. */
  readonly day: LocalDate
  readonly valueDay: LocalDate | null
  readonly executedAt: EpochMs | null
  /** Decimal text; negative is debit. */
  readonly amount: string
  readonly currency: string
  readonly originalAmount: string | null
  readonly originalCurrency: string | null
  readonly exchangeRate: string | null
  readonly entryReference: string | null
  readonly endToEndId: string | null
  readonly counterpartyName: string | null
  readonly counterpartyIban: string | null
  readonly counterpartyBban: string | null
  readonly counterpartyBic: string | null
  readonly text: string | null
  readonly reference: string | null
  readonly mandateId: string | null
  readonly creditorId: string | null
  readonly code: string | null
  readonly balanceAfter: string | null
}

/** One entry as a page lists it. `place` counts over the whole walk. */
export interface Entry {
  readonly status: 'booked' | 'pending' | 'unknown' | 'information'
  readonly facts: Facts
  /** The bank's id as it came; which ids are usable is for rule R1 to say. */
  readonly bankId: string | null
  /** The id of the pending entry that this one replaces, where a bank says so. */
  readonly previousId: string | null
  /** Hash over the facts that make it what it is; see `contentOf`. */
  readonly content: string
  readonly page: number
  readonly place: number
  /** The bank's original; `undefined` where none is to be kept, or where what is stored has it already. */
  readonly raw: unknown
  /** It repeats the last entry of the page before, and nothing says whether it is a twin (R2). */
  readonly seam: boolean
}

/**
 * What the rows of a day are compared by before they are read in full: in most walks nothing changed, and digests are all that is
 * read.
 */
export interface DayDigest {
  readonly day: LocalDate
  readonly booked: number
  /** A row of the day is missing, removed, or of another content version. */
  readonly isOpen: boolean
  /** A row of the day was pending once. */
  readonly hasClaimed: boolean
  /** `digestKey` of each row, booked and removed, mostly in the order of their numbers. */
  readonly keys: string
}

/** An entry with the id that counts for it; `id` is null where none does. */
export interface Listed {
  readonly entry: Entry
  readonly id: string | null
}

export interface Listing {
  readonly booked: readonly Listed[]
  readonly pending: readonly Listed[]
  readonly information: number
}

/** `unknown` goes the way of pending. `expired` and `removed` are tombstones. */
export type RowState = 'booked' | 'pending' | 'unknown' | 'expired' | 'removed'

/** A row of `tx` as stored. */
export interface Row {
  readonly no: number
  readonly state: RowState
  readonly facts: Facts
  readonly identity: string
  readonly bankId: string | null
  /** The id that the row had while it was pending. */
  readonly pendingId: string | null
  /** The consent under which `bankId` was seen last. */
  readonly consent: number | null
  readonly content: string
  readonly contentVersion: number
  /** The walk that saw it first; in a backfill, the walk that took it. */
  readonly walk: number
  readonly batch: number | null
  readonly place: number | null
  readonly addedSeq: number
  readonly seq: number
  /** Since when a pending row is not listed any more. */
  readonly unlistedSince: EpochMs | null
  /** Since when a booked row is not listed any more, and the complete walk that found it so. */
  readonly missingSince: EpochMs | null
  readonly missingWalk: number | null
  /** When it expired or was removed. */
  readonly endedAt: EpochMs | null
}

/**
 * What happened to a row. `seen`: listed again after it was missing. `shifted`: a pending entry's day moved. `remapped`: our own
 * mapping changed, not the bank. `taken`: a backfill found a row of an earlier walk. `disowned`: its id turned out to be none.
 */
export type Aspect =
  | 'added'
  | 'claimed'
  | 'modified'
  | 'moved'
  | 'restored'
  | 'removed'
  | 'expired'
  | 'unlisted'
  | 'listed'
  | 'adopted'
  | 'missing'
  | 'seen'
  | 'shifted'
  | 'remapped'
  | 'taken'
  | 'disowned'

/** What takes a number of the change feed: readers get the row again. The rest is bookkeeping. */
export const toldAspects: ReadonlySet<Aspect> = new Set<Aspect>([
  'added',
  'claimed',
  'modified',
  'moved',
  'restored',
  'removed',
  'expired',
  'unlisted',
  'listed',
  'shifted',
  'remapped',
])

/** One item of evidence and its points. */
export interface Evidence {
  readonly name: string
  readonly points: number
}

/** One row that is written. `before` is absent for a new one; `entry` is what the bank listed, where it listed it. */
export interface Change {
  readonly row: Row
  readonly before: Row | undefined
  readonly entry: Entry | undefined
  readonly aspects: readonly Aspect[]
  /** Names of the facts that the bank changed. */
  readonly changed: readonly string[]
  readonly points?: number | undefined
  readonly evidence?: readonly Evidence[] | undefined
}

/** A claim below the bar: the pending row and the new booked row that may be the same payment. */
export interface Suggestion {
  readonly pendingNo: number
  readonly bookedNo: number
  readonly points: number
  readonly evidence: readonly Evidence[]
}

/** What is known of a walk beside its entries. */
export interface WalkContext {
  readonly mode: Mode
  readonly paging: 'stable' | 'shifting'
  readonly consent: number | null
  /** Number of this walk, growing by account. */
  readonly walk: number
  /** The first walk of the sync that this walk belongs to: a row is removed only when another sync found it missing. */
  readonly firstWalkOfSync: number
  /** When the walk is applied. */
  readonly at: EpochMs
  readonly nextNo: number
  readonly contentVersion: number
}

/** An overlap walk, all its pages read. */
export interface WalkInput extends WalkContext {
  /** The days that the bank really served: both inclusive. */
  readonly from: LocalDate
  readonly to: LocalDate
  /** Every page was read and no entry had a problem. */
  readonly complete: boolean
  readonly listsPending: boolean
  /** A person allowed rows to go missing in any number. */
  readonly acceptRemovals: boolean
  readonly entries: readonly Entry[]
  /**
   * Booked and removed rows from 14 days before the first day to 14 days after the last, and rows with the ids listed. Where
   * `prepared` is given, rows of settled days may be left out.
   */
  readonly stored: readonly Row[]
  /** The listing and the days on which nothing is to be done, where `prepareWalk` found them before the rows were read. */
  readonly prepared?: PreparedWalk | undefined
  /** Pending and unknown rows, and those that expired within 30 days. */
  readonly pending: readonly Row[]
}

/** A listing as it counts, held against the digests of what is stored. */
export interface PreparedWalk {
  readonly listing: Listing
  /** Days whose stored rows are exactly what is listed. */
  readonly settled: ReadonlySet<string>
  /** Something booked is listed on a day that is not settled. */
  readonly hasOpen: boolean
  /** How many booked rows are stored in the range of the walk. */
  readonly bookedInRange: number
}

/** One page of a backfill. */
export interface PageInput extends WalkContext {
  readonly entries: readonly Entry[]
  /** Rows of the page's days that this walk did not take, and rows with the ids listed. */
  readonly stored: readonly Row[]
  /** Identities of all rows of the page's days: the next occurrence of a bucket is one more than the highest. */
  readonly identities: readonly string[]
  readonly pending: readonly Row[]
}

/** What a listing changes. */
export interface Plan {
  readonly outcome: 'complete' | 'incomplete' | 'suspicious'
  readonly changes: readonly Change[]
  readonly suggestions: readonly Suggestion[]
  /** Entries that inform only (standing orders and the like): counted, not stored (R11). */
  readonly information: number
  /** How many booked rows of the range the walk did not find. */
  readonly missing: number
  readonly nextNo: number
}
