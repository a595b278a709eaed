import { addDays, localDateIn, NostroError, type Page, type Transaction, toInstant } from '@nostro/core'
import { paperZone } from '../paper/paper-parts.ts'
import type { PaperProvider } from '../paper/paper-provider.ts'
import {
  accountItems,
  during,
  entries,
  entryPages,
  type Happenings,
  queries,
  row,
  type Spoil,
  type Wrong,
  withPart,
} from './wrong.ts'

type Accounts = PaperProvider['accounts']
const asOf = '2026-06-15T10:00:00Z'
const empty = { items: [], problems: [], asOf }

/** Accounts are listed otherwise. */
const accountPages = (change: (pages: AsyncIterable<Page<never>>) => AsyncIterable<Page<never>>) =>
  withPart('accounts', (accounts) => ({
    accounts: (access, ctx) => change(accounts.accounts(access, ctx) as never) as ReturnType<Accounts['accounts']>,
  }))
async function* eachPage<P>(pages: AsyncIterable<P>, change: (page: P) => P): AsyncGenerator<P> {
  for await (const page of pages) yield change(page)
}
/** Errors of an operation become an empty answer. */
const swallow = (
  name: 'accounts' | 'balances' | 'transactions',
  isMeant: (error: unknown, seen: Happenings) => boolean,
): Spoil =>
  during((seen) =>
    withPart('accounts', (accounts) => ({
      [name]:
        name === 'balances'
          ? (...args: Parameters<Accounts['balances']>) =>
              accounts.balances(...args).catch((error: unknown) => {
                if (isMeant(error, seen)) return empty
                throw error
              })
          : async function* (...args: never[]) {
              try {
                yield* (accounts[name] as (...all: never[]) => AsyncIterable<never>)(...args)
              } catch (error) {
                if (!isMeant(error, seen)) throw error
                yield empty
              }
            },
    })),
  )
const under =
  (kind: string, status?: number) =>
  (_: unknown, { fault }: Happenings): boolean =>
    fault?.kind === kind && (status === undefined || fault.status === status)
const missing = (error: unknown): boolean => NostroError.isInstance(error) && error.code === 'not_found'
const crash = (): never => {
  throw new TypeError('Cannot read properties of null')
}
const balances = (change: (accounts: Accounts) => Accounts['balances']) =>
  withPart('accounts', (accounts) => ({ balances: change(accounts) }))
const transactions = (change: (accounts: Accounts, seen: Happenings) => Accounts['transactions']) =>
  during((seen) => withPart('accounts', (accounts) => ({ transactions: change(accounts, seen) })))
/** How many listings of an instance run at once is known to the change. */
const whileActive = (name: 'accounts' | 'transactions', change: (page: Page<never>, active: number) => Page<never>) =>
  withPart('accounts', (accounts) => {
    let active = 0
    return {
      [name]: async function* (...args: never[]) {
        active += 1
        const mine = active
        try {
          const pages = (accounts[name] as (...all: never[]) => AsyncIterable<Page<never>>)(...args)
          for await (const page of pages) yield change(page, mine)
        } finally {
          active -= 1
        }
      },
    }
  })
const withoutLast = (page: Page<never>): Page<never> => ({ ...page, items: page.items.slice(0, -1) })
const hours = (at: string | undefined, count: number): string =>
  toInstant(Date.parse(at ?? '') + count * 3_600_000).slice(0, 10)
const isRecent = ({ executedAt = '' }: Transaction): boolean => executedAt > '2026-06'

