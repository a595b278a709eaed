import { NostroError, type Payment } from '@nostro/core'
import { createSeededRandom } from '@nostro/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import { bookingsOf, type Harness, mainAccount, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened
let accountId: string

beforeAll(async () => {
  harness = await startHarness()
  opened = await harness.open()
  accountId = await mainAccount(opened)
})
afterAll(() => harness.stop())

const faults = [
  'none',
  'reset_before',
  'reset_after',
  'truncate',
  'status',
  'html_502',
  'latency',
  'malformed_json',
  'bad_signature',
] as const

const bookings = (text: string) => bookingsOf(opened, accountId, text)

/** What an attempt may end in: none of these says that no money moved. */
const honest: ReadonlySet<string> = new Set(['outcome_unknown', 'verification_failed', 'aborted'])

const runs = Number(process.env['BUNQ_RANDOM_RUNS'] ?? counted(20, 500))

it(`${runs} random runs over faults, repeats and restarts book at most once and end in a truthful answer`, async () => {
  for (let run = 0; run < runs; run += 1) {
    const random = createSeededRandom(`lost answers ${run}`)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random.fraction() * list.length)] as T
    const text = `run ${run}`
    const payment: Payment = {
      kind: 'single',
      debtor: { accountId },
      amount: { amount: `0.${10 + (run % 80)}`, currency: 'EUR' },
      creditor: { email: 'bravo@bunq.com' },
      remittanceInformation: text,
    }
    const options = { idempotencyKey: `random-${run}`, startedAt: harness.simulators.clock.now() }
    let { provider } = opened
    let claim: 'executed' | 'not_executed' | 'outcome_unknown' = 'outcome_unknown'
    for (let tries = 0; tries < 4 && claim !== 'executed'; tries += 1) {
      harness.simulators.faults.clear()
      const fault = pick(faults)
      if (fault !== 'none') {
        const details = fault === 'status' ? { status: 500 } : fault === 'latency' ? { delayMs: 400 } : {}
        harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault, ...details })
      }
      // A user who gives up, while the bank may already be at work.
      const ctx = fault === 'latency' ? { signal: AbortSignal.timeout(150) } : {}
      try {
        await provider.payments.initiate(opened.access, payment, options, ctx)
        claim = 'executed'
      } catch (error) {
        if (!NostroError.isInstance(error)) throw error
        if (!honest.has(error.code)) throw error
        // The process dies, and another one goes on with the intent that was kept.
        if (pick([true, false])) provider = harness.provider({ apiKey: 'sandbox_unused' })
        claim = (await provider.payments.lookup(opened.access, payment, options)).outcome
      }
      const booked = await bookings(text)
      expect(booked.length, `run ${run} after ${fault}`).toBeLessThanOrEqual(1)
      const truth = booked.length === 1 ? 'executed' : 'not_executed'
      expect([truth, 'outcome_unknown'], `run ${run} after ${fault}`).toContain(claim)
    }
  }
}, 600_000)
