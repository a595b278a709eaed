import { beforeEach, describe, expect, test as it } from 'vitest'
import { type BankIdHarness, createHarness, goodBody, type Json } from '../../test/bankid-harness.ts'
import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'

let bank: BankIdHarness

beforeEach(async () => {
  bank = await createHarness()
})

type Change = Partial<BankRequest> & { readonly headers?: Readonly<Record<string, string>> }

const seen = (answer: BankAnswer) => ({
  check: answer.rejection?.check,
  status: answer.status,
  type: answer.headers?.['Content-Type'],
  code: /"errorCode":"(\w+)"/.exec(String(answer.body))?.[1],
})

describe('T2: certificates that the proxy refuses', () => {
  const rows: readonly (readonly [name: string, change: () => Change])[] = [
    ['none', () => ({ client: { authorized: false } })],
    [
      'unknown CA',
      () => ({ client: { ...bank.first, authorized: false, authorizationError: 'UNABLE_TO_GET_ISSUER_CERT' } }),
    ],
    ['expired', () => ({ client: { ...bank.first, authorized: false, authorizationError: 'CERT_HAS_EXPIRED' } })],
    ['none, on an unknown path', () => ({ client: { authorized: false }, path: '/rp/v5.1/auth' })],
  ]

  it.each(rows)('%s', async (_name, change) => {
    const answer = await bank.send(change())
    expect(seen(answer)).toEqual({ check: 'bankid-T2', status: 403, type: 'text/html', code: undefined })
    expect(answer.body).toContain('<title>403 Forbidden</title>')
  })
})

describe('T4-T10: framing', () => {
  const json = 'application/json'
  const rows: readonly (readonly [check: string, name: string, change: Change, status: number, code: string])[] = [
    ['T4', 'older version', { path: '/rp/v5.1/auth' }, 404, 'notFound'],
    ['T4', 'trailing slash', { path: '/rp/v6.0/auth/' }, 404, 'notFound'],
    ['T4', 'other case', { path: '/rp/v6.0/Auth' }, 404, 'notFound'],
    ['T4', 'one segment for two', { path: '/rp/v6.0/other-payment' }, 404, 'notFound'],
    ['T4', 'unknown path before its method', { path: '/rp/v6.0/order', method: 'GET' }, 404, 'notFound'],
    ['T5', 'GET', { method: 'GET' }, 405, 'methodNotAllowed'],
    ['T5', 'PUT before its type', { method: 'PUT', headers: {} }, 405, 'methodNotAllowed'],
    ['T6', 'no type', { headers: {} }, 415, 'unsupportedMediaType'],
    ['T6', 'charset', { headers: { 'Content-Type': `${json}; charset=utf-8` } }, 415, 'unsupportedMediaType'],
    [
      'T6',
      'other type before its body',
      { headers: { 'content-type': 'text/plain' }, body: Buffer.from('x') },
      415,
      'unsupportedMediaType',
    ],
    ['T9', 'too big', { body: Buffer.from(`{"a":"${'a'.repeat(512 * 1024)}"}`) }, 400, 'invalidParameters'],
    ['T10', 'not JSON', { body: Buffer.from('{') }, 400, 'invalidParameters'],
    ['T10', 'empty', { body: Buffer.alloc(0) }, 400, 'invalidParameters'],
    ['T10', 'array', { body: Buffer.from('[]') }, 400, 'invalidParameters'],
    ['T10', 'null', { body: Buffer.from('null') }, 400, 'invalidParameters'],
    ['T10', 'byte order mark', { body: Buffer.from('\ufeff{}') }, 400, 'invalidParameters'],
    ['T10', 'not UTF-8', { body: Buffer.from('{"endUserIp":"\xff"}', 'latin1') }, 400, 'invalidParameters'],
    ['T10', 'repeated key', { body: Buffer.from('{"endUserIp":"::1","endUserIp":"::2"}') }, 400, 'invalidParameters'],
    ['T10', 'repeated key, escaped', { body: Buffer.from('{"a":[{"b":1,"\\u0062":2}]}') }, 400, 'invalidParameters'],
  ]

  it.each(rows)('%s: %s', async (check, _name, change, status, code) => {
    expect(seen(await bank.send(change))).toEqual({ check: `bankid-${check}`, status, type: json, code })
  })

  it.each([
    ['white space and other order', ' {\n "userVisibleData" : "SGVq" ,\t"endUserIp":"::1" } '],
    ['the same key in two objects, and brackets in texts', '{"endUserIp":"::1","web":{"userAgent":"}],{\\""}}'],
  ])('accepts %s', async (_name, body) => {
    expect((await bank.send({ body: Buffer.from(body) })).status).toBe(200)
  })

  it.each([
    { Accept: 'text/html' },
    { 'User-Agent': '' },
    { 'User-Agent': 'curl/8.0', Accept: '*/*', 'Accept-Language': 'sv', Authorization: 'Bearer x' },
  ])('17.5: accepts the headers %j', async (more) => {
    expect((await bank.send({ headers: { 'Content-Type': json, ...more } })).status).toBe(200)
  })

  it('17.5: accepts a collect right after the start', async () => {
    const { orderRef } = await bank.start('auth')
    expect((await bank.collect(orderRef)).body).toMatchObject({ status: 'pending' })
  })

  it('accepts the type in any case', async () => {
    expect((await bank.send({ headers: { 'CONTENT-TYPE': 'Application/JSON' } })).status).toBe(200)
  })
})