/** Wrong in accounts and balances. */
const wrongAccounts: readonly Wrong[] = [
  row(
    'accounts.page',
    'an offset for Z',
    accountPages((pages) => eachPage(pages, (page) => ({ ...page, asOf: page.asOf.replace('Z', '+00:00') }))),
  ),
  row(
    'accounts.raw',
    'no original',
    accountItems(() => ({ raw: undefined })),
  ),
  row(
    'accounts.recognition',
    'by nothing',
    accountItems(({ recognition }) => ({ recognition: { ...recognition, iban: undefined } })),
  ),
  row(
    'accounts.id-is-no-iban',
    'the IBAN as the id',
    accountItems(({ iban }, index) => (index === 1 ? { id: iban } : {})),
  ),
  row(
    'accounts.same-order',
    'the other way round the second time',
    withPart('accounts', (accounts) => {
      let [count, active] = [0, 0]
      return {
        async *accounts(access, ctx) {
          count += 1
          active += 1
          const turns = count === 2 && active === 1
          try {
            for await (const page of accounts.accounts(access, ctx))
              yield turns ? { ...page, items: page.items.toReversed() } : page
          } finally {
            active -= 1
          }
        },
      }
    }),
  ),
  row(
    'accounts.ref-from-store',
    'wants the whole account',
    balances((accounts) => async (access, ref, ctx) => {
      if (typeof ref === 'object' && ref !== null && typeof ref.id === 'string' && !('name' in ref)) {
        throw new NostroError({ code: 'invalid_request', provider: 'paper', message: 'The account lacks its name.' })
      }
      return accounts.balances(access, ref, ctx)
    }),
  ),
  row('accounts.other-shape', 'none', swallow('accounts', under('other-json'))),
  row('accounts.malformed', 'none', swallow('accounts', under('malformed-json'))),
  row('accounts.server-error', 'none', swallow('accounts', under('status', 500))),
  row('balances.other-shape', 'none', swallow('balances', under('other-json'))),
  row('balances.malformed', 'none', swallow('balances', under('malformed-json'))),
  row('balances.server-error', 'none', swallow('balances', under('status', 500))),
  row('balances.unknown-account', 'none', swallow('balances', missing)),
  row(
    'accounts.broken-item',
    'in silence',
    accountPages((pages) => eachPage(pages, (page) => ({ ...page, problems: [] }))),
  ),
  row(
    'balances.page',
    'no moment',
    balances((accounts) => async (...args) => ({ ...(await accounts.balances(...args)), asOf: '' })),
  ),
  row(
    'balances.no-account',
    'crashes',
    balances((accounts) => async (access, ref, ctx) => (ref === null ? crash() : accounts.balances(access, ref, ctx))),
  ),
  row(
    'balances.follow-the-book',
    'the balance of before',
    withPart('accounts', (accounts) => {
      const known = new Map<string, Awaited<ReturnType<Accounts['balances']>>>()
      return {
        balances: async (access, ref, ctx) => {
          const kept = known.get(ref?.id)
          if (kept !== undefined) return kept
          const page = await accounts.balances(access, ref, ctx)
          known.set(ref.id, page)
          return page
        },
      }
    }),
  ),
  row(
    'concurrency.listings',
    'one less for each who reads at once',
    whileActive('accounts', (page, active) => (active > 1 ? withoutLast(page) : page)),
  ),
  row('concurrency.instances', 'the fourth instance lists less', (bank) => {
    let made = 0
    return withPart('accounts', (accounts) => {
      made += 1
      const isFourth = made === 4
      return {
        accounts: (access, ctx) =>
          eachPage(accounts.accounts(access, ctx), (page) =>
            isFourth ? { ...page, items: page.items.slice(1) } : page,
          ),
      }
    })(bank)
  }),
]

