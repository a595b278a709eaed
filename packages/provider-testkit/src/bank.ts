import type {
  Account,
  Challenge,
  ChallengeAnswer,
  Clock,
  IncomingEvent,
  Payment,
  PaymentKind,
  Provider,
  ProviderServices,
  SessionPurpose,
  StartRequest,
} from '@nostro/core'
import type { MemoryNetwork } from '@nostro/core/testing'

/** What the customer does at the bank. `other-state`: the answer belongs to another challenge. */
export type Decision = 'approve' | 'decline' | 'other-state'

/** A delivery of a webhook: a new happening each time, as the bank sends it or spoilt on its way. */
export type DeliveryKind = 'good' | 'unsigned' | 'forged' | 'changed-body' | 'unknown-category'

/** A request as the bank received it. */
export interface SeenRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** When it arrived, by the bank’s clock: an ISO instant. See `BankProfile.timesRequests`. */
  readonly at?: string | undefined
}

/** An account that the bank has for the customer who connects: what the provider has to list. */
export interface KnownAccount {
  readonly iban?: string | undefined
  /** The bank's id, where it has no IBAN. */
  readonly id?: string | undefined
  readonly currency?: string | undefined
}

/** An entry that the bank books on demand, at the moment of its clock. */
export interface NewEntry {
  /** Signed decimal text; negative leaves the account. */
  readonly amount: string
  readonly status: 'booked' | 'pending'
  /** Who paid, or was paid. */
  readonly counterparty?: string | undefined
  readonly text?: string | undefined
  /** When it happened, an ISO instant; now when absent. Only where `BankProfile.zone` is given. */
  readonly at?: string | undefined
}

/**
 * What a bank can be made to do wrong. `reset-before`: the connection ends before the bank has seen the request;
 * `reset-after`: after its effect. `status-after`: the status comes after the effect. `silence`: no answer.
 * `other-json`: valid JSON of another shape. `page-loop`: a page of entries leads to itself; `page-elsewhere`: to another
 * origin; `page-empty`: each page is empty and names another one; `page-empty-once`: an empty page comes before the first.
 * `broken-item`: the first entry of a list lacks everything. `forged`: the bank's signature over its answer does not hold.
 */
export type BankFaultKind =
  | 'reset-before'
  | 'reset-after'
  | 'silence'
  | 'truncated'
  | 'malformed-json'
  | 'other-json'
  | 'html-502'
  | 'status'
  | 'status-after'
  | 'page-loop'
  | 'page-elsewhere'
  | 'page-empty'
  | 'page-empty-once'
  | 'broken-item'
  | 'forged'

/** What a simulated bank is to do wrong, and when. */
export interface BankFault {
  readonly kind: BankFaultKind
  /** Which requests: the reads of accounts, balances and entries, or the request that makes a payment. */
  readonly on: 'reads' | 'payments'
  /** With `status` and `status-after`. */
  readonly status?: number | undefined
  readonly retryAfter?: string | undefined
  /** With `status`: where the answer sends the client. */
  readonly location?: string | undefined
  /** With `status`: JSON; the bank's own form of an error when absent. */
  readonly body?: unknown
  /** How many requests it hits, 1 by default. */
  readonly times?: number | undefined
}

/** Facts about the bank that no manifest has. */
export interface BankProfile {
  /** What `start` can be asked for. */
  readonly purposes: readonly SessionPurpose[]
  /** Members of `start` that this bank wants, such as `redirectUri`. */
  readonly start?: ((purpose: SessionPurpose) => Omit<StartRequest, 'purpose'>) | undefined
  readonly decisions: readonly Decision[]
  /** The code of a refusal by the customer, where the bank does not say who refused; `user_cancelled` when absent. */
  readonly declined?: 'rejected' | undefined
  /** A new consent ends the customer's earlier one at this bank, so that a customer has one connection at most. */
  readonly oneConsent?: boolean | undefined
  readonly faults: readonly BankFaultKind[]
  /** The zone of the bank's days, where `book` takes the moment of an entry: `Europe/Amsterdam`. */
  readonly zone?: string | undefined
  /** Requests say when they arrived. */
  readonly timesRequests?: boolean | undefined
  /** Balances change with what is booked. */
  readonly liveBalances?: boolean | undefined
  /** Deliveries of webhooks are signed. */
  readonly signsEvents?: boolean | undefined
  /** Categories of webhooks that can be subscribed to. */
  readonly categories?: readonly string[] | undefined
  /** The form of an error in which the bank repeats a text of the client's, for the check that secrets are not echoed. */
  readonly echo?: ((text: string) => unknown) | undefined
}

/** How payments are made at the bank. */
export interface BankPayments {
  /** The kinds that the harness can make; all of the manifest when absent. */
  readonly kinds?: readonly PaymentKind[] | undefined
  /** A payment that the bank takes, another one at each call. */
  valid(kind: PaymentKind): Promise<Payment>
  /** How many payments like this one the bank has made or taken in. */
  booked(payment: Payment): Promise<number>
  readonly redirectUri?: string | undefined
}

/**
 * A bank that a provider is judged against, as its author's harness offers it. Members that are absent leave the checks that
 * need them unproved, with that reason on the card.
 */
export interface Bank {
  readonly profile: BankProfile
  /** A new instance over the same bank. The services are the kit's: clock, randomness, log and transport. */
  create(services: ProviderServices): Provider
  /** An instance whose options lack something or are wrong, and the option's name. */
  readonly wrongOptions?:
    | readonly { readonly option: string; create(services: ProviderServices): unknown }[]
    | undefined
  /** Plays the customer: what to give to `advance`. */
  act(challenge: Challenge, decision: Decision): Promise<ChallengeAnswer>
  /** Every secret so far: keys, tokens, codes. Each has at least 8 characters. */
  canaries(): readonly string[]
  requests(): readonly SeenRequest[]
  /** Answers calls in this process, in place of a server: from `createFakeBank({ over: 'memory' })`. */
  readonly network?: MemoryNetwork | undefined
  accounts?(): Promise<readonly KnownAccount[]>
  book?(account: Account, entries: readonly NewEntry[]): Promise<void>
  /** All pending entries of the account become booked, as this bank does it. */
  settle?(account: Account): Promise<void>
  fault?(fault: BankFault): void
  /** Ends all faults. */
  heal?(): void
  /** Ends access tokens or the customer's consent on the bank's side. */
  expire?(what: 'access' | 'consent'): Promise<void>
  readonly pay?: BankPayments | undefined
  /** An instance whose signing key fails each time. */
  withFailingKey?(services: ProviderServices): Provider
  /** A webhook as it would arrive. */
  deliver?(kind: DeliveryKind): Promise<IncomingEvent>
  /** The bank's own complaints about requests. */
  complaints?(): readonly string[]
  stop(): Promise<void>
}

/** Starts the bank. Its clock must be the one given, so that both sides leap together. */
export type BankFactory = (kit: { readonly clock: Clock }) => Promise<Bank>
