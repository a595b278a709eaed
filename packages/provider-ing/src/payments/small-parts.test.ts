import type { InitiatedPayment, PaymentRef } from '@nostro/core'
import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createInitiationMemory } from './initiation-memory.ts'
import { toMultipart } from './multipart.ts'
import { fromRef, toRef } from './payment-ref.ts'
import { toRequestId } from './request-id.ts'
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

describe('the memory of initiations', () => {
  const done: InitiatedPayment = { ref, transactionStatus: 'RCVD', raw: {} }
  const failing = (code: 'outcome_unknown' | 'payment_rejected') => async (): Promise<InitiatedPayment> => {
    throw new NostroError({ code, message: code })
  }

  it('sends once under one key and gives the same answer again', async () => {
    const memory = createInitiationMemory()
    let sent = 0
    const send = async () => {
      sent += 1
      return done
    }
    const [first, second] = await Promise.all([memory.once('k', { a: 1 }, send), memory.once('k', { a: 1 }, send)])
    expect([first, second, sent]).toEqual([done, done, 1])
  })

  it('never sends again after an unknown outcome, and may after a refusal', async () => {
    const memory = createInitiationMemory()
    await expect(memory.once('u', 1, failing('outcome_unknown'))).rejects.toMatchObject({ code: 'outcome_unknown' })
    await expect(memory.once('u', 1, async () => done)).rejects.toMatchObject({ code: 'outcome_unknown' })
    await expect(memory.once('r', 1, failing('payment_rejected'))).rejects.toMatchObject({ code: 'payment_rejected' })
    await expect(memory.once('r', 1, async () => done)).resolves.toBe(done)
  })

  it('refuses another payment under a used key', async () => {
    const memory = createInitiationMemory()
    await memory.once('k', { amount: '1' }, async () => done)
    await expect(memory.once('k', { amount: '2' }, async () => done)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('forgets the oldest beyond its capacity', async () => {
    const memory = createInitiationMemory(1)
    await memory.once('a', 1, async () => done)
    await memory.once('b', 1, async () => done)
    await expect(memory.once('a', 2, async () => done)).resolves.toBe(done)
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
