import { issueRelyingParty } from '@nostro/simulators'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BankIdProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
})
beforeEach(() => harness.simulators.recorder.clear())
afterEach(() => harness.simulators.faults.clear())
afterAll(() => harness.stop())

const startAuth = (provider = bankid) => provider.auth.start({ purpose: 'identify' })

describe('who we are', () => {
  it.each([
    ['of an unknown authority', { authority: 'foreign' }],
    ['registered nowhere, and out of date', { authority: 'foreign', validity: 'expired' }],
  ] as const)('T2: a certificate %s is named as the trouble', async (_name, options) => {
    const identity = await issueRelyingParty(harness.simulators.pki.authorities, options)
    const attempt = async () => startAuth(harness.provider({ identity }))
    await expect(attempt()).rejects.toMatchObject({ code: 'certificate_rejected', hint: expect.stringMatching(/\S/) })
  })

  it('T2: no certificate is refused before anything is sent', () => {
    const { identity: _left, ...rest } = harness.options
    const attempt = () => harness.provider({ ...rest, identity: undefined as never })
    expect(attempt).toThrow(
      expect.objectContaining({ code: 'invalid_config', message: expect.stringMatching(/identity/) }),
    )
    expect(harness.received()).toEqual([])
  })

  it('T8: more requests than allowed say how long to wait', async () => {
    await harness.control('settings', { requestsPerMinute: 1 })
    await startAuth()
    await expect(startAuth()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) })
    harness.simulators.reset()
  })

  it('does not talk to a server of another authority', async () => {
    const ca = harness.simulators.pki.bankid.clientCa
    await expect(startAuth(harness.provider({ ca }))).rejects.toMatchObject({ provider: 'bankid' })
    expect(harness.received()).toEqual([])
  })

  it('identifies itself from PKCS#12 too', async () => {
    const { pkcs12, passphrase } = harness.simulators.pki.bankid.relyingParty
    expect((await startAuth(harness.provider({ identity: { pkcs12, passphrase } }))).kind).toBe('decoupled')
  })
})

describe('faults of the way', () => {
  it('reset before the request was seen: an order may exist for all we know, and none is started twice', async () => {
    harness.fault({ fault: 'reset_before' })
    await expect(startAuth()).rejects.toMatchObject({ provider: 'bankid' })
    expect(harness.received().length).toBeLessThanOrEqual(1)
  })

  it('reset after the order was made: the outcome is unknown, and none is started twice', async () => {
    harness.fault({ fault: 'reset_after', path: '/rp/v6.0/auth' })
    await expect(startAuth()).rejects.toMatchObject({ code: 'outcome_unknown' })
    expect(harness.received()).toEqual(['auth'])
  })

  it('html_502: BankID is unavailable, and nothing is started twice', async () => {
    harness.fault({ fault: 'html_502' })
    await expect(startAuth()).rejects.toMatchObject({ code: 'bank_unavailable', httpStatus: 502 })
    expect(harness.received()).toEqual(['auth'])
  })

  it('latency is waited out', async () => {
    harness.fault({ fault: 'latency', delayMs: 50 })
    expect((await startAuth()).kind).toBe('decoupled')
  })

  it.each(['truncate', 'malformed_json'] as const)('%s is an error that names BankID', async (fault) => {
    harness.fault({ fault })
    await expect(startAuth()).rejects.toMatchObject({ provider: 'bankid' })
    expect(harness.received()).toEqual(['auth'])
  })

  it('an aborted call ends at once', async () => {
    const signal = AbortSignal.abort()
    await expect(bankid.auth.start({ purpose: 'identify' }, { signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(harness.received()).toEqual([])
  })
})
