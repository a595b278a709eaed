import type { Clock } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createTokenSource } from './application-token.ts'

const setUp = (expiresIn: number, marginMs = 60_000) => {
  let now = 1_000_000
  let fetched = 0
  let fail = false
  const clock: Clock = { now: () => now, sleep: async () => undefined }
  const source = createTokenSource({
    kind: 'http-signature-application',
    clock,
    marginMs,
    fetch: async () => {
      fetched += 1
      await Promise.resolve()
      if (fail) throw new Error('down')
      return { access_token: `token-${fetched}`, expires_in: expiresIn, scope: '', client_id: undefined }
    },
  })
  return {
    source,
    fetched: () => fetched,
    advance: (seconds: number) => {
      now += seconds * 1000
    },
    setFail: (value: boolean) => {
      fail = value
    },
  }
}

describe('an application token source', () => {
  it.each([
    ['16.5: 905 counts as 900', 905, 839, 840],
    ['900', 900, 839, 840],
    ['a shorter life', 300, 239, 240],
    ['a life as long as the margin', 60, 29, 30],
  ])('%s: is used until the margin before its end', async (_, expiresIn, good, over) => {
    const { source, advance, fetched } = setUp(expiresIn)
    await source.get()
    advance(good)
    await source.get()
    expect(fetched()).toBe(1)
    advance(over - good)
    expect((await source.get()).value).toBe('token-2')
  })

  it('fetches once for a hundred callers', async () => {
    const { source, fetched } = setUp(905)
    const tokens = await Promise.all(Array.from({ length: 100 }, async () => source.get()))
    expect(fetched()).toBe(1)
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1)
  })

  it('does not keep a failure', async () => {
    const { source, setFail } = setUp(905)
    setFail(true)
    await expect(source.get()).rejects.toThrow('down')
    setFail(false)
    expect((await source.get()).value).toBe('token-2')
  })

  it('drops the token that was refused, and not a newer one', async () => {
    const { source, fetched } = setUp(905)
    const first = await source.get()
    source.drop(first)
    await source.get()
    source.drop(first)
    await source.get()
    expect(fetched()).toBe(2)
  })

  it('lets one caller give up without taking the request from the others', async () => {
    const { source, fetched } = setUp(905)
    const controller = new AbortController()
    const impatient = source.get({ signal: controller.signal })
    const patient = source.get()
    controller.abort()
    await expect(impatient).rejects.toMatchObject({ code: 'aborted' })
    expect((await patient).value).toBe('token-1')
    expect(fetched()).toBe(1)
  })
})
