import type { Challenge, Evidence } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, test as it } from 'vitest'
import { type BankIdProvider, type CompletionData, checkNames, encodeText } from '../src/index.ts'
import { readEvidence } from '../src/verification/evidence.ts'
import { type CompletionExpectation, verifyCompletion } from '../src/verification/index.ts'
import { outcomeOf } from './evidence-outcome.ts'
import { approved, type Harness, startHarness } from './harness.ts'

const personalNumber = '191212121212'
const endUserIp = '203.0.113.24'
const hour = 3_600_000
const visible = { userVisibleData: encodeText('Jag köper *1* båt') }
const hidden = { userNonVisibleData: encodeText('order 7') }
const markdown = { userVisibleDataFormat: 'simpleMarkdownV1' } as const
const caller = { personalNumber, callInitiator: 'user' } as const
const transaction = { userVisibleTransaction: { transactionType: 'card', recipient: { name: 'Shop' } } } as const

let harness: Harness
let bankid: BankIdProvider
let root: string

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
  root = harness.simulators.pki.bankid.userRoot.certificate
}, 60_000)

afterAll(() => harness.stop())

const finish = (challenge: Challenge): Promise<Evidence> => approved(harness, bankid, challenge, personalNumber)

interface Proof {
  readonly data: CompletionData
  readonly expectation: CompletionExpectation
}

const proofOf = (evidence: Evidence): Proof => {
  const { completionData, ...expectation } = readEvidence(evidence)
  return { data: completionData, expectation: { ...expectation, roots: [root] } }
}

describe('12.4: honest evidence', () => {
  it.each<readonly [string, () => Promise<Challenge>]>([
    ['1 auth', () => bankid.orders.openOrder('auth', { endUserIp })],
    ['2 auth with a text', () => bankid.orders.openOrder('auth', { endUserIp, ...visible })],
    ['3 auth with markdown', () => bankid.orders.openOrder('auth', { endUserIp, ...visible, ...markdown })],
    ['4 auth with hidden data alone', () => bankid.orders.openOrder('auth', { endUserIp, ...hidden })],
    ['5 sign', () => bankid.orders.openOrder('sign', { endUserIp, ...visible })],
    ['6 sign with hidden data', () => bankid.orders.openOrder('sign', { endUserIp, ...visible, ...hidden })],
    ['7 sign with both', () => bankid.orders.openOrder('sign', { endUserIp, ...visible, ...hidden, ...markdown })],
    [
      '8 sign, plain by its name',
      () => bankid.orders.openOrder('sign', { endUserIp, ...visible, userVisibleDataFormat: 'plaintext' }),
    ],
    [
      '9 sign with requirements',
      () =>
        bankid.orders.openOrder('sign', {
          endUserIp,
          ...visible,
          requirement: { personalNumber, pinCode: true, certificatePolicies: ['1.2.3.4.*'] },
        }),
    ],
    ['10 payment', () => bankid.orders.openOrder('payment', { endUserIp, ...transaction })],
    ['11 payment with a text', () => bankid.orders.openOrder('payment', { endUserIp, ...transaction, ...visible })],
    ['12 phone/auth', () => bankid.orders.openOrder('phoneAuth', caller)],
    ['13 phone/sign', () => bankid.orders.openOrder('phoneSign', { ...caller, ...visible, ...hidden })],
    ['14 other/payment', () => bankid.orders.openOrder('otherPayment', { personalNumber, ...transaction })],
  ])('verifies, check by check: %s', async (_, open) => {
    const { data, expectation } = proofOf(await finish(await open()))
    const { request } = expectation
    const { checks, content, signedAt, root: above, certificates } = verifyCompletion(data, expectation)
    expect(checks).toEqual(checkNames.map((name, index) => ({ step: index + 1, name, ok: true })))
    expect(content.visible).toEqual(
      request['userVisibleData'] === undefined
        ? undefined
        : {
            base64: request['userVisibleData'],
            markdown: request['userVisibleDataFormat'] === 'simpleMarkdownV1',
          },
    )
    expect(content.hidden).toBe(request['userNonVisibleData'])
    expect(signedAt).toBeGreaterThan(expectation.startedAt - 60_000)
    expect(certificates).toHaveLength(3)
    expect(above.toString().trim()).toBe(root.trim())
  })

  it('15 verifies up to the longest text that an order may have', async () => {
    const userVisibleData = encodeText('å'.repeat(14_900))
    const userNonVisibleData = Buffer.alloc(149_000, 7).toString('base64')
    const order = await bankid.orders.openOrder('sign', { endUserIp, userVisibleData, userNonVisibleData })
    const { data, expectation } = proofOf(await finish(order))
    expect(data.signature.length).toBeGreaterThan(300_000)
    expect(outcomeOf(() => verifyCompletion(data, expectation))).toBe('accepted')
  })
})

