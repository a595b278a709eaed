import { z } from '@hono/zod-openapi'
import type { Invoices, Ledger, LedgerTransaction, Match } from '@nostro/ledger'
import { day } from '../schemas/common.ts'

export const bookEntry = z
  .object({
    id: z.string(),
    account_id: z.string(),
    transaction_date: day,
    value_date: day.nullable(),
    amount: z.string().openapi({ description: 'With its sign: negative is debit.' }),
    currency: z.string(),
    counterparty_name: z.string().nullable(),
    counterparty_iban: z.string().nullable(),
    purpose: z.string().nullable(),
    reference: z.string().nullable(),
    reconciliation_status: z.enum(['unmatched', 'matched', 'confirmed', 'ignored']),
  })
  .openapi('BackOfficeBankTransaction')

export type BookEntry = z.infer<typeof bookEntry>
type Status = BookEntry['reconciliation_status']

/** How far an entry is: matched by a rule, confirmed by a person, left alone by one, or still open. */
export const statusOf = ({ annotations }: LedgerTransaction, standing: readonly Match[]): Status => {
  if (standing.length > 0) return standing.every(({ decidedBy }) => decidedBy === 'rule') ? 'matched' : 'confirmed'
  return annotations['reconciled'] === true ? 'ignored' : 'unmatched'
}

export const standingOf = async (invoices: Invoices, entry: string): Promise<readonly Match[]> =>
  (await invoices.matches({ entry, status: 'standing', limit: 1000 })).items

export const toBookEntry = (entry: LedgerTransaction, standing: readonly Match[]): BookEntry => ({
  id: entry.id,
  account_id: entry.account,
  transaction_date: entry.day,
  value_date: entry.valueDay ?? null,
  amount: entry.amount.amount,
  currency: entry.amount.currency,
  counterparty_name: entry.counterparty?.name ?? null,
  counterparty_iban: entry.counterparty?.iban ?? null,
  purpose: entry.text ?? null,
  reference: entry.reference ?? null,
  reconciliation_status: statusOf(entry, standing),
})

/** All booked entries, over every page. */
export const bookedEntries = async (
  ledger: Ledger,
  filter: {
    readonly account?: string | undefined
    readonly from?: string | undefined
    readonly to?: string | undefined
  },
): Promise<readonly LedgerTransaction[]> => {
  const all: LedgerTransaction[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await ledger.transactions({ ...filter, states: ['booked'], limit: 1000, cursor })
    all.push(...page.items)
    if (page.cursor === undefined) return all
    cursor = page.cursor
  }
}

/** Matches in force, by the entry that they take. */
export const standingByEntry = async (invoices: Invoices): Promise<ReadonlyMap<string, readonly Match[]>> => {
  const found = new Map<string, Match[]>()
  for (let cursor: string | undefined; ; ) {
    const page = await invoices.matches({ status: 'standing', limit: 1000, cursor })
    for (const match of page.items) found.set(match.entry, [...(found.get(match.entry) ?? []), match])
    if (page.cursor === undefined) return found
    cursor = page.cursor
  }
}
