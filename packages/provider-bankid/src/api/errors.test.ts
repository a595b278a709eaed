import type { BankResponse, NostroErrorCode } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { isNoSuchOrder, toError } from './errors.ts'

const now = Date.parse('2026-03-05T09:00:00Z')
const errorOf = (response: BankResponse) => toError(response, now)

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): BankResponse => ({
  status,
  headers,
  body: new TextEncoder().encode(body),
})
const refusal = (status: number, errorCode: string, details = 'No such order'): BankResponse =>
  answer(status, JSON.stringify({ errorCode, details }))

const rows: readonly (readonly [status: number, errorCode: string, code: NostroErrorCode, retryable: boolean])[] = [
  [400, 'alreadyInProgress', 'conflict', false],
  [400, 'invalidParameters', 'invalid_request', false],
  [400, 'canceled', 'user_cancelled', false],
  [400, 'cancelled', 'user_cancelled', false],
  [400, 'somethingNew', 'invalid_request', false],
  [400, 'constructor', 'invalid_request', false],
  [401, 'unauthorized', 'forbidden', false],
  [403, 'unauthorized', 'forbidden', false],
  [404, 'notFound', 'not_found', false],
  [405, 'methodNotAllowed', 'protocol_violation', false],
  [408, 'requestTimeout', 'timeout', true],
  [415, 'unsupportedMediaType', 'protocol_violation', false],
  [429, 'tooManyRequests', 'rate_limited', true],
  [500, 'internalError', 'bank_unavailable', true],
  [503, 'maintenance', 'bank_unavailable', true],
  [503, 'Maintenance', 'bank_unavailable', true],
]

describe('section 8: refusals', () => {
  it.each(rows)('%i %s is %s', (status, errorCode, code, retryable) => {
    const error = errorOf(refusal(status, errorCode))
    expect(error).toMatchObject({ code, retryable, provider: 'bankid', httpStatus: status })
    expect(error.bankMessages).toEqual([{ code: errorCode, text: 'No such order' }])
    expect(error.message).not.toBe('')
    expect(error.hint).toMatch(/\S/)
  })

  const unreadable: readonly (readonly [number, string, NostroErrorCode])[] = [
    [403, '<html><head><title>403 Forbidden</title></head></html>', 'certificate_rejected'],
    [405, '', 'invalid_request'],
    [502, '<html>Bad Gateway</html>', 'bank_unavailable'],
    [500, '{"errorCode":', 'bank_unavailable'],
    [400, '[]', 'invalid_request'],
    [400, '{"errorCode":7}', 'invalid_request'],
  ]

  it.each(unreadable)('%i with the body %j is %s', (status, body, code) => {
    expect(errorOf(answer(status, body))).toMatchObject({ code, httpStatus: status, bankMessages: [] })
  })

  it('429 tells how long to wait', () => {
    const limited = answer(429, '{"errorCode":"tooManyRequests"}', { 'ratelimit-reset': '45' })
    expect(errorOf(limited).retryAfterMs).toBe(45_000)
    expect(errorOf(answer(429, '{"errorCode":"tooManyRequests"}', { 'ratelimit-reset': 'x' })).retryAfterMs).toBe(
      undefined,
    )
    const dated = answer(429, '{}', { 'retry-after': 'Thu, 05 Mar 2026 11:00:00 GMT' })
    expect(errorOf(dated).retryAfterMs).toBe(7_200_000)
  })

  it('“No such order” is recognised, whatever else may be wrong', () => {
    expect(isNoSuchOrder(errorOf(refusal(400, 'invalidParameters')))).toBe(true)
    expect(isNoSuchOrder(errorOf(refusal(400, 'invalidParameters', 'Invalid endUserIp')))).toBe(false)
    expect(isNoSuchOrder(new Error('No such order'))).toBe(false)
  })

  it('a personal number in the details goes no further', () => {
    const error = errorOf(refusal(400, 'invalidParameters', 'Order already in progress for 191212121212'))
    expect(JSON.stringify(error)).not.toContain('191212121212')
  })
})
