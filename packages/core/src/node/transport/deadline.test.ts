import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { monotonicOf } from '../../budgets/monotonic-of.ts'
import type { BankResponse } from '../../contracts/http-message.ts'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import { createSeededRandom } from '../../testing/seeded-random.ts'
import { createAlarm } from './alarm.ts'
import { type Deadline, withDeadline } from './deadline.ts'

const answer: BankResponse = { status: 200, headers: {}, body: new Uint8Array() }
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const unused = (): never => {
  throw new Error('not part of a deadline')
}

let clock: FakeClock

beforeEach(() => {
  clock = createFakeClock()
})

// A timer that outlives its call would keep a process alive.
afterEach(() => expect(clock.sleeping).toBe(0))

/** What became of a call of 1,000 ms in all that pauses and works in turns, each for so many milliseconds. */
const outcomeOf = async (
  steps: readonly (readonly ['pause' | 'work', number])[],
  now: () => number = clock.now,
): Promise<string> => {
  const run = async ({ pause, signal }: Deadline): Promise<BankResponse> => {
    for (const [kind, ms] of steps) {
      if (kind === 'pause') await pause(() => clock.sleep(ms, signal.toAbortSignal()))
      else await clock.sleep(ms, signal.toAbortSignal())
    }
    return answer
  }
  const environment = {
    settings: { provider: 'bank', origins: [] },
    dependencies: { clock: { ...clock, now }, random: createSeededRandom('deadline'), logger: quiet },
    offset: { learn: unused, bankNow: unused, signingNow: unused, exceeds: unused },
    budgets: { take: unused, close: unused },
    time: monotonicOf({ ...clock, now }),
    alarm: createAlarm({ ...clock, now }),
    closing: new AbortController().signal,
    poolOf: unused,
  }
  const call = withDeadline(
    { ctx: {}, route: 'GET /', idempotent: true, timeoutMs: 1_000 },
    environment,
    'trace',
    run,
  ).then(
    () => 'answered',
    (error: { readonly code: string }) => error.code,
  )
  await clock.advance(20_000)
  return call
}

describe('the total time of a call', () => {
  const rows: readonly { readonly steps: Parameters<typeof outcomeOf>[0]; readonly expected: string }[] = [
    { steps: [], expected: 'answered' },
    { steps: [['work', 999]], expected: 'answered' },
    { steps: [['work', 1_001]], expected: 'timeout' },
    { steps: [['pause', 5_000]], expected: 'answered' },
    {
      steps: [
        ['pause', 5_000],
        ['work', 999],
      ],
      expected: 'answered',
    },
    {
      steps: [
        ['pause', 5_000],
        ['work', 1_001],
      ],
      expected: 'timeout',
    },
    {
      steps: [
        ['work', 500],
        ['pause', 700],
        ['work', 400],
        ['pause', 5_000],
        ['work', 99],
      ],
      expected: 'answered',
    },
    {
      steps: [
        ['work', 500],
        ['pause', 700],
        ['work', 400],
        ['pause', 5_000],
        ['work', 101],
      ],
      expected: 'timeout',
    },
  ]
  it.each(rows.map((row, index) => ({ ...row, index })))('$index: $expected after $steps', async (row) => {
    expect(await outcomeOf(row.steps)).toBe(row.expected)
  })

  it('is not longer when the machine’s clock is put back meanwhile', async () => {
    const start = clock.now()
    const now = (): number => clock.now() - (clock.now() > start ? 3_600_000 : 0)
    expect(await outcomeOf([['work', 5_000]], now)).toBe('timeout')
  })
})
