import { expect, test as it } from 'vitest'
import type { Clock } from '../contracts/clock.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'
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

const refused = (code: 'bank_unavailable' | 'consent_expired') => ({
  refresh: () => Promise.reject(new NostroError({ code, message: 'The renewal failed.' })),
})

it('a bank that cannot renew just now costs nothing while the session still holds', async () => {
  const { store, auth } = await setUp()
  const holding = { ...session, expiresAt: 1_030_000 }
  const access = createSessionAccess({ session: holding, store, auth: refused('bank_unavailable'), clock })
  expect(await Promise.all([access.get(), access.get()])).toEqual([holding, holding])
  // A renewal after the bank's own refusal fails with its error.
  await expect(access.renew(holding)).rejects.toMatchObject({ code: 'bank_unavailable' })
  const ended = { ...session, expiresAt: 999_999 }
  const over = createSessionAccess({ session: ended, auth: refused('bank_unavailable'), clock })
  await expect(over.get()).rejects.toMatchObject({ code: 'bank_unavailable' })
  expect((await createSessionAccess({ session: holding, auth, clock }).get()).revision).toBe(2)
})

it('a consent that has ended is reported before the session’s last second', async () => {
  const holding = { ...session, expiresAt: 1_030_000 }
  const access = createSessionAccess({ session: holding, auth: refused('consent_expired'), clock })
  await expect(access.get()).rejects.toMatchObject({ code: 'consent_expired' })
})

it('a renewal that failed does not stand in the way of the next', async () => {
  const { store } = await setUp()
  let calls = 0
  const auth = {
    refresh: async (old: Session): Promise<Session> => {
      calls += 1
      if (calls === 1) throw new NostroError({ code: 'bank_unavailable', message: 'Not now.' })
      return { ...old, expiresAt: 9_000_000, revision: old.revision + 1 }
    },
  }
  const access = createSessionAccess({ session, store, auth, clock })
  const both = await Promise.allSettled([access.renew(session), access.renew(session)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(calls).toBe(1)
  expect((await access.renew(session)).revision).toBe(2)
})

it('a bank without renewal serves to the last second, then says what to do', async () => {
  const { store } = await setUp()
  const access = createSessionAccess({ session, store, auth: {}, clock })
  expect(await access.get()).toEqual(session)
  await expect(access.renew(session)).rejects.toMatchObject({ code: 'session_expired', hint: 'Authenticate again.' })
})

const failingOnce = (store: SessionStore, times: number) => {
  let failures = 0
  const put: SessionStore['put'] = async (...args) => {
    if (failures < times) {
      failures += 1
      throw new NostroError({ code: 'invalid_config', message: 'The disk is full.' })
    }
    return store.put(...args)
  }
  return { ...store, put }
}

it('F5: a renewed session that could not be stored is used, reported, and stored at the next chance', async () => {
  const { store, auth, calls } = await setUp()
  const unsaved: unknown[] = []
  const onUnsaved = (error: unknown): number => unsaved.push(error)
  const access = createSessionAccess({ session, store: failingOnce(store, 2), auth, clock, onUnsaved })
  expect((await access.get()).revision).toBe(2)
  expect((await store.get('s1'))?.revision).toBe(1)
  expect((await access.get()).revision).toBe(2)
  expect(unsaved).toHaveLength(2)
  expect((await access.get()).revision).toBe(2)
  expect((await store.get('s1'))?.revision).toBe(2)
  expect([unsaved.length, calls()]).toEqual([2, 1])
})

it('F5: without a listener the renewal fails, and the session lives on and is stored when the program ends', async () => {
  const { store, auth } = await setUp()
  const access = createSessionAccess({ session, store: failingOnce(store, 1), auth, clock })
  await expect(access.renew(session)).rejects.toThrow('The disk is full.')
  await access.save()
  expect((await store.get('s1'))?.revision).toBe(2)
  expect((await access.get()).revision).toBe(2)
})

it('F5: an unsaved session that another process overtook gives way to the stored one', async () => {
  const { store, auth } = await setUp()
  const access = createSessionAccess({ session, store: failingOnce(store, 1), auth, clock, onUnsaved: () => undefined })
  await access.renew(session)
  await store.put({ ...session, revision: 2, secrets: 'of another process' }, 1)
  await access.save()
  expect((await access.renew(session)).secrets).toBe('of another process')
})

it('F5: a disk that is full before the renewal costs nothing while the session holds', async () => {
  const { store, auth, calls } = await setUp()
  const holding = { ...session, expiresAt: 1_030_000 }
  const full: SessionStore = {
    ...store,
    withLock: () => Promise.reject(new NostroError({ code: 'invalid_config', message: 'The disk is full.' })),
  }
  const access = createSessionAccess({ session: holding, store: full, auth, clock })
  expect(await access.get()).toMatchObject({ revision: 1 })
  expect(calls()).toBe(0)
})
