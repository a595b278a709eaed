import { type Evidence, NostroError } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, test as it, vi } from 'vitest'
import { type BankIdProvider, encodeText } from '../src/index.ts'
import { productionUserRoot, testUserRoot } from '../src/roots.ts'
import {
  type BundleReport,
  type BundleTrust,
  type EvidenceBundle,
  exportEvidence,
  failedCheckOf,
  verifyEvidenceBundle,
} from '../src/verification/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let bankid: BankIdProvider
let root: string
let evidence: Evidence
let bundle: EvidenceBundle
let now: number

const personalNumber = '191212121212'
const hour = 3_600_000
const year = 365.25 * 24 * hour

const sign = async (text: string, hiddenData?: Uint8Array): Promise<Evidence> => {
  const challenge = await bankid.esign.startSigning({ text, ...(hiddenData === undefined ? {} : { hiddenData }) })
  await harness.act(challenge, 'approve', { personalNumber })
  const result = await bankid.orders.advance(challenge)
  if (result.status !== 'complete') throw new Error(`The order is ${result.status}.`)
  return result.evidence
}

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
  root = harness.simulators.pki.bankid.userRoot.certificate
  evidence = await sign('Jag köper 1 båt', Buffer.from('order 7'))
  now = harness.clock.now()
  bundle = JSON.parse(JSON.stringify(exportEvidence(evidence, now, { roots: [root] })))
}, 60_000)

afterAll(() => harness.stop())

describe('F7: only what is signed is proven', () => {
  const edited = (
    change: (copy: { order: Record<string, unknown>; verification: { at: string } }) => void,
  ): unknown => {
    const copy = JSON.parse(JSON.stringify(bundle))
    change(copy)
    return copy
  }
  const transaction = {
    transactionType: 'card',
    recipient: { name: 'Mallory AB' },
    money: { amount: '1000000,00', currency: 'SEK' },
  }

  it.each(['payment', 'otherPayment'])(
    'a signed text does not become a %s of whom and how much one likes',
    (operation) => {
      const value = edited((copy) => {
        copy.order = { ...copy.order, operation, request: { userVisibleTransaction: transaction } }
      })
      expect(outcome(value)).toBe('content')
    },
  )

  it('reports the kind of act, and the operation as a claim; nothing of an unsigned transaction', () => {
    const value = edited((copy) => {
      const request = { ...(copy.order['request'] as object), userVisibleTransaction: transaction }
      copy.order = { ...copy.order, operation: 'payment', request }
    })
    const report = verifyEvidenceBundle(value, { roots: [root] })
    expect(report).toMatchObject({ act: 'signing', text: 'Jag köper 1 båt', claimed: { operation: 'payment' } })
    expect(JSON.stringify(report)).not.toMatch(/Mallory|1000000/)
  })

  it('a time that is yet to come is refused where the present is known', () => {
    const value = edited((copy) => {
      copy.verification.at = '2099-01-01T00:00:00.000Z'
    })
    expect(outcome(value, { roots: [root], now })).toBe('bundle')
    expect(verifyEvidenceBundle(value, { roots: [root] }).claimed.verifiedAt).toBe(Date.UTC(2099, 0, 1))
    expect(outcome(bundle, { roots: [root], now: now - 60_000 })).toBe('accepted')
  })
})

