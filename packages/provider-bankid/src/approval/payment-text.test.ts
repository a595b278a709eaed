import type { Payment } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { simpleMarkdownFault } from '../api/simple-markdown.ts'
import { paymentDigest } from './payment-digest.ts'
import { paymentText } from './payment-text.ts'

const transfer = {
  amount: { amount: '250.00', currency: 'EUR' },
  creditor: { name: 'Exempel AB', iban: 'NL02INGB0001234567' },
}
const single: Payment = { kind: 'single', ...transfer }

describe('the text of a payment', () => {
  it('names amount, creditor and whole account', () => {
    expect(paymentText('ing', single, 'sv')).toBe(
      'Godkänn betalning (ing)\n\nBelopp: 250.00 EUR\nTill: Exempel AB\nKonto: NL02 INGB 0001 2345 67',
    )
  })

  it('names everything else that is sent to the bank', () => {
    const payment: Payment = {
      kind: 'periodic',
      ...transfer,
      creditor: {
        ...transfer.creditor,
        bic: 'INGBNL2A',
        address: { street: 'Kerkstraat', buildingNumber: '7', postalCode: '1017', city: 'Amsterdam', country: 'NL' },
      },
      debtor: { iban: 'NL69INGB0123456789' },
      remittanceInformation: 'Hyra',
      remittanceReference: 'RF18539007547034',
      endToEndId: 'E2E-1',
      startDate: '2026-12-01',
      frequency: 'monthly',
    }
    expect(paymentText('ing', payment, 'en').split('\n')).toEqual([
      'Approve recurring payment (ing)',
      'From account: NL69 INGB 0123 4567 89',
      'Repeats: every month',
      'First day: 2026-12-01',
      'Last day: until cancelled',
      '',
      'Amount: 250.00 EUR',
      'To: Exempel AB',
      'Account: NL02 INGB 0001 2345 67',
      'BIC: INGBNL2A',
      'Address: Kerkstraat 7 1017 Amsterdam NL',
      'Message: Hyra',
      'Reference: RF18539007547034',
      'Own reference: E2E-1',
    ])
  })

  it('names each transfer of several', () => {
    const other = { amount: { amount: '1.00', currency: 'EUR' }, creditor: { name: 'B', email: 'b@bunq.example' } }
    const text = paymentText('bunq', { kind: 'draft', payments: [transfer, other] }, 'en')
    expect(text.split('\n\n')).toHaveLength(3)
    expect(text).toContain('Payment 2/2\nAmount: 1.00 EUR\nTo: B\nAccount: b@bunq.example')
  })

  it('is no worse as markdown than as text: BankID’s app is given it as text', () => {
    expect(simpleMarkdownFault(paymentText('ing', single, 'sv'))).toBeUndefined()
  })

  it.each([
    ['line feed', 'X\nBelopp: 1 EUR'],
    ['carriage return', 'X\rY'],
    ['line separator', 'X\u2028Y'],
    ['right-to-left override', 'X\u202eY'],
    ['zero-width space', 'X\u200bY'],
    ['null', 'X\0Y'],
    ['half a surrogate pair', 'X\ud800Y'],
  ])('refuses a creditor with a %s, naming the field and not the value', (_name, name) => {
    const payment: Payment = { ...single, creditor: { ...transfer.creditor, name } }
    expect(() => paymentText('ing', payment, 'sv')).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: expect.stringMatching(/`creditor\.name`: it has characters(?!.*Belopp)/),
      }),
    )
  })

  it.each([
    ['message', { remittanceInformation: 'a\nb' }, 'remittanceInformation'],
    ['reference', { remittanceReference: 'a\tb' }, 'remittanceReference'],
    ['end-to-end id', { endToEndId: 'a\u200eb' }, 'endToEndId'],
    ['creditor without account', { creditor: { name: 'X' } }, 'creditor'],
    ['amount', { amount: { amount: '1\n2', currency: 'EUR' } }, 'amount'],
  ])('refuses a payment by its %s', (_name, change, field) => {
    const payment = { ...single, ...change } as Payment
    expect(() => paymentText('ing', payment, 'sv')).toThrow(`\`${field}\``)
  })

  it('refuses what is no payment, and an empty one', () => {
    const request: Payment = {
      kind: 'request',
      amount: transfer.amount,
      payer: { email: 'b@x.example' },
      description: '',
    }
    expect(() => paymentText('bunq', request, 'en')).toThrow('no payment')
    expect(() => paymentText('bunq', { kind: 'bulk', payments: [] }, 'en')).toThrow('there is none')
  })
})

describe('the digest of a payment', () => {
  const request = { bank: 'ing', idempotencyKey: 'key-1', payment: single }
  const digest = (change: object): string => Buffer.from(paymentDigest({ ...request, ...change })).toString('ascii')

  it('is the SHA-256 of the canonical request, as by openssl', () => {
    // printf '{"bank":"ing","idempotencyKey":"key-1","payment":{…}}' | openssl dgst -sha256
    expect(digest({})).toBe(
      'nostro-payment-approval/1\nsha256:c47654c41164474c8de8488751f9dc0dfbee14db8b4d3ac7a7d148e59efdddb0\n',
    )
  })

  it('does not mind the order of members and absent ones', () => {
    const { creditor, amount } = transfer
    expect(digest({ payment: { creditor, debtor: undefined, amount, kind: 'single' } })).toBe(digest({}))
  })

  it.each([
    ['amount', { payment: { ...single, amount: { amount: '250.01', currency: 'EUR' } } }],
    ['currency', { payment: { ...single, amount: { amount: '250.00', currency: 'SEK' } } }],
    ['creditor', { payment: { ...single, creditor: { name: 'Exempel AB', iban: 'NL02INGB0001234568' } } }],
    ['product', { payment: { ...single, product: 'sepa' } }],
    ['kind', { payment: { ...single, kind: 'instant' } }],
    ['bank', { bank: 'bunq' }],
    ['idempotency key', { idempotencyKey: 'key-2' }],
  ])('changes with the %s', (_name, change) => {
    expect(digest(change)).not.toBe(digest({}))
  })

  it('F15: shows the day and the rule of a recurring payment', () => {
    const periodic: Payment = {
      kind: 'periodic',
      amount: { amount: '1.00', currency: 'EUR' },
      creditor: { name: 'A', iban: 'NL02INGB0001234567' },
      startDate: '2026-01-31' as never,
      frequency: 'monthly',
      dayOfExecution: 31,
      executionRule: 'preceding',
    }
    expect(paymentText('ing', periodic, 'en')).toMatch(/Day of the period: 31\nOn a closed day: previous business day/)
  })
})
