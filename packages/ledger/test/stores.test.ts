import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../src/store/migrations/migrate.ts'
import { query, type SqlStore } from '../src/store/sql.ts'
import { createFakeBank, refusal } from './support/fake-bank.ts'
import { masterKey, openLedger, testStart } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

const dayMs = 86_400_000

describe.each(storeKinds)('a ledger on $name', ({ missing, create }) => {
  if (missing !== undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: says why this driver is not tested here
    it.skip(missing)
    return
  }
  let place: StorePlace
  let count = 0
  const stores: SqlStore[] = []
  const open = async (name = `l${++count}`): Promise<SqlStore> => {
    const store = await place.open(name)
    stores.push(store)
    return store
  }
  beforeAll(async () => {
    place = await create()
  })
  afterAll(async () => {
    for (const store of stores) await store.close().catch(() => undefined)
    await place.remove()
  })

  it('migrates once, also when several programs start at the same time', async () => {
    const [one, two, three] = await Promise.all([open('same'), open('same'), open('same')])
    const runs = await Promise.all([one, two, three].map(migrate))
    expect(runs.flat()).toEqual(['0001-ledger', '0002-invoices', '0003-records', '0004-text-index'])
  })

  it('refuses a ledger that is newer than the program', async () => {
    const store = await open()
    await migrate(store)
    await store.write(() => query("insert into migration (name, at) values ('9999-later', '')"))
    await expect(migrate(store)).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining('9999-later'),
    })
  })

  it('writes nothing of a transaction that throws', async () => {
    const store = await open()
    await migrate(store)
    const failing = store.write(function* () {
      yield* query("insert into meta (name, value) values ('x', '1')")
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(await store.read(() => query("select name from meta where name = 'x'"))).toEqual([])
  })

  it('keeps a first sync page by page, and finds nothing new in the second', async () => {
    const bank = createFakeBank()
    bank.pageSize = 3
    bank.entries.set('acc-1', [
      { day: '2026-03-10', amount: '-3.00', status: 'pending', text: 'Coffee', id: 'p1' },
      ...Array.from({ length: 7 }, (_, index) => ({
        day: `2026-03-0${9 - index}`,
        amount: `-${index + 1}.10`,
        id: `b${index}`,
        text: `Shop ${index}`,
      })),
      { day: '2026-03-02', amount: '1000', text: 'Salary' },
      { day: '2026-03-02', amount: '1000.00', text: 'Salary' },
    ])
    bank.balances.set('acc-1', '5000.00')
    const ledger = await openLedger(await open())
    const first = await ledger.sync([bank.source()]).result()
    expect(first).toMatchObject({ added: 10, modified: 0, removed: 0, claimed: 0, problems: 0 })
    expect(first.accounts[0]).toMatchObject({
      walk: 'backfill',
      outcome: 'complete',
      gate: 'unproven',
      grantedFrom: '2025-12-10',
    })
    const second = await ledger.sync([bank.source()]).result()
    expect(second).toMatchObject({ added: 0, modified: 0, removed: 0, claimed: 0 })
    expect(second.accounts[0]).toMatchObject({ walk: 'overlap', gate: 'balanced' })
    const { items } = await ledger.transactions()
    expect(items.map(({ id }) => id)).toEqual([
      'a1-1',
      'a1-2',
      'a1-3',
      'a1-4',
      'a1-5',
      'a1-6',
      'a1-7',
      'a1-8',
      'a1-10',
      'a1-9',
    ])
    expect(await ledger.check()).toEqual({ accounts: 1, transactions: 10, problems: [] })
  })

  it('claims what was pending, keeps its notes, explains and undoes it', async () => {
    const bank = createFakeBank()
    const clock = createFakeClock(testStart)
    const ledger = await openLedger(await open(), clock)
    bank.entries.set('acc-1', [
      { day: '2026-03-09', amount: '-12.50', status: 'pending', text: 'COFFEE CORNER', id: 'p1' },
    ])
    await ledger.sync([bank.source()]).result()
    await ledger.annotate('a1-1', { note: 'with Anna', tags: ['fun'] }, 'me')
    clock.set(testStart + dayMs)
    bank.entries.set('acc-1', [{ day: '2026-03-11', amount: '-12.50', text: 'Coffee Corner Utrecht', id: 'b1' }])
    const { claimed, added } = await ledger.sync([bank.source()]).result()
    expect({ claimed, added }).toEqual({ claimed: 1, added: 0 })
    const explained = await ledger.explain('a1-1')
    expect(explained.transaction).toMatchObject({
      state: 'booked',
      text: 'Coffee Corner Utrecht',
      annotations: { note: 'with Anna', tags: ['fun'] },
    })
    expect(explained.decisions).toMatchObject([{ kind: 'claimed', points: 95 }])
    expect(explained.versions).toMatchObject([{ before: { state: 'pending', text: 'COFFEE CORNER' } }])
    expect(explained.raw).toMatchObject({ id: 'b1' })
    const booked = await ledger.undoClaim('a1-1', 'me')
    expect(booked).toBe('a1-2')
    expect((await ledger.explain('a1-1')).transaction).toMatchObject({
      state: 'pending',
      text: 'COFFEE CORNER',
      annotations: { note: 'with Anna' },
    })
    const again = await ledger.sync([bank.source()]).result()
    expect(again).toMatchObject({ added: 0, claimed: 0, removed: 0 })
    await ledger.applySuggestion('a1-1', 'a1-2', 'me')
    expect((await ledger.transactions()).items).toMatchObject([
      { id: 'a1-1', state: 'booked', text: 'Coffee Corner Utrecht' },
    ])
    expect(await ledger.sync([bank.source()]).result()).toMatchObject({ added: 0, claimed: 0, removed: 0, modified: 0 })
    expect((await ledger.check()).problems).toEqual([])
  })

  it('goes on with a backfill at its cursor after a page failed', async () => {
    const bank = createFakeBank({ mode: 'N' })
    bank.pageSize = 2
    bank.entries.set(
      'acc-1',
      Array.from({ length: 9 }, () => ({ day: '2026-03-05', amount: '-1.00', text: 'twin' })),
    )
    bank.failAt = { page: 2, error: refusal('bank_unavailable', 'Down.') }
    const ledger = await openLedger(await open())
    const failed = await ledger.sync([bank.source()]).result()
    expect(failed).toMatchObject({ added: 0, accounts: [{ error: { code: 'bank_unavailable' } }] })
    expect((await ledger.transactions()).items).toHaveLength(4)
    bank.failAt = undefined
    const done = await ledger.sync([bank.source()]).result()
    expect(done).toMatchObject({ added: 5, accounts: [{ walk: 'backfill', outcome: 'complete' }] })
    expect(bank.calls.at(-1)).toBe('transactions acc-1 2025-12-10 at 2')
    expect((await ledger.sync([bank.source()]).result()).added).toBe(0)
  })

  it('begins anew, and loses and doubles nothing, when the bank refuses the cursor', async () => {
    const bank = createFakeBank({ mode: 'N' })
    bank.pageSize = 2
    bank.entries.set(
      'acc-1',
      Array.from({ length: 9 }, () => ({ day: '2026-03-05', amount: '-1.00', text: 'twin' })),
    )
    bank.failAt = { page: 2, error: refusal('bank_unavailable', 'Down.') }
    const ledger = await openLedger(await open())
    await ledger.sync([bank.source()]).result()
    bank.failAt = undefined
    bank.refusesCursors = true
    expect(await ledger.sync([bank.source()]).result()).toMatchObject({ added: 5 })
    expect((await ledger.transactions({ limit: 100 })).items).toHaveLength(9)
    expect((await ledger.sync([bank.source()]).result()).added).toBe(0)
  })

  it('P9: readers of the change feed end with what the ledger lists', async () => {
    const bank = createFakeBank({ mode: 'N' })
    const clock = createFakeClock(testStart)
    const ledger = await openLedger(await open(), clock)
    const copy = new Map<string, string>()
    let cursor: string | undefined
    const follow = async (limit: number): Promise<void> => {
      for (;;) {
        const changes = await ledger.changes(cursor, limit)
        for (const row of [...changes.added, ...changes.modified]) copy.set(row.id, JSON.stringify(row))
        for (const id of changes.removed) copy.delete(id)
        cursor = changes.cursor
        if (!changes.hasMore) return
      }
    }
    const listed = async (): Promise<Map<string, string>> =>
      new Map(
        (await ledger.transactions({ limit: 1000, includeHidden: true })).items.map((row) => [
          row.id,
          JSON.stringify(row),
        ]),
      )
    const base = Array.from({ length: 8 }, (_, index) => ({
      day: '2026-03-08',
      amount: `-${index + 1}.00`,
      text: `Shop ${index}`,
    }))
    for (const entries of [base, base.slice(1), base.slice(1), base, [...base, ...base]]) {
      bank.entries.set('acc-1', entries)
      await ledger.sync([bank.source()]).result()
      clock.set(clock.now() + dayMs)
      await follow(3)
      expect(copy).toEqual(await listed())
    }
    await ledger.annotate('a1-3', { deleted: true })
    await ledger.annotate('a1-4', { note: 'x' })
    await follow(1)
    expect(copy.has('a1-3')).toBe(false)
    await ledger.annotate('a1-3', { deleted: null })
    await follow(1)
    expect(copy).toEqual(await listed())
  })

  it('P12: work under an old lease writes nothing', async () => {
    const bank = createFakeBank()
    bank.pageSize = 1
    bank.entries.set(
      'acc-1',
      ['3', '2', '1'].map((day) => ({ day: `2026-03-0${day}`, amount: `-${day}.00` })),
    )
    const store = await open()
    const ledger = await openLedger(store)
    bank.beforePage = (page) =>
      page === 2 ? store.write(() => query('update lease set epoch = epoch + 1')) : undefined
    const result = await ledger.sync([bank.source()]).result()
    expect(result.accounts).toMatchObject([{ error: { code: 'conflict' } }])
    expect((await ledger.transactions()).items).toHaveLength(1)
  })

  it('finds accounts again over a renewal, and ids issued anew change nothing', async () => {
    const bank = createFakeBank()
    const list = (prefix: string) =>
      Array.from({ length: 5 }, (_, index) => ({
        day: '2026-03-08',
        amount: '-5.00',
        text: `Shop ${index}`,
        id: `${prefix}${index}`,
      }))
    bank.entries.set('acc-1', list('one-'))
    const ledger = await openLedger(await open())
    await ledger.sync([bank.source()]).result()
    bank.consent = { key: 'consent-2' }
    bank.accounts = [{ id: 'other-id', iban: 'NL91ABNA0417164300', name: 'Renamed' }]
    bank.entries.set('other-id', list('two-'))
    expect(await ledger.sync([bank.source()]).result()).toMatchObject({ added: 0, modified: 0, removed: 0 })
    expect(await ledger.accounts()).toMatchObject([{ id: 'a1', name: 'Renamed' }])
    expect((await ledger.transactions()).items.map(({ bankId }) => bankId)).toContain('two-3')
  })

  it('P13: the gate proves the book, and says by how much it is off', async () => {
    const bank = createFakeBank()
    bank.entries.set('acc-1', [{ day: '2026-03-08', amount: '-5.00', id: 'a' }])
    bank.balances.set('acc-1', '100.00')
    const clock = createFakeClock(testStart)
    const ledger = await openLedger(await open(), clock)
    const gates: unknown[] = []
    const sync = async (): Promise<void> => {
      clock.set(clock.now() + dayMs / 4)
      const [account] = (await ledger.sync([bank.source()]).result()).accounts
      gates.push([account?.gate, account?.gateOff])
    }
    await sync()
    bank.balances.set('acc-1', '90.00')
    await sync()
    await sync()
    bank.entries.set('acc-1', [
      { day: '2026-03-09', amount: '-10.00', id: 'b' },
      { day: '2026-03-08', amount: '-5.00', id: 'a' },
    ])
    await sync()
    expect(gates).toEqual([
      ['unproven', undefined],
      ['waiting', undefined],
      ['off', '-10'],
      ['balanced', undefined],
    ])
    expect(await ledger.accounts()).toMatchObject([{ total: '-15', gate: 'balanced' }])
  })

  it('filters, searches and sums', async () => {
    const bank = createFakeBank()
    bank.accounts = [
      { id: 'acc-1', iban: 'NL91ABNA0417164300' },
      { id: 'acc-2', iban: 'NL20INGB0001234567' },
    ]
    bank.entries.set('acc-1', [
      { day: '2026-03-08', amount: '-5.00', text: 'Coffee 100%', name: 'Bar' },
      { day: '2026-02-08', amount: '20.00', name: 'Anna' },
    ])
    bank.entries.set('acc-2', [
      { day: '2026-03-08', amount: '-7.25', text: 'Tea', name: 'bar', iban: 'NL91ABNA0417164300' },
    ])
    const ledger = await openLedger(await open())
    await ledger.sync([bank.source()]).result()
    const ids = async (filter: Parameters<typeof ledger.transactions>[0]) =>
      (await ledger.transactions(filter)).items.map(({ id }) => id)
    expect(await ids({})).toEqual(['a1-1', 'a2-1', 'a1-2'])
    expect(await ids({ account: 'a2' })).toEqual(['a2-1'])
    expect(await ids({ text: 'COFFEE 100%' })).toEqual(['a1-1'])
    expect(await ids({ text: '%' })).toEqual(['a1-1'])
    expect(await ids({ counterparty: 'BAR' })).toEqual(['a1-1', 'a2-1'])
    expect(await ids({ counterparty: 'NL91 ABNA 0417 1643 00' })).toEqual(['a2-1'])
    expect(await ids({ maxAmount: '-6' })).toEqual(['a2-1'])
    expect(await ids({ from: '2026-02-01', to: '2026-02-28' })).toEqual(['a1-2'])
    await ledger.annotate('a1-1', { category: 'food', tags: ['x', 'y'] })
    expect(await ids({ category: 'food' })).toEqual(['a1-1'])
    expect(await ids({ tag: 'y' })).toEqual(['a1-1'])
    const pages: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await ledger.transactions({ limit: 1, cursor })
      pages.push(...page.items.map(({ id }) => id))
      cursor = page.cursor
      if (cursor === undefined) break
    }
    expect(pages).toEqual(['a1-1', 'a2-1', 'a1-2'])
    const everywhere = await ledger.aggregate({ by: 'month' })
    expect(await ledger.aggregate({ by: 'month', connection: 'fake-1' })).toEqual(everywhere)
    expect(await ledger.aggregate({ by: 'month', connection: 'another' })).toEqual([])
    expect(everywhere).toEqual([
      {
        key: '2026-02',
        count: 1,
        income: { amount: '20', currency: 'EUR' },
        spending: { amount: '0', currency: 'EUR' },
      },
      {
        key: '2026-03',
        count: 2,
        income: { amount: '0', currency: 'EUR' },
        spending: { amount: '-12.25', currency: 'EUR' },
      },
    ])
  })

  it('keeps a deleted row away, however often the bank lists it (R12, P8)', async () => {
    const bank = createFakeBank({ mode: 'N' })
    bank.entries.set('acc-1', [{ day: '2026-03-08', amount: '-5.00', text: 'secret gift' }])
    const ledger = await openLedger(await open())
    await ledger.sync([bank.source()]).result()
    await ledger.annotate('a1-1', { deleted: true })
    expect(await ledger.sync([bank.source()]).result()).toMatchObject({ added: 0 })
    expect((await ledger.transactions()).items).toEqual([])
  })

  it('isolates accounts and endpoints, and ends only when the consent has ended', async () => {
    const bank = createFakeBank()
    bank.accounts = [
      { id: 'acc-1', iban: 'NL91ABNA0417164300' },
      { id: 'acc-2', iban: 'NL20INGB0001234567' },
    ]
    bank.entries.set('acc-1', [{ day: '2026-03-08', amount: '-5.00' }])
    bank.entries.set('acc-2', [{ day: '2026-03-08', amount: '-6.00' }])
    bank.balancesError = refusal('bank_unavailable', 'No balances now.')
    const ledger = await openLedger(await open())
    const result = await ledger.sync([bank.source()]).result()
    expect(result.accounts).toMatchObject([{ added: 1, balancesError: { code: 'bank_unavailable' } }, { added: 1 }])
    bank.balancesError = refusal('consent_expired', 'Ended.')
    const ended = await ledger.sync([bank.source()]).result()
    expect(ended.accounts.map(({ error }) => error?.code)).toEqual(['consent_expired', 'consent_expired'])
    expect(ended.connections).toMatchObject([{ error: { code: 'consent_expired' } }])
  })

  it('keeps what could not be read with the report, and removes nothing in such a walk', async () => {
    const bank = createFakeBank({ mode: 'N' })
    bank.entries.set('acc-1', [
      { day: '2026-03-08', amount: '-5.00' },
      { day: '2026-03-07', amount: '-6.00' },
    ])
    const ledger = await openLedger(await open())
    await ledger.sync([bank.source()]).result()
    bank.entries.set('acc-1', [{ day: '2026-03-08', amount: '-5.00' }])
    bank.problems = [{ index: 1, message: 'The amount is not a number.' }]
    for (let time = 0; time < 3; time += 1) {
      expect(await ledger.sync([bank.source()]).result()).toMatchObject({
        removed: 0,
        problems: 1,
        accounts: [{ outcome: 'incomplete' }],
      })
    }
    bank.problems = [{ index: 1, field: 'valueDate', message: 'Not a day.' }]
    await ledger.sync([bank.source()]).result()
    expect(await ledger.sync([bank.source()]).result()).toMatchObject({
      removed: 1,
      problems: 1,
      accounts: [{ outcome: 'complete' }],
    })
  })

  it('keeps the problems of a first page over all pages of a first sync', async () => {
    const bank = createFakeBank({ mode: 'N' })
    bank.pageSize = 1
    bank.entries.set('acc-1', [
      { day: '2026-03-08', amount: '-5.00' },
      { day: '2026-03-07', amount: '-6.00' },
      { day: '2026-03-06', amount: '-7.00' },
    ])
    bank.problems = [{ index: 1, message: 'The amount is not a number.' }]
    const ledger = await openLedger(await open())
    const { added, problems, accounts } = await ledger.sync([bank.source()]).result()
    expect([added, problems, accounts[0]?.outcome]).toEqual([3, 1, 'incomplete'])
  })

  it('asks for a shorter history where the bank refuses the period, and says what it gave', async () => {
    const bank = createFakeBank({ historyDays: null })
    bank.refusesBefore = '2025-03-01'
    bank.servesFrom = '2025-06-01'
    const ledger = await openLedger(await open())
    const { accounts } = await ledger.sync([bank.source()], { ctx: { psu: { ipAddress: '203.0.113.7' } } }).result()
    expect(bank.calls.filter((call) => call.startsWith('transactions'))).toEqual([
      'transactions acc-1 2023-03-11',
      'transactions acc-1 2024-03-10',
      'transactions acc-1 2025-03-10',
    ])
    expect(accounts).toMatchObject([{ grantedFrom: '2025-06-01' }])
  })

  it('a dry run keeps no entry', async () => {
    const bank = createFakeBank()
    bank.entries.set('acc-1', [{ day: '2026-03-08', amount: '-5.00' }])
    const ledger = await openLedger(await open())
    expect(await ledger.sync([bank.source()], { dryRun: true }).result()).toMatchObject({ added: 1 })
    expect((await ledger.transactions()).items).toEqual([])
    expect(await ledger.sync([bank.source()]).result()).toMatchObject({ added: 1 })
  })

  it('links a payment that was made to the entry that it became', async () => {
    const bank = createFakeBank()
    const ledger = await openLedger(await open())
    await ledger.sync([bank.source()]).result()
    await ledger.recordPayment({
      id: 'intent-1',
      connection: 'fake-1',
      endToEndId: 'E2E-9',
      amount: '10.0',
      currency: 'EUR',
    })
    bank.entries.set('acc-1', [
      { day: '2026-03-08', amount: '-10.00', endToEndId: 'E2E-9' },
      { day: '2026-03-08', amount: '-10.00' },
    ])
    await ledger.sync([bank.source()]).result()
    expect((await ledger.explain('a1-1')).payment).toBe('intent-1')
    expect((await ledger.explain('a1-2')).payment).toBeUndefined()
  })

  it('counts unattended reads over restarts, and never more than four in 24 hours', async () => {
    const bank = createFakeBank({ unattendedReads: 4 })
    const clock = createFakeClock(testStart + 11.5 * 3_600_000)
    const name = `budget${++count}`
    for (let time = 0; time < 6; time += 1) {
      const ledger = await openLedger(await open(name), clock)
      const { accounts } = await ledger.sync([bank.source()]).result()
      expect(accounts[0]?.error?.code).toBe(time < 4 ? undefined : 'rate_limited')
      clock.set(clock.now() + 20 * 60_000)
    }
    expect(bank.calls.filter((call) => call.startsWith('transactions'))).toHaveLength(4)
    const ledger = await openLedger(await open(name), clock)
    const attended = await ledger.sync([bank.source()], { ctx: { psu: { ipAddress: '203.0.113.7' } } }).result()
    expect(attended.accounts[0]?.error).toBeUndefined()
  })

  it('keeps budgets that slide: all buckets or none, closed by the bank, given back, over restarts', async () => {
    const name = `budgets${++count}`
    const { budgets } = await openLedger(await open(name))
    const want = (bucket: string, limit: number) => ({ bucket, limit, windowMs: dayMs })
    expect(await budgets.take([want('a', 2), want('b', 1)])).toMatchObject({ granted: true })
    expect(await budgets.take([want('a', 2), want('b', 1)])).toMatchObject({ granted: false, bucket: 'b' })
    const taken = await budgets.take([want('a', 2)])
    if (!taken.granted) throw new Error('The refused call was counted.')
    const again = (await openLedger(await open(name))).budgets
    expect(await again.take([want('a', 2)])).toMatchObject({ granted: false, bucket: 'a' })
    await again.giveBack(['a'], taken.takenAt)
    expect(await again.take([want('a', 2)])).toMatchObject({ granted: true })
    expect(await again.take([want('never', 0)])).toMatchObject({ granted: false })
    await again.close('c', 10 * dayMs)
    const [closed] = await again.usage('c')
    expect(closed?.closedForMs).toBeGreaterThan(dayMs / 2)
    expect(closed?.closedForMs).toBeLessThanOrEqual(dayMs)
    const many = await Promise.all(Array.from({ length: 8 }, () => again.take([want('d', 3)])))
    expect(many.filter(({ granted }) => granted)).toHaveLength(3)
  })

  it('seals originals, and a rotated key opens them as well', async () => {
    const bank = createFakeBank()
    bank.entries.set('acc-1', [{ day: '2026-03-08', amount: '-5.00', text: 'visible' }])
    const store = await open()
    const ledger = await openLedger(store)
    await ledger.sync([bank.source()]).result()
    const next = { id: 'test-master-2', key: new Uint8Array(32).fill(9) }
    expect(await ledger.rotateKey(next)).toEqual({ changed: true })
    await expect(openLedger(store)).rejects.toMatchObject({ code: 'invalid_config' })
    const opened = await openLedger(store, undefined, { masterKeys: [next, masterKey] })
    expect((await opened.explain('a1-1')).raw).toMatchObject({ secretOfRaw: 'only-in-raw visible' })
    await store.write(() => query('update raw_batch set account = account + 0, id = id + 1'))
    await store.write(() => query('update tx set batch = batch + 1'))
    await expect(opened.explain('a1-1')).rejects.toMatchObject({ code: 'verification_failed' })
  })

  it('erases a person, and keeps days, amounts and numbers', async () => {
    const bank = createFakeBank({ mode: 'S' })
    bank.entries.set('acc-1', [
      { day: '2026-03-08', amount: '-5.00', text: 'Doctor', name: 'Dr. Bone', iban: 'NL20INGB0001234567', id: '77' },
    ])
    const ledger = await openLedger(await open())
    await ledger.sync([bank.source()]).result()
    const { cursor } = await ledger.changes()
    expect(await ledger.erase('fake-1')).toEqual({ transactions: 1 })
    const { modified } = await ledger.changes(cursor)
    expect(modified).toMatchObject([{ id: 'a1-1', amount: { amount: '-5.00' }, day: '2026-03-08' }])
    expect(JSON.stringify([modified, await ledger.accounts(), await ledger.explain('a1-1')])).not.toMatch(
      /Doctor|Bone|NL20|NL91|Daily/,
    )
    expect((await ledger.check()).problems).toEqual([])
  })
})
