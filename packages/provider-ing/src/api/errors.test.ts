import type { BankResponse } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { type Endpoint, endpoints } from './endpoints.ts'
import { toBankError } from './errors.ts'
import { createPaymentEndpoints } from './payment-endpoints.ts'

const now = Date.UTC(2024, 2, 5, 9, 8, 7)
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): BankResponse => ({
  status,
  headers: { 'x-ing-response-id': 'trace-1', ...headers },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const tpp = (code: string, text = '', path = '') => ({ tppMessages: [{ category: 'ERROR', code, text, path }] })
const notIdempotent: Endpoint = { ...endpoints.accounts, idempotent: false }

describe('toBankError', () => {
  it.each([
    [
      '12.1-1 tppMessages',
      answer(400, tpp('FORMAT_ERROR', 'bad', 'dateFrom')),
      'invalid_request',
      [{ code: 'FORMAT_ERROR', text: 'bad', path: 'dateFrom' }],
    ],
    ['12.1-2 message', answer(400, { message: 'param' }), 'invalid_request', [{ text: 'param' }]],
    [
      'A5: 12.1-3 error, which says nothing where no grant is asked for',
      answer(400, { error: 'invalid_grant', error_description: 'gone' }),
      'invalid_request',
      [{ code: 'invalid_grant', text: 'gone' }],
    ],
    [
      '12.1-4 showcase',
      answer(404, { severity: 'ERROR', code: 'E1', message: 'no', innerErrors: [{ code: 'E2', message: 'why' }] }),
      'not_found',
      [
        { code: 'E1', text: 'no' },
        { code: 'E2', text: 'why' },
      ],
    ],
    [
      '12.1-5 payment request',
      answer(409, { error: { severity: 'error', code: 'E3', message: 'closed', target: 'id' } }),
      'conflict',
      [{ code: 'E3', text: 'closed', path: 'id' }],
    ],
    ['5.3 no body', answer(500, ''), 'bank_unavailable', []],
    ['HTML of a proxy', answer(502, '<html><body>Bad gateway</body></html>'), 'bank_unavailable', []],
    [
      '12.3 signature',
      answer(401, { message: 'Signature could not be successfully verified' }),
      'signature_rejected',
      [{ text: 'Signature could not be successfully verified' }],
    ],
    [
      '15-3 revoked certificate',
      answer(400, { message: 'Certificate is revoked' }),
      'certificate_rejected',
      [{ text: 'Certificate is revoked' }],
    ],
    ['15-53 scope', answer(403, tpp('SERVICE_BLOCKED')), 'forbidden', [{ code: 'SERVICE_BLOCKED' }]],
    ['15-52 unknown', answer(404, tpp('RESOURCE_UNKNOWN')), 'not_found', [{ code: 'RESOURCE_UNKNOWN' }]],
    ['401 after a renewal', answer(401, {}), 'consent_expired', []],
    ['429', answer(429, {}), 'rate_limited', []],
    ['a redirect', answer(302, ''), 'protocol_violation', []],
  ])('%s', (_, response, code, bankMessages) => {
    const error = toBankError(response, endpoints.accounts, now)
    expect(error).toMatchObject({
      code,
      bankMessages,
      provider: 'ing',
      bankRequestId: 'trace-1',
      httpStatus: response.status,
    })
  })

  it.each([
    ['503 without a body', answer(503, ''), 'outcome_unknown'],
    ['503 SERVICE_UNAVAILABLE', answer(503, tpp('SERVICE_UNAVAILABLE')), 'outcome_unknown'],
    ['500 ING_ERROR', answer(500, tpp('ING_ERROR')), 'outcome_unknown'],
    ['502 of a proxy that speaks JSON', answer(502, tpp('NOT_FOUND')), 'outcome_unknown'],
    ['400 ING_ERROR, which was refused', answer(400, tpp('ING_ERROR')), 'invalid_request'],
  ])('knows what became of a call that must not be repeated only where ING says it: %s', (_, response, code) => {
    const error = toBankError(response, notIdempotent, now)
    expect(error).toMatchObject({ code, retryable: false })
    expect(error.hint?.includes('never send it again blindly') ?? false).toBe(code === 'outcome_unknown')
  })

  const payments = createPaymentEndpoints('jws')
  it.each([400, 401, 500])('A2: 12.1 PAYMENT_FAILED with %i refuses an initiation, and nothing else', (status) => {
    const response = answer(status, tpp('PAYMENT_FAILED'))
    const codeAt = (endpoint: Endpoint | undefined) => endpoint && toBankError(response, endpoint, now).code
    expect(codeAt(payments.initiate('single'))).toBe(status < 500 ? 'payment_rejected' : 'outcome_unknown')
    expect(codeAt(payments.status('single'))).toBe('bank_unavailable')
    expect(codeAt(payments.details('single'))).toBe('bank_unavailable')
    expect(codeAt(payments.cancel('single'))).toBe('conflict')
  })

  it.each([
    [
      'the refusal of a refresh token',
      endpoints.refreshToken,
      answer(400, { error: 'INVALID_GRANT' }),
      'consent_expired',
    ],
    ['the refusal of a code', endpoints.codeToken, answer(400, { error: 'invalid_grant' }), 'consent_required'],
    [
      'the refusal of a code in words',
      endpoints.codeToken,
      answer(400, { message: 'The authorization code is invalid or expired' }),
      'consent_required',
    ],
    ['client credentials', endpoints.signedToken, answer(400, { error: 'INVALID_GRANT' }), 'invalid_config'],
    ['client credentials by mTLS', endpoints.mtlsToken, answer(400, { error: 'invalid_grant' }), 'invalid_config'],
    ['an unknown client', endpoints.refreshToken, answer(401, { error: 'invalid_client' }), 'invalid_config'],
    ['another 400', endpoints.refreshToken, answer(400, { message: 'Invalid Date' }), 'invalid_request'],
    ['the page of a proxy', endpoints.refreshToken, answer(400, '<html>no</html>'), 'invalid_request'],
    ['an outage', endpoints.refreshToken, answer(503, { error: 'invalid_grant' }), 'bank_unavailable'],
    [
      'a revoked certificate',
      endpoints.refreshToken,
      answer(400, { message: 'Certificate is revoked' }),
      'certificate_rejected',
    ],
  ])('A5: only the grant’s own refusal ends a consent: %s', (_, endpoint, response, code) => {
    expect(toBankError(response, endpoint, now)).toMatchObject({ code })
  })

  it('says when to come back', () => {
    expect(toBankError(answer(429, {}, { 'retry-after': '7' }), endpoints.accounts, now)).toMatchObject({
      retryable: true,
      retryAfterMs: 7000,
    })
  })

  it('14.5 revoked certificates pass as a fault of ING’s', () => {
    expect(toBankError(answer(400, { message: 'Certificate is revoked' }), endpoints.accounts, now).retryable).toBe(
      true,
    )
  })

  it('lets no account number and no token through', () => {
    const text = `IBAN NL20INGB0001234567 token ${'eyJhbGciOiJkaXIi'.repeat(5)}`
    const error = toBankError(answer(400, { message: text }), endpoints.accounts, now)
    expect(JSON.stringify(error)).not.toContain('NL20INGB0001234567')
    expect(JSON.stringify(error)).not.toContain('eyJhbGciOiJkaXIi')
  })
})
