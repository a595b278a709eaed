import assert from 'node:assert/strict'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import type { StoreCase } from './store-case.ts'

const session = (id: string, revision = 1): Session => ({
  specVersion: 1,
  id,
  provider: 'ing',
  purpose: 'accounts',
  revision,
  createdAt: 5,
  secrets: { token: 'secret' },
})

/**
 * The rules of the `SessionStore` contract, for any test runner.
 *
 * @example
 * ```ts
 * it.each(sessionStoreCases)('$name', ({ run }) => run(() => createMyStore(url)))
 * ```
 */
export const sessionStoreCases: readonly StoreCase<SessionStore>[] = [
  {
    name: 'gives back what was put, also to another handle',
    run: async (open) => {
      await (await open()).put(session('a'), undefined)
      assert.deepEqual(await (await open()).get('a'), session('a'))
      assert.equal(await (await open()).get('b'), undefined)
    },
  },
  {
    name: 'lists sessions without their secrets',
    run: async (open) => {
      const store = await open()
      await store.put(session('a'), undefined)
      const { secrets: _secrets, ...visible } = session('a')
      assert.deepEqual(await store.list(), [visible])
    },
  },
  {
    name: 'writes only over the expected revision',
    run: async (open) => {
      const store = await open()
      assert.equal(await store.put(session('a', 2), 1), false)
      assert.equal(await store.put(session('a'), undefined), true)
      assert.equal(await store.put(session('a'), undefined), false)
      assert.equal(await store.put(session('a', 2), 1), true)
      assert.equal((await store.get('a'))?.revision, 2)
    },
  },
  {
    name: 'lets exactly one of many writers win',
    run: async (open) => {
      const handles = await Promise.all(Array.from({ length: 8 }, async () => open()))
      const written = await Promise.all(handles.map((store) => store.put(session('a'), undefined)))
      assert.equal(written.filter(Boolean).length, 1)
    },
  },
  {
    name: 'deletes',
    run: async (open) => {
      const store = await open()
      await store.put(session('a'), undefined)
      await store.delete('a')
      await store.delete('a')
      assert.equal(await store.get('a'), undefined)
      assert.deepEqual(await store.list(), [])
    },
  },
  {
    name: 'writes under its own lock',
    run: async (open) => {
      const store = await open()
      await store.withLock('a', async () => {
        await store.put(session('a'), undefined)
      })
      assert.equal((await store.get('a'))?.revision, 1)
    },
  },
]
