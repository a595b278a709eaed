import type { Challenge, Evidence, SigningOrder } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, test as it } from 'vitest'
import { type BankIdProvider, checkNames, encodeText } from '../src/index.ts'
import { testUserRoot } from '../src/roots.ts'
import { outcomeOf } from './evidence-outcome.ts'
import { approved, type Harness, startHarness } from './harness.ts'

const personalNumber = '191212121212'
const hour = 3_600_000
const endUserIp = '203.0.113.24'
const hidden = { userNonVisibleData: encodeText('order 7') }
const signing: SigningOrder = { text: 'Jag köper *1* båt', hiddenData: Buffer.from('order 7'), personalNumber }

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
}, 60_000)

afterAll(() => harness.stop())

const finish = (challenge: Challenge): Promise<Evidence> => approved(harness, bankid, challenge, personalNumber)

describe('`esign.verifyEvidence`', () => {
  let evidence: Evidence
  beforeAll(async () => {
    evidence = await finish(await bankid.esign.startSigning(signing))
  })

  const verify = async (given: Evidence, order?: SigningOrder, by: BankIdProvider = bankid): Promise<string> => {
    const result = await by.esign.verifyEvidence(given, order).then(
      (checks) => () => checks,
      (error: unknown) => () => {
        throw error
      },
    )
    return outcomeOf(result)
  }
  const withData = (change: object): Evidence => ({ ...evidence, data: { ...(evidence.data as object), ...change } })

  it('makes each check anew, without a call', async () => {
    const before = harness.received().length
    expect(await bankid.esign.verifyEvidence(evidence)).toEqual(checkNames.map((name) => ({ name, ok: true })))
    expect(await bankid.esign.verifyEvidence(JSON.parse(JSON.stringify(evidence)), signing)).toHaveLength(10)
    expect(harness.received()).toHaveLength(before)
  })

  it.each<readonly [string, SigningOrder]>([
    ['1 another text', { ...signing, text: 'Jag köper *2* båtar' }],
    ['2 another format', { ...signing, format: 'markdown' }],
    ['3 other hidden data', { ...signing, hiddenData: Buffer.from('order 8') }],
    ['4 no hidden data', { text: signing.text }],
    ['5 another person', { ...signing, personalNumber: '199001012383' }],
  ])('holds it against the order: %s', async (_, order) => {
    expect(await verify(evidence, order)).toBe('content')
  })

  it('takes no identification for a signing', async () => {
    const identified = await finish(
      await bankid.orders.openOrder('auth', { endUserIp, userVisibleData: encodeText(signing.text), ...hidden }),
    )
    expect(await verify(identified)).toBe('accepted')
    expect(await verify(identified, signing)).toBe('content')
  })

  it.each<readonly [string, () => Evidence, string]>([
    ['1 another order’s text in it', () => withData({ request: { endUserIp, ...hidden } }), 'content'],
    ['2 another operation in it', () => withData({ operation: 'phoneAuth' }), 'content'],
    ['3 other times in it', () => withData({ startedAt: 0, completedAt: hour / 4 }), 'ocsp'],
    ['4 cut', () => withData({ completionData: undefined }), 'invalid_request'],
    ['5 another provider’s', () => ({ ...evidence, provider: 'ing' }), 'invalid_request'],
    ['6 another format', () => ({ ...evidence, format: 'bankid-completion/2' }), 'invalid_request'],
  ])('refuses evidence that is not what it was: %s', async (_, changed, expected) => {
    expect(await verify(changed())).toBe(expected)
  })

  it('goes by the provider’s own environment, certificate and roots, not by what the evidence says of them', async () => {
    expect(await verify(withData({ environment: 'production', relyingParty: '5500000000', roots: [] }))).toBe(
      'accepted',
    )
    const identity = harness.simulators.pki.bankid.secondRelyingParty
    const second = harness.provider({ identity: { certificate: identity.certificate, key: identity.key } })
    expect(await verify(evidence, undefined, second)).toBe('content')
    const real = harness.provider({ userRoot: testUserRoot })
    expect(await verify(evidence, undefined, real)).toBe('chain')
  })
})
