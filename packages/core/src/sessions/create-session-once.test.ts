import { expect, it } from 'vitest'
import type { Session } from '../domain/session.ts'
import { createMemorySessionStore } from './create-memory-session-store.ts'
import { createSessionOnce } from './create-session-once.ts'

const session: Session = {
  specVersion: 1,
  id: 'made',
  provider: 'bunq',
  purpose: 'accounts',
  revision: 1,
  createdAt: 0,
  secrets: null,
}

it('C9: the first of many registers, the others wait and take its session', async () => {
  const store = createMemorySessionStore()
  let registered = 0
  const create = async (): Promise<Session> => {
    registered += 1
    await new Promise((resolve) => setImmediate(resolve))
    return session
  }
  const parts = { store, name: 'bunq', find: () => store.get('made'), create }
  const all = await Promise.all(Array.from({ length: 10 }, () => createSessionOnce(parts)))
  expect(registered).toBe(1)
  expect(all).toEqual(Array.from({ length: 10 }, () => session))
})

it('C9: when the first fails, the next tries', async () => {
  const store = createMemorySessionStore()
  let tries = 0
  const create = async (): Promise<Session> => {
    if (++tries === 1) throw new Error('the bank is away')
    return session
  }
  const parts = { store, name: 'bunq', find: () => store.get('made'), create }
  const [first, second] = await Promise.allSettled([createSessionOnce(parts), createSessionOnce(parts)])
  expect(first).toMatchObject({ status: 'rejected' })
  expect(second).toMatchObject({ status: 'fulfilled', value: session })
})

it('a session that another program stored meanwhile is not written over', async () => {
  const store = createMemorySessionStore()
  await store.put({ ...session, secrets: 'theirs' }, undefined)
  const parts = { store, name: 'bunq', find: async () => undefined, create: async () => session }
  await expect(createSessionOnce(parts)).rejects.toMatchObject({ code: 'conflict' })
  expect((await store.get('made'))?.secrets).toBe('theirs')
})