describe('an evidence bundle', () => {
  it('is plain JSON with order, answer, chain, fingerprint of the root, report and time', () => {
    expect(bundle).toEqual({
      format: 'nostro-bankid-evidence/1',
      environment: 'test',
      order: {
        operation: 'sign',
        request: expect.objectContaining({ userVisibleData: encodeText('Jag köper 1 båt') }),
        startedAt: expect.stringMatching(/Z$/),
        completedAt: new Date(evidence.createdAt).toISOString(),
        relyingParty: '5566304928',
      },
      completionData: expect.objectContaining({ user: expect.objectContaining({ personalNumber }) }),
      chain: [expect.any(String), expect.any(String), expect.any(String)],
      rootSha256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      verification: {
        at: new Date(now).toISOString(),
        checks: expect.arrayContaining([{ step: 9, name: 'ocsp', ok: true }]),
      },
    })
    expect(bundle.verification.checks).toHaveLength(10)
  })

  it('holds neither the root nor a secret of the order', () => {
    const text = JSON.stringify(bundle)
    expect(text).not.toContain(root.split('\n').slice(1, 4).join(''))
    expect(text).not.toMatch(/qrStart|autoStart|orderRef/)
  })

  it('proves who signed what, for whom and when', () => {
    const report = verifyEvidenceBundle(bundle, { roots: [root] })
    expect(report).toEqual<BundleReport>({
      environment: 'test',
      act: 'signing',
      person: { name: expect.any(String), givenName: expect.any(String), surname: expect.any(String), personalNumber },
      text: 'Jag köper 1 båt',
      hidden: new Uint8Array(Buffer.from('order 7')),
      signedAt: expect.any(Number),
      relyingParty: expect.stringContaining('serialNumber=5566304928'),
      displayName: expect.any(String),
      rootSha256: bundle.rootSha256,
      claimed: {
        operation: 'sign',
        startedAt: expect.any(Number),
        completedAt: evidence.createdAt,
        verifiedAt: now,
      },
      checks: bundle.verification.checks,
    })
    expect(Math.abs(report.signedAt - now)).toBeLessThan(60_000)
  })

  it('is verified by anybody, decades after all of its certificates have expired', () => {
    vi.setSystemTime(now + 40 * year)
    try {
      expect(verifyEvidenceBundle(bundle, { roots: [root] }).checks).toHaveLength(10)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is verified with one of several roots', () => {
    const trust = { roots: [productionUserRoot, testUserRoot, root] }
    expect(verifyEvidenceBundle(bundle, trust).rootSha256).toBe(bundle.rootSha256)
  })
})

/** The check at which it fails, or the error's code, or `accepted`. Throws where the error says too much. */
const outcome = (value: unknown, trust: BundleTrust = { roots: [root] }): string => {
  try {
    verifyEvidenceBundle(value, trust)
    return 'accepted'
  } catch (error) {
    if (!NostroError.isInstance(error) || /1912121|båt/.test(`${error.message} ${error.hint}`)) throw error
    return failedCheckOf(error)?.check ?? error.code
  }
}

type Change = (bundle: EvidenceBundle) => unknown

const order =
  (change: Partial<EvidenceBundle['order']>): Change =>
  (given) => ({
    ...given,
    order: { ...given.order, ...change },
  })
const request =
  (change: Readonly<Record<string, unknown>>): Change =>
  (given) =>
    order({ request: { ...given.order.request, ...change } })(given)
const user =
  (change: object): Change =>
  (given) => ({
    ...given,
    completionData: { ...given.completionData, user: { ...given.completionData.user, ...change } },
  })
const shifted = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString()
const moved =
  (ms: number): Change =>
  (given) =>
    order({ startedAt: shifted(given.order.startedAt, ms), completedAt: shifted(given.order.completedAt, ms) })(given)

describe('a bundle that was tampered with', () => {
  it.each<readonly [string, Change, string]>([
    ['1 another text', request({ userVisibleData: encodeText('Jag köper 2 båtar') }), 'content'],
    ['2 no text', request({ userVisibleData: undefined }), 'content'],
    ['3 another format', request({ userVisibleDataFormat: 'simpleMarkdownV1' }), 'content'],
    ['4 other hidden data', request({ userNonVisibleData: encodeText('order 8') }), 'content'],
    ['5 another person required', request({ requirement: { personalNumber: '199001012383' } }), 'content'],
    ['6 another operation', order({ operation: 'auth' }), 'content'],
    ['7 another organisation', order({ relyingParty: '5500000000' }), 'content'],
    ['8 another personal number', user({ personalNumber: '199001012383' }), 'content'],
    ['9 another name', user({ name: 'Somebody Else' }), 'content'],
    ['10 a day earlier', moved(-24 * hour), 'ocsp'],
    ['11 a day later', moved(24 * hour), 'ocsp'],
    [
      '12 an order of a week',
      (given) => order({ startedAt: shifted(given.order.startedAt, -168 * hour) })(given),
      'ocsp',
    ],
    [
      '13 an order that ends first',
      (given) => order({ startedAt: shifted(given.order.completedAt, 1) })(given),
      'bundle',
    ],
    ['14 another environment', (given) => ({ ...given, environment: 'production' }), 'chain'],
    ['15 another list of certificates', (given) => ({ ...given, chain: given.chain.slice(0, 2) }), 'bundle'],
    ['16 certificates exchanged', (given) => ({ ...given, chain: given.chain.toReversed() }), 'bundle'],
    ['17 another root named', (given) => ({ ...given, rootSha256: given.rootSha256.replace(/../, '00') }), 'bundle'],
    [
      '18 verified before it was there',
      (given) => ({ ...given, verification: { ...given.verification, at: shifted(given.order.startedAt, -1) } }),
      'bundle',
    ],
    [
      '19 a check left out of the report',
      (given) => ({ ...given, verification: { ...given.verification, checks: given.verification.checks.slice(1) } }),
      'bundle',
    ],
    [
      '20 a report that says no',
      (given) => ({
        ...given,
        verification: { ...given.verification, checks: [{ step: 1, name: 'container', ok: false }] },
      }),
      'invalid_request',
    ],
    ['21 an unknown member', (given) => ({ ...given, root }), 'invalid_request'],
    ['22 another version', (given) => ({ ...given, format: 'nostro-bankid-evidence/2' }), 'invalid_request'],
    ['23 a time without zone', order({ startedAt: '2024-05-01T10:00:00' }), 'invalid_request'],
    [
      '24 without OCSP answer',
      (given) => ({ ...given, completionData: { ...given.completionData, ocspResponse: '' } }),
      'ocsp',
    ],
    [
      '25 without signature',
      (given) => ({ ...given, completionData: { ...given.completionData, signature: '' } }),
      'container',
    ],
    ['26 nothing', () => null, 'invalid_request'],
    ['27 a list', () => [], 'invalid_request'],
    ['28 an empty object', () => ({}), 'invalid_request'],
    ['29 the evidence itself', () => evidence, 'invalid_request'],
  ])('is refused: %s', (_, change, expected) => {
    expect(outcome(change(bundle))).toBe(expected)
  })

  it('is refused: 30 the OCSP answer of another order of the same person', async () => {
    const other = exportEvidence(await sign('Något annat'), harness.clock.now(), { roots: [root] })
    const { ocspResponse } = other.completionData
    expect(outcome({ ...bundle, completionData: { ...bundle.completionData, ocspResponse } })).toMatch(/^(ocsp|chain)$/)
  })
})

describe('a bundle proves nothing', () => {
  it.each<readonly [string, () => BundleTrust, string]>([
    ['1 without the simulator’s root, by default', () => ({}), 'chain'],
    ['2 by BankID’s test root', () => ({ environment: 'test' }), 'chain'],
    ['3 by BankID’s production root', () => ({ roots: [productionUserRoot] }), 'chain'],
    ['4 in production, even with its root', () => ({ environment: 'production', roots: [root] }), 'chain'],
    ['5 with no root at all', () => ({ roots: [] }), 'chain'],
    ['6 for another organisation', () => ({ roots: [root], relyingParty: '5500000000' }), 'content'],
    ['7 with a root that is none', () => ({ roots: ['no certificate'] }), 'invalid_config'],
  ])('%s', (_, trust, expected) => {
    expect(outcome(bundle, trust())).toBe(expected)
  })

  it('8 when it is made of what does not hold: nothing is exported', () => {
    const forged = { ...evidence, data: { ...(evidence.data as object), operation: 'auth' } } as Evidence
    expect(() => exportEvidence(forged, now, { roots: [root] })).toThrow(/content/)
    expect(() => exportEvidence({ ...evidence, provider: 'ing' }, now)).toThrow(/not evidence of BankID/)
    expect(() => exportEvidence({ ...evidence, data: {} }, now)).toThrow(/not evidence of BankID/)
  })
})
