import { z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import {
  describeClass,
  describeEvidence,
  type LedgerInvoice,
  type Match,
  type MatchEvidence,
  type MatchSuggestion,
  referenceKinds,
} from '@nostro/ledger'
import { day, instant, money } from './common.ts'

const amountText = z.string().regex(/^\d{1,13}(\.\d{1,5})?$/, 'must be a positive decimal amount')
const text = (most: number) => z.string().min(1).max(most)

const referenceSchema = z.strictObject({ kind: z.enum(referenceKinds), value: text(60) }).openapi('InvoiceReference')

const customerSchema = z
  .strictObject({
    id: text(100).openapi({ description: 'Your own id of the customer or supplier.' }),
    name: text(200).optional(),
    aliases: z.array(text(200)).max(100).optional(),
    ibans: z.array(text(42)).max(100).optional(),
  })
  .openapi('InvoiceCustomer')

const discountSchema = z
  .strictObject({ amount: amountText.optional(), percent: amountText.optional(), until: day })
  .openapi('InvoiceDiscount')

export const newInvoiceSchema = z
  .strictObject({
    number: text(60).openapi({ example: '2026-17' }),
    direction: z.enum(['receivable', 'payable']),
    kind: z.enum(['invoice', 'credit-note']).optional(),
    total: z.strictObject({ amount: amountText, currency: z.string().regex(/^[A-Z]{3}$/) }),
    issuedOn: day,
    dueOn: day.optional(),
    references: z.array(referenceSchema).max(20).optional(),
    endToEndIds: z.array(text(35)).max(100).optional(),
    customer: customerSchema,
    discount: discountSchema.optional(),
  })
  .openapi('NewInvoice')

export const invoiceSchema = z
  .object({
    id: z.string().openapi({ example: 'i12' }),
    number: z.string(),
    direction: z.enum(['receivable', 'payable']),
    kind: z.enum(['invoice', 'credit-note']),
    state: z
      .enum(['open', 'paid', 'done'])
      .openapi({ description: 'done: closed by a person, and never touched by a rule.' }),
    total: money,
    open: money,
    issuedOn: day,
    dueOn: day.optional(),
    references: z.array(referenceSchema),
    endToEndIds: z.array(z.string()),
    customer: customerSchema,
    discount: discountSchema.optional(),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Invoice')

const reasonSchema = z
  .object({
    kind: z.string().openapi({ example: 'reference' }),
    text: z.string().openapi({ description: 'The reason as a sentence.' }),
    transaction: z.string().openapi({ description: 'What the transaction says.' }),
    invoice: z.string().openapi({ description: 'What the invoice says.' }),
    supports: z.boolean().openapi({ description: 'False: speaks against the match.' }),
  })
  .openapi('MatchReason')

export const matchSchema = z
  .object({
    id: z.string().openapi({ example: 'm7', description: 's9 for a suggestion.' }),
    status: z.enum(['suggested', 'matched', 'confirmed', 'undone']).openapi({
      description: 'matched: by a rule. confirmed: by a person, and never touched by a rule.',
    }),
    kind: z.enum(['match', 'return']).openapi({
      description: 'return: the suggestion is that the money of a match went back.',
    }),
    transactionId: z.string().openapi({ example: 'a7-42' }),
    invoices: z.array(
      z.object({
        invoiceId: z.string(),
        amount: money,
        difference: z.object({ kind: z.enum(['fee', 'discount']), amount: z.string() }).optional(),
      }),
    ),
    transactionAmount: money.optional().openapi({ description: 'What it takes of the transaction.' }),
    class: z.enum(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'person']),
    basis: z.string().openapi({ description: 'What the class rests on, in a few words.' }),
    weak: z.boolean(),
    decidedBy: z.string().optional(),
    reasons: z.array(reasonSchema),
    alternatives: z.array(z.string()).openapi({ description: 'Other suggestions for the same transaction.' }),
    at: instant,
    undone: z.object({ at: instant, by: z.string(), reason: z.string() }).optional(),
  })
  .openapi('Match')

export const toInvoice = (invoice: LedgerInvoice): z.infer<typeof invoiceSchema> => ({
  id: invoice.id,
  number: invoice.number,
  direction: invoice.direction,
  kind: invoice.kind,
  state: invoice.state,
  total: invoice.total,
  open: invoice.open,
  issuedOn: invoice.issuedOn,
  dueOn: invoice.dueOn,
  references: [...(invoice.references ?? [])],
  endToEndIds: [...(invoice.endToEndIds ?? [])],
  customer: {
    id: invoice.customer.id,
    name: invoice.customer.name,
    aliases: invoice.customer.aliases && [...invoice.customer.aliases],
    ibans: invoice.customer.ibans && [...invoice.customer.ibans],
  },
  discount: invoice.discount,
  createdAt: toInstant(invoice.createdAt),
  updatedAt: toInstant(invoice.updatedAt),
})

const toReason = (evidence: MatchEvidence): z.infer<typeof reasonSchema> => ({
  kind: evidence.kind,
  text: describeEvidence(evidence),
  transaction: evidence.entry,
  invoice: evidence.invoice,
  supports: evidence.supports,
})

export const toMatch = (match: Match): z.infer<typeof matchSchema> => ({
  id: match.id,
  status: match.undone !== undefined ? 'undone' : match.decidedBy === 'rule' ? 'matched' : 'confirmed',
  kind: 'match',
  transactionId: match.entry,
  invoices: [{ invoiceId: match.invoice, amount: match.amount, difference: match.difference }],
  transactionAmount: match.entryAmount,
  class: match.class,
  basis: describeClass(match.class),
  weak: false,
  decidedBy: match.decidedBy,
  reasons: match.evidence.map(toReason),
  alternatives: [],
  at: toInstant(match.at),
  undone: match.undone && { at: toInstant(match.undone.at), by: match.undone.by, reason: match.undone.reason },
})

export const toSuggestion = (
  suggestion: MatchSuggestion,
  all: readonly MatchSuggestion[],
): z.infer<typeof matchSchema> => ({
  id: suggestion.id,
  status: 'suggested',
  kind: suggestion.kind,
  transactionId: suggestion.entry,
  invoices: suggestion.matches.map(({ invoice, amount, difference }) => ({ invoiceId: invoice, amount, difference })),
  class: suggestion.class,
  basis: describeClass(suggestion.class),
  weak: suggestion.isWeak,
  reasons: suggestion.evidence.map(toReason),
  alternatives: all.filter(({ id, entry }) => entry === suggestion.entry && id !== suggestion.id).map(({ id }) => id),
  at: toInstant(suggestion.at),
})
