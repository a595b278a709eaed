import { budgetsFromManifest, type SendOptions, toRequest } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { type Endpoint, endpointOf, endpoints } from './api/endpoints.ts'
import { createManifest } from './manifest.ts'

const bucketsOf = (endpoint: Pick<Endpoint, 'method' | 'path'>, budgetKey = 'a') => {
  const request = toRequest({ method: endpoint.method, origin: 'https://bunq.example', target: '/v1/x' })
  const authorize = { budgetKey, headers: async () => ({}), isRejected: () => false, renew: async () => {} }
  const options: SendOptions = { ctx: {}, route: `${endpoint.method} ${endpoint.path}`, idempotent: true, authorize }
  return budgetsFromManifest(createManifest('production', false).rateLimits).flatMap((budget) => {
    const bucket = budget.bucket(request, options)
    return bucket === undefined ? [] : [{ name: budget.name, limit: budget.limit, windowMs: budget.windowMs, bucket }]
  })
}

describe('the rate limits of the manifest', () => {
  it.each([
    ['getUser', 'GET per endpoint', 3, 3],
    ['createPayment', 'POST per endpoint', 5, 3],
    ['cancelTab', 'PUT per endpoint', 2, 3],
    ['deleteStatement', 'DELETE per endpoint', 5, 3],
    ['createSession', 'new sessions', 1, 30],
  ] as const)('%s counts in “%s”: %i in %i s and a little', (name, budget, limit, seconds) => {
    const [only, ...others] = bucketsOf(endpoints[name])
    expect(others).toEqual([])
    expect(only).toMatchObject({ name: budget, limit })
    expect(only?.windowMs).toBeGreaterThan(seconds * 1000)
  })

  it('are one for a route, whatever the ids, and one for each installation', () => {
    const listing = bucketsOf(endpoints.listPayments)
    expect(bucketsOf(endpointOf('GET', 'user/7/monetary-account/8/payment'))).toEqual(listing)
    expect(bucketsOf(endpoints.getPayment)).not.toEqual(listing)
    expect(bucketsOf(endpoints.listPayments, 'b')).not.toEqual(listing)
  })
})
