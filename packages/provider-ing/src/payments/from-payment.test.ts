import type { Payment } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createFieldRules } from '../api/field-rules.ts'
import { fromPayment, toProduct } from './from-payment.ts'
import type { IngPaymentFields } from './ing-payment.ts'
import { toJsonBody } from './to-json-body.ts'

const today = '2024-03-05'

const toBody = (
  payment: Payment,
  {
    fields = {},
    transliterate = false,
    version = 'v1',
  }: {
    fields?: IngPaymentFields | undefined
    transliterate?: boolean | undefined
    version?: 'v1' | 'v2' | undefined
  } = {},
) => {
  const rules = createFieldRules({ transliterate })
  return toJsonBody(fromPayment(payment, { rules, product: toProduct(payment), today, fields }), version)
}

const single = {
  kind: 'single',
  amount: { amount: '12.34', currency: 'EUR' },
  creditor: { name: 'Bakker BV', iban: 'NL20 INGB 0001 2345 67' },
  remittanceInformation: 'Invoice 17',
  endToEndId: 'E2E-17',
} as const satisfies Payment

describe('a payment in ING’s JSON', () => {
  it('9.3: is ING’s members and nothing else', () => {
    expect(toBody(single)).toEqual({
      instructedAmount: { amount: '12.34', currency: 'EUR' },
      creditorAccount: { iban: 'NL20INGB0001234567' },
      creditorName: 'Bakker BV',
      remittanceInformationUnstructured: 'Invoice 17',
      endToEndIdentification: 'E2E-17',
    })
  })

  it('instant is a local instrument, not a product', () => {
    expect(toBody({ ...single, kind: 'instant' })).toMatchObject({ localInstrumentCode: 'INST' })
  })

  it('scheduled carries its day', () => {
    const body = toBody({ ...single, kind: 'scheduled', requestedExecutionDate: '2024-04-01' })
    expect(body).toMatchObject({ requestedExecutionDate: '2024-04-01' })
  })

  it.each([
    ['daily', 'DAIL'],
    ['weekly', 'WEEK'],
    ['every-two-weeks', 'TOWK'],
    ['monthly', 'MNTH'],
    ['every-two-months', 'TOMN'],
    ['quarterly', 'QUTR'],
    ['half-yearly', 'SEMI'],
    ['yearly', 'YEAR'],
  ] as const)('periodic: %s is %s', (frequency, code) => {
    const body = toBody(
      { ...single, kind: 'periodic', startDate: today, endDate: '2025-03-05', frequency },
      { fields: { dayOfExecution: '31' } },
    )
    expect(body).toMatchObject({ startDate: today, endDate: '2025-03-05', frequency: code, dayOfExecution: '31' })
  })

  it('bulk v1 lists transfers under what they share', () => {
    const { kind: _kind, ...transfer } = single
    const body = toBody(
      { kind: 'bulk', payments: [transfer, transfer], debtor: { iban: 'NL20INGB0001234567', name: 'J. Jansen' } },
      { fields: { batchBookingPreferred: true, categoryPurposeCode: 'SALA', debtorBic: 'ingbnl2a' } },
    )
    expect(body).toMatchObject({
      debtorAccount: { iban: 'NL20INGB0001234567' },
      debtorName: 'J. Jansen',
      debtorAgent: 'INGBNL2A',
      batchBookingPreferred: true,
      categoryPurposeCode: 'SALA',
    })
    expect(body['payments']).toHaveLength(2)
  })

  it('bulk v2 has structured references and its own address', () => {
    const address = { street: 'Dam', buildingNumber: '1', city: 'Amsterdam', postalCode: '1012 JS', country: 'NL' }
    const transfer = {
      amount: single.amount,
      creditor: { ...single.creditor, address },
      remittanceReference: 'RF18539007547034',
    }
    const fields = { uetr: '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9' }
    expect(toBody({ kind: 'bulk', payments: [transfer] }, { version: 'v2', fields })).toMatchObject({
      uetr: fields.uetr,
      payments: [
        {
          creditorAddress: {
            country: 'NL',
            townName: 'Amsterdam',
            streetName: 'Dam',
            buildingNumber: '1',
            postCode: '1012 JS',
          },
          remittanceInformationStructured: {
            type: { codeOrProprietary: { code: 'SCOR' } },
            reference: 'RF18539007547034',
          },
        },
      ],
    })
  })

  it('pays an account number with a BIC or a clearing id outside SEPA', () => {
    const creditor = { name: 'Acme Inc', bban: '12345678' }
    const payment = { ...single, product: 'cross-border', amount: { amount: '5', currency: 'USD' } } as const
    expect(toBody({ ...payment, creditor: { ...creditor, bic: 'CHASUS33' } })).toMatchObject({
      creditorAccount: { bban: '12345678' },
      creditorAgent: 'CHASUS33',
    })
    const fields = { clearingSystem: { code: 'USABA', memberId: '021000021' } }
    expect(toBody({ ...payment, creditor }, { fields })).toMatchObject({
      clearingSystemMemberIdentification: {
        clearingSystemIdentificationCode: 'USABA',
        memberIdentification: '021000021',
      },
    })
  })
})

const withCreditor = (creditor: Readonly<Record<string, unknown>>): Payment =>
  ({ ...single, creditor: { ...single.creditor, ...creditor } }) as Payment
const withAmount = (amount: string, currency = 'EUR'): Payment => ({ ...single, amount: { amount, currency } })
const { kind: _kind, ...transfer } = single

