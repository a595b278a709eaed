import { describe, expect, it } from 'vitest'
import { endpoints } from './endpoints.ts'
import { toEnableBankingError } from './errors.ts'

const answer = (status: number, body: unknown) => ({
  status,
  headers: { 'x-request-id': 'r-1' },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})

describe('errors', () => {
  it.each([
    [401, { error: 'EXPIRED_SESSION' }, 'consent_expired'],
    [400, { error: 'CLOSED_SESSION' }, 'consent_expired'],
    [404, { error: 'ACCOUNT_DOES_NOT_EXIST' }, 'not_found'],
    [401, { error: 'UNAUTHORIZED_ACCESS' }, 'invalid_config'],
    [403, { error: 'ACCESS_DENIED' }, 'forbidden'],
    [429, { error: 'ASPSP_RATE_LIMIT_EXCEEDED' }, 'rate_limited'],
    [408, { error: 'ASPSP_TIMEOUT' }, 'timeout'],
    [400, { error: 'ASPSP_ERROR', detail: { error_data: { status: 401 } } }, 'consent_expired'],
    [400, { error: 'ASPSP_ERROR', detail: { error_data: { code: '403' } } }, 'consent_expired'],
    [400, { error: 'ASPSP_ERROR', detail: { error_data: { status: 500 } } }, 'bank_unavailable'],
    [400, { error: 'ASPSP_ERROR', detail: 'text' }, 'bank_unavailable'],
    [422, { title: 'Period invalid', code: 'PERIOD_INVALID', detail: 'dateFrom=2020-01-01' }, 'invalid_request'],
    [422, { error: 'SOMETHING_NEW' }, 'invalid_request'],
    [404, { message: 'Not Found', code: 404 }, 'not_found'],
    [502, '<html><h1>502 Bad Gateway</h1></html>', 'bank_unavailable'],
    [400, '', 'invalid_request'],
    [400, 'null', 'invalid_request'],
    [400, { error: { a: 1 }, message: 5, detail: [] }, 'invalid_request'],
  ])('%i %j is %s', (status, body, code) => {
    expect(toEnableBankingError(answer(status, body), endpoints.balances, 0)).toMatchObject({
      code,
      provider: 'enable-banking',
      httpStatus: status,
      bankRequestId: 'r-1',
    })
  })

  it.each([
    [408, { error: 'ASPSP_TIMEOUT' }, 'outcome_unknown'],
    [400, { error: 'ASPSP_ERROR' }, 'outcome_unknown'],
    [500, {}, 'outcome_unknown'],
    [422, { error: 'INVALID_PAYMENT' }, 'payment_rejected'],
  ])('%i %j to a payment is %s', (status, body, code) => {
    expect(toEnableBankingError(answer(status, body), endpoints.createPayment, 0)).toMatchObject({ code })
  })

  it('never shows an IBAN that the service quotes', () => {
    const error = toEnableBankingError(
      answer(422, { error: 'INVALID_PAYMENT', message: 'NL91ABNA0417164300 is closed' }),
      endpoints.createPayment,
      0,
    )
    expect(JSON.stringify([error.message, error.bankMessages])).not.toContain('NL91ABNA')
  })
})
