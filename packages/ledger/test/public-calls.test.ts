import { NostroError } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import { createSeededRandom } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger, type Ledger } from '../src/create-ledger.ts'
import { createInvoices, type Invoices } from '../src/invoices/create-invoices.ts'
import { readInvoices } from '../src/invoices/read-invoices.ts'
import { createScheduler } from '../src/schedule/scheduler.ts'
import { copyLedger } from '../src/store/copy-ledger.ts'
import { createPostgresStore } from '../src/store/postgres/create-postgres-store.ts'
import { createSqliteStore } from '../src/store/sqlite/create-sqlite-store.ts'
import { toSource } from '../src/sync/to-source.ts'
import { startWorker } from '../src/worker/start-worker.ts'
import { openLedger } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

/** Members that throw when they are read. */
const spiteful = () =>
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('planted')
      },
      ownKeys: () => {
        throw new Error('planted')
      },
    },
  )

const looped = () => {
  const value: Record<string, unknown> = {}
  value['self'] = value
  return value
}

/** What plain JavaScript passes by mistake. */
const wrongs: Readonly<Record<string, () => unknown>> = {
  nothing: () => undefined,
  null: () => null,
  'a number': () => 7,
  'a text': () => 'x',
  'an empty text': () => '',
  'a list': () => [1],
  'a list of nothing': () => [undefined],
  'an empty object': () => ({}),
  'a misspelt member': () => ({ acount: 1, get: 1, nmuber: '1' }),
  'a function': () => () => 1,
  'a symbol': () => Symbol('x'),
  'a Date': () => new Date(0),
  'not a number': () => Number.NaN,
  'a bigint': () => 5n,
  'a lone promise': () => Promise.resolve('a1'),
  'itself inside': looped,
  'members that throw': spiteful,
}

/** Objects that have every member that is known, each of the wrong kind: the error must name the member. */
const memberWrongs = [null, 7, [1], {}, Symbol('x'), Number.NaN, new Date(0), () => 1]

type Call = (...args: readonly unknown[]) => unknown

const outcomeOf = async (call: Call, args: readonly unknown[]): Promise<unknown> => {
  try {
    const value = await call(...args)
    const hasResult = typeof value === 'object' && value !== null && 'result' in value
    if (hasResult && typeof value.result === 'function') await value.result()
    return undefined
  } catch (error) {
    return error
  }
}

