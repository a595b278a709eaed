import { addDays, toLocalDate } from '@nostro/core'
import type { Invoice, LedgerTransaction } from '@nostro/ledger'

const earlier = (day: string, days: number): string => addDays(toLocalDate(day), -days)

/**
 * Invoices of the simulated customer, made to fit what the simulated banks list: one that is named in the text of the payment that pays it,
 * one whose payer and amount alone fit, and one that nobody paid.
 */
export const demoInvoices = (transactions: readonly LedgerTransaction[]): readonly Invoice[] => {
  const credits = transactions.filter(
    ({ state, amount, counterparty }) =>
      state === 'booked' && !amount.amount.startsWith('-') && counterparty?.name !== undefined,
  )
  const numberIn = ({ text }: LedgerTransaction): string | undefined => /\bInvoice (\S*\d{4}\S*)/.exec(text ?? '')?.[1]
  const named = credits.find((entry) => numberIn(entry) !== undefined)
  const alike = credits.find(
    (entry) =>
      entry !== named && numberIn(entry) === undefined && entry.counterparty?.name !== named?.counterparty?.name,
  )
  const invoiceFor = (entry: LedgerTransaction, number: string): Invoice => ({
    number,
    direction: 'receivable',
    total: entry.amount,
    issuedOn: earlier(entry.day, 14),
    dueOn: entry.day,
    customer: { id: `customer-${entry.id}`, name: entry.counterparty?.name },
  })
  const made = [
    named && invoiceFor(named, numberIn(named) ?? ''),
    alike && invoiceFor(alike, 'DEMO-2'),
    named && {
      ...invoiceFor(named, 'DEMO-3'),
      total: { amount: '480.00', currency: 'EUR' },
      issuedOn: named.day,
      dueOn: undefined,
    },
  ]
  return made.filter((invoice) => invoice !== undefined)
}
