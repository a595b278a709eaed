import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({ environment: 'production', rateLimits: true })
})
afterAll(() => harness.stop())

describe('in production', () => {
  it('takes keys of 64 hexadecimal digits, and has no sandbox users', async () => {
    const apiKey = await harness.apiKey()
    expect(apiKey).toMatch(/^[0-9a-f]{64}$/)
    const { provider, access } = await harness.open({ apiKey })
    expect(await collect(provider.accounts.accounts(access))).not.toEqual([])
    expect(provider.manifest.environment).toBe('production')
    expect(provider.sandbox).toBeUndefined()
  })

  it('opens a session at most every 30 s, so that the bank never refuses one', async () => {
    const { provider, session } = await harness.open()
    harness.simulators.recorder.clear()
    const before = harness.clock.now()
    await provider.auth.refresh(session)
    await provider.auth.refresh(session)
    expect(harness.clock.now() - before).toBeGreaterThanOrEqual(59_000)
    expect(harness.simulators.recorder.requests().map(({ status }) => status)).toEqual([200, 200])
  }, 60_000)

  it('shows a sandbox key to nobody', async () => {
    harness.simulators.recorder.clear()
    expect(() => harness.provider({ apiKey: 'sandbox_6f0d2c1e9a7b4d58' })).toThrow(
      expect.objectContaining({ code: 'invalid_config' }),
    )
    const provider = harness.provider()
    const challenge = await provider.auth.start({ purpose: 'accounts' })
    const typed = provider.auth.advance(challenge, { input: { apiKey: 'sandbox_6f0d2c1e9a7b4d58' } })
    await expect(typed).rejects.toMatchObject({ code: 'invalid_config' })
    expect(harness.simulators.recorder.requests()).toEqual([])
  })
})
