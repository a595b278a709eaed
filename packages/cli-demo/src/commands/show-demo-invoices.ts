import type { Clock } from '@nostro/core'
import { createInvoices, describeEvidence, type Ledger, type MatchEvidence } from '@nostro/ledger'
import { oneLine, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { demoInvoices } from './demo-invoices.ts'

/** A few invoices of the simulated customer, held against what was read: one is paid, one waits for a person, one is open. */
export const showDemoInvoices = async (ledger: Ledger, clock: Clock, terminal: Terminal): Promise<void> => {
  const invoices = createInvoices({ store: ledger.store, clock })
  await invoices.import(demoInvoices((await ledger.transactions({ limit: 1000 })).items), 'demo')
  await invoices.reconcile()
  const [kept, matches, suggestions] = await Promise.all([
    invoices.list({ limit: 10 }),
    invoices.matches({ status: 'standing', limit: 10 }),
    invoices.suggestions({ limit: 10 }),
  ])
  if (kept.items.length === 0) return
  terminal.out(terminal.style('bold', '\nInvoices, matched with what was read (nostro invoices match)'))
  for (const { id, number, total } of kept.items.toReversed()) {
    const match = matches.items.find(({ invoice }) => invoice === id)
    const suggestion = suggestions.items.find((one) => one.matches.some(({ invoice }) => invoice === id))
    const what = match
      ? `paid by ${match.entry}. ${reasonIn(match.evidence)}`
      : suggestion
        ? `may be paid by ${suggestion.entry}, for a person to decide. ${reasonIn(suggestion.evidence)}`
        : 'open; nothing fits.'
    terminal.out(plain`  ${number}, ${total.amount} ${total.currency}: ${what}`)
  }
}

/** The first reason that speaks for it. */
const reasonIn = (evidence: readonly MatchEvidence[]): string => {
  const reason = evidence.find(({ supports }) => supports)
  return reason === undefined ? '' : oneLine(describeEvidence(reason))
}
