import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BankResponse } from '../contracts/http-message.ts'
import { errorCodes, type NostroErrorCode } from './error-codes.ts'
import { type ErrorForOptions, errorFor } from './error-for.ts'
import { mayHaveHappened } from './may-have-happened.ts'

const now = Date.UTC(2026, 0, 5, 12)
const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): BankResponse => ({
  status,
  headers,
  body: Buffer.from(body),
})
const read: ErrorForOptions = { provider: 'bank', bank: 'Bank', route: 'GET /accounts', idempotent: true, now }
const pay: ErrorForOptions = { ...read, route: 'POST /payments', idempotent: false }
const html = { 'content-type': 'text/html; charset=utf-8' }

describe('by status and idempotency', () => {
  it.each<[number, NostroErrorCode, boolean, NostroErrorCode, boolean]>([
    // status, a read: code, retryable; a payment: code, retryable
    [301, 'protocol_violation', false, 'protocol_violation', false],
    [400, 'invalid_request', false, 'invalid_request', false],
    [401, 'session_expired', false, 'session_expired', false],
    [403, 'forbidden', false, 'forbidden', false],
    [404, 'not_found', false, 'not_found', false],
    [407, 'invalid_config', false, 'invalid_config', false],
    [408, 'timeout', true, 'outcome_unknown', false],
    [409, 'conflict', false, 'conflict', false],
    [410, 'not_found', false, 'not_found', false],
    [421, 'bank_unavailable', true, 'bank_unavailable', true],
    [422, 'invalid_request', false, 'invalid_request', false],
    [425, 'bank_unavailable', true, 'bank_unavailable', true],
    [429, 'rate_limited', true, 'rate_limited', true],
    [431, 'invalid_request', false, 'invalid_request', false],
    [496, 'certificate_rejected', false, 'certificate_rejected', false],
    [499, 'timeout', true, 'outcome_unknown', false],
    [500, 'bank_unavailable', true, 'outcome_unknown', false],
    [501, 'bank_unavailable', false, 'outcome_unknown', false],
    [502, 'bank_unavailable', true, 'outcome_unknown', false],
    [503, 'bank_unavailable', true, 'outcome_unknown', false],
    [504, 'bank_unavailable', true, 'outcome_unknown', false],
    [520, 'bank_unavailable', true, 'outcome_unknown', false],
  ])('B5, F16: %i', (status, code, retryable, changeCode, changeRetryable) => {
    expect(errorFor(answer(status), read)).toMatchObject({ code, retryable, httpStatus: status })
    const change = errorFor(answer(status), pay)
    expect(change).toMatchObject({ code: changeCode, retryable: changeRetryable })
    expect(change.hint).toMatch(/\w/)
  })

  it('F16: after 408, 499 and any 5xx no reading of a provider makes a change retryable or settled as failed', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(408, 460, 499), fc.integer({ min: 500, max: 599 })),
        fc.record({
          code: fc.constantFrom(...(Object.keys(errorCodes) as NostroErrorCode[])),
          retryable: fc.constantFrom(true, false, undefined),
          provesRefusal: fc.constantFrom(true, false, undefined),
          retryAfterMs: fc.constantFrom(undefined, 1_000),
        }),
        fc.constantFrom('', '<html>No required SSL certificate was sent</html>', '{}'),
        (status, reading, body) => {
          const error = errorFor(answer(status, body, { 'retry-after': '1' }), { ...pay, reading })
          expect(error.retryable).toBe(false)
          expect(error.retryAfterMs).toBeUndefined()
          expect(error.code).not.toBe('payment_rejected')
          expect(reading.provesRefusal === true || error.code === 'outcome_unknown').toBe(true)
        },
      ),
      { seed: 1, numRuns: 1_000 },
    )
  })

  it('a fault of the bank’s own under another status leaves a change open, and a read retryable', () => {
    const reading = { code: 'bank_unavailable' } as const
    expect(mayHaveHappened(errorFor(answer(400), { ...pay, reading }))).toBe(true)
    expect(errorFor(answer(400), { ...read, reading })).toMatchObject({ code: 'bank_unavailable', retryable: true })
  })

  it('the bank’s words can prove that a change was refused before it was begun', () => {
    const reading = { code: 'session_expired', provesRefusal: true } as const
    expect(errorFor(answer(500), { ...pay, reading })).toMatchObject({ code: 'session_expired', retryable: false })
  })

  it('A2: a failed read never says that a payment was rejected', () => {
    const reading = { code: 'payment_rejected' } as const
    const ofStatus = { ...read, route: 'GET /payments/{id}/status', reading }
    expect(errorFor(answer(500), ofStatus)).toMatchObject({ code: 'bank_unavailable' })
    expect(errorFor(answer(400), ofStatus)).toMatchObject({ code: 'invalid_request' })
    expect(errorFor(answer(400), { ...pay, reading })).toMatchObject({ code: 'payment_rejected' })
  })

  it('names how the outcome is found', () => {
    const hints = { outcome_unknown: 'Use payments.lookup with the same idempotency key.' }
    expect(errorFor(answer(503), { ...pay, hints }).hint).toBe(hints.outcome_unknown)
    const reading = { code: 'bank_unavailable' } as const
    expect(errorFor(answer(400), { ...pay, hints, reading }).hint).toBe(hints.outcome_unknown)
  })

  it('a hint is that of the reading, else of the bank, else of the code', () => {
    const reading = { code: 'consent_expired' } as const
    const hints = { consent_expired: 'Open the app.', forbidden: 'Look at the scopes.' }
    expect(errorFor(answer(400), { ...read, hints, reading: { ...reading, hint: 'Call.' } }).hint).toBe('Call.')
    expect(errorFor(answer(400), { ...read, hints, reading }).hint).toBe('Open the app.')
    expect(errorFor(answer(400), { ...read, reading }).hint).toMatch(/consent again/)
    expect(errorFor(answer(403), { ...read, hints }).hint).toBe('Look at the scopes.')
  })
})

