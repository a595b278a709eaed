import {
  createMemoryPaymentIntentStore,
  createMemorySessionStore,
  createSessionAccess,
  type PageProblem,
  type Session,
} from '@nostro/core'
import { createFakeClock, createRecordingTransport, createSeededRandom } from '@nostro/core/testing'
import { startSimulators } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIngProvider, type IngOptions, type IngProvider } from '../src/index.ts'

type Json = Readonly<Record<string, unknown>>
type Read = (
  ing: IngProvider,
  access: ReturnType<typeof createSessionAccess>,
) => Promise<{
  readonly items: readonly unknown[]
  readonly problems: readonly PageProblem[]
}>

const id = '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10'
const account = { id, kind: 'current', currency: 'EUR' } as const
const card = { id, kind: 'card', currency: 'EUR' } as const
const money = { currency: 'EUR', amount: '1.00' }

const first = async <T>(pages: AsyncIterable<T>): Promise<T> => {
  for await (const page of pages) return page
  throw new Error('no page')
}

interface Listing {
  readonly name: string
  /** Places of the entries in the answer: each is a list. */
  readonly lists: readonly string[]
  entry(number: number): Json
  answer(lists: Readonly<Record<string, readonly unknown[]>>): unknown
  readonly read: Read
  /** An optional field and a value that it cannot have. */
  readonly optional: readonly [string, unknown]
}

const transactions: Read = (ing, access) => first(ing.accounts.transactions(access, account, {}))

const listings: readonly Listing[] = [
  {
    name: 'accounts',
    lists: ['accounts'],
    entry: (number) => ({
      resourceId: `a-${number}`,
      iban: 'NL20INGB0001234567',
      currency: 'EUR',
      product: 'Current Account',
    }),
    answer: (lists) => lists,
    read: (ing, access) => first(ing.accounts.accounts(access)),
    optional: ['product', 5],
  },
  {
    name: 'balances',
    lists: ['balances'],
    entry: (number) => ({
      balanceType: 'interimBooked',
      balanceAmount: money,
      referenceDate: `2024-03-0${number + 1}`,
    }),
    answer: (lists) => lists,
    read: (ing, access) => ing.accounts.balances(access, account),
    optional: ['referenceDate', '2024-02-30'],
  },
  {
    name: 'transactions',
    lists: ['booked', 'pending', 'info'],
    entry: (number) => ({ transactionId: `t-${number}`, transactionAmount: money, bookingDate: '2024-03-04' }),
    answer: (lists) => ({ transactions: lists }),
    read: transactions,
    optional: ['valueDate', '2026-02-30'],
  },
  {
    name: 'transactions, a structured reference',
    lists: ['booked'],
    entry: (number) => ({ transactionId: `t-${number}`, transactionAmount: money }),
    answer: (lists) => ({ transactions: lists }),
    read: transactions,
    optional: ['remittanceInformationStructured', 7],
  },
  {
    name: 'transactions, a moment',
    lists: ['booked'],
    entry: (number) => ({ transactionId: `t-${number}`, transactionAmount: money }),
    answer: (lists) => ({ transactions: lists }),
    read: transactions,
    optional: ['executionDateTime', 'at noon'],
  },
  {
    name: 'card transactions',
    lists: ['booked', 'pending'],
    entry: (number) => ({ cardTransactionId: `c-${number}`, transactionAmount: money, bookingDate: '2024-03-04' }),
    answer: (lists) => ({ cardTransactions: lists }),
    read: (ing, access) => first(ing.accounts.transactions(access, card, {})),
    optional: ['transactionDate', 'yesterday'],
  },
  {
    name: 'standing orders',
    lists: ['standingOrderAgreementInformation'],
    entry: (number) => ({ transactionAmount: money, creditorName: `Creditor ${number}` }),
    answer: (lists) => ({ transactions: lists }),
    read: (ing, access) => ing.accounts.standingOrders(access, account),
    optional: ['creditorAccount', 'NL20'],
  },
  {
    name: 'payment requests',
    lists: ['paymentRequests'],
    entry: (number) => ({ id: `r-${number}`, status: 'open', fixedAmount: { value: 1.5, currency: 'EUR' } }),
    answer: (lists) => lists,
    read: (ing) => ing.paymentRequests.list(),
    optional: ['validUntil', 'soon'],
  },
  {
    name: 'received payments',
    lists: ['payments'],
    entry: (number) => ({ transactionId: `p-${number}`, amount: { value: 1.5, currency: 'EUR' } }),
    answer: (lists) => lists,
    read: (ing) => ing.paymentRequests.payments('r-1'),
    optional: ['executed', 'soon'],
  },
]