describe('collect and cancel', () => {
  const unknown = '0f5b9c3e-6a0d-4c59-9d0c-1c7f8f3f2a61'
  const rows: readonly (readonly [check: string, name: string, body: Json, details: string])[] = [
    ['C1', 'no orderRef', {}, 'Invalid request'],
    ['C1', 'number', { orderRef: 1 }, 'Invalid request'],
    ['C1', 'another property', { orderRef: unknown, endUserIp: '::1' }, 'Invalid request'],
    ['C1', 'no UUID', { orderRef: 'order' }, 'No such order'],
    ['C1', 'UUID in upper case', { orderRef: unknown.toUpperCase() }, 'No such order'],
    ['C2', 'unknown order', { orderRef: unknown }, 'No such order'],
  ]

  describe.each(['collect', 'cancel'])('%s', (operation) => {
    it.each(rows)('%s: %s', async (check, _name, body, details) => {
      expect(await bank.call(operation, body)).toEqual({
        status: 400,
        body: { errorCode: 'invalidParameters', details },
        check: `bankid-${check}`,
      })
    })

    it('C3: an order of another relying party', async () => {
      const { orderRef } = await bank.start('auth')
      expect(await bank.call(operation, { orderRef }, bank.second)).toEqual({
        status: 400,
        body: { errorCode: 'invalidParameters', details: 'No such order' },
        check: 'bankid-C3',
      })
      expect((await bank.collect(orderRef)).body).toMatchObject({ status: 'pending' })
    })

    it('C4: an order that was cancelled', async () => {
      const { orderRef } = await bank.start('auth')
      expect(await bank.call('cancel', { orderRef })).toEqual({ status: 200, body: {} })
      expect((await bank.call(operation, { orderRef })).body).toMatchObject({ details: 'No such order' })
    })

    it('C4: an order that is too old', async () => {
      const { orderRef } = await bank.start('auth')
      bank.clock.advance(191)
      expect(await bank.call(operation, { orderRef })).toEqual({
        status: 400,
        body: { errorCode: 'invalidParameters', details: 'No such order' },
        check: 'bankid-C2',
      })
    })

    it.each(['approve', 'cancel'])('C4: an order whose result was handed out after %s', async (action) => {
      const { orderRef } = await bank.start('auth')
      await bank.control('POST', `/bankid/orders/${orderRef}/${action}`)
      expect((await bank.collect(orderRef)).status).toBe(200)
      expect((await bank.call(operation, { orderRef })).check).toBe('bankid-C2')
    })
  })

  it.each(['approve', 'fail'])('C5: cancel after %s leaves the result to be collected', async (action) => {
    const { orderRef } = await bank.start('auth')
    await bank.control('POST', `/bankid/orders/${orderRef}/${action}`)
    const { check, body } = await bank.call('cancel', { orderRef })
    expect({ check, details: body['details'] }).toEqual({ check: 'bankid-C5', details: 'No such order' })
    expect((await bank.collect(orderRef)).status).toBe(200)
  })

  it('C6: counts collects within a second and accepts them', async () => {
    const { orderRef } = await bank.start('auth')
    for (const seconds of [0, 0.5, 1.2]) {
      bank.clock.advance(seconds)
      expect((await bank.collect(orderRef)).status).toBe(200)
    }
    const { body } = await bank.control('GET', '/bankid/orders')
    expect(body['items']).toMatchObject([{ orderRef, hurriedCollects: 1 }])
  })
})

describe('the order of the transport checks', () => {
  const blocked = { blockedRelyingParties: ['*first*'] }
  const rows: readonly (readonly [first: string, settings: Json, change: Change])[] = [
    ['T2', blocked, { client: { authorized: false } }],
    ['T3', blocked, { path: '/rp/v5.1/auth' }],
    ['T3', blocked, { method: 'GET' }],
    ['T4', {}, { path: '/rp/v5.1/auth', method: 'GET', headers: {} }],
    ['T5', {}, { method: 'GET', headers: {} }],
    ['T6', {}, { headers: {}, body: Buffer.from('{') }],
    ['T6', { requestsPerMinute: 1 }, { headers: {} }],
    ['T8', { requestsPerMinute: 1 }, { body: Buffer.from('{') }],
  ]

  it.each(rows)('%s answers first with %j', async (first, settings, change) => {
    const { certificate } = bank.first
    const named = JSON.stringify(settings).replace('*first*', certificate?.serialNumber ?? '')
    await bank.control('POST', '/bankid/settings', JSON.parse(named) as Json)
    if (settings['requestsPerMinute'] === 1) await bank.start('auth')
    expect((await bank.send(change)).rejection?.check).toBe(`bankid-${first}`)
  })
})

it('reset forgets every order', async () => {
  const { orderRef } = await bank.start('auth', goodBody('auth'))
  bank.handler.reset()
  expect((await bank.collect(orderRef)).check).toBe('bankid-C2')
})
