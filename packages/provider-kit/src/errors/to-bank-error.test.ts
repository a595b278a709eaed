import { errorCodes, NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { cleanBankText } from './clean-bank-text.ts'
import { codeOfStatus } from './code-of-status.ts'
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

describe('codeOfStatus', () => {
  it.each([
    [400, 'invalid_request', 'invalid_request'],
    [404, 'not_found', 'not_found'],
    [408, 'timeout', 'outcome_unknown'],
    [429, 'rate_limited', 'rate_limited'],
    [418, 'invalid_request', 'invalid_request'],
    [500, 'bank_unavailable', 'outcome_unknown'],
    [503, 'bank_unavailable', 'outcome_unknown'],
    [304, 'protocol_violation', 'protocol_violation'],
  ])('%i is %s for a read and %s for a change', (status, read, change) => {
    expect(codeOfStatus(status, { idempotent: true })).toBe(read)
    expect(codeOfStatus(status, { idempotent: false })).toBe(change)
  })
})

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
      message: 'Test Bank refused POST /pay with status 429: TOO_MANY Slow down (x).',
    })
  })

  it('a fault on a payment is never called retryable, and is found by our request id', () => {
    const error = toBankError(answer(503), { ...parts, requestId: 'ours' })
    expect(error).toMatchObject({ code: 'outcome_unknown', retryable: false, bankRequestId: 'ours' })
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
    expect(error.bankMessages).toEqual([{ text: '[iban] and [iban], token [long value]' }])
  })
})

describe('cleanBankText', () => {
  it.each([
    ['line\u0000\u001b[3F\u202ebreak', 'line [3F break'],
    ['code 0b6c1f0a-1111-4222-8333-abcdefabcdef', 'code [id]'],
    ['nl69 ingb 0123 4567 89 is closed', '[iban] is closed'],
    ['PAYMENT_FAILED', 'PAYMENT_FAILED'],
  ])('%j becomes %j', (text, expected) => {
    expect(cleanBankText(text)).toBe(expected)
  })

  it('F4: cuts a long text before it reads it, and never in the middle of an account number', () => {
    for (const text of ['a-'.repeat(65_536), '1 '.repeat(65_536), '0b6c1f0a-1111-4222-'.repeat(8_000)]) {
      expect(cleanBankText(text).length).toBeLessThanOrEqual(512)
    }
    for (let pad = 2_020; pad < 2_050; pad += 1) {
      expect(cleanBankText(`${'x '.repeat(pad / 2)}NL69INGB0123456789`, 4_000)).not.toContain('NL69')
    }
  })
})

describe('withRequestId', () => {
  it('names the provider, and our id where the outcome is open', () => {
    const open = new NostroError({ code: 'outcome_unknown', message: 'x' })
    const closed = new NostroError({ code: 'timeout', message: 'x' })
    expect(withRequestId(open, bank, 'r')).toMatchObject({ provider: 'test', bankRequestId: 'r' })
    expect(withRequestId(closed, bank, 'r')).toMatchObject({ provider: 'test', bankRequestId: undefined })
    const other = new TypeError('fault')
    expect(withRequestId(other, bank, 'r')).toBe(other)
  })
})
