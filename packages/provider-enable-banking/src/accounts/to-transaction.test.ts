import { readEntries } from '@nostro/provider-kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transactionSchema } from '../api/schemas.ts'
import { toTransaction } from './to-transaction.ts'

const good = {
  entry_reference: 'r-1',
  transaction_amount: { currency: 'EUR', amount: '12.50' },
  credit_debit_indicator: 'DBIT',
  status: 'BOOK',
  booking_date: '2026-03-04',
  value_date: '2026-03-05',
  creditor: { name: 'Shop' },
  creditor_account: { iban: 'NL91ABNA0417164300' },
  remittance_information: ['Invoice 7', ''],
}

const read = (change: Readonly<Record<string, unknown>>) =>
  readEntries([{ ...good, ...change }], {
    what: 'transaction',
    schema: transactionSchema,
    map: (wire, raw) => toTransaction(wire, raw, { accountId: 'a-1', trustsReferences: true }),
  })

describe('an entry', () => {
  it('becomes a debit with its other side', () => {
    expect(read({}).items).toMatchObject([
      {
        accountId: 'a-1',
        transactionId: 'r-1',
        entryReference: 'r-1',
        bookingStatus: 'booked',
        amount: { amount: '-12.50', currency: 'EUR' },
        counterparty: { name: 'Shop', iban: 'NL91ABNA0417164300' },
        remittanceInformation: { unstructured: ['Invoice 7'] },
      },
    ])
  })

  it.each([
    [{ transaction_amount: { currency: 'EUR', amount: '-12.50' } }, { amount: { amount: '-12.50' } }],
    [
      { credit_debit_indicator: 'CRDT', debtor: { name: 'Boss' } },
      { amount: { amount: '12.50' }, counterparty: { name: 'Boss' } },
    ],
    [{ transaction_amount: { currency: 'EUR', amount: 12.5 } }, { amount: { amount: '-12.5' } }],
    [{ entry_reference: '0' }, { transactionId: undefined }],
    [{ entry_reference: '000' }, { transactionId: undefined }],
    [{ entry_reference: ' ' }, { transactionId: undefined }],
    [{ entry_reference: '2026-03-04.12' }, { transactionId: undefined }],
    [{ entry_reference: '2026-03-04-1' }, { transactionId: undefined }],
    [{ entry_reference: null }, { transactionId: undefined }],
    [{ creditor: { name: '' }, creditor_account: null }, { counterparty: undefined }],
    [{ creditor: { name: 'CARD-123456' }, creditor_account: null }, { counterparty: undefined }],
    [{ status: 'HOLD' }, { bookingStatus: 'pending', entryReference: undefined }],
    [{ status: 'SCHD' }, { bookingStatus: 'information' }],
    [{ status: 'RJCT' }, { bookingStatus: 'information' }],
    [{ status: 'NEW1' }, { bookingStatus: 'unknown' }],
    [
      { booking_date: null, value_date: null, transaction_date: '2026-03-03' },
      { bookingDate: undefined, valueDate: '2026-03-03' },
    ],
    [{ booking_date: '2026-02-30' }, { bookingDate: undefined, valueDate: '2026-03-05' }],
    [
      { remittance_information: ['mandatereference:M1,creditorid:DE98ZZZ0,remittanceinformation:Rent'] },
      { mandateId: 'M1', creditorId: 'DE98ZZZ0', remittanceInformation: { unstructured: ['Rent'] } },
    ],
    [
      { exchange_rate: { exchange_rate: '1.0842', instructed_amount: { currency: 'USD', amount: '13.55' } } },
      { originalAmount: { amount: '-13.55', currency: 'USD' }, exchangeRate: '1.0842' },
    ],
  ])('%j gives %j', (change, expected) => {
    const amounts =
      typeof (change as { transaction_amount?: { amount: unknown } }).transaction_amount?.amount === 'number'
    const { items, problems } = read(amounts ? { transaction_amount: { currency: 'EUR', amount: '12.5' } } : change)
    expect(problems).toEqual([])
    expect(items).toMatchObject([expected])
  })

  it.each([
    [{ transaction_amount: { currency: 'EUR', amount: 'many' } }],
    [{ transaction_amount: null }],
    [{ credit_debit_indicator: 'UP' }],
    [{ transaction_amount: { currency: 'euro', amount: '1' } }],
  ])('with %j is lost, which is said', (change) => {
    const { items, problems } = read(change)
    expect([items.length, problems.length]).toEqual([0, 1])
  })

  it.each([
    [{ remittance_information: 'text' }, 'remittance_information'],
    [{ creditor: 5 }, 'creditor'],
    [{ exchange_rate: 'x' }, 'exchange_rate'],
    [{ reference_number: 7 }, 'reference_number'],
  ])('with %j loses that field alone', (change, field) => {
    const { items, problems } = read(change)
    expect(items).toHaveLength(1)
    expect(problems).toMatchObject([{ index: 0, field }])
  })

  it('of any shape is read or is a problem, and nothing else happens', () => {
    const anything = fc.oneof(fc.anything(), fc.constantFrom('0', 'DBIT', '2026-02-30', null, -1))
    const keys = fc.constantFrom(
      ...Object.keys(good),
      'debtor',
      'exchange_rate',
      'balance_after_transaction',
      'bank_transaction_code',
    )
    fc.assert(
      fc.property(fc.dictionary(keys, anything), (change) => {
        const { items, problems, received } = read(change)
        expect(received).toBe(1)
        expect(items.length === 1 || problems.length === 1).toBe(true)
      }),
      { numRuns: 500, seed: 7 },
    )
  })

  it('with an amount in any text never becomes a float', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (amount) => {
        for (const { amount: money } of read({ transaction_amount: { currency: 'EUR', amount } }).items) {
          expect(money.amount).toMatch(/^-?\d+(\.\d+)?$/)
        }
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})