describe('what ING would refuse is refused before it is sent, with its name', () => {
  it.each<[string, Payment, string, IngPaymentFields?]>([
    ['14.14 umlaut', withCreditor({ name: 'Müller' }), '`creditor.name` contains “ü”'],
    ['14.14 ampersand', { ...single, remittanceInformation: 'A & B' }, '`remittanceInformation` contains “&”'],
    ['14.14 underscore', { ...single, endToEndId: 'a_b' }, '`endToEndId` contains “_”'],
    ['name too long', withCreditor({ name: 'x'.repeat(71) }), '`creditor.name` has 71 characters'],
    ['text too long', { ...single, remittanceInformation: 'x'.repeat(141) }, 'has 141 characters'],
    ['id too long', { ...single, endToEndId: 'x'.repeat(36) }, 'has 36 characters'],
    ['empty text', { ...single, remittanceInformation: '' }, '`remittanceInformation` is empty'],
    ['name missing', withCreditor({ name: undefined }), '`creditor.name` is missing'],
    ['15-64 IBAN', withCreditor({ iban: 'NL21INGB0001234567' }), '`creditor.iban` is not a valid IBAN'],
    ['15-64 zero', withAmount('0.00'), '`amount.amount` must be more than zero'],
    ['15-64 negative', withAmount('-1'), '`amount.amount` is not a plain decimal'],
    ['15-64 fraction', withAmount('1.234'), '`amount.amount` has more than the 2 fraction digits'],
    ['15-64 SEPA in dollars', withAmount('1', 'USD'), '`amount.currency` is USD'],
    ['15-63 too many digits', withAmount('123456789012345'), 'is not a plain decimal'],
    ['15-65 no account', { ...single, product: 'cross-border', creditor: { name: 'A' } }, '`creditor.bban` is missing'],
    [
      '15-65 no bank',
      { ...single, product: 'domestic', creditor: { name: 'A', bban: '1' } },
      '`creditor.bic` is missing',
    ],
    ['SEPA without IBAN', { ...single, creditor: { name: 'A', bban: '1' } }, '`creditor.iban` is missing'],
    ['15-63 BIC', withCreditor({ bic: 'ING' }), '`creditor.bic` is not a BIC'],
    ['15-63 country', withCreditor({ address: { country: 'Holland' } }), '`creditor.address.country` must be'],
    ['15-66 past', { ...single, kind: 'scheduled', requestedExecutionDate: '2024-03-04' }, '2024-03-04 is in the past'],
    ['15-66 no date', { ...single, kind: 'scheduled', requestedExecutionDate: '5 March' }, 'is not a date'],
    ['15-66 start', { ...single, kind: 'periodic', startDate: '2024-03-04', frequency: 'monthly' }, '`startDate`'],
    [
      '15-66 end',
      { ...single, kind: 'periodic', startDate: '2024-03-06', endDate: '2024-03-05', frequency: 'monthly' },
      '`endDate`',
    ],
    ['15-68 empty bulk', { kind: 'bulk', payments: [] }, '`payments` has 0 entries'],
    ['15-68 huge bulk', { kind: 'bulk', payments: Array.from({ length: 5001 }, () => transfer) }, 'has 5001 entries'],
    [
      'bulk names the entry',
      { kind: 'bulk', payments: [transfer, { ...transfer, endToEndId: '_' }] },
      '`payments.1.endToEndId`',
    ],
    [
      'bulk outside SEPA',
      { kind: 'bulk', product: 'domestic', payments: [transfer] },
      '`product` domestic has no bulk',
    ],
    ['instant abroad', { ...single, kind: 'instant', product: 'cross-border' }, 'has no instant payments'],
    ['bank-internal', { ...single, product: 'bank-internal' }, '`product` bank-internal'],
    ['draft', { kind: 'draft', payments: [transfer] }, '`kind` draft'],
    ['debtor', { ...single, debtor: { iban: 'NL00' } }, '`debtor.iban`'],
    ['debtor’s currency', { ...single, debtor: { iban: 'NL20INGB0001234567', currency: 'euro' } }, '`debtor.currency`'],
    ['nothing but blanks', withCreditor({ name: '   ' }), '`creditor.name` is empty'],
    [
      'a frequency of another program',
      { ...single, kind: 'periodic', startDate: today, frequency: 'fortnightly' } as unknown as Payment,
      '`frequency` is not one that ING knows',
    ],
    ['structured reference in JSON', { ...single, remittanceReference: 'RF18539007547034' }, '`remittanceReference`'],
    ['uetr in v1', { kind: 'bulk', payments: [transfer] }, '`uetr`', { uetr: '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9' }],
    ['code', single, '`serviceLevelCode` must be', { serviceLevelCode: 'SEPA!' }],
    [
      'day',
      { ...single, kind: 'periodic', startDate: today, frequency: 'monthly' },
      '`dayOfExecution`',
      { dayOfExecution: '32' },
    ],
  ])('%s', (_, payment, message, fields) => {
    const send = () => toBody(payment, fields === undefined ? {} : { fields })
    expect(send).toThrowError(expect.objectContaining({ code: 'invalid_request', provider: 'ing' }))
    expect(send).toThrow(message)
  })

  it('16.5: writes texts in the SEPA set when asked to', () => {
    const payment = { ...single, creditor: { ...single.creditor, name: 'Müller & Søn Łódź “ß”' } }
    expect(toBody(payment, { transliterate: true })).toMatchObject({ creditorName: "Mueller + Son Lodz 'ss'" })
  })
})
