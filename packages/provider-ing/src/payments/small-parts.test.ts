import type { PaymentRef } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { toRequestId } from './initiate-payment.ts'
import { fromRef, toRef } from './payment-ref.ts'
import { toMultipart } from './to-body.ts'
import { reasonsOf, toPaymentStatus } from './to-payment-status.ts'

const ref: PaymentRef = toRef('single', { resource: 'single', product: 'sepa-credit-transfers', paymentId: 'p-1' })

describe('request ids', () => {
  it('a UUID stays, in lower case', () => {
    expect(toRequestId('0B1C2D3E-4F50-4617-8283-94A5B6C7D8E9')).toBe('0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9')
  })

  it('any other key becomes the same UUID each time', () => {
    expect(toRequestId('invoice-17')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(toRequestId('invoice-17')).toBe(toRequestId('invoice-17'))
    expect(toRequestId('invoice-17')).not.toBe(toRequestId('invoice-18'))
  })
})

describe('references', () => {
  it('lead back to the payment', () => {
    expect(fromRef(ref)).toEqual({ resource: 'single', product: 'sepa-credit-transfers', paymentId: 'p-1' })
  })

  it.each([
    ['another bank’s', { ...ref, provider: 'bunq' }],
    ['one without its address', { provider: 'ing', kind: 'single', id: 'p-1' } as const],
    ['one with a path in the product', { ...ref, details: { resource: 'single', product: '../x' } }],
  ])('%s is refused', (_, foreign) => {
    expect(() => fromRef(foreign)).toThrow('not the reference of a payment at ING')
  })
})

describe('payment status', () => {
  it.each([
    ['RCVD', false],
    ['ACTC', false],
    ['PDNG', false],
    ['ACCP', false],
    ['ACWC', false],
    ['ACSP', false],
    ['PART', false],
    ['PATC', false],
    ['ACSC', true],
    ['ACTV', false],
    ['EXPI', true],
    ['CANC', true],
    ['RJCT', true],
  ] as const)('9.5: %s, final: %s', (code, final) => {
    const status = toPaymentStatus({ ref, code, reasons: [], asOf: 'now', raw: {} })
    expect(status).toMatchObject({ transactionStatus: code, final })
  })

  it('a new code is unknown and not final', () => {
    const status = toPaymentStatus({ ref, code: 'NEWC', reasons: [], asOf: 'now', raw: {} })
    expect(status).toMatchObject({ transactionStatus: 'unknown', final: false })
  })

  it.each([
    ['fundsAvailable: true', true],
    ['fundsAvailable: false', false],
    ['fundsAvailable: unknown', undefined],
  ])('9.5: “%s” is no reason but an answer', (text, expected) => {
    const reasons = reasonsOf({
      transactionStatus: 'RCVD',
      stsRsnInf: [
        { rsn: { cd: 'AM04', prtry: undefined }, addtlInf: [text, 'fundsAvailableTimestamp: 1700000000', 'more'] },
      ],
    })
    const status = toPaymentStatus({ ref, code: 'RCVD', reasons, asOf: 'now', raw: {} })
    expect(status.fundsAvailable).toBe(expected)
    expect(status.reasons).toEqual(['AM04', 'more'])
  })
})

describe('multipart', () => {
  it('9.1: has its parts between boundary lines with CRLF', () => {
    const parts = [
      { name: 'xml_sct', content: '<a/>', contentType: 'application/xml' },
      { name: 'startDate', content: '2024-03-05' },
    ]
    expect(Buffer.from(toMultipart(parts, 'b')).toString()).toBe(
      '--b\r\nContent-Disposition: form-data; name="xml_sct"\r\nContent-Type: application/xml\r\n\r\n<a/>\r\n--b\r\nContent-Disposition: form-data; name="startDate"\r\n\r\n2024-03-05\r\n--b--\r\n',
    )
  })
})
