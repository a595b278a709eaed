import { NostroError } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect, type Harness, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened

beforeAll(async () => {
  harness = await startHarness()
  opened = await harness.open()
})
beforeEach(() => {
  harness.simulators.faults.clear()
  harness.simulators.recorder.clear()
})
afterAll(() => harness.stop())

const list = () => collect(opened.provider.accounts.accounts(opened.access))
const requests = () => harness.simulators.recorder.requests().length

describe('the bank’s signature', () => {
  it('of a wrong kind ends the call: nothing of the answer is read, and the call is not repeated', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'bad_signature' })
    const error = await list().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'verification_failed', provider: 'bunq', retryable: false })
    expect(NostroError.isInstance(error) && error.bankRequestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(requests()).toBe(1)
  })

  it('must be there on success', async () => {
    const body = { Response: [], Pagination: { future_url: null, newer_url: null, older_url: null } }
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'status', status: 200, body })
    await expect(list()).rejects.toMatchObject({ code: 'verification_failed' })
  })

  it('is checked on refusals that carry one', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'bad_signature' })
    const balances = opened.provider.accounts.balances(opened.access, { id: '1', kind: 'current' })
    await expect(balances).rejects.toMatchObject({ code: 'verification_failed' })
  })

  it('may be missing on refusals', async () => {
    const body = { Error: [{ error_description: 'Route not found.' }] }
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'status', status: 404, body })
    await expect(list()).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is checked when sessions are opened', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/session-server', fault: 'bad_signature' })
    await expect(harness.open()).rejects.toMatchObject({ code: 'verification_failed' })
  })

  it('is checked before the JSON is read: half an answer is forged, not malformed', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'malformed_json' })
    await expect(list()).rejects.toMatchObject({ code: 'verification_failed' })
  })
})

describe('faults on the way', () => {
  it.each([
    ['reset_before', { fault: 'reset_before' }],
    ['reset_after', { fault: 'reset_after' }],
    ['truncate', { fault: 'truncate' }],
    ['html_502', { fault: 'html_502' }],
    ['status 500', { fault: 'status', status: 500 }],
    ['status 503', { fault: 'status', status: 503 }],
  ] as const)('a read goes on after one %s', async (_name, fault) => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', ...fault })
    expect((await list()).length).toBeGreaterThan(0)
    expect(requests()).toBe(2)
  })

  it('a read gives up when a proxy answers in the bank’s place again and again', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'html_502', times: 10 })
    await expect(list()).rejects.toMatchObject({ code: 'bank_unavailable', retryable: true, httpStatus: 502 })
    expect(requests()).toBe(3)
  })

  it('maintenance is distinguished from a fault', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'status', status: 491 })
    await expect(list()).rejects.toMatchObject({ code: 'bank_unavailable', httpStatus: 491 })
  })

  it('a call ends when its signal does', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'latency', delayMs: 60_000 })
    const pages = opened.provider.accounts.accounts(opened.access, { signal: AbortSignal.timeout(50) })
    await expect(collect(pages)).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('limits', () => {
  it('a 429 is waited out, and the call goes on', async () => {
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'status', status: 429, times: 5 })
    expect((await list()).length).toBeGreaterThan(0)
    expect(requests()).toBe(6)
  })
})
