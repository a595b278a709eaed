import { createRoute, z } from '@hono/zod-openapi'
import type { LedgerTransaction, MatchSuggestion } from '@nostro/ledger'
import { type ApiApp, body, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { noteAct } from '../audit/note-act.ts'
import { invalidRequest, notFound } from '../errors/api-error.ts'
import { toSuggestion } from '../schemas/invoices.ts'
import { type BookEntry, bookEntry, bookedEntries, standingByEntry, standingOf, toBookEntry } from './book-entries.ts'

const tags = ['Back office']
const decides = { tags, security: [{ token: ['invoices'] }] }
const params = z.object({ id: z.string().max(40).openapi({ example: 'a7-42' }) })
const entryAnswer = { 200: json(bookEntry, 'The transaction as it is now'), ...problems }
const id = z.string().min(1).max(40).nullish()

const reconcileRoute = createRoute({
  ...decides,
  method: 'post',
  path: '/bank-transactions/{id}/reconcile',
  operationId: 'backOfficeReconcile',
  summary: 'Match a transaction by hand',
  request: {
    params,
    body: body(
      z
        .object({
          payment_id: id.openapi({ description: 'payment_id of a suggestion: it is confirmed.' }),
          invoice_id: id.openapi({ description: 'An invoice to a customer.' }),
          expense_id: id.openapi({ description: 'An invoice that is to be paid.' }),
          reconciliation_note: z.string().max(1000).nullish(),
        })
        .openapi('BackOfficeReconcile'),
    ),
  },
  responses: entryAnswer,
})

const unreconcileRoute = createRoute({
  ...decides,
  method: 'post',
  path: '/bank-transactions/{id}/unreconcile',
  operationId: 'backOfficeUnreconcile',
  summary: 'Take all matches of a transaction back; no rule makes them again',
  request: { params },
  responses: entryAnswer,
})

const suggestion = z
  .object({
    invoice_id: z.string(),
    invoice_number: z.string(),
    invoice_total: z.string(),
    invoice_status: z.string(),
    payment_id: z.string().openapi({ description: 'For payment_id of reconcile.' }),
    payment_amount: z.string(),
    evidence_class: z.string().openapi({ description: 'A is the strongest. There is no made-up percentage.' }),
    auto_match: z.boolean().openapi({ description: 'Always false: what rules may decide is matched already.' }),
    reasons: z.array(z.string()),
  })
  .openapi('BackOfficeSuggestion')

const suggestionsRoute = createRoute({
  tags,
  security: [{ token: ['read'] }],
  method: 'get',
  path: '/bank-transactions/{id}/suggestions',
  operationId: 'backOfficeSuggestions',
  summary: 'Invoices that may belong to a transaction, each with its reasons',
  request: {
    params,
    query: z.strictObject({
      limit: z
        .string()
        .regex(/^([1-9]|1\d|20)$/, 'must be 1 to 20')
        .transform(Number)
        .optional()
        .openapi({ type: 'integer', description: '5 by default.' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        transaction_id: z.string(),
        transaction_amount: z.string(),
        transaction_purpose: z.string().nullable(),
        suggestions: z.array(suggestion),
      }),
      'The suggestions',
    ),
    ...problems,
  },
})

const allRoute = createRoute({
  ...decides,
  method: 'post',
  path: '/bank-transactions/auto-reconcile-all',
  operationId: 'backOfficeAutoReconcileAll',
  summary: 'Let the rules look at all transactions that are not matched',
  request: { query: z.strictObject({ account_id: z.string().max(20).optional() }) },
  responses: {
    200: json(
      z.object({
        total: z.number().int(),
        matched: z.number().int(),
        failed: z.number().int(),
        details: z.array(
          z.object({
            transaction_id: z.string(),
            amount: z.string(),
            status: z.enum(['matched', 'failed']),
            reason: z.string().optional(),
          }),
        ),
      }),
      'What became of each: matched + failed = total',
    ),
    ...problems,
  },
})

/** Matching transactions with invoices, in the names of the accounting program. */
export const addReconciliation = (app: ApiApp, services: Services): void => {
  const { ledger, invoices, audit } = services
  const find = async (entry: string): Promise<LedgerTransaction> => (await ledger.explain(entry)).transaction
  const show = async (entry: string): Promise<BookEntry> =>
    toBookEntry(await find(entry), await standingOf(invoices, entry))

  app.openapi(reconcileRoute, async (c) => {
    const entry = await find(c.req.valid('param').id)
    const { payment_id, invoice_id, expense_id, reconciliation_note: note } = c.req.valid('json')
    const [wanted, ...more] = [payment_id, invoice_id, expense_id].filter((each) => typeof each === 'string')
    if (wanted === undefined || more.length > 0) {
      throw invalidRequest(
        'A transaction is matched with one thing.',
        'Give payment_id of a suggestion, invoice_id or expense_id: one of them.',
      )
    }
    const by = c.get('caller').id
    if (typeof payment_id === 'string') await confirm(services, entry.id, payment_id, by)
    else await matchByHand(services, { entry: entry.id, invoice: wanted, isExpense: wanted === expense_id }, by)
    if (typeof note === 'string') await ledger.annotate(entry.id, { note }, by)
    await noteAct(audit, c, 'match.create', entry.id)
    return c.json(await show(entry.id), 200)
  })

  app.openapi(unreconcileRoute, async (c) => {
    const entry = await find(c.req.valid('param').id)
    const by = c.get('caller').id
    for (const match of await standingOf(invoices, entry.id)) await invoices.undo(match.id, by)
    if (entry.annotations['reconciled'] === true) await invoices.setEntryDone(entry.id, false, by)
    await noteAct(audit, c, 'match.undo', entry.id)
    return c.json(await show(entry.id), 200)
  })

  app.openapi(suggestionsRoute, async (c) => {
    const entry = await find(c.req.valid('param').id)
    const { limit = 5 } = c.req.valid('query')
    const { items } = await invoices.suggestions({ entry: entry.id, limit })
    const shown = await Promise.all(
      items.filter(({ kind }) => kind === 'match').map((each) => describeSuggestion(services, each)),
    )
    return c.json(
      {
        transaction_id: entry.id,
        transaction_amount: entry.amount.amount,
        transaction_purpose: entry.text ?? null,
        suggestions: shown.flat().slice(0, limit),
      },
      200,
    )
  })

  app.openapi(allRoute, async (c) => {
    const answer = await reconcileAll(services, c.req.valid('query').account_id)
    await noteAct(audit, c, 'reconcile')
    return c.json(answer, 200)
  })
}

const confirm = async ({ invoices }: Services, entry: string, wanted: string, by: string): Promise<void> => {
  const { items } = await invoices.suggestions({ entry, limit: 1000 })
  const isOwn =
    items.some(({ id }) => id === wanted) || (await standingOf(invoices, entry)).some(({ id }) => id === wanted)
  if (!isOwn) throw notFound('suggestion for this transaction', 'List them: GET bank-transactions/{id}/suggestions')
  await invoices.confirm(wanted, by)
}

const matchByHand = async (
  { invoices }: Services,
  wish: { readonly entry: string; readonly invoice: string; readonly isExpense: boolean },
  by: string,
): Promise<void> => {
  const { direction } = await invoices.get(wish.invoice)
  if ((direction === 'payable') !== wish.isExpense) {
    throw invalidRequest(
      `This invoice is ${direction}.`,
      direction === 'payable' ? 'Give it as expense_id.' : 'Give it as invoice_id.',
    )
  }
  await invoices.match({ entry: wish.entry, invoice: wish.invoice }, by)
}

const describeSuggestion = async (
  { invoices }: Services,
  given: MatchSuggestion,
): Promise<z.infer<typeof suggestion>[]> => {
  const reasons = toSuggestion(given, []).reasons.map(({ text }) => text)
  return Promise.all(
    given.matches.map(async ({ invoice: id, amount }) => {
      const invoice = await invoices.get(id)
      return {
        invoice_id: id,
        invoice_number: invoice.number,
        invoice_total: invoice.total.amount,
        invoice_status: invoice.state,
        payment_id: given.id,
        payment_amount: amount.amount,
        evidence_class: given.class,
        auto_match: false,
        reasons,
      }
    }),
  )
}

const reconcileAll = async (services: Services, account: string | undefined) => {
  const { ledger, invoices } = services
  if (account !== undefined && !(await ledger.accounts()).some(({ id }) => id === account))
    throw notFound('account', 'List them: GET bank-accounts')
  const before = await standingByEntry(invoices)
  const open = (await bookedEntries(ledger, { account })).filter(
    (entry) => !before.has(entry.id) && entry.annotations['reconciled'] !== true,
  )
  await services.reconcile({ account })
  const [after, suggested] = await Promise.all([standingByEntry(invoices), suggestedEntries(services)])
  const details = open.map(({ id, amount }) => {
    const shown = { transaction_id: id, amount: amount.amount }
    if (after.has(id)) return { ...shown, status: 'matched' as const }
    const reason = suggested.has(id) ? 'a person has to decide: see its suggestions' : 'no open invoice fits'
    return { ...shown, status: 'failed' as const, reason }
  })
  const matched = details.filter(({ status }) => status === 'matched').length
  return { total: open.length, matched, failed: open.length - matched, details }
}

const suggestedEntries = async ({ invoices }: Services): Promise<ReadonlySet<string>> => {
  const found = new Set<string>()
  for (let cursor: string | undefined; ; ) {
    const page = await invoices.suggestions({ limit: 1000, cursor })
    for (const { entry } of page.items) found.add(entry)
    if (page.cursor === undefined) return found
    cursor = page.cursor
  }
}
