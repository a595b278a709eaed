import {
  type Account,
  type AccountsProvider,
  accountIdentity,
  localDateIn,
  type Session,
  type SessionAccess,
  type Transaction,
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
  readCursor,
  readEntries,
  transactionQuerySchema,
  withQuery,
  writeCursor,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { bank } from './bank.ts'
import type { Client } from './client.ts'

interface AccountsParts {
  readonly client: Client
  readonly transport: Transport
  readonly origin: string
  open(access: SessionAccess): Promise<Session>
}

// your bank: the members of its answers. What is not named here stays under `raw`.
const accountsSchema = z.object({ accounts: z.array(z.unknown()) })
const accountSchema = z.object({ id: z.string(), iban: z.string(), currency: z.string(), name: z.string() })
const balanceSchema = z.object({ amount: z.string(), currency: z.string(), day: z.string() })
const pageSchema = z.object({ entries: z.array(z.unknown()), next: z.string().nullable() })
const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  amount: z.string(),
  currency: z.string(),
  status: z.enum(['booked', 'pending']),
  name: z.string().optional(),
  iban: z.string(),
  text: z.string(),
})

/** The zone of the bank's days. */
const zone = 'Europe/Amsterdam'

const toAccount = ({ id, iban, currency, name }: z.infer<typeof accountSchema>, raw: unknown): Account => ({
  provider: bank.provider,
  id,
  ...accountIdentity({ id, iban, currency }),
  iban,
  name,
  currency,
  kind: 'current',
  status: 'enabled',
  raw,
})

const toTransaction =
  (accountId: string) =>
  (entry: z.infer<typeof entrySchema>, raw: unknown): Transaction => ({
    provider: bank.provider,
    accountId,
    transactionId: entry.id,
    bookingStatus: entry.status,
    bookingDate: localDateIn(zone, Date.parse(entry.at)),
    executedAt: entry.at,
    amount: toMoney(entry.amount, entry.currency),
    counterparty: { name: entry.name, iban: entry.iban },
    remittanceInformation: { unstructured: entry.text.split('\n') },
    raw,
  })

const given = (query: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** Accounts, balances and entries. */
export const createAccounts = ({ client, transport, origin, open }: AccountsParts): AccountsProvider => {
  const now = (): string => toInstant(transport.bankNow())
  return {
    async *accounts(access, ctx) {
      checkContext(ctx, bank)
      await open(access)
      const call = { route: 'GET /accounts', target: '/accounts', schema: accountsSchema, ctx }
      const { accounts } = await client.get(access, call)
      yield { ...readEntries(accounts, { what: 'account', schema: accountSchema, map: toAccount }), asOf: now() }
    },
    balances: async (access, ref, ctx) => {
      checkContext(ctx, bank)
      checkAccountRef(ref, bank)
      await open(access)
      const target = fillPath('/accounts/{id}/balance', { id: ref.id }, { bank })
      const call = { route: 'GET /accounts/{id}/balance', target, schema: balanceSchema, ctx }
      const raw = await client.get(access, call)
      const amount = toMoney(raw.amount, raw.currency)
      return {
        items: [{ balanceType: 'interimBooked', amount, referenceDate: raw.day, raw }],
        problems: [],
        asOf: now(),
      }
    },
    async *transactions(access, ref, query, ctx) {
      checkContext(ctx, bank)
      checkAccountRef(ref, bank)
      checkQuery(query, { bank, schema: transactionQuerySchema })
      if (query.order === 'oldest-first') {
        throw invalidField(bank, { field: 'order', problem: 'is not served', hint: 'Leave it out.' })
      }
      const { dateFrom, dateTo, pageSize, cursor } = query
      const owner = { bank, subject: ref.id, query: { dateFrom, dateTo } }
      const resumed = cursor === undefined ? undefined : readCursor(cursor, owner)
      await open(access)
      const path = fillPath('/accounts/{id}/entries', { id: ref.id }, { bank })
      // your bank: its largest page.
      const limit = pageSize === undefined ? undefined : String(Math.min(pageSize, 100))
      const first = resumed?.position ?? withQuery(path, { from: dateFrom, to: dateTo, limit })
      const pages = followPages({
        bank,
        start: first,
        toPosition: (link) => transport.resolveLink(origin, link),
        fetch: async (target = first) => {
          const call = { route: 'GET /accounts/{id}/entries', target, schema: pageSchema, ctx }
          const { entries, next } = await client.get(access, call)
          const read = readEntries(entries, { what: 'entry', schema: entrySchema, map: toTransaction(ref.id) })
          return { ...read, next: next ?? undefined }
        },
      })
      const kept = resumed?.query ?? given({ dateFrom, dateTo })
      for await (const { items, problems, next } of pages) {
        const cursorOfNext = next === undefined ? undefined : { subject: ref.id, query: kept, position: next }
        yield { items, problems, asOf: now(), cursor: cursorOfNext && writeCursor(cursorOfNext) }
      }
    },
  }
}
