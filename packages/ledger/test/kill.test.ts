import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crashPayment, crashPhases, createCrashBank, plainBank } from './support/crash-phases.ts'
import { dumpLedger } from './support/dump.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { reportFigures } from './support/soak-report.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

/** Every statement in the long run; a few in the usual one. */
const isLong = process.env['NOSTRO_LEDGER_CRASHES'] === 'all'
const script = join(import.meta.dirname, 'support/kill-process.mjs')
const dayMs = 86_400_000

/** @returns how many statements the process executed; nothing when it was killed. */
const start = (settings: object): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [script, JSON.stringify(settings)], { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(Number(stdout))
      else if (error.signal === 'SIGKILL') resolve(undefined)
      else reject(new Error(stderr))
    })
  })

describe.each(storeKinds)('P5: a process that is killed -9, on $name', ({ name, missing, create }) => {
  if (missing !== undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: says why this driver is not tested here
    it.skip(missing)
    return
  }
  let place: StorePlace
  beforeAll(async () => {
    place = await create()
  })
  afterAll(() => place.remove())

  /** Runs phases of the bank in this process, as the one that begins a killed sync again does. */
  const run = async (ledgerName: string, phases: readonly number[]): Promise<readonly string[]> => {
    const store = await place.open(ledgerName)
    for (const phase of phases) {
      const bank = createCrashBank()
      crashPhases[phase]?.(bank)
      const ledger = await openLedger(store, createFakeClock(testStart + phase * dayMs))
      if (phase === 1) await ledger.recordPayment(crashPayment)
      await ledger.sync([bank.source()]).result()
    }
    const dump = await dumpLedger(store)
    await store.close()
    return dump
  }

  /** One phase in a process of its own, which dies before a statement. */
  const runAndKill = async (ledgerName: string, phase: number, killAt: number): Promise<number | undefined> => {
    const bank = createCrashBank()
    for (const prepare of crashPhases.slice(0, phase + 1)) prepare(bank)
    return start({
      ...place.target(ledgerName),
      now: testStart + phase * dayMs,
      killAt,
      bank: await plainBank(bank),
      payment: phase === 1 ? crashPayment : undefined,
    })
  }

  /** The ledger as the phases before leave it. */
  const prepare = async (ledgerName: string, phase: number): Promise<void> => {
    const [from, to] = [place.file('before'), place.file(ledgerName)]
    if (phase === 0) return
    if (from === undefined || to === undefined) await run(ledgerName, [0])
    else copyFileSync(from, to)
  }

  it('leaves a ledger that ends as if nothing had happened', { timeout: 3_600_000 }, async () => {
    await run('before', [0])
    const whole = await run('whole', [0, 1])
    let points = 0
    for (const phase of [0, 1]) {
      await prepare(`counted_${phase}`, phase)
      const count = (await runAndKill(`counted_${phase}`, phase, Number.MAX_SAFE_INTEGER)) ?? 0
      expect(count).toBeGreaterThan(50)
      const stride = isLong ? 1 : Math.ceil(count / (name === 'postgresql' ? 1 : 3))
      for (let at = isLong ? 1 : Math.floor(stride / 2); at <= count; at += stride) {
        const ledgerName = `killed_${phase}_${at}`
        await prepare(ledgerName, phase)
        expect(await runAndKill(ledgerName, phase, at)).toBeUndefined()
        const dump = await run(ledgerName, phase === 0 ? [0, 1] : [1])
        expect(dump, `phase ${phase}, killed before statement ${at} of ${count}`).toEqual(whole)
        points += 1
      }
    }
    expect(points).toBeGreaterThan(1)
    reportFigures(`killed-${name.replace(/\W/g, '-')}`, { database: name, points })
  })
})