describe('a page of something in front of the bank', () => {
  it.each<[string, number, string, NostroErrorCode]>([
    [
      'nginx without certificate',
      400,
      '<html><h1>400 Bad Request</h1>No required SSL certificate was sent',
      'certificate_rejected',
    ],
    ['nginx with a bad certificate', 400, '<html><center>The SSL certificate error</center>', 'certificate_rejected'],
    ['plain HTTP', 400, '<html>The plain HTTP request was sent to HTTPS port</html>', 'invalid_config'],
    ['large headers', 400, '<html>Request Header Or Cookie Too Large</html>', 'invalid_request'],
    ['a firewall', 403, '<html><title>Request Rejected</title>Your support ID is: 1</html>', 'forbidden'],
    ['a CDN', 403, '<!DOCTYPE html><title>Access Denied</title>Reference&#32;&#35;18', 'forbidden'],
    ['a gateway', 404, '<html><h1>404 Not Found</h1></html>', 'not_found'],
    ['a load balancer', 503, '<html><h1>503 Service Unavailable</h1></html>', 'bank_unavailable'],
  ])('B5: %s', (_name, status, page, code) => {
    for (const response of [answer(status, page, html), answer(status, `\n ${page}`)]) {
      const error = errorFor(response, read)
      expect(error.code).toBe(code)
      expect(error.message).not.toContain('<')
    }
  })

  it('B5: a firewall’s 403 is not taken for a matter of scopes', () => {
    const hint = (response: BankResponse): string => errorFor(response, read).hint ?? ''
    expect(hint(answer(403, '<html>Forbidden</html>', html))).toMatch(/not about scopes/)
    expect(hint(answer(403, '{"error":"<html>"}', { 'content-type': 'application/json' }))).toMatch(/scopes, accounts/)
  })
})

describe('what an error carries', () => {
  it('both request ids, the bank’s words without secrets, and the wait', () => {
    const error = errorFor(answer(429, '', { 'retry-after': '7', 'x-bank-id': 'b-1' }), {
      ...read,
      bankRequestIdHeader: 'X-Bank-ID',
      requestId: 'ours-1',
      messages: [{ code: 'LIMIT', text: 'Slow down\u001b[2J, NL69INGB0123456789\u202e', path: 'iban' }],
    })
    expect(error).toMatchObject({ bankRequestId: 'b-1', requestId: 'ours-1', retryAfterMs: 7_000 })
    expect(error.message).toBe(
      'Bank answered GET /accounts with status 429: too many calls; it says “LIMIT Slow down [2J, NL69 INGB … 89 (iban)”.',
    )
    expect(error.toJSON()).toMatchObject({ requestId: 'ours-1', bankRequestId: 'b-1' })
  })

  it('a date in Retry-After counts by the bank’s clock', () => {
    const response = answer(503, '', { 'retry-after': 'Mon, 05 Jan 2026 12:00:09 GMT' })
    expect(errorFor(response, read).retryAfterMs).toBe(9_000)
  })
})
