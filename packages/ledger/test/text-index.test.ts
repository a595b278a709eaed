import { addDays } from '@nostro/core'
import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ledger } from '../src/create-ledger.ts'
import type { LedgerTransaction, TransactionFilter } from '../src/read/ledger-types.ts'
import { query, type SqlStore } from '../src/store/sql.ts'
import { createSqliteStore } from '../src/store/sqlite/create-sqlite-store.ts'
import { dropTextIndex, hasTextIndex, textQuestion } from '../src/store/text-index.ts'
import { type BankEntry, createFakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

const hourMs = 3_600_000
const towns = ['Zwanenburg', 'Ålesund', 'Łódź', 'Amsterdam', 'Saint-Denis']

/** 2,600 entries of each of two accounts, 40 a day, newest first. */
const entriesOf = (account: number): readonly BankEntry[] =>
  Array.from({ length: 2600 }, (_, index) => ({
    day: addDays('2026-03-09', -Math.floor(index / 40)),
    amount: `-${1 + (index % 90)}.50`,
    id: String(10_000 * account - index),
    name: `Shop ${index % 300}`,
    text:
      index % 650 === 7
        ? `50% off "twice" at ${towns[Math.floor(index / 650)]}`
        : `Invoice ${(index * 7919) % 10_007} of account ${account}`,
  }))

const kinds = storeKinds.filter(({ missing, name }) => missing === undefined && name !== 'postgresql')

describe.each(kinds)('the index of texts with $name', ({ create }) => {
  let place: StorePlace
  let store: SqlStore
  let ledger: Ledger
  const clock = createFakeClock(testStart)
  const bank = createFakeBank({ mode: 'S', historyDays: null })
  const list = async (filter: TransactionFilter): Promise<readonly LedgerTransaction[]> => {
    const items: LedgerTransaction[] = []
    let cursor: string | undefined
    do {
      const page = await ledger.transactions({ ...filter, limit: 7, cursor })
      items.push(...page.items)
      cursor = page.cursor
    } while (cursor !== undefined && items.length < 40)
    return items
  }
  const readAll = async (filter: TransactionFilter): Promise<readonly LedgerTransaction[]> => {
    const items: LedgerTransaction[] = []
    let cursor: string | undefined
    do {
      const page = await ledger.transactions({ ...filter, limit: 1000, cursor })
      items.push(...page.items)
      cursor = page.cursor
    } while (cursor !== undefined)
    return items
  }
  let all: readonly LedgerTransaction[] = []
  const isReady = (): Promise<boolean> => store.read(() => hasTextIndex([1, 2]))

  beforeAll(async () => {
    place = await create()
    store = await place.open('texts')
    ledger = await openLedger(store, clock)
    bank.accounts = [
      { id: 'acc-1', iban: 'NL91ABNA0417164300' },
      { id: 'acc-2', iban: 'NL20INGB0001234567' },
    ]
    bank.pageSize = 1300
    bank.entries.set('acc-1', entriesOf(1)).set('acc-2', entriesOf(2))
    expect((await ledger.sync([bank.source()]).result()).added).toBe(5200)
    all = await readAll({})
  })
  afterAll(async () => {
    await ledger.close()
    await place.remove()
  })

  it.each<TransactionFilter>([
    { text: 'zwanenburg' },
    { text: 'Ålesund' },
    { text: 'łódź' },
    { text: 'Łódź' },
    { text: '50% off' },
    { text: '"twice"' },
    { text: 'Invoice 99' },
    { text: 'Shop 17' },
    { text: 'account 2', account: 'a2' },
    { text: 'account 2', account: 'a1' },
    { text: 'voice 7', from: '2026-01-20', to: '2026-02-02' },
    { text: '91', minAmount: '-20.00' },
    { text: 'no such text' },
    { text: 'Invoice', states: ['pending'] },
  ])('finds the same as all rows do: %j', async (filter) => {
    expect(await isReady()).toBe(true)
    const indexed = await list(filter)
    const { text, ...rest } = filter
    const rows = Object.keys(rest).length === 0 ? all : await readAll(rest)
    // LIKE of SQLite folds the case of ASCII letters alone.
    const fold = (value = ''): string => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    const read = rows.filter((item) =>
      [item.text, item.counterparty?.name].some((value) => fold(value).includes(fold(text))),
    )
    expect(indexed.map(({ id }) => id)).toEqual(read.slice(0, indexed.length).map(({ id }) => id))
    expect(indexed.length).toBeGreaterThanOrEqual(Math.min(40, read.length))
  })

  it('refuses what is no day and no amount, as without a text', async () => {
    const refusal = { code: 'invalid_request' }
    await expect(ledger.transactions({ text: 'no such text', from: '2026-02-31' })).rejects.toMatchObject(refusal)
    await expect(ledger.transactions({ text: 'no such text', minAmount: 'ten' })).rejects.toMatchObject(refusal)
  })

  it('follows texts and days that the bank changes, with the sync that brings them', async () => {
    const entries = [...(bank.entries.get('acc-1') ?? [])]
    const [first] = entries
    if (first === undefined) throw new Error('The bank lists nothing.')
    bank.entries.set('acc-1', [{ ...first, day: '2026-03-08', text: 'Refund Quixote' }, ...entries.slice(1)])
    await clock.advance(hourMs)
    expect((await ledger.sync([bank.source()]).result()).modified).toBe(1)
    expect(await isReady()).toBe(true)
    expect(await list({ text: 'Quixote' })).toMatchObject([{ day: '2026-03-08', text: 'Refund Quixote' }])
    expect((await list({ text: `${first.text}` })).map(({ text }) => text)).not.toContain('Refund Quixote')
    bank.entries.set('acc-1', [{ ...first, day: '2026-03-07', text: 'Refund Quixote' }, ...entries.slice(1)])
    await clock.advance(hourMs)
    await ledger.sync([bank.source()]).result()
    expect((await list({ text: 'Quixote' })).map(({ day }) => day)).toEqual(['2026-03-07'])
  })

  it('is made anew where it is missing, and holds nothing of what was erased', async () => {
    await store.write(() => dropTextIndex())
    expect([await isReady(), (await list({ text: 'Quixote' })).length]).toEqual([false, 1])
    expect([await ledger.indexTexts(), await ledger.indexTexts(), await isReady()]).toEqual([5200, 0, true])
    expect((await ledger.check()).problems).toEqual([])
    await ledger.backup(`${place.file('texts')}.backup`)
    const copy = await openLedger(await createSqliteStore({ file: `${place.file('texts')}.backup` }), clock)
    expect(await copy.store.read(() => hasTextIndex([1, 2]))).toBe(true)
    expect((await copy.transactions({ text: 'Quixote' })).items).toHaveLength(1)
    await copy.close()
    await ledger.erase(bank.id)
    expect(await isReady()).toBe(false)
    expect(await store.read(() => query("select name from sqlite_master where name like 'tx_text%'"))).toEqual([
      { name: 'tx_text_mark' },
    ])
  })
})

it('asks for the rarest parts of a text, and for none of a short one', () => {
  expect(textQuestion('Zwaan')).toBe('"Zwa" AND "waa" AND "aan"')
  expect(textQuestion('Invoice 7919 of account')).toMatch(/^"791" AND "919" AND/)
  expect(textQuestion('a "b"')).toContain('""')
  expect([textQuestion('ab'), textQuestion('')]).toEqual([undefined, undefined])
})