/** Anything but a value, or an error of ours with words for people. */
const faultOf = (error: unknown): string | undefined => {
  if (error === undefined) return undefined
  if (!NostroError.isInstance(error))
    return String(error instanceof Error ? (error.stack ?? error) : error).slice(0, 300)
  return /undefined|\[object|NaN|Cannot |is not a function|planted/.test(`${error.message} ${error.hint}`)
    ? `${error.code}: ${error.message} ${error.hint}`
    : undefined
}

const skipped = /^(close|check|indexTexts|store|budgets|migrated)$/

const faultsOf = async (target: object, firsts: readonly (readonly unknown[])[]): Promise<readonly string[]> => {
  const faults: string[] = []
  for (const [name, member] of Object.entries(target)) {
    if (typeof member !== 'function' || skipped.test(name)) continue
    for (const first of firsts)
      for (const [what, make] of Object.entries(wrongs)) {
        const fault = faultOf(await outcomeOf(member as Call, [...first, make(), make(), make()]))
        if (fault !== undefined) faults.push(`${name} after ${first.length} with ${what}: ${fault}`)
      }
  }
  return faults
}

/** Calls with an object: the argument before it, and the object with good values. */
interface ObjectCall {
  readonly call: Call
  readonly before?: readonly unknown[] | undefined
  readonly good: Readonly<Record<string, unknown>>
}

/** A value of the same kind may be right. */
const kindOf = (value: unknown): string => Object.prototype.toString.call(value)

/** Each member in turn is spoiled: refused with `invalid_request`, and the error names the member. */
const unnamedIn = async (calls: Readonly<Record<string, ObjectCall>>): Promise<readonly string[]> => {
  const faults: string[] = []
  for (const [name, { call, before = [], good }] of Object.entries(calls)) {
    for (const member of [...Object.keys(good), 'msipelt'])
      for (const value of memberWrongs) {
        if (kindOf(value) === kindOf(good[member]) && !Number.isNaN(value)) continue
        const error = await outcomeOf(call, [...before, { ...good, [member]: value }])
        const isNamed =
          NostroError.isInstance(error) && error.code === 'invalid_request' && error.message.includes(`.${member}`)
        if (!isNamed) faults.push(`${name}: ${member} ${String(value)}: ${String(error)}`)
      }
  }
  return faults
}

describe('place 1: plain JavaScript that passes what no call takes: a value, or an error of ours by name', () => {
  let place: StorePlace
  let ledger: Ledger
  let invoices: Invoices
  beforeAll(async () => {
    const sqlite = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgres')
    if (sqlite === undefined) throw new Error('no SQLite driver is here')
    place = await sqlite.create()
    ledger = await openLedger(await place.open('calls'))
    invoices = createInvoices({ store: ledger.store, clock: systemClock })
  })
  afterAll(async () => {
    await ledger.close()
    await place.remove()
  })

  it('a ledger and its invoices', async () => {
    // A backup to "x" would be made in the working folder; its one argument is a text.
    const { backup: _, ...calls } = ledger
    expect(await faultsOf(calls, [[], ['a1-1'], ['a1-1', 'a1-2']])).toEqual([])
    expect(await faultsOf(invoices, [[], ['i1'], ['i1', true]])).toEqual([])
    const paths = Object.values(wrongs).filter((make) => typeof make() !== 'string')
    for (const make of paths) expect(faultOf(await outcomeOf(ledger.backup as Call, [make()]))).toBeUndefined()
  })

  it('what opens stores and ledgers', async () => {
    const calls = { createLedger, createInvoices, createScheduler, copyLedger, readInvoices, toSource, startWorker }
    expect(await faultsOf(calls, [[]])).toEqual([])
    expect(await faultsOf({ copyLedger }, [[ledger.store]])).toEqual([])
    expect(await faultsOf({ createSqliteStore, createPostgresStore }, [[]])).toEqual([])
  })

  it('an object with one wrong member: the error names that member', async () => {
    const { store } = ledger
    const random = createSeededRandom('x')
    const nothing = () => undefined
    expect(
      await unnamedIn({
        createLedger: {
          call: createLedger as Call,
          good: {
            store,
            clock: systemClock,
            random,
            masterKeys: [],
            rawAtRest: 'none',
            lease: { owner: 'o', isGone: nothing },
            leaseMs: 1,
            plan: { intervalMs: 1, jitterMs: 1 },
          },
        },
        createInvoices: {
          call: createInvoices as Call,
          good: { store, clock: systemClock, fees: { share: '0', most: '0' } },
        },
        createSqliteStore: {
          call: createSqliteStore as Call,
          good: { file: '/nonexistent/l', driver: 'node:sqlite', busyTimeoutMs: 1 },
        },
        createPostgresStore: {
          call: createPostgresStore as Call,
          good: { url: 'postgres://', schema: 'x', poolSize: 1 },
        },
        createScheduler: {
          call: createScheduler as Call,
          good: {
            ledger,
            clock: systemClock,
            connections: nothing,
            plan: { intervalMs: 1, jitterMs: 1 },
            sync: { full: true },
            onResult: nothing,
            onError: nothing,
          },
        },
        sync: {
          call: ledger.sync as Call,
          before: [[]],
          good: {
            ctx: { traceId: 't' },
            since: '2026-01-01',
            full: true,
            dryRun: true,
            createMissing: true,
            acceptRemovals: true,
            onlyDue: true,
            accounts: ['a1'],
            concurrency: 1,
          },
        },
        transactions: {
          call: ledger.transactions as Call,
          good: {
            account: 'a1',
            connection: 'c',
            from: '2026-01-01',
            to: '2026-01-02',
            text: 't',
            counterparty: 'c',
            minAmount: '1',
            maxAmount: '2',
            states: ['booked'],
            category: 'c',
            tag: 't',
            includeHidden: true,
            limit: 10,
            cursor: 'c',
          },
        },
        aggregate: {
          call: ledger.aggregate as Call,
          good: { by: 'month', account: 'a1', connection: 'c', from: '2026-01-01', to: '2026-01-02' },
        },
        recordPayment: {
          call: ledger.recordPayment as Call,
          good: {
            id: 'p',
            connection: 'c',
            endToEndId: 'e',
            amount: '1.00',
            currency: 'EUR',
            counterpartyIban: 'i',
            bankPaymentId: 'b',
          },
        },
        status: { call: ledger.status as Call, good: { freshMs: 1, lateMs: 2 } },
        rotateKey: { call: ledger.rotateKey as Call, good: { id: 'k', key: new Uint8Array(32) } },
        'invoices.list': {
          call: invoices.list as Call,
          good: { state: 'open', direction: 'payable', customer: 'c', number: '1', limit: 1, cursor: '1' },
        },
        'invoices.reconcile': { call: invoices.reconcile as Call, good: { account: 'a1', from: '2026-01-01' } },
        'invoices.matches': {
          call: invoices.matches as Call,
          good: { invoice: 'i1', entry: 'a1-1', status: 'rule', limit: 1, cursor: '1' },
        },
        'invoices.suggestions': {
          call: invoices.suggestions as Call,
          good: { invoice: 'i1', entry: 'a1-1', limit: 1, cursor: '1' },
        },
        'invoices.match': {
          call: invoices.match as Call,
          good: { entry: 'a1-1', invoice: 'i1', amount: '1', closeAs: 'fee' },
        },
      }),
    ).toEqual([])
  })

  it('names the place inside lists and nested objects', async () => {
    const messageOf = async (call: Call, ...args: readonly unknown[]) => String(await outcomeOf(call, args))
    expect(await messageOf(ledger.sync as Call, [{ id: 'c' }])).toContain('`connections[0].provider` is missing')
    expect(await messageOf(ledger.transactions as Call, { states: ['boked'] })).toContain('`filter.states[0]`')
    expect(await messageOf(ledger.annotate as Call, 'a1-1', { tags: ['a', Number.NaN] })).toContain('`patch.tags[1]`')
    expect(await messageOf(invoices.reconcile as Call, { rates: { 'USD/EUR': 0.92 } })).toContain(
      '`options.rates.USD/EUR`',
    )
    expect(
      await messageOf(createLedger as Call, { ...ledger, masterKeys: [{ id: 'k', key: 'secret' }] }),
    ).not.toContain('secret')
  })
})
