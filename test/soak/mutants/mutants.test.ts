import { X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { BankAnswer, ClientIdentity } from '../../../packages/simulators/src/http/bank-handler.ts'
import { explainBankIdRequest, explainRequest } from '../../../packages/simulators/src/verify/index.ts'
import { bankIdPartOf, bankIdStatusOf, createBankIdMutant } from './bankid-mutants.ts'
import { openBankId } from './bankid-requests.ts'
import { bunqPartOf, bunqStatusOf, createBunqMutant } from './bunq-mutants.ts'
import { openBunqWorld } from './bunq-requests.ts'
import { createIngMutant, ingPartOf, ingStatusOf } from './ing-mutants.ts'
import { openIng } from './ing-requests.ts'
import type { Judged, Mutant } from './mutant.ts'
import { createChoices } from './random.ts'
import { type MutantReport, runMutants, sumOf } from './tally.ts'
import { toBankRequest } from './to-handler.ts'

/** 500 of bunq and BankID in every test run, 100 of ING, where each takes longer; all of them in `npm run soak`. */
const asked = process.env['NOSTRO_MUTANTS']
const count = Number(asked ?? 500)
const countOfIng = Number(asked ?? 100)
/** The brief run searches less far for what was signed: a whole id replaced by another is not found either way. */
const searching = count > 500 ? {} : { effort: 250_000 }
const seed = process.env['NOSTRO_SEED'] ?? '1'

/** For the table that `npm run soak` prints. */
const keep = (report: MutantReport): MutantReport => {
  const folder = process.env['NOSTRO_SOAK_REPORTS']
  if (folder === undefined) return report
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/mutants-${report.bank}.json`, JSON.stringify(report, null, 2))
  return report
}

const judged = (bank: string, mutant: Mutant, { status, rejection }: BankAnswer): Judged =>
  rejection === undefined
    ? { mutant, status }
    : { mutant, status, row: rejection.check.replace(`${bank}-`, ''), reason: rejection.reason }

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
        count: countOfIng,
        make: () => createIngMutant(good, choices),
        judge: async (mutant) => {
          clock.set(mutant.at)
          const answer = await ing.handle(toBankRequest(mutant.request, client))
          clock.set(began)
          return judged('ing', mutant, answer)
        },
        statusOf: ingStatusOf,
        explain: ({ request, at }, { row = '' }) => {
          const found = explainRequest({
            request,
            key: tpp.signing.certificate,
            clientId: ing.clientId,
            now: at,
            ...searching,
          })
          const part = found.ok ? ingPartOf(row) : undefined
          return part === undefined ? found : { cause: found.cause, part, byRow: true }
        },
      }),
    )
    expect(good.length).toBeGreaterThan(8)
    expect(report.wrong).toEqual([])
    expect(shareNamed(report), report.unnamed.join('\n')).toBeGreaterThanOrEqual(0.99)
  }, 1_800_000)

  it('bunq refuses every one that touches the body, the signature or the token, and what was changed is named', async () => {
    const { bank, good, publicKey } = await openBunqWorld()
    const choices = createChoices(`bunq/${seed}`)
    const report = keep(
      await runMutants({
        bank: 'bunq',
        count,
        make: () => createBunqMutant(good, choices),
        judge: async (mutant) => {
          const answer = await bank.handler.handle(toBankRequest(mutant.request, { authorized: false }))
          return judged('bunq', mutant, answer)
        },
        statusOf: bunqStatusOf,
        explain: (mutant, { row = '' }) => {
          const found = explainRequest({ request: mutant.request, key: publicKey })
          return found.ok ? { cause: found.cause, part: bunqPartOf(row, mutant.request), byRow: true } : found
        },
      }),
    )
    expect(good.length).toBeGreaterThan(6)
    expect(report.wrong).toEqual([])
    expect(shareNamed(report), report.unnamed.join('\n')).toBeGreaterThanOrEqual(0.99)
  }, 1_800_000)

  it('BankID refuses every one that is no legal request any more, and what was changed is named', async () => {
    const { bank, good, prepare } = await openBankId()
    const choices = createChoices(`bankid/${seed}`)
    const clients: Record<string, ClientIdentity> = {
      none: { authorized: false },
      untrusted: { ...bank.first, authorized: false, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      foreign: bank.second,
    }
    const report = keep(
      await runMutants({
        bank: 'bankid',
        count,
        make: () => createBankIdMutant(good, choices),
        judge: async (mutant) => {
          const request = await prepare(mutant.request)
          const client = clients[mutant.identity ?? ''] ?? bank.first
          return judged('bankid', mutant, await bank.handler.handle(toBankRequest(request, client)))
        },
        statusOf: bankIdStatusOf,
        explain: ({ request }, { row = '' }) => {
          const found = explainBankIdRequest(request)
          return found.ok ? { cause: found.cause, part: bankIdPartOf(row), byRow: true } : found
        },
      }),
    )
    expect(good.length).toBeGreaterThan(6)
    expect(report.wrong).toEqual([])
    expect(shareNamed(report), report.unnamed.join('\n')).toBeGreaterThanOrEqual(0.99)
  }, 1_800_000)
})
