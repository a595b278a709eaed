import { X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { explainRequest } from '../../../packages/simulators/src/verify/index.ts'
import { createIngMutant, ingStatusOf } from './ing-mutants.ts'
import { openIng } from './ing-requests.ts'
import { createChoices } from './random.ts'
import { type MutantReport, runMutants, sumOf } from './tally.ts'
import { toBankRequest } from './to-handler.ts'

/** 500 of each bank in every test run, all of them in `npm run soak`. */
const count = Number(process.env['NOSTRO_MUTANTS'] ?? 500)
const seed = process.env['NOSTRO_SEED'] ?? '1'

/** For the table that `npm run soak` prints. */
const keep = (report: MutantReport): MutantReport => {
  const folder = process.env['NOSTRO_SOAK_REPORTS']
  if (folder === undefined) return report
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/mutants-${report.bank}.json`, JSON.stringify(report, null, 2))
  return report
}

const shareNamed = (report: MutantReport): number => sumOf(report).named / sumOf(report).asked

describe('mutants of good signed requests', () => {
  it('ING refuses every one by the row and with the status of its list, and the part changed is named', async () => {
    const { bank, good } = await openIng()
    const { tpp, ing, clock } = bank
    const client = { certificate: new X509Certificate(tpp.tls.certificate), authorized: true }
    const choices = createChoices(`ing/${seed}`)
    const began = clock.now()
    const report = keep(
      await runMutants({
        bank: 'ing',
        count,
        make: () => createIngMutant(good, choices),
        judge: async (mutant) => {
          clock.set(mutant.at)
          const { status, rejection } = await ing.handle(toBankRequest(mutant.request, client))
          clock.set(began)
          if (rejection === undefined) return { mutant, status }
          return { mutant, status, row: rejection.check.replace('ing-', ''), reason: rejection.reason }
        },
        statusOf: ingStatusOf,
        explain: ({ request, at }) =>
          explainRequest({ request, key: tpp.signing.certificate, clientId: ing.clientId, now: at }),
      }),
    )
    expect(good.length).toBeGreaterThan(8)
    expect(report.wrong).toEqual([])
    expect(shareNamed(report), report.unnamed.join('\n')).toBeGreaterThanOrEqual(0.99)
  }, 1_800_000)
})
