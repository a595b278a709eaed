import { NostroError } from '@nostro/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import type { CompletionData } from '../src/api/schemas.ts'
import { encodeText } from '../src/index.ts'
import { CheckFailure, type CheckName } from '../src/verification/check-failure.ts'
import { readEvidence } from '../src/verification/evidence.ts'
import { type CompletionExpectation, verifyCompletion } from '../src/verification/verify-completion.ts'
import { type Harness, startHarness } from './harness.ts'

const personalNumber = '191212121212'

let harness: Harness
let data: CompletionData
let expectation: CompletionExpectation

beforeAll(async () => {
  harness = await startHarness()
  const bankid = harness.provider()
  const challenge = await bankid.orders.openOrder('sign', {
    endUserIp: '203.0.113.24',
    userVisibleData: encodeText('Pay 1 SEK'),
    userNonVisibleData: encodeText('order 7'),
  })
  await harness.act(challenge, 'approve', { personalNumber })
  const result = await bankid.orders.advance(challenge)
  if (result.status !== 'complete') throw new Error(`The order is ${result.status}.`)
  const { completionData, relyingParty = '', ...order } = readEvidence(result.evidence)
  data = completionData
  expectation = { ...order, relyingParty, roots: [harness.simulators.pki.bankid.userRoot.certificate] }
}, 60_000)

afterAll(() => harness.stop())

const checkThatFails = (changed: Partial<CompletionData>): CheckName | undefined => {
  try {
    verifyCompletion({ ...data, ...changed }, expectation)
    return undefined
  } catch (error) {
    if (NostroError.isInstance(error) && error.cause instanceof CheckFailure) return error.cause.check
    throw error
  }
}

/** The base64 with one bit of one of its bytes turned over. */
const flipBit = (base64: string, place: number, bit: number): string => {
  const bytes = Buffer.from(base64, 'base64')
  const at = place % bytes.length
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at)
  return bytes.toString('base64')
}

/** The base64 with another character at one place: what decodes to the same bytes is not the same text. */
const swapCharacter = (base64: string, place: number, character: string): string => {
  const at = place % base64.length
  return base64.slice(0, at) + character + base64.slice(at + 1)
}

const seeded = { seed: 20_261_121, numRuns: counted(50, 500) } as const
const place = fc.nat(1_000_000)
const bit = fc.integer({ min: 0, max: 7 })
const character = fc.constantFrom(...'ABCxyz019+/= \n-_')

describe('one bit or one character of the evidence', () => {
  it('none changed: it verifies', () => {
    expect(checkThatFails({})).toBeUndefined()
  })

  it('of the signature: found in the document itself, before the OCSP answer’s tie to it is looked at', () => {
    const caught: readonly (CheckName | undefined)[] = [
      ...['container', 'xml', 'shape', 'algorithms', 'digests', 'chain', 'signature'],
    ] as CheckName[]
    fc.assert(
      fc.property(place, bit, (at, turned) => {
        expect(caught).toContain(checkThatFails({ signature: flipBit(data.signature, at, turned) }))
      }),
      seeded,
    )
  }, 300_000)

  it('of the OCSP answer: found there, or by the chain at the moment that it claims', () => {
    fc.assert(
      fc.property(place, bit, (at, turned) => {
        expect(['ocsp', 'chain']).toContain(checkThatFails({ ocspResponse: flipBit(data.ocspResponse, at, turned) }))
      }),
      seeded,
    )
  }, 300_000)

  it.each(['signature', 'ocspResponse'] as const)(
    'of the text of `%s`: found',
    (member) => {
      fc.assert(
        fc.property(place, character, (at, other) => {
          const changed = swapCharacter(data[member], at, other)
          fc.pre(changed !== data[member])
          expect(checkThatFails({ [member]: changed })).toBeDefined()
        }),
        seeded,
      )
    },
    300_000,
  )
})
