import { errorCodes, NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { type BankErrorParts, toBankError, withRequestId } from './to-bank-error.ts'

const bank = { provider: 'test', name: 'Test Bank' }
const answer = (status: number, headers = {}) => ({ status, headers, body: new Uint8Array() })
const parts: BankErrorParts = {
  bank,
  route: 'POST /pay',
  idempotent: false,
  messages: [],
  requestIdHeader: 'x-id',
  now: 0,
}

describe('toBankError', () => {
  it('carries status, request id, waiting time and the bank’s words', () => {
    const error = toBankError(answer(429, { 'x-id': 'r-1', 'retry-after': '7' }), {
      ...parts,
      messages: [{ code: 'TOO_MANY', text: 'Slow down', path: 'x' }],
    })
    expect(error).toMatchObject({
      code: 'rate_limited',
      provider: 'test',
      retryable: true,
      httpStatus: 429,
      bankRequestId: 'r-1',
      retryAfterMs: 7000,
      bankMessages: [{ code: 'TOO_MANY', text: 'Slow down', path: 'x' }],
      message: 'Test Bank answered POST /pay with status 429: too many calls; it says “TOO_MANY Slow down (x)”.',
    })
  })

  it('a fault on a payment is never called retryable, and is found by our request id', () => {
    const error = toBankError(answer(503), { ...parts, requestId: 'ours' })
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      retryable: false,
      requestId: 'ours',
      bankRequestId: undefined,
    })
  })

  it.each([408, 499, 500, 502, 503, 504])(
    'F16: no reading of an author makes a %i on a payment retryable',
    (status) => {
      for (const code of Object.keys(errorCodes) as (keyof typeof errorCodes)[]) {
        const error = toBankError(answer(status), { ...parts, code, retryable: true })
        expect([code, error.retryable]).toEqual([code, false])
      }
    },
  )

  it('B5: a page of a gateway is named as one, and not as the bank’s refusal', () => {
    const page = (status: number, text: string) =>
      toBankError(
        { ...answer(status, { 'content-type': 'text/html' }), body: Buffer.from(`<html>${text}</html>`) },
        { ...parts, hints: { forbidden: 'Check the scopes.' } },
      )
    expect(page(400, 'No required SSL certificate was sent').code).toBe('certificate_rejected')
    expect(page(403, 'Request Rejected').hint).toMatch(/not about scopes/)
    expect(page(502, 'Bad Gateway').code).toBe('outcome_unknown')
  })

  it('the bank’s words come before the status, and its own hints before ours', () => {
    const error = toBankError(answer(400), { ...parts, code: 'payment_rejected', hints: { payment_rejected: 'Look.' } })
    expect(error).toMatchObject({ code: 'payment_rejected', hint: 'Look.' })
  })

  it('no account number or token of the bank’s text goes on', () => {
    const text = `NL69INGB0123456789 and NL69 INGB 0123 4567 89, token ${'a'.repeat(60)}`
    const error = toBankError(answer(400), { ...parts, messages: [{ text }] })
    expect(JSON.stringify(error)).not.toMatch(/0123|aaaa/)
    expect(error.bankMessages).toEqual([{ text: 'NL69 INGB … 89 and NL69 INGB … 89, token [secret]' }])
  })
})

describe('withRequestId', () => {
  it('names the provider and our own id, which is never taken for the bank’s', () => {
    for (const code of ['outcome_unknown', 'timeout'] as const) {
      const error = withRequestId(new NostroError({ code, message: 'x' }), bank, 'r')
      expect(error).toMatchObject({ provider: 'test', requestId: 'r', bankRequestId: undefined })
    }
    const other = new TypeError('fault')
    expect(withRequestId(other, bank, 'r')).toBe(other)
  })
})