let options: IngOptions
let stop: () => Promise<void>

beforeAll(async () => {
  // For their certificates alone: no call leaves this process.
  const simulators = await startSimulators({ banks: ['ing'] })
  stop = () => simulators.stop()
  const { tls, signing } = simulators.pki.ing.tpp
  options = { environment: 'sandbox', tls, signing, clientId: 'e77d776b-90af-4684-bebc-521e5b2614dd' }
})
afterAll(async () => stop())

const session: Session = {
  specVersion: 1,
  id: 's',
  provider: 'ing',
  purpose: 'accounts',
  revision: 1,
  createdAt: 0,
  secrets: { accessToken: 'token', scope: '' },
}

const silent = () => undefined

const readWith = async ({ answer, read }: Listing, lists: Readonly<Record<string, readonly unknown[]>>) => {
  const clock = createFakeClock(Date.now())
  const transport = createRecordingTransport(
    ({ target }) => ({
      json: target === '/oauth2/token' ? { access_token: 't', expires_in: 900, scope: '' } : answer(lists),
    }),
    () => clock.now(),
  )
  const ing = createIngProvider(options, {
    clock,
    random: createSeededRandom('spoiled'),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    createTransport: () => transport,
    intents: createMemoryPaymentIntentStore(),
  })
  const access = createSessionAccess({ session, store: createMemorySessionStore(), auth: ing.auth, clock })
  return read(ing, access)
}

const size = 3

/** Entries with numbers of their own, list by list. */
const goodLists = ({ lists, entry }: Listing): Record<string, Json[]> =>
  Object.fromEntries(
    lists.map((list, at) => [list, Array.from({ length: size }, (_, index) => entry(at * size + index))]),
  )

/** Each listing with each place in it. */
const places = listings.flatMap((listing) =>
  listing.lists.flatMap((list, at) =>
    Array.from({ length: size }, (_, index) => ({
      listing,
      name: listing.name,
      list,
      index,
      place: at * size + index,
    })),
  ),
)

describe('a spoiled entry costs only itself, and is a problem', () => {
  it.each(places)('$name: entry $index of $list', async ({ listing, list, index, place }) => {
    const whole = await readWith(listing, goodLists(listing))
    expect(whole.problems).toEqual([])
    for (const spoiled of [null, 'x', {}, []]) {
      const lists = goodLists(listing)
      lists[list]?.splice(index, 1, spoiled as never)
      const { items, problems } = await readWith(listing, lists)
      expect(items).toEqual(whole.items.toSpliced(place, 1))
      expect(problems).toEqual([
        { index: place, message: expect.stringContaining(`${place} cannot be read`) as string },
      ])
    }
  })
})

describe('A10: a wrong optional field costs only the field, and is a problem', () => {
  it.each(places)('$name: entry $index of $list', async ({ listing, list, index, place }) => {
    const whole = await readWith(listing, goodLists(listing))
    const [field, value] = listing.optional
    const lists = goodLists(listing)
    const entry = lists[list]?.[index] ?? {}
    lists[list]?.splice(index, 1, { ...entry, [field]: value })
    const { items, problems } = await readWith(listing, lists)
    const { [field]: _gone, ...without } = entry
    const rawless = (all: readonly unknown[]) => all.map((item) => ({ ...Object(item), raw: undefined }))
    lists[list]?.splice(index, 1, without)
    expect(rawless(items)).toEqual(rawless((await readWith(listing, lists)).items))
    expect(items).toHaveLength(whole.items.length)
    expect(problems).toEqual([{ index: place, field, message: expect.stringContaining(field) as string }])
  })
})
