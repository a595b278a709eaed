import { type SendOptions, toRequest } from '@nostro/core'
import { expect, it } from 'vitest'
import { budgetsOf } from './budgets-of.ts'

it('makes the transport’s budgets of the manifest’s rows', () => {
  const rows = [
    { name: 'GET', limit: 3, windowSeconds: 3, method: 'GET' },
    { name: 'unattended', limit: 4, windowSeconds: 86_400, method: 'POST' },
  ]
  const [first, second] = budgetsOf(rows, {
    bucket: (row, request, { route }) => (request.method === row.method ? route : undefined),
  })
  expect(first).toMatchObject({ name: 'GET', limit: 3, windowMs: 3250, kind: 'window' })
  expect(second).toMatchObject({ name: 'unattended', limit: 4, windowMs: 86_400_000, kind: 'daily' })
  const request = toRequest({ method: 'GET', origin: 'https://x.example', target: '/a' })
  const options: SendOptions = { ctx: {}, route: 'GET /a', idempotent: true }
  expect([first?.bucket(request, options), second?.bucket(request, options)]).toEqual(['GET /a', undefined])
})
