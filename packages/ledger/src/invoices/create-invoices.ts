import { type Clock, type LocalDate, toInstant } from '@nostro/core'
import { checkArguments, gateCalls } from '../input/gate-calls.ts'
import { invoiceInputs, invoicesOptions } from '../input/invoice-inputs.ts'
import { annotate } from '../read/annotate.ts'
import { parseAccountId } from '../read/ids.ts'
import type { LedgerPage } from '../read/ledger-types.ts'
import { query, type SqlStore } from '../store/sql.ts'
import {
  confirmMatch,
  confirmSuggestion,
  type HandMatch,
  loadInvoice,
  matchByHand,
  rejectSuggestion,
  undoMatch,
} from './decide.ts'
import {
  type MatchRow,
  matchSelect,
  noSuch,
  parseInvoiceId,
  parseMatchId,
  toLedgerInvoice,
  toMatch,
} from './invoice-rows.ts'
import type { Invoice, LedgerInvoice, Match, MatchSuggestion } from './invoice-types.ts'
import { type ImportResult, importInvoices, removeInvoice, setInvoiceDone } from './keep-invoices.ts'
import {
  type InvoiceFilter,
  listInvoices,
  listMatches,
  listSuggestions,
  type MatchFilter,
  type SuggestionFilter,
} from './list-invoices.ts'
import type { MatchSettings } from './match-types.ts'
import { type ReconcileResult, reconcile } from './reconcile.ts'

/** Which entries are matched with invoices. */
export interface ReconcileOptions {
  /** Only the entries of this account, `a7`. */
  readonly account?: string | undefined
  /** First day of the entries that are looked at; by default 90 days back, or a month before the oldest open invoice. */
  readonly from?: LocalDate | undefined
  /** Rates that the caller vouches for: `{ 'USD/EUR': '0.92' }` is what a dollar is in euro. They lead to suggestions alone. */
  readonly rates?: Readonly<Record<string, string>> | undefined
}

/** Where invoices are kept, and how they are matched. */
export interface InvoicesOptions {
  /** Of an opened ledger. */
  readonly store: SqlStore
  readonly clock: Clock
  /** How much fees may take of a payment from abroad: half a per cent, or 25.00 (but never over a twentieth) by default. */
  readonly fees?: { readonly share: string; readonly most: string } | undefined
}

/** Invoices and what pays them. Methods that name something throw `not_found` when there is none. */
export interface Invoices {
  /** Keeps invoices; known ones are updated. All of them or none. @throws NostroError `invalid_request` naming each wrong member */
  import(invoices: readonly Invoice[], by?: string): Promise<ImportResult>
  list(filter?: InvoiceFilter): Promise<LedgerPage<LedgerInvoice>>
  get(id: string): Promise<LedgerInvoice>
  /** A person closes an invoice for the rules, or opens it again. */
  setDone(id: string, isDone: boolean, by?: string): Promise<void>
  remove(id: string, by?: string): Promise<void>
  /** Lets the rules match booked entries with open invoices, and suggest what they must not decide. */
  reconcile(options?: ReconcileOptions): Promise<ReconcileResult>
  matches(filter?: MatchFilter): Promise<LedgerPage<Match>>
  /** One match by its id. */
  matchOf(id: string): Promise<Match>
  suggestions(filter?: SuggestionFilter): Promise<LedgerPage<MatchSuggestion>>
  /** A person's own match. @returns its id */
  match(wish: HandMatch, by?: string): Promise<string>
  /** Of a suggestion (`s9`) or of a rule's match (`m7`): it is the person's from now on. @returns ids of the matches */
  confirm(id: string, by?: string): Promise<readonly string[]>
  /** A suggestion is never made again; a rule's match is undone. */
  reject(id: string, by?: string): Promise<void>
  undo(id: string, by?: string): Promise<void>
  /** A person has done with an entry: no rule matches it. */
  setEntryDone(entry: string, isDone: boolean, by?: string): Promise<void>
}

/**
 * The invoices of a ledger.
 *
 * @example
 * const invoices = createInvoices({ store: ledger.store, clock: systemClock })
 * await invoices.import([{ number: '2026-17', direction: 'receivable', total: { amount: '119.00', currency: 'EUR' }, issuedOn: '2026-03-01', customer: { id: 'c1', name: 'Bakery Jansen' } }])
 * const { matched } = await invoices.reconcile()
 */
export const createInvoices = (options: InvoicesOptions): Invoices => {
  checkArguments([options], [['options', invoicesOptions]])
  const { store, clock, fees = { share: '0.005', most: '25.00' } } = options
  const decider = (by: string) => ({ by, now: clock.now() })
  const settingsOf = (rates: MatchSettings['rates'] = {}): MatchSettings => ({
    feeShare: fees.share,
    feeMost: fees.most,
    rates,
  })
  const invoices: Invoices = {
    import: (given, by = 'user') => store.write(() => importInvoices(given, decider(by))),
    list: (filter = {}) => store.read(() => listInvoices(filter)),
    get: (id) =>
      store.read(function* () {
        return toLedgerInvoice(yield* loadInvoice(parseInvoiceId(id)))
      }),
    setDone: (id, isDone, by = 'user') => store.write(() => setInvoiceDone(id, isDone, decider(by))),
    remove: (id, by = 'user') => store.write(() => removeInvoice(id, decider(by))),
    reconcile: ({ account, from, rates } = {}) => {
      const now = clock.now()
      const scope = {
        account: account === undefined ? undefined : parseAccountId(account),
        from,
        today: toInstant(now).slice(0, 10),
        settings: settingsOf(rates),
      }
      return store.write(() => reconcile(scope, now))
    },
    matches: (filter = {}) => store.read(() => listMatches(filter)),
    matchOf: (id) =>
      store.read(function* () {
        const [row] = yield* query<MatchRow>(`${matchSelect} where m.id = ?`, parseMatchId(id))
        if (row === undefined) throw noSuch('match', id)
        return toMatch(row)
      }),
    suggestions: (filter = {}) => store.read(() => listSuggestions(filter)),
    match: (wish, by = 'user') => store.write(() => matchByHand(wish, decider(by))),
    confirm: async (id, by = 'user') => {
      if (id.startsWith('s')) return store.write(() => confirmSuggestion(id, decider(by)))
      await store.write(() => confirmMatch(id, decider(by)))
      return [id]
    },
    reject: (id, by = 'user') =>
      store.write(() => (id.startsWith('s') ? rejectSuggestion(id, decider(by)) : undoMatch(id, decider(by)))),
    undo: (id, by = 'user') => store.write(() => undoMatch(id, decider(by))),
    setEntryDone: (entry, isDone, by = 'user') =>
      store.write(() => annotate(entry, { reconciled: isDone ? true : null }, { at: clock.now(), by })),
  }
  return gateCalls(invoices, invoiceInputs)
}