/** Wrong in entries, pages and days. */
const wrongEntries: readonly Wrong[] = [
  row(
    'transactions.broken-item',
    'in silence',
    entryPages((page) => ({ ...page, problems: [] })),
  ),
  row(
    'transactions.dates',
    'in the order of the country',
    entries(() => ({ valueDate: '15-06-2026' })),
  ),
  row(
    'transactions.unknown-account',
    'none',
    transactions(
      (accounts) =>
        async function* (access, ref, query, ctx) {
          if (ref.id === '99999999') yield empty
          else yield* accounts.transactions(access, ref, query, ctx)
        },
    ),
  ),
  row(
    'transactions.hostile-ids',
    'crashes',
    transactions(
      (accounts) =>
        async function* (access, ref, query, ctx) {
          if ((ref.id as unknown) === null) crash()
          yield* accounts.transactions(access, ref, query, ctx)
        },
    ),
  ),
  row(
    'transactions.ids-stable',
    'the page size in the id',
    withPart('accounts', (accounts) => ({
      transactions: (access, ref, query, ctx) =>
        eachPage(accounts.transactions(access, ref, query, ctx), (page) => ({
          ...page,
          items: page.items.map((item) => ({
            ...item,
            transactionId: `${item.transactionId}-${query.pageSize ?? ''}`,
          })),
        })),
    })),
  ),
  row(
    'transactions.ids-unique',
    'one id for two',
    entries(({ amount }) => (['-3.21', '7.65'].includes(amount.amount) ? { transactionId: 'same' } : {})),
  ),
  row(
    'transactions.large-digits',
    'as a float',
    entries(({ amount }) =>
      amount.amount.length > 15 ? { amount: { ...amount, amount: String(Number(amount.amount)) } } : {},
    ),
  ),
  row(
    'transactions.page',
    'no moment',
    entryPages((page) => ({ ...page, asOf: '' })),
  ),
  row(
    'transactions.raw',
    'no original',
    entries(() => ({ raw: undefined })),
  ),
  row(
    'paging.newest-first',
    'the other way round',
    entryPages((page) => ({ ...page, items: page.items.toReversed() })),
  ),
  row(
    'paging.oldest-first',
    'ignores it',
    queries(({ order, ...rest }) => (order === 'oldest-first' ? rest : { ...rest, order })),
  ),
  row('paging.circle', 'ends it in silence', swallow('transactions', under('page-loop'))),
  row('paging.elsewhere', 'ends it in silence', swallow('transactions', under('page-elsewhere'))),
  row('paging.endless', 'ends it in silence', swallow('transactions', under('page-empty'))),
  row(
    'paging.empty-page',
    'takes it for the end',
    transactions(
      (accounts, seen) =>
        async function* (...args) {
          for await (const page of accounts.transactions(...args)) {
            yield page
            if (page.items.length === 0 && seen.fault?.kind === 'page-empty-once') return
          }
        },
    ),
  ),
  row(
    'paging.cursor',
    'skips one',
    transactions(
      (accounts) =>
        async function* (access, ref, query, ctx) {
          let isFirst = query?.cursor !== undefined
          for await (const page of accounts.transactions(access, ref, query, ctx)) {
            yield isFirst ? { ...page, items: page.items.slice(1) } : page
            isFirst = false
          }
        },
    ),
  ),
  row(
    'paging.empty-period',
    'crashes',
    queries((query) => ((query.dateFrom ?? '') > '2026-06-15' && query.dateFrom === query.dateTo ? crash() : query)),
  ),
  row(
    'paging.forgets',
    'holds all pages',
    withPart('accounts', (accounts) => {
      const held: unknown[] = []
      return {
        transactions: (...args) =>
          eachPage(accounts.transactions(...args), (page) => {
            held.push(page)
            return page
          }),
      }
    }),
  ),
  row(
    'paging.lazy',
    'reads all first',
    transactions(
      (accounts) =>
        async function* (...args) {
          const pages: Page<Transaction>[] = []
          for await (const page of accounts.transactions(...args)) pages.push(page)
          yield* pages
        },
    ),
  ),
  row(
    'paging.undefined-members',
    'takes undefined for a size',
    queries((query) => ('pageSize' in query && query.pageSize === undefined ? { ...query, pageSize: 1 } : query)),
  ),
  row(
    'paging.misspelt',
    'ignores it',
    queries((query) => {
      const { pagesize: _size, from: _from, ...rest } = query as typeof query & { pagesize?: number; from?: string }
      return rest
    }),
  ),
  row(
    'paging.new-entry',
    'counts from the start',
    transactions(
      (accounts, seen) =>
        async function* (...args) {
          const before = seen.booked
          let last: Transaction | undefined
          for await (const page of accounts.transactions(...args)) {
            const isMoved = seen.booked > before && last !== undefined
            yield isMoved ? { ...page, items: [last as Transaction, ...page.items] } : page
            last = page.items.at(-1)
          }
        },
    ),
  ),
  row(
    'paging.other-accounts-cursor',
    'takes any account’s',
    transactions((accounts) => (access, ref, query, ctx) => {
      try {
        const kept = JSON.parse(Buffer.from(query.cursor ?? '', 'base64url').toString()) as object
        const cursor = Buffer.from(JSON.stringify({ ...kept, s: ref.id })).toString('base64url')
        return accounts.transactions(access, ref, { ...query, cursor }, ctx)
      } catch {
        return accounts.transactions(access, ref, query, ctx)
      }
    }),
  ),
  row(
    'paging.other-query-cursor',
    'goes on in the old period',
    queries((query) => (query.cursor === undefined ? query : { ...query, dateFrom: undefined, dateTo: undefined })),
  ),
  row(
    'paging.period',
    'without its last day',
    withPart('accounts', (accounts, { clock }) => ({
      transactions: (access, ref, query, ctx) => {
        const today = localDateIn(paperZone, clock.now())
        const isToday = query?.dateTo === today && query.dateFrom === today
        const pages = accounts.transactions(access, ref, query, ctx)
        return isToday ? eachPage(pages, (page) => ({ ...page, items: [] })) : pages
      },
    })),
  ),
  row(
    'zones.late-evening',
    'the next day',
    entries((entry) =>
      isRecent(entry) && entry.executedAt?.slice(11, 16) === '21:30'
        ? { bookingDate: addDays(entry.bookingDate ?? '', 1) }
        : {},
    ),
  ),
  row(
    'zones.after-midnight',
    'the day of UTC',
    entries((entry) =>
      isRecent(entry) && entry.executedAt?.slice(11, 16) === '22:30' ? { bookingDate: hours(entry.executedAt, 0) } : {},
    ),
  ),
  row(
    'zones.spring',
    'the offset of winter',
    entries(({ executedAt }) => (executedAt?.slice(5, 7) === '03' ? { bookingDate: hours(executedAt, 1) } : {})),
  ),
  row(
    'zones.autumn',
    'the offset of summer',
    entries(({ executedAt }) => (executedAt?.slice(5, 7) === '10' ? { bookingDate: hours(executedAt, 2) } : {})),
  ),
  row(
    'zones.period',
    'a day of UTC',
    queries((query) =>
      query.dateFrom !== undefined && query.dateFrom === query.dateTo && query.dateTo < '2026-06-14'
        ? { dateFrom: addDays(query.dateFrom, 1), dateTo: addDays(query.dateFrom, 1) }
        : query,
    ),
  ),
  row(
    'zones.machine',
    'the machine’s day',
    entries(({ executedAt }) => {
      if (process.env['TZ'] !== 'Pacific/Kiritimati') return {}
      const at = new Date(executedAt ?? '')
      return { bookingDate: `${at.getFullYear()}-0${at.getMonth() + 1}-${at.getDate()}` }
    }),
  ),
  row(
    'concurrency.listings-of-entries',
    'one less for each who reads at once',
    whileActive('transactions', (page, active) => (active > 1 ? withoutLast(page) : page)),
  ),
]

export const wrongListings: readonly Wrong[] = [...wrongAccounts, ...wrongEntries]
