import { NostroError } from '@nostro/core'
import { createFakeClock, createSeededRandom } from '@nostro/core/testing'
import { expect, it } from 'vitest'
import { createLedger } from '../src/create-ledger.ts'
import { createScheduler } from '../src/schedule/scheduler.ts'
import type { Source } from '../src/sync/source.ts'
import { createFakeBank, type FakeBank } from './support/fake-bank.ts'
import { testStart } from './support/open-ledger.ts'
import { reportFigures } from './support/soak-report.ts'
import { storeKinds } from './support/stores.ts'

const hourMs = 3_600_000
/** Thirty in the long run. */
const days = Number(process.env['NOSTRO_LEDGER_DAYS'] ?? 8)
const connections = 40
const accountsEach = 5

/** A bank that counts: four reads of an endpoint in any 24 hours, then 429. */
const counting = (source: Source, now: () => number, refused: { count: number }): Source => {
  const reads = new Map<string, number[]>()
  const count = (key: string): void => {
    const recent = (reads.get(key) ?? []).filter((at) => at > now() - 24 * hourMs)
    if (recent.length >= 4) {
      refused.count += 1
      throw new NostroError({ code: 'rate_limited', message: 'Four a day.', retryAfterMs: hourMs })
    }
    reads.set(key, [...recent, now()])
  }
  return {
    ...source,
    balances: (account, ctx) => {
      count(`balances ${account.id}`)
      return source.balances(account, ctx)
    },
    transactions: (account, query, ctx) => {
      count(`transactions ${account.id}`)
      return source.transactions(account, query, ctx)
    },
  }
}

const makeBank = (index: number): FakeBank => {
  const bank = createFakeBank({ unattendedReads: 4 }, `connection-${index}`)
  bank.accounts = Array.from({ length: accountsEach }, (_, account) => ({
    id: `acc-${account}`,
    iban: `NL00TEST${String(index * 100 + account).padStart(10, '0')}`,
  }))
  return bank
}

it(`T3: ${connections * accountsEach} accounts over ${days} days with restarts: no 429, and the data is at most 6 hours old (p95)`, {
  timeout: 600_000,
}, async () => {
  const kind = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgresql')
  if (kind === undefined) throw new Error('No SQLite driver.')
  const place = await kind.create()
  const clock = createFakeClock(testStart)
  const refused = { count: 0 }
  const sources = Array.from({ length: connections }, (_, index) => {
    const bank = makeBank(index)
    const source = counting(bank.source(), clock.now, refused)
    return {
      ...source,
      transactions: (...args: Parameters<Source['transactions']>) => {
        bank.asOf = new Date(clock.now()).toISOString()
        return source.transactions(...args)
      },
    }
  })
  const open = async () => {
    const store = await place.open('month')
    const ledger = await createLedger({
      store,
      clock,
      random: createSeededRandom(String(clock.now())),
      rawAtRest: 'none',
    })
    const scheduler = createScheduler({ ledger, clock, connections: async () => sources })
    return { ledger, scheduler }
  }
  let running = await open()
  // First reads are spread over six hours, as after an installation.
  for (const [index, source] of sources.entries()) {
    clock.set(testStart + Math.floor((index / connections) * 6 * hourMs))
    await running.ledger.sync([source]).result()
  }
  const end = testStart + days * 24 * hourMs
  const ages: number[] = []
  let [nextSample, nextRestart, errors] = [clock.now() + hourMs, clock.now() + 31 * hourMs, 0]
  while (clock.now() < end) {
    const next = (await running.scheduler.tick()) ?? end
    if (clock.now() >= nextSample) {
      const { endpoints } = await running.ledger.status()
      for (const { asOf, lastError } of endpoints) {
        ages.push(clock.now() - (asOf ?? 0))
        if (lastError !== undefined) errors += 1
      }
      nextSample = clock.now() + hourMs
    }
    if (clock.now() >= nextRestart) {
      await running.ledger.close()
      running = await open()
      nextRestart = clock.now() + 31 * hourMs
    }
    clock.set(Math.max(clock.now() + 1000, Math.min(next, nextSample, nextRestart)))
  }
  await running.ledger.close()
  await place.remove()
  ages.sort((a, b) => a - b)
  const p95 = (ages[Math.floor(ages.length * 0.95)] ?? 0) / hourMs
  reportFigures('days', {
    days,
    samples: ages.length,
    refused: refused.count,
    p95Hours: p95,
    oldestHours: (ages.at(-1) ?? 0) / hourMs,
  })
  process.stdout.write(
    `${ages.length} samples, p95 ${p95.toFixed(2)} h, oldest ${((ages.at(-1) ?? 0) / hourMs).toFixed(2)} h\n`,
  )
  expect(refused.count).toBe(0)
  expect(errors).toBe(0)
  expect(p95).toBeLessThanOrEqual(6)
})
