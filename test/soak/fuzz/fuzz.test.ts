import { mkdirSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counted } from '../../support/counted.ts'
import { answerTargets } from './answer-targets.ts'
import { inputTargets } from './input-targets.ts'
import type { FuzzTarget } from './target.ts'
import { wireTarget } from './wire-target.ts'

/** Fixed seeds in every test run; in `npm run soak` new ones until the minutes are over. */
const minutes = Number(process.env['NOSTRO_FUZZ_MINUTES'] ?? 0)
const seedsEach = counted(25, 60)

let targets: readonly FuzzTarget[] = []
const open = async (): Promise<void> => {
  targets = [...(await answerTargets()), ...(await inputTargets()), await wireTarget()]
}
const close = async (): Promise<void> => {
  for (const target of targets) await target.close?.()
}
beforeAll(open)
afterAll(close)

interface Count {
  runs: number
  slowestMs: number
  slowestSeed: number
}

const feed = async (target: FuzzTarget, seed: number, count: Count): Promise<void> => {
  const start = performance.now()
  try {
    await target.run(seed)
  } catch (error) {
    throw new Error(`${target.name} does not bear seed ${seed}`, { cause: error })
  }
  const ms = performance.now() - start
  count.runs += 1
  if (ms > count.slowestMs) Object.assign(count, { slowestMs: ms, slowestSeed: seed })
}

const heapAfterCollection = (): number => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

describe('whatever comes in', () => {
  it('ends in a value or in an error of ours, for fixed seeds', async () => {
    const count: Count = { runs: 0, slowestMs: 0, slowestSeed: 0 }
    for (const target of targets) for (let seed = 1; seed <= seedsEach; seed++) await feed(target, seed, count)
    expect(count.runs).toBe(targets.length * seedsEach)
    expect(targets).toHaveLength(9)
  }, 300_000)

  it.runIf(minutes > 0)(
    'bears new seeds for minutes on end, and neither hangs nor grows',
    async () => {
      const counts = new Map<string, Count>(
        targets.map(({ name }) => [name, { runs: 0, slowestMs: 0, slowestSeed: 0 }]),
      )
      const base = Number(process.env['NOSTRO_SEED'] ?? 1) * 1_000_000
      const began = performance.now()
      let [warm, seed] = [0, base]
      while (performance.now() - began < minutes * 60_000) {
        seed += 1
        for (const target of targets)
          await feed(target, seed, counts.get(target.name) ?? { runs: 0, slowestMs: 0, slowestSeed: 0 })
        if (warm === 0 && performance.now() - began > minutes * 12_000) {
          // Anew, so that no bank's memory hides what grows from here on.
          await close()
          await open()
          warm = heapAfterCollection()
        }
      }
      for (const target of targets) target.forget?.()
      const grown = heapAfterCollection() - warm
      const folder = process.env['NOSTRO_SOAK_REPORTS']
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true })
        const report = {
          targets: Object.fromEntries(counts),
          grownBytes: grown,
          minutes,
          firstSeed: base + 1,
          lastSeed: seed,
        }
        writeFileSync(`${folder}/fuzz.json`, JSON.stringify(report, null, 2))
      }
      expect(Math.max(...[...counts.values()].map(({ slowestMs }) => slowestMs))).toBeLessThan(30_000)
      // What stays are the newest payments' keys, and code that was compiled late.
      expect(grown).toBeLessThan(16 * 1024 * 1024)
    },
    minutes * 60_000 + 300_000,
  )
})
