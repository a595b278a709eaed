import assert from 'node:assert/strict'
import type { ConnectionRecord, ConnectionStore } from '../contracts/connection-store.ts'
import type { StoreCase } from './store-case.ts'

const record = (id: string, changes: Partial<ConnectionRecord> = {}): ConnectionRecord => ({
  id,
  instance: 'bunq-company',
  provider: 'bunq',
  label: 'Company åäö',
  owner: 'customer 7/å',
  customer: 'b2d1',
  sessionId: `session-${id}`,
  consent: { validUntil: 1_900_000_000_000, announced: [14, 7] },
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_000_000,
  revision: 1,
  data: { nested: [1, 'two', null] },
  ...changes,
})

const isRefusal =
  (code: string) =>
  (error: unknown): boolean =>
    (error as { readonly code?: unknown } | null)?.code === code

/**
 * The rules of the `ConnectionStore` contract, for any test runner.
 *
 * @example
 * ```ts
 * it.each(connectionStoreCases)('$name', ({ run }) => run(() => createMyStore(url)))
 * ```
 */
export const connectionStoreCases: readonly StoreCase<ConnectionStore>[] = [
  {
    name: 'gives back all of what was put, also to another handle',
    run: async (open) => {
      await (await open()).put(record('a'), undefined)
      assert.deepEqual(await (await open()).get('a'), record('a'))
      assert.equal(await (await open()).get('b'), undefined)
    },
  },
  {
    name: 'leaves absent members absent',
    run: async (open) => {
      const store = await open()
      const { label: _label, owner: _owner, customer: _customer, consent: _consent, data: _data, ...bare } = record('a')
      await store.put({ ...bare, label: undefined }, undefined)
      assert.deepEqual(await store.get('a'), bare)
    },
  },
  {
    name: 'writes only over the expected revision',
    run: async (open) => {
      const store = await open()
      assert.equal(await store.put(record('a', { revision: 2 }), 1), false)
      assert.equal(await store.get('a'), undefined)
      assert.equal(await store.put(record('a'), undefined), true)
      assert.equal(await store.put(record('a', { label: 'second' }), undefined), false)
      assert.equal(await store.put(record('a', { revision: 3 }), 2), false)
      assert.equal(await store.put(record('a', { revision: 2, label: 'next' }), 1), true)
      assert.equal((await store.get('a'))?.label, 'next')
    },
  },
  {
    name: 'lets exactly one of many writers of the same revision win',
    run: async (open) => {
      const handles = await Promise.all(Array.from({ length: 8 }, async () => open()))
      const created = await Promise.all(
        handles.map((store, index) => store.put(record('a', { label: `writer ${index}` }), undefined)),
      )
      assert.equal(created.filter(Boolean).length, 1)
      assert.equal((await handles[0]?.get('a'))?.label, `writer ${created.indexOf(true)}`)
    },
  },
  {
    name: 'refuses a revision that does not grow by one',
    run: async (open) => {
      const store = await open()
      await assert.rejects(store.put(record('a', { revision: 2 }), undefined), isRefusal('invalid_request'))
      await store.put(record('a'), undefined)
      await assert.rejects(store.put(record('a'), 1), isRefusal('invalid_request'))
    },
  },
  {
    name: 'lists by instance and by owner, oldest first',
    run: async (open) => {
      const store = await open()
      await store.put(record('c', { createdAt: 3 }), undefined)
      await store.put(record('a', { createdAt: 2, owner: 'other' }), undefined)
      await store.put(record('b', { createdAt: 2, instance: 'ing' }), undefined)
      const ids = async (filter?: Parameters<ConnectionStore['list']>[0]): Promise<readonly string[]> =>
        (await store.list(filter)).map(({ id }) => id)
      assert.deepEqual(await ids(), ['a', 'b', 'c'])
      assert.deepEqual(await ids({ instance: 'bunq-company' }), ['a', 'c'])
      assert.deepEqual(await ids({ owner: 'customer 7/å' }), ['b', 'c'])
      assert.deepEqual(await ids({ owner: 'other', instance: 'ing' }), [])
    },
  },
  {
    name: 'deletes, and may create the id again',
    run: async (open) => {
      const store = await open()
      await store.delete('a')
      await store.put(record('a'), undefined)
      await store.delete('a')
      assert.equal(await store.get('a'), undefined)
      assert.deepEqual(await store.list(), [])
      assert.equal(await store.put(record('a'), undefined), true)
    },
  },
  {
    name: 'is not changed through what it was given or gave',
    run: async (open) => {
      const store = await open()
      const given = { ...record('a'), data: { list: [1] } }
      await store.put(given, undefined)
      given.data.list.push(2)
      const got = (await store.get('a')) as { label?: string | undefined } | undefined
      if (got !== undefined) got.label = 'changed'
      assert.deepEqual(await store.get('a'), { ...record('a'), data: { list: [1] } })
    },
  },
  {
    name: 'runs one holder of an id at a time, and ends a lock when its work fails',
    run: async (open) => {
      const handles = await Promise.all(Array.from({ length: 5 }, async () => open()))
      let inside = 0
      const most: number[] = []
      const work = async (): Promise<void> => {
        most.push(++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
      }
      await Promise.all(handles.map(async (store) => store.withLock?.('a', work)))
      const [store] = handles
      if (store?.withLock === undefined) return
      assert.deepEqual(most, [1, 1, 1, 1, 1])
      await assert.rejects(
        store.withLock('a', () => Promise.reject(new Error('the work failed'))),
        /the work failed/,
      )
      assert.equal(await store.withLock('a', async () => 'again'), 'again')
    },
  },
  {
    name: 'refuses ids that are no file names',
    run: async (open) => {
      const store = await open()
      for (const id of ['', '../x', 'a/b', '.hidden', 'x'.repeat(101)]) {
        await assert.rejects(store.get(id), isRefusal('invalid_request'))
        await assert.rejects(store.put(record(id), undefined), isRefusal('invalid_request'))
      }
    },
  },
]
