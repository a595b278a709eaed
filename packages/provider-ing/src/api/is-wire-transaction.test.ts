import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wireTransactionSchema } from './account-schemas.ts'
import { isWireTransaction } from './is-wire-transaction.ts'

const usual = {
  transactionId: 'id-1',
  endToEndId: null,
  bookingDate: '2024-05-31',
  valueDate: '2024-05-31T00:00:00.000+0000',
  executionDateTime: '2024-05-31T12:34:56.789Z',
  transactionAmount: { currency: 'EUR', amount: '-12.50' },
  creditorName: 'Shop',
  creditorAccount: { iban: 'NL69INGB0123456789' },
  debtorAccount: {},
  transactionType: 'SEPA',
  remittanceInformationUnstructured: 'Invoice 1',
  remittanceInformationStructured: { reference: 'RF1', issuer: 'CUR' },
}

/** Members as they may come, right and wrong. */
const value = fc.oneof(
  fc.constantFrom(undefined, null, '', ' ', 'text', 0, 1.5, true, [], {}, ['text']),
  fc.constantFrom('2024-05-31', '2024-02-30', '2024-05-31T12:34:56Z', '2024-05-31T25:00:00Z'),
  fc.constantFrom('EUR', 'eur', '1.50', '+1', '1e2', '.5'),
)

/** Paths to all members that are read, and some that are not. */
const path = fc.oneof(
  fc.constantFrom(...Object.keys(usual), 'debtorName', 'other').map((key) => [key]),
  fc.constantFrom('currency', 'amount', 'other').map((key) => ['transactionAmount', key]),
  fc
    .tuple(fc.constantFrom('creditorAccount', 'debtorAccount'), fc.constantFrom('iban', 'bban', 'bic', 'other'))
    .map(([account, key]) => [account, key]),
  fc
    .constantFrom('reference', 'referenceType', 'referenceIssuer', 'type', 'issuer', 'other')
    .map((key) => ['remittanceInformationStructured', key]),
)

const changed = (entry: Readonly<Record<string, unknown>>, [key = '', inner]: readonly string[], to: unknown) => {
  if (inner === undefined) return { ...entry, [key]: to }
  const member = entry[key]
  return { ...entry, [key]: typeof member === 'object' ? { ...member, [inner]: to } : { [inner]: to } }
}

describe('isWireTransaction', () => {
  it('takes a usual entry', () => {
    expect(isWireTransaction(usual)).toBe(true)
  })

  it.each([null, undefined, 'text', 1, [], [usual], {}])('%j is no entry', (entry) => {
    expect(isWireTransaction(entry)).toBe(false)
  })

  it('agrees with the schema on every member, alone and two at a time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(path, value), { minLength: 1, maxLength: 2 }), (changes) => {
        const entry = changes.reduce<Readonly<Record<string, unknown>>>(
          (given, [at, to]) => changed(given, at, to),
          usual,
        )
        expect(isWireTransaction(entry)).toBe(wireTransactionSchema.safeParse(entry).success)
      }),
      { numRuns: 500 },
    )
  })

  it('every member of the schema is looked at', () => {
    for (const key of Object.keys(wireTransactionSchema.shape)) {
      expect(isWireTransaction({ ...usual, [key]: 1 }), key).toBe(false)
    }
  })
})