describe('12.4: honest evidence, of something else', () => {
  let proof: Proof
  let other: Proof
  beforeAll(async () => {
    const open = () => bankid.orders.openOrder('sign', { endUserIp, ...visible, ...hidden })
    proof = proofOf(await finish(await open()))
    other = proofOf(await finish(await open()))
  })

  type Change = (proof: Proof) => { readonly data?: object; readonly expectation?: object }
  const reencoded =
    (change: (xml: Buffer) => Uint8Array): Change =>
    ({ data }) => ({
      data: { signature: Buffer.from(change(Buffer.from(data.signature, 'base64'))).toString('base64') },
    })
  const request =
    (change: object): Change =>
    ({ expectation }) => ({ expectation: { request: { ...expectation.request, ...change } } })
  const user =
    (change: object): Change =>
    ({ data }) => ({ data: { user: { ...data.user, ...change } } })

  it.each<readonly [step: number, what: string, change: Change]>([
    [1, 'a line’s end behind the base64', ({ data }) => ({ data: { signature: `${data.signature}\n` } })],
    [1, 'base64url', ({ data }) => ({ data: { signature: data.signature.replace('+', '-') } })],
    [1, 'nothing', () => ({ data: { signature: '' } })],
    [1, 'a byte order mark', reencoded((xml) => Buffer.concat([Buffer.from('\ufeff'), xml]))],
    [1, 'no UTF-8', reencoded((xml) => Buffer.concat([xml, Buffer.of(0xff)]))],
    [1, 'no UTF-8, but UTF-16', reencoded((xml) => Buffer.from(`\ufeff${xml.toString()}`, 'utf16le'))],
    [1, 'larger than the order allows', reencoded((xml) => Buffer.concat([xml, Buffer.alloc(70_000, 32)]))],
    [2, 'a line’s end behind the root', reencoded((xml) => Buffer.concat([xml, Buffer.from('\n')]))],
    [2, 'another XML declaration', reencoded((xml) => Buffer.from(xml.toString().replace('1.0', '1.1')))],
    [6, 'production expected', () => ({ expectation: { environment: 'production' } })],
    [6, 'BankID’s production root', () => ({ expectation: { environment: 'production', roots: undefined } })],
    [6, 'BankID’s test root', () => ({ expectation: { roots: undefined } })],
    [6, 'no root at all', () => ({ expectation: { roots: [] } })],
    [8, 'another text', request({ userVisibleData: encodeText('Jag köper 2 båtar') })],
    [8, 'no text', request({ userVisibleData: undefined })],
    [8, 'markdown', request(markdown)],
    [8, 'other hidden data', request({ userNonVisibleData: encodeText('order 8') })],
    [8, 'no hidden data', request({ userNonVisibleData: undefined })],
    [8, 'an identification', () => ({ expectation: { operation: 'auth' } })],
    [8, 'an identification by phone', () => ({ expectation: { operation: 'phoneAuth' } })],
    [8, 'another relying party', () => ({ expectation: { relyingParty: '5500000000' } })],
    [8, 'a part of our number', () => ({ expectation: { relyingParty: '556630492' } })],
    [8, 'another personal number', user({ personalNumber: '199001012383' })],
    [8, 'another name', user({ name: 'Somebody Else' })],
    [8, 'another given name', user({ givenName: 'Somebody' })],
    [8, 'another surname', user({ surname: 'Else' })],
    [8, 'another person required', request({ requirement: { personalNumber: '199001012383' } })],
    [8, 'another person called', request({ personalNumber: '199001012383' })],
    [8, 'another kind of BankID required', request({ requirement: { certificatePolicies: ['1.2.3.4.5'] } })],
    [9, 'the answer on another signature', () => ({ data: { ocspResponse: other.data.ocspResponse } })],
    [9, 'no answer', () => ({ data: { ocspResponse: '' } })],
    [
      9,
      'an order of an hour later',
      ({ expectation: { startedAt, completedAt } }) => ({
        expectation: { startedAt: startedAt + hour, completedAt: completedAt + hour },
      }),
    ],
    [
      9,
      'an order of an hour earlier',
      ({ expectation: { startedAt, completedAt } }) => ({
        expectation: { startedAt: startedAt - hour, completedAt: completedAt - hour },
      }),
    ],
    [9, 'an order of an hour', ({ expectation: { startedAt } }) => ({ expectation: { startedAt: startedAt - hour } })],
    [10, 'a document that was not scanned', request({ requirement: { mrtd: true } })],
    [
      10,
      'a higher risk than accepted',
      (given) => ({ ...request({ requirement: { risk: 'low' } })(given), data: { risk: 'moderate' } }),
    ],
    [
      10,
      'a risk that nobody knows the meaning of',
      (given) => ({ ...request({ requirement: { risk: 'moderate' } })(given), data: { risk: 'severe' } }),
    ],
  ])('is refused by step %i: %s', (step, _, change) => {
    const { data = {}, expectation = {} } = change(proof)
    const changed = { ...proof.expectation, ...expectation } as CompletionExpectation
    expect(outcomeOf(() => verifyCompletion({ ...proof.data, ...data }, changed))).toBe(checkNames[step - 1])
  })

  it.each<readonly [what: string, change: Change]>([
    [
      'a risk as high as accepted',
      (given) => ({ ...request({ requirement: { risk: 'moderate' } })(given), data: { risk: 'moderate' } }),
    ],
    ['a risk that could not be computed', request({ requirement: { risk: 'low' } })],
    [
      'a scanned document',
      (given) => ({ ...request({ requirement: { mrtd: true } })(given), data: { stepUp: { mrtd: true } } }),
    ],
    ['no own number to compare', () => ({ expectation: { relyingParty: undefined } })],
    ['names that BankID did not send', user({ givenName: null, surname: undefined })],
  ])('is accepted all the same: %s', (_, change) => {
    const { data = {}, expectation = {} } = change(proof)
    const changed = { ...proof.expectation, ...expectation } as CompletionExpectation
    expect(outcomeOf(() => verifyCompletion({ ...proof.data, ...data }, changed))).toBe('accepted')
  })

  it('a root that is none is the caller’s fault, not the evidence’s', () => {
    const changed = { ...proof.expectation, roots: ['no certificate'] }
    expect(outcomeOf(() => verifyCompletion(proof.data, changed))).toBe('invalid_config')
  })
})
