import type { Invoice } from '../../src/invoices/invoice-types.ts'
import type { EntryToMatch, KnownInvoice, MatchInput, MatchSettings } from '../../src/invoices/match-types.ts'
import { toUnits } from '../../src/invoices/units.ts'

export const usualSettings: MatchSettings = { feeShare: '0.005', feeMost: '25.00', rates: {} }

/** An invoice of 119.00 to the customer c1, where the case says nothing else. */
export const invoiceOf = (id: number, more: Partial<Invoice> = {}, known: Partial<KnownInvoice> = {}): KnownInvoice => {
  const invoice: Invoice = {
    number: `2026-00${id}`,
    direction: 'receivable',
    kind: 'invoice',
    total: { amount: '119.00', currency: 'EUR' },
    issuedOn: '2026-03-01',
    dueOn: '2026-03-31',
    customer: { id: 'c1', name: 'Bakkerij Jansen BV', ibans: ['NL91ABNA0417164300'] },
    ...more,
  }
  const total = toUnits(invoice.total.amount) ?? 0n
  const isIn = (invoice.direction === 'receivable') === (invoice.kind !== 'credit-note')
  return { id, invoice, sign: isIn ? 1 : -1, total, open: total, isTouched: false, isDone: false, ...known }
}

/** A credit of 119.00 on 10 March without any text, where the case says nothing else. */
export const entryOf = (
  no: number,
  { amount = '119.00', ...more }: Partial<Omit<EntryToMatch, 'amount' | 'free'>> & { readonly amount?: string } = {},
): EntryToMatch => {
  const units = toUnits(amount) ?? 0n
  return {
    account: 1,
    no,
    day: '2026-03-10',
    amount: units,
    free: units < 0n ? -units : units,
    currency: 'EUR',
    reference: null,
    text: null,
    endToEndId: null,
    mandateId: null,
    code: null,
    name: null,
    iban: null,
    ownIban: 'NL20INGB0001234567',
    ...more,
  }
}

export const inputOf = (
  invoices: readonly KnownInvoice[],
  entries: readonly EntryToMatch[],
  more: Partial<MatchInput> = {},
): MatchInput => ({
  invoices,
  entries,
  matches: [],
  closedEntries: new Set(),
  declined: new Set(),
  ownIbans: new Set(['NL20INGB0001234567']),
  learnedIbans: [],
  settings: usualSettings,
  ...more,
})
