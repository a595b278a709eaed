import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Findings, liveThrough } from './support/live-through.ts'
import { reportFigures } from './support/soak-report.ts'

/** 2,000 in the usual run; `NOSTRO_LEDGER_HISTORIES` for the long one. */
const histories = Number(process.env['NOSTRO_LEDGER_HISTORIES'] ?? 2000)

/** Another one for other histories. */
const seed = Number(process.env['NOSTRO_SEED'] ?? 0)

/** Short ones in the usual run, so that there can be many: the work grows with the square of the days. */
const mostDays = process.env['NOSTRO_LEDGER_HISTORIES'] === undefined ? 18 : 45

const historyArbitrary = fc.record({
  seed: fc.nat({ max: 2 ** 31 - 1 }),
  mode: fc.constantFrom('S' as const, 'C' as const, 'N' as const),
  paging: fc.constantFrom('stable' as const, 'shifting' as const),
  days: fc.integer({ min: 5, max: mostDays }),
  pageSize: fc.integer({ min: 1, max: 7 }),
})

it(`P1, P2, P4, P6, P7, P10: nothing lost, nothing doubled in ${histories} histories of a bank with faults`, {
  timeout: 3_600_000,
}, () => {
  const sums = { booked: 0, right: 0, equal: 0, wrong: 0, missed: 0, steady: 0, steadyMissed: 0 }
  const add = (findings: Findings): void => {
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += findings[name]
  }
  fc.assert(
    fc.property(historyArbitrary, (history) => {
      const findings = liveThrough(history)
      add(findings)
      expect([findings.lost, findings.doubled, findings.broken]).toEqual([0, 0, []])
    }),
    { numRuns: histories, seed: 20_260_310 + seed, endOnFailure: false },
  )
  const pending = sums.right + sums.equal + sums.wrong + sums.missed
  const share = (count: number): number => (100 * count) / pending
  const claimed = share(pending - sums.missed)
  const steady = 100 * (1 - sums.steadyMissed / sums.steady)
  reportFigures('histories', {
    histories,
    ...sums,
    claimed,
    steady,
    equal: share(sums.equal),
    wrong: share(sums.wrong),
  })
  process.stdout.write(
    `${sums.booked} booked, ${pending} pending that booked: ${claimed.toFixed(2)} % claimed (${steady.toFixed(2)} % of those whose amount stayed), ` +
      `${share(sums.equal).toFixed(2)} % by an equal booking, ${share(sums.wrong).toFixed(2)} % by another\n`,
  )
  expect(claimed).toBeGreaterThan(99.5)
  expect(steady).toBeGreaterThan(99.8)
  expect(share(sums.wrong)).toBeLessThan(0.1)
})
