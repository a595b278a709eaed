import { systemClock } from '@nostro/core/node'
import {
  connectionStoreCases,
  createSeededRandom,
  paymentIntentStoreCases,
  sessionStoreCases,
} from '@nostro/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLedger, type Ledger } from '../src/create-ledger.ts'
import { query } from '../src/store/sql.ts'
import { masterKey } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

const session = {
  specVersion: 1,
  id: 's1',
  provider: 'ing',
  purpose: 'accounts',
  revision: 3,
  createdAt: 5,
  secrets: { token: 'secret-token' },
} as const
const connection = {
  id: 'c1',
  instance: 'ing',
  provider: 'ing',
  sessionId: 's1',
  createdAt: 5,
  updatedAt: 5,
  revision: 2,
} as const

describe.each(storeKinds)('records in a ledger on $name', ({ missing, create }) => {
  if (missing !== undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: says why this driver is not tested here
    it.skip(missing)
    return
  }
  let place: StorePlace
  let names = 0
  const opened: Ledger[] = []
  const open = async (name: string): Promise<Ledger> => {
    const store = await place.open(name)
    const random = createSeededRandom(`records ${opened.length}`)
    const ledger = await createLedger({ store, clock: systemClock, random, masterKeys: [masterKey] })
    opened.push(ledger)
    return ledger
  }
  const fresh = () => {
    names += 1
    const name = `records_${names}`
    return async () => (await open(name)).records().stores
  }
  beforeAll(async () => {
    place = await create()
  })
  afterEach(async () => {
    for (const ledger of opened.splice(0)) await ledger.close()
  })
  afterAll(() => place.remove())

  it.each(sessionStoreCases)('sessions: $name', ({ run }) => {
    const stores = fresh()
    return run(async () => (await stores()).sessions)
  })
  it.each(connectionStoreCases)('connections: $name', ({ run }) => {
    const stores = fresh()
    return run(async () => (await stores()).connections)
  })
  it.each(paymentIntentStoreCases)('payment intents: $name', ({ run }) => {
    const stores = fresh()
    return run(async () => (await stores()).intents)
  })

  it('are taken over once, and what was deleted since does not come back', async () => {
    const ledger = await open('taken')
    const records = ledger.records()
    const found = { sessions: [session], connections: [connection], intents: [] }
    expect(await records.takeOver('/files', found)).toBe(2)
    expect(await records.stores.sessions.get('s1')).toEqual(session)
    await records.stores.connections.delete('c1')
    expect(await records.takeOver('/files', found)).toBe(0)
    expect(await records.stores.connections.list()).toEqual([])
    await records.forgetOrigin('/files')
    expect(await records.takeOver('/files', { ...found, sessions: [{ ...session, revision: 9 }] })).toBe(1)
    // What stands in the ledger is newer than any file.
    expect((await records.stores.sessions.get('s1'))?.revision).toBe(3)
    expect(await records.stores.connections.get('c1')).toEqual(connection)
  })

  it('cannot be exchanged or changed unseen, and one that is damaged does not hide the others', async () => {
    const ledger = await open('damaged')
    const { stores } = ledger.records()
    await stores.sessions.put({ ...session, revision: 1 }, undefined)
    await stores.sessions.put({ ...session, id: 's2', revision: 1 }, undefined)
    await ledger.store.write(() =>
      query("update record set body = (select body from record where id = 's1') where id = 's2'"),
    )
    expect((await stores.sessions.list()).map(({ id }) => id)).toEqual(['s1'])
    expect(await stores.sessions.problems?.()).toMatchObject([{ where: 'ledger record session s2', reason: 'damaged' }])
    await expect(stores.sessions.get('s2')).rejects.toMatchObject({ code: 'invalid_config' })
  })

  it('of a process that ended are free at once; one that lives is waited for', async () => {
    const ledger = await open('locked')
    const { sessions } = ledger.records().stores
    const gone = "insert into record_lock (name, owner, until) values ('session/s1', ?, ?)"
    const { hostname } = await import('node:os')
    await ledger.store.write(() => query(gone, `${hostname()}/999999999/x`, systemClock.now() + 86_400_000))
    expect(await sessions.withLock('s1', async () => 'taken')).toBe('taken')
    await ledger.store.write(() => query(gone, `elsewhere/1/x`, systemClock.now() + 86_400_000))
    const abort = new AbortController()
    const waiting = sessions.withLock('s1', async () => 'never', abort.signal)
    abort.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })

  it('go with the person whose data is erased', async () => {
    const ledger = await open('erased')
    const { stores } = ledger.records()
    await stores.sessions.put({ ...session, revision: 1 }, undefined)
    await stores.connections.put({ ...connection, revision: 1 }, undefined)
    await ledger.store.write(() =>
      query(
        "insert into connection (id, provider, environment, session_id, status, created_at) values ('c1', 'ing', 'test', 's1', 'connected', 1)",
      ),
    )
    await ledger.erase('c1')
    expect(await stores.sessions.list()).toEqual([])
    expect(await stores.connections.list()).toEqual([])
  })
})

it('records need a master key, and say so', async () => {
  const kind = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgresql')
  const place = await kind?.create()
  if (place === undefined) throw new Error('No SQLite driver.')
  const store = await place.open('none')
  const ledger = await createLedger({ store, clock: systemClock, random: createSeededRandom('n'), rawAtRest: 'none' })
  expect(() => ledger.records()).toThrow('master key')
  await ledger.close()
  await place.remove()
})
