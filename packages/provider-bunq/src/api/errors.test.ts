import type { BankResponse } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { type Endpoint, endpoints } from './endpoints.ts'
import { allowanceOf, saysSessionIsDead, toBankError } from './errors.ts'

const answer = (status: number, ...texts: readonly string[]): BankResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-bunq-client-response-id': '11111111-2222-4333-8444-555555555555' },
  body: Buffer.from(
    JSON.stringify({ Error: texts.map((text) => ({ error_description: text, error_description_translated: text })) }),
  ),
})

const { getUser, createPayment, createPsd2Draft, createSession, createTab, updateCard, updateDraftPayment } = endpoints

/** bunq's table of status codes and the texts that were recorded with them. */
const rows: readonly (readonly [number, string, Endpoint, number, string, RegExp?])[] = [
  [1, 'Missing field "amount".', createPayment, 400, 'invalid_request'],
  [
    2,
    'User credentials are incorrect. Incorrect API key or IP address.',
    createSession,
    400,
    'forbidden',
    /IP address/,
  ],
  [3, 'The request signature is invalid.', createPayment, 400, 'signature_rejected', /key/],
  [4, 'Superfluous field "allow_bunqto".', createPayment, 400, 'invalid_request'],
  [5, 'Insufficient balance.', createPayment, 400, 'payment_rejected'],
  [6, 'Insufficient balance.', createTab, 400, 'invalid_request'],
  [7, 'Insufficient authentication.', getUser, 401, 'forbidden'],
  [8, 'Token or signature not valid.', getUser, 401, 'signature_rejected'],
  [9, 'Insufficient authorisation.', createPayment, 403, 'forbidden', /OAuth/],
  [10, 'Monetary account for id "1" not found.', getUser, 404, 'not_found'],
  [11, 'Method not allowed for this endpoint.', getUser, 405, 'invalid_request'],
  [12, 'Too many requests.', getUser, 409, 'rate_limited'],
  [
    13,
    'Too many requests. You can do a maximum of 3 calls per 3 second to this endpoint.',
    getUser,
    429,
    'rate_limited',
  ],
  [14, 'Request signature is required for this operation.', createPayment, 466, 'signature_rejected', /signed/],
  [15, 'Some business rule.', createPayment, 490, 'payment_rejected'],
  [16, 'Some business rule.', getUser, 490, 'invalid_request'],
  [17, 'Maintenance.', createPayment, 491, 'outcome_unknown'],
  [17, 'Maintenance.', getUser, 491, 'bank_unavailable'],
  [18, 'Internal error.', getUser, 500, 'bank_unavailable'],
  [19, 'Internal error.', createPayment, 500, 'outcome_unknown', /look/i],
  [20, 'Gateway.', createPayment, 502, 'outcome_unknown', /payments\.lookup/],
  [21, 'Gateway.', getUser, 503, 'bank_unavailable'],
  [26, 'Timeout.', createPayment, 408, 'outcome_unknown'],
  [26, 'Timeout.', getUser, 408, 'timeout'],
  [27, 'Request id has already been used.', createPayment, 400, 'outcome_unknown', /payments\.lookup/],
  [22, 'Cached.', getUser, 399, 'protocol_violation'],
  [23, 'Gateway.', updateDraftPayment, 502, 'outcome_unknown', /Read the object/],
  [24, 'Gateway.', createPsd2Draft, 502, 'outcome_unknown', /Read the object/],
  [25, 'Gateway.', updateCard, 500, 'outcome_unknown', /Read the object/],
]

describe('toBankError', () => {
  const named = rows.map(([row, text, endpoint, status, code, hint = /./]) => ({
    ...{ row, text, endpoint },
    ...{ status, code, hint },
  }))
  it.each(named)('row $row: “$text”', ({ text, endpoint, status, code, hint }) => {
    const error = toBankError(answer(status, text), endpoint)
    expect(error).toMatchObject({
      code,
      provider: 'bunq',
      httpStatus: status,
      bankRequestId: '11111111-2222-4333-8444-555555555555',
    })
    expect(error.hint).toMatch(hint)
    expect(error.message).toContain(text)
  })

  it('names the fields that the bank complains about', () => {
    const error = toBankError(answer(400, 'Missing field "amount".', 'Superfluous field "x".'), createPayment)
    expect(error.bankMessages.map(({ path }) => path)).toEqual(['amount', 'x'])
  })

  it.each([
    ['nothing', ''],
    ['HTML', '<html><body>502 Bad Gateway</body></html>'],
    ['half a JSON', '{"Error":[{"error_desc'],
    ['another shape', '{"error":"x"}'],
    ['an OAuth error', '{"error":"invalid_grant","error_description":"x"}'],
  ])('makes an error of a body that is %s', (_name, text) => {
    const error = toBankError({ status: 502, headers: {}, body: Buffer.from(text) }, getUser)
    expect(error).toMatchObject({ code: 'bank_unavailable', httpStatus: 502, bankMessages: [] })
    expect(error.bankRequestId).toBeUndefined()
  })

  it('quotes no account number and no token of the bank’s text', () => {
    const token = 'a1'.repeat(32)
    const error = toBankError(answer(400, `IBAN NL91ABNA0417164300 and ${token} are wrong.`), createPayment)
    expect(JSON.stringify(error)).not.toContain('NL91ABNA0417164300')
    expect(JSON.stringify(error)).not.toContain(token)
  })
})

describe('saysSessionIsDead', () => {
  it.each([
    [401, 'Insufficient authentication.', true],
    [401, 'Insufficient authorisation.', true],
    [403, 'Insufficient authentication.', true],
    [403, 'Insufficient authorisation.', true],
    [403, 'Onvoldoende autorisatie.', true],
    [401, 'The request signature is invalid.', false],
    [403, 'Something else.', false],
    [400, 'Insufficient authentication.', false],
    [400, 'User credentials are incorrect. Incorrect API key or IP address.', false],
  ] as const)('%i “%s”: %s', (status, text, dead) => {
    expect(saysSessionIsDead(answer(status, text))).toBe(dead)
  })
})

describe('allowanceOf', () => {
  it.each([
    ['Too many requests. You can do a maximum of 3 calls per 3 second to this endpoint.', 3, 3_000],
    ['Too many requests. You can do a maximum of 5 calls per 3 second to this endpoint.', 5, 3_000],
    ['You can do a maximum of 1 POST call per 1 second to this endpoint.', 1, 1_000],
    ['You can do a maximum of 9 GET call per 9 second to this endpoint.', 9, 9_000],
    ['A maximum of 70 calls per 30 seconds.', 70, 30_000],
  ])('reads “%s”', (text, calls, windowMs) => {
    expect(allowanceOf(answer(429, text))).toEqual({ calls, windowMs })
  })

  it.each([
    'Too many requests.',
    'You can do a maximum of 3 calls per 0 second to this endpoint.',
    'You can do a maximum of 3 calls per day.',
  ])('gives nothing where the text says nothing: “%s”', (text) => {
    expect(allowanceOf(answer(429, text))).toBeUndefined()
  })
})
