import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test as it } from 'vitest'
import { refusedEvidenceOf } from '../src/index.ts'
import { testUserRoot } from '../src/roots.ts'
import { verifyEvidenceBundle } from '../src/verification/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
}, 60_000)

afterAll(() => harness.stop())

const personalNumber = '191212121212'

const refusal = async (): Promise<unknown> => {
  const misled = harness.provider({ userRoot: testUserRoot })
  const challenge = await misled.esign.startSigning({ text: 'Jag köper 1 båt' })
  await harness.act(challenge, 'approve', { personalNumber })
  return misled.orders.advance(challenge).catch((error: unknown) => error)
}

it('what a wrong root refused is kept beside the error, and holds by the right one', async () => {
  const error = await refusal()
  expect(error).toMatchObject({ code: 'verification_failed' })
  const evidence = refusedEvidenceOf(error)
  if (evidence === undefined) throw new Error('The evidence is lost.')
  const right = harness.provider()
  expect(await right.esign.verifyEvidence?.(evidence)).toHaveLength(10)
  const roots = [harness.simulators.pki.bankid.userRoot.certificate]
  expect(verifyEvidenceBundle(await right.exportEvidence(evidence), { roots }).text).toBe('Jag köper 1 båt')
})

it('the error itself says nothing of the person or the text', async () => {
  const error = await refusal()
  const said = [inspect(error, { depth: null, showHidden: true }), JSON.stringify(error), String(error)].join()
  expect(said).toContain('verification_failed')
  expect(said).not.toMatch(/1912121|Tolvan|SmFn|båt/)
})

it('other errors have none', () => {
  expect(refusedEvidenceOf(new Error('other'))).toBeUndefined()
  expect(refusedEvidenceOf(undefined)).toBeUndefined()
})
