import { describe, expect, it } from 'vitest'
import type { HttpMethod } from '../contracts/http-message.ts'
import type { RateLimit } from '../contracts/manifest.ts'
import type { SendOptions } from '../contracts/transport.ts'
import { toRequest } from '../http/outgoing-request.ts'
import { budgetsFromManifest } from './budgets-from-manifest.ts'

const row: RateLimit = { name: 'calls', limit: 3, windowSeconds: 3 }
const authorize = { budgetKey: 'me', headers: async () => ({}), isRejected: () => false, renew: async () => {} }
const bucketOf = (limit: Partial<RateLimit>, method: HttpMethod, path: string): string | undefined => {
  const options: SendOptions = { ctx: {}, route: `${method} ${path}`, idempotent: true, authorize }
  const [budget] = budgetsFromManifest([{ ...row, ...limit }])
  return budget?.bucket(toRequest({ method, origin: 'https://a.example', target: '/' }), options)
}

describe('budgetsFromManifest', () => {
  it.each<[string, Partial<RateLimit>, HttpMethod, string, string | undefined]>([
    ['all calls together', {}, 'GET', '/a', ''],
    ['a method that counts', { methods: ['GET'] }, 'GET', '/a', ''],
    ['a method that does not', { methods: ['POST'] }, 'GET', '/a', undefined],
    ['a route that counts, whatever its places are called', { routes: ['GET /a/{id}'] }, 'GET', '/a/{accountId}', ''],
    ['a route that does not', { routes: ['GET /a'] }, 'GET', '/b', undefined],
    ['a route that has another row', { exceptRoutes: ['GET /a'] }, 'GET', '/a', undefined],
    ['per customer', { per: 'customer' }, 'GET', '/a', 'me'],
    ['per customer and route', { per: 'customer-route' }, 'GET', '/a/{x}', 'me GET /a/{}'],
  ])('%s', (_name, limit, method, path, bucket) => {
    expect(bucketOf(limit, method, path)).toBe(bucket)
  })

  it('short windows wait, long ones refuse, each counted a little longer than the bank does', () => {
    const [short, long, said] = budgetsFromManifest([
      row,
      { ...row, windowSeconds: 86_400, slackMs: 60_000 },
      { ...row, windowSeconds: 600, whenFull: 'wait' },
    ])
    expect(short).toMatchObject({ kind: 'window', windowMs: 3_250 })
    expect(long).toMatchObject({ kind: 'daily', windowMs: 86_460_000 })
    expect(said).toMatchObject({ kind: 'window' })
  })
})
