import {
  type Account,
  type AccountsProvider,
  accountIdentity,
  localDateIn,
  type Page,
  type Session,
  type SessionAccess,
  type Transaction,
  type Transport,
  toInstant,
  toMoney,
} from '@nostro/core'
import {
  checkAccountRef,
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
import type { z } from 'zod'
import type { PaperClient } from './paper-client.ts'
import { checkContext, paper, paperZone, toSafeText } from './paper-parts.ts'
import { accountSchema, accountsSchema, balanceSchema, entrySchema, pageSchema } from './paper-schemas.ts'

interface AccountsParts {
  readonly client: PaperClient
  readonly transport: Transport
  readonly origin: string
  open(access: SessionAccess): Promise<Session>
}

const toAccount = ({ id, iban, pan, currency, name, kind }: z.infer<typeof accountSchema>, raw: unknown): Account => ({
  provider: 'paper',
  id,
  ...accountIdentity({ id, iban, maskedPan: pan, currency }),
  iban,
  maskedPan: pan,
  name: toSafeText(name),
  currency,
  kind: kind === 'current' || kind === 'savings' || kind === 'card' ? kind : ('unknown' as const),
  status: 'enabled' as const,
  raw,
})

const toTransaction =
  (accountId: string) =>
  (entry: z.infer<typeof entrySchema>, raw: unknown): Transaction => ({
    provider: 'paper',
    accountId,
    transactionId: entry.id,
    bookingStatus: entry.status,
    bookingDate: localDateIn(paperZone, Date.parse(entry.at)),
    executedAt: entry.at,
    amount: toMoney(entry.amount, 'EUR'),
    counterparty: { name: entry.name === undefined ? undefined : toSafeText(entry.name), iban: entry.iban },
    remittanceInformation: { unstructured: entry.text.split('\n').map(toSafeText) },
    raw,
  })

const keptOf = (query: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** Accounts, balances and entries. */
export const createPaperAccounts = ({ client, transport, origin, open }: AccountsParts): AccountsProvider => {
  const now = (): string => toInstant(transport.bankNow())
  return {
    async *accounts(access, ctx) {
      checkContext(ctx)
      await open(access)
      const call = { route: 'GET /accounts', target: '/accounts', schema: accountsSchema, ctx }
      const { accounts } = await client.get(access, call)
      const { items, problems } = readEntries(accounts, { what: 'account', schema: accountSchema, map: toAccount })
      yield { items, problems, asOf: now() }
    },
    balances: async (access, ref, ctx) => {
      checkContext(ctx)
      checkAccountRef(ref, paper)
      await open(access)
      const route = 'GET /accounts/{id}/balance'
      const target = fillPath('/accounts/{id}/balance', { id: ref.id }, { bank: paper })
      const raw = await client.get(access, { route, target, schema: balanceSchema, ctx })
      const amount = toMoney(raw.amount, raw.currency)
      const items = [{ balanceType: 'interimBooked', amount, referenceDate: raw.day, raw }] as const
      return { items, problems: [], asOf: now() }
    },
    async *transactions(access, ref, query, ctx) {
      checkContext(ctx)
      checkAccountRef(ref, paper)
      checkQuery(query, { bank: paper, schema: transactionQuerySchema })
      if (query.order === 'oldest-first') {
        throw invalidField(paper, { field: 'order', problem: 'is not served', hint: 'Leave it out.' })
      }
      const { dateFrom, dateTo, pageSize, cursor } = query
      const route = 'GET /accounts/{id}/entries'
      const path = fillPath('/accounts/{id}/entries', { id: ref.id }, { bank: paper })
      const limit = pageSize === undefined ? undefined : String(Math.min(pageSize, 100))
      const owner = { bank: paper, subject: ref.id, query: { dateFrom, dateTo } }
      const resumed = cursor === undefined ? undefined : readCursor(cursor, owner)
      await open(access)
      const first = resumed?.position ?? withQuery(path, { from: dateFrom, to: dateTo, limit })
      const pages = followPages({
        bank: paper,
        start: first,
        toPosition: (link) => transport.resolveLink(origin, link),
        fetch: async (target = first) => {
          const page = await client.get(access, { route, target, schema: pageSchema, ctx })
          const read = readEntries(page.entries, { what: 'entry', schema: entrySchema, map: toTransaction(ref.id) })
          return { ...read, next: page.next ?? undefined }
        },
      })
      const kept = resumed?.query ?? keptOf({ dateFrom, dateTo })
      for await (const { items, problems, next } of pages) {
        const page: Page<Transaction> = { items, problems, asOf: now() }
        yield next === undefined
          ? page
          : { ...page, cursor: writeCursor({ subject: ref.id, query: kept, position: next }) }
      }
    },
  }
}
