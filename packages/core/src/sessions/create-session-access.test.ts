import { expect, test as it } from 'vitest'
import type { Clock } from '../contracts/clock.ts'
import type { Session } from '../domain/session.ts'
import { createMemorySessionStore } from './create-memory-session-store.ts'
import { createSessionAccess } from './create-session-access.ts'

const clock: Clock = { now: () => 1_000_000, sleep: async () => undefined }
const session: Session = {
  specVersion: 1,
  id: 's1',
  provider: 'ing',
  purpose: 'accounts',
  revision: 1,
  createdAt: 0,
  expiresAt: 1_000_010,
  secrets: null,
}
const setUp = async () => {
  const store = createMemorySessionStore()
  await store.put(session, undefined)
  let calls = 0
  const auth = {
    refresh: async (old: Session): Promise<Session> => {
      calls += 1
      await Promise.resolve()
      return { ...old, expiresAt: 9_000_000, revision: old.revision + 1 }
    },
  }
  return { store, auth, calls: () => calls }
}

it('a hundred callers renew once', async () => {
  const { store, auth, calls } = await setUp()
  const access = createSessionAccess({ session, store, auth, clock })
  const all = await Promise.all(Array.from({ length: 100 }, () => access.get()))
  expect(new Set(all.map(({ revision }) => revision))).toEqual(new Set([2]))
  expect(calls()).toBe(1)
})

it('the loser of a race between two holders takes the winner’s session', async () => {
  const { store, auth, calls } = await setUp()
  const holders = [1, 2].map(() => createSessionAccess({ session, store, auth, clock }))
  const renewed = await Promise.all(holders.map((access) => access.renew(session)))
  expect(renewed.map(({ revision }) => revision)).toEqual([2, 2])
  expect(calls()).toBe(1)
})

it('a refused renewal leaves the stored session', async () => {
  const { store } = await setUp()
  const auth = { refresh: () => Promise.reject(new Error('invalid_grant')) }
  await expect(createSessionAccess({ session, store, auth, clock }).get()).rejects.toThrow('invalid_grant')
  expect(await store.get('s1')).toEqual(session)
})

it('a bank without renewal serves to the last second, then says what to do', async () => {
  const { store } = await setUp()
  const access = createSessionAccess({ session, store, auth: {}, clock })
  expect(await access.get()).toEqual(session)
  await expect(access.renew(session)).rejects.toMatchObject({ code: 'session_expired', hint: 'Authenticate again.' })
})
