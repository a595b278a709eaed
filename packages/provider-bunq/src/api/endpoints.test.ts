import { describe, expect, it } from 'vitest'
import { type Endpoint, endpointOf, endpoints } from './endpoints.ts'

const entries: readonly (readonly [string, Endpoint])[] = Object.entries(endpoints)

/** What bunq's documents and field reports say must be signed. */
const signed = [
  'createDeviceServer',
  'createSession',
  'createPayment',
  'createPaymentBatch',
  'createSchedule',
  'createBatchSchedule',
  'updateSchedule',
  'updateDraftPayment',
  'answerRequest',
]

describe('the table of endpoints', () => {
  it('signs what bunq wants signed, and leaves the rest to the option', () => {
    const required = entries.filter(([, { signature }]) => signature === 'required').map(([name]) => name)
    expect(new Set(required)).toEqual(new Set(signed))
  })

  it('sends neither token nor signature where bunq knows us not yet', () => {
    const unknown = entries.filter(([, { token }]) => token === 'none')
    const paths = ['installation', 'sandbox-user-company', 'sandbox-user-person']
    expect(new Set(unknown.map(([, { path }]) => path))).toEqual(new Set(paths))
    for (const [, { signature }] of unknown) expect(signature).toBe('never')
  })

  it('repeats no call by itself that moves or promises money', () => {
    for (const [name, { isPayment, idempotent, method }] of entries) {
      expect([name, isPayment === true && idempotent]).toEqual([name, false])
      expect([name, method === 'GET' && !idempotent]).toEqual([name, false])
    }
  })

  it('names every route once', () => {
    const routes = entries.map(([, { method, path }]) => `${method} ${path}`)
    expect(new Set(routes).size).toBe(routes.length)
  })
})

describe('a call without a row', () => {
  it.each([
    ['GET', 'user/7/limit', 'user/{id}/limit', true, false],
    ['POST', 'user/7/monetary-account/8/payment', 'user/{id}/monetary-account/{id}/payment', false, true],
    [
      'PUT',
      'user/7/monetary-account/8/draft-payment/9',
      'user/{id}/monetary-account/{id}/draft-payment/{id}',
      false,
      true,
    ],
    ['POST', 'user/7/monetary-account-savings', 'user/{id}/monetary-account-savings', false, false],
    [
      'GET',
      'attachment-public/0a1b2c3d-0000-4000-8000-000000000000/content',
      'attachment-public/{id}/content',
      true,
      false,
    ],
  ] as const)('%s %s is budgeted by its pattern and signed', (method, path, template, idempotent, isPayment) => {
    const endpoint = endpointOf(method, path)
    expect(endpoint).toMatchObject({ method, path: template, idempotent, token: 'session', signature: 'required' })
    expect(endpoint.isPayment === true).toBe(isPayment)
  })
})
