import { addDays, type LocalDate } from '@nostro/core'
import { contentOf, contentVersion } from '../../src/plan/content.ts'
import { planPage } from '../../src/plan/plan-page.ts'
import { planWalk } from '../../src/plan/plan-walk.ts'
import type { Change, Entry, Facts, Mode, Plan, Row } from '../../src/plan/types.ts'

const noFacts: Facts = {
  day: '2026-03-02',
  valueDay: null,
  executedAt: null,
  amount: '-12.50',
  currency: 'EUR',
  originalAmount: null,
  originalCurrency: null,
  exchangeRate: null,
  entryReference: null,
  endToEndId: null,
  counterpartyName: null,
  counterpartyIban: null,
  counterpartyBban: null,
  counterpartyBic: null,
  text: null,
  reference: null,
  mandateId: null,
  creditorId: null,
  code: null,
  balanceAfter: null,
}

export type EntryParts = Partial<Facts> & {
  readonly status?: Entry['status']
  readonly id?: string | null
  readonly previousId?: string
  readonly page?: number
}

/** A listed entry; what is not given is absent. */
export const entryOf = ({ status = 'booked', id = null, previousId, page = 0, ...facts }: EntryParts): Entry => {
  const all = { ...noFacts, ...facts }
  return {
    status,
    facts: all,
    bankId: id,
    previousId: previousId ?? null,
    content: contentOf(all),
    page,
    place: 0,
    raw: undefined,
    seam: false,
  }
}

export interface BookOptions {
  readonly mode?: Mode
  readonly paging?: 'stable' | 'shifting'
  readonly listsPending?: boolean
}

export interface WalkOptions {
  readonly day?: LocalDate
  readonly from?: LocalDate
  readonly complete?: boolean
  readonly acceptRemovals?: boolean
  readonly consent?: number
}

const applied = (rows: Map<number, Row>, changes: readonly Change[]): void => {
  for (const { row } of changes) rows.set(row.no, row)
}

/** A ledger of one account in memory: plans walks and applies them, as the store does. */
export const createBook = ({ mode = 'N', paging = 'stable', listsPending = true }: BookOptions = {}) => {
  const rows = new Map<number, Row>()
  let [walk, nextNo] = [0, 1]
  const context = (day: LocalDate, consent: number) => ({
    mode,
    paging,
    consent,
    walk,
    firstWalkOfSync: walk,
    at: Date.parse(`${day}T12:00:00Z`),
    nextNo,
    contentVersion,
  })
  /** What a store loads for a walk: the window of its days, rows with ids that are listed, and all pending ones. */
  const known = (entries: readonly Entry[], first: LocalDate, last: LocalDate) => {
    const ids = mode === 'S' ? new Set(entries.map(({ bankId }) => bankId)) : undefined
    const [stored, pending]: [Row[], Row[]] = [[], []]
    for (const row of rows.values()) {
      const { day } = row.facts
      if (isPending(row)) pending.push(row)
      else if ((day >= first && day <= last) || (row.bankId !== null && ids?.has(row.bankId))) stored.push(row)
    }
    return { stored, pending }
  }
  const isPending = ({ state }: Row): boolean => state === 'pending' || state === 'unknown' || state === 'expired'
  return {
    rows: () => [...rows.values()].sort((a, b) => a.no - b.no),
    booked: () => [...rows.values()].filter(({ state }) => state === 'booked'),
    walk: (entries: readonly Entry[], options: WalkOptions = {}): Plan => {
      const { day = '2026-03-04', from = addDays(day, -60), complete = true, acceptRemovals = false } = options
      walk += 1
      const plan = planWalk({
        ...context(day, options.consent ?? 1),
        from,
        to: day,
        complete,
        listsPending,
        acceptRemovals,
        entries: entries.map((entry, place) => ({ ...entry, place })),
        ...known(entries, addDays(from, -14), addDays(day, 14)),
      })
      applied(rows, plan.changes)
      nextNo = plan.nextNo
      return plan
    },
    /** A backfill: page by page. */
    backfill: (pages: readonly (readonly Entry[])[], options: WalkOptions = {}): void => {
      const { day = '2026-03-04', consent = 1 } = options
      walk += 1
      for (const [page, entries] of pages.entries()) {
        const plan = planPage({
          ...context(day, consent),
          entries: entries.map((entry, place) => ({ ...entry, page, place })),
          stored: [...rows.values()].filter((row) => !isPending(row)),
          identities: [...rows.values()].map(({ identity }) => identity),
          pending: [...rows.values()].filter(isPending),
        })
        applied(rows, plan.changes)
        nextNo = plan.nextNo
      }
    },
  }
}

/** What happened, in short: `claimed`, `added`. */
export const aspectsOf = (plan: Plan): readonly string[] => plan.changes.flatMap(({ aspects }) => aspects)
