import {
  type Account,
  type AccountsProvider,
  accountIdentity,
  type Balance,
  NostroError,
  type Page,
  type Transaction,
  type TransactionQuery,
  type Transport,
  toInstant,
  toMoney,
} from '@nostro/core'
import {
  checkAccountRef,
  checkContext,
  checkQuery,
  fillPath,
  followPages,
  invalidField,
  namesResource,
  readCursor,
  readEntries,
  sessionOf,
  transactionQuerySchema,
  withQuery,
  writeCursor,
} from '@nostro/provider-kit'
import { z } from 'zod'
import type { HarbourClient } from './harbour-client.ts'
import { bank } from './harbour-options.ts'

// What we read of the bank’s answers, and no more: the rest may change. A list is read entry by entry, so that one that
// cannot be read costs only itself and becomes a problem of its page.
const listSchema = z.object({ entries: z.array(z.unknown()), next: z.string().nullish() })
const accountSchema = z.object({
  id: z.string().min(1),
  iban: z.string().optional(),
  name: z.string().optional(),
  currency: z.string().length(3),
})
const balanceSchema = z.object({ type: z.string(), amount: z.string(), currency: z.string().length(3) })
const entrySchema = z.object({
  id: z.string().min(1),
  status: z.enum(['booked', 'pending']),
  day: z.iso.date().optional(),
  amount: z.string(),
  currency: z.string().length(3),
  name: z.string().optional(),
  iban: z.string().optional(),
  text: z.string().optional(),
})

const rules = { bank, purposes: ['accounts'] } as const
const mostPerPage = 100

export const createHarbourAccounts = (client: HarbourClient, transport: Transport): AccountsProvider => {
  const asOf = (): string => toInstant(transport.bankNow())

  return {
    async *accounts(access, ctx) {
      checkContext(ctx, bank)
      await sessionOf(access, rules)
      const list = await client.get(access, { route: 'GET /accounts', target: '/accounts', schema: listSchema, ctx })
      const { items, problems } = readEntries(list.entries, { what: 'account', schema: accountSchema, map: toAccount })
      yield { items, problems, asOf: asOf() }
    },

    balances: async (access, ref, ctx) => {
      checkContext(ctx, bank)
      checkAccountRef(ref, bank)
      await sessionOf(access, rules)
      const route = 'GET /accounts/{id}/balances'
      const target = fillPath('/accounts/{id}/balances', { id: ref.id }, { bank })
      const list = await client.get(access, { route, target, schema: listSchema, ctx })
      const { items, problems } = readEntries(list.entries, { what: 'balance', schema: balanceSchema, map: toBalance })
      return { items, problems, asOf: asOf() }
    },

    async *transactions(access, ref, query, ctx) {
      checkContext(ctx, bank)
      checkAccountRef(ref, bank)
      checkQuery(query, { bank, schema: transactionQuerySchema })
      if (query.order === 'oldest-first') {
        throw invalidField(bank, { field: 'order', problem: 'is not served', hint: 'Leave it out: newest come first.' })
      }
      const { cursor, dateFrom, dateTo, pageSize } = query
      const owner = { bank, subject: ref.id, query: { dateFrom, dateTo } }
      const kept = cursor === undefined ? undefined : readCursor(cursor, owner)
      await sessionOf(access, rules)
      const route = 'GET /accounts/{id}/transactions'
      const limit = pageSize === undefined ? undefined : String(Math.min(pageSize, mostPerPage))
      const path = fillPath('/accounts/{id}/transactions', { id: ref.id }, { bank })
      const start = kept?.position ?? withQuery(path, { from: dateFrom, to: dateTo, limit })
      const pages = followPages({
        bank,
        start,
        fetch: async (position = start) => {
          const { entries, next } = await client.get(access, { route, target: position, schema: listSchema, ctx })
          const map = (entry: z.infer<typeof entrySchema>, raw: unknown) => toTransaction(ref.id, entry, raw)
          return { ...readEntries(entries, { what: 'transaction', schema: entrySchema, map }), next: next ?? undefined }
        },
        // A link to another origin would hand the token to a stranger, one to another account mix up two books.
        toPosition: (link) => {
          const position = transport.resolveLink(client.origin, link)
          if (namesResource(position, ref.id)) return position
          throw new NostroError({
            code: 'protocol_violation',
            provider: bank.provider,
            message: 'The link to the next page leads to another account.',
            hint: 'Report it to Harbour Bank.',
          })
        },
        identify: ({ transactionId = '', amount, bookingStatus }) => ({
          id: transactionId,
          fingerprint: `${amount.amount} ${bookingStatus}`,
        }),
      })
      for await (const { items, problems, next } of pages) {
        const page: Page<Transaction> = { items, problems, asOf: asOf() }
        yield next === undefined
          ? page
          : { ...page, cursor: writeCursor({ ...owner, query: kept?.query ?? periodOf(query), position: next }) }
      }
    },
  }
}

/** The members that choose what is listed: a cursor is good for these alone. */
const periodOf = ({ dateFrom, dateTo }: TransactionQuery): Record<string, string> => {
  const period: Record<string, string> = {}
  if (dateFrom !== undefined) period['dateFrom'] = dateFrom
  if (dateTo !== undefined) period['dateTo'] = dateTo
  return period
}

const toAccount = ({ id, iban, name, currency }: z.infer<typeof accountSchema>, raw: unknown): Account => ({
  provider: bank.provider,
  id,
  ...accountIdentity({ id, iban, currency }),
  iban,
  name,
  kind: 'current',
  currency,
  status: 'enabled',
  raw,
})

const balanceTypes: Readonly<Record<string, Balance['balanceType']>> = {
  booked: 'interimBooked',
  available: 'interimAvailable',
}

const toBalance = ({ type, amount, currency }: z.infer<typeof balanceSchema>, raw: unknown): Balance => ({
  balanceType: balanceTypes[type] ?? 'unknown',
  amount: toMoney(amount, currency),
  raw,
})

const toTransaction = (accountId: string, entry: z.infer<typeof entrySchema>, raw: unknown): Transaction => ({
  provider: bank.provider,
  accountId,
  transactionId: entry.id,
  bookingStatus: entry.status,
  bookingDate: entry.day,
  amount: toMoney(entry.amount, entry.currency),
  counterparty: { name: entry.name, iban: entry.iban },
  remittanceInformation: entry.text === undefined ? undefined : { unstructured: entry.text.split('\n') },
  raw,
})
