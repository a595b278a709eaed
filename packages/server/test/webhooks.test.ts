import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isPublicAddress } from '../src/webhooks/public-address.ts'
import { sendWebhook } from '../src/webhooks/send-webhook.ts'
import { signWebhook } from '../src/webhooks/sign-webhook.ts'
import { retryWaitsMs } from '../src/webhooks/webhook-sender.ts'
import { parseWebhookUrl } from '../src/webhooks/webhook-url.ts'
import { openPlainApi, type PlainApi, plainStart } from './support/open-plain-api.ts'

interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

let host: Server
let base: string
const received: Received[] = []
/** What the host answers next; 204 when empty. */
const answers: { status: number; headers?: Record<string, string>; body?: string }[] = []

beforeAll(async () => {
  host = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      const { status, headers = {}, body: text = '' } = answers.shift() ?? { status: 204 }
      response.writeHead(status, headers).end(text)
    })
  })
  await new Promise<void>((resolve) => {
    host.listen(0, '127.0.0.1', resolve)
  })
  base = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
})
beforeEach(() => {
  received.length = 0
  answers.length = 0
})
afterAll(() => {
  host.closeAllConnections()
  host.close()
})

describe('1.3.6, 13.2.4: addresses that a webhook must not reach', () => {
  const closed = [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '100::1',
    'not an address',
  ]
  it.each(closed)('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    'http://example.com/',
    'https://user:pass@example.com/',
    'https://example.com/#x',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://printer.local/',
    'https://intranet/',
    'http://127.0.0.1/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '//evil',
    '',
  ])('%s cannot be kept', (text) => {
    expect(() => parseWebhookUrl(text, false)).toThrow()
  })
  it('loopback by plain HTTP only where it is allowed', () => {
    expect(parseWebhookUrl('http://127.0.0.1:9/', true).port).toBe('9')
    expect(() => parseWebhookUrl('http://10.0.0.1/', true)).toThrow()
    expect(() => parseWebhookUrl('https://localhost/', true)).toThrow()
  })

  const to = (url: string, addresses: readonly string[], isAllowed?: (address: string) => boolean) => {
    let asked = 0
    const resolve = async () => {
      asked += 1
      return asked === 1 ? addresses : ['127.0.0.1']
    }
    return {
      answer: sendWebhook(new URL(url), {}, '{}', { resolve, allowLocal: false, isAllowed }),
      asked: () => asked,
    }
  }

  it('a name that leads to a private address, alone or among others, is not called', async () => {
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['::ffff:127.0.0.1'], []]) {
      const { failure } = await to('https://hook.example/', addresses).answer
      expect(failure).toBeDefined()
    }
  })

  it('removed: without the judgement of addresses the loopback host is reached', async () => {
    const { port } = new URL(base)
    const guarded = await to(`https://hook.example:${port}/`, ['127.0.0.1']).answer
    expect(guarded.failure).toContain('not public')
    const open = await to(`https://hook.example:${port}/`, ['127.0.0.1'], () => true).answer
    // The host speaks no TLS: the connection was made, and only the handshake failed.
    expect(open.failure).toContain('cannot be reached')
  })

  it('the name is resolved once, and the connection goes to the judged address', async () => {
    const { answer, asked } = to(`https://hook.example:${new URL(base).port}/`, ['127.0.0.1'], () => true)
    await answer
    expect(asked()).toBe(1)
  })

  it('a redirect is an answer and is not followed; long answers are cut', async () => {
    answers.push({ status: 302, headers: { Location: `${base}/inner` } }, { status: 200, body: 'x'.repeat(100_000) })
    const parts = { resolve: async () => [], allowLocal: true }
    expect((await sendWebhook(new URL(`${base}/outer`), {}, '{}', parts)).status).toBe(302)
    expect(received.map(({ path }) => path)).toEqual(['/outer'])
    expect((await sendWebhook(new URL(`${base}/long`), {}, '{}', parts)).status).toBe(200)
  })
})

it('signs as Standard Webhooks do: the published vector', () => {
  const headers = signWebhook(
    { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  )
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

describe('webhooks over HTTP', () => {
  let server: PlainApi
  const clock = createFakeClock(plainStart)
  beforeAll(async () => {
    server = await openPlainApi({ settings: { allowLocalWebhooks: true }, clock })
  })
  afterAll(() => server.close())
  const publish = (matched: number) => server.api.services.events.publish({ type: 'match.made', data: { matched } })
  const isSignedBy = ({ headers, body }: Received, secret: string): boolean => {
    const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`)
      .digest('base64')
    return String(headers['webhook-signature']).split(' ').includes(`v1,${mac}`)
  }
  const { sender } = { sender: () => server.api.services.sender }

  it('delivers in order, signed, each once; both secrets sign after a rotation', async () => {
    const made = await server.call('POST', '/v1/webhooks', { url: `${base}/a`, types: ['match.made'] })
    expect(made.status).toBe(201)
    const { id, secret } = made.body
    await publish(1)
    await server.api.services.events.publish({ type: 'match.suggested', data: { suggested: 9 } })
    await publish(2)
    await sender().tick()
    await sender().tick()
    expect(received.map(({ body }) => JSON.parse(body).data)).toEqual([{ matched: 1 }, { matched: 2 }])
    expect(received.every((one) => isSignedBy(one, secret))).toBe(true)
    const rotated = (await server.call('POST', `/v1/webhooks/${id}/rotation`)).body.secret
    await publish(3)
    await sender().tick()
    const last = received.at(-1)
    expect(last !== undefined && isSignedBy(last, secret) && isSignedBy(last, rotated)).toBe(true)
    await clock.advance(25 * 3_600_000)
    await publish(4)
    await sender().tick()
    const later = received.at(-1)
    expect(later !== undefined && !isSignedBy(later, secret) && isSignedBy(later, rotated)).toBe(true)
    expect(JSON.stringify((await server.call('GET', '/v1/webhooks')).body)).not.toContain('whsec_')
    expect((await server.call('DELETE', `/v1/webhooks/${id}`)).status).toBe(200)
  })

  it('a failed try is made again later, keeps the order, and survives a restart of the process', async () => {
    const { body } = await server.call('POST', '/v1/webhooks', { url: `${base}/b`, types: ['match.made'] })
    answers.push({ status: 500 }, { status: 429, headers: { 'Retry-After': '3600' } })
    await publish(1)
    await publish(2)
    expect(await sender().tick()).toBe(1)
    expect(await sender().tick()).toBe(0)
    await clock.advance(6000)
    expect(await sender().tick()).toBe(1)
    await clock.advance(70_000)
    expect(await sender().tick()).toBe(0)
    await clock.advance(3_600_000)
    expect(await sender().tick()).toBe(2)
    expect(received.map((one) => JSON.parse(one.body).data.matched)).toEqual([1, 1, 1, 2])
    const { data } = (await server.call('GET', `/v1/webhooks/${body.id}/deliveries`)).body
    expect(data.map(({ status, attempt }: { status: string; attempt: number }) => `${status} ${attempt}`)).toEqual([
      'delivered 1',
      'delivered 3',
      'failed 2',
      'failed 1',
    ])
    await server.call('DELETE', `/v1/webhooks/${body.id}`)
  })

  it('is disabled by 410 at once, and after the last try; switched on again it goes on where it was', async () => {
    const { body } = await server.call('POST', '/v1/webhooks', { url: `${base}/c`, types: ['match.made'] })
    const state = async () => (await server.call('GET', '/v1/webhooks')).body.data[0]
    answers.push({ status: 410 })
    await publish(1)
    await sender().tick()
    expect(await state()).toMatchObject({ status: 'disabled', reason: expect.stringContaining('410') })
    await server.call('PATCH', `/v1/webhooks/${body.id}`, { status: 'active' })
    for (const wait of [...retryWaitsMs, 0]) {
      answers.push({ status: 503 })
      await sender().tick()
      await clock.advance(wait * 1.2)
    }
    expect(await state()).toMatchObject({ status: 'disabled', reason: 'All tries failed.' })
    const types = (await server.call('GET', '/v1/events?limit=500')).body.data.map(({ type }: { type: string }) => type)
    expect(types).toContain('webhook.disabled')
    expect((await server.call('POST', `/v1/webhooks/${body.id}/test`)).body).toEqual({ httpStatus: 204 })
    await server.call('DELETE', `/v1/webhooks/${body.id}`)
  })

  it('two processes deliver an event once', async () => {
    const { body } = await server.call('POST', '/v1/webhooks', { url: `${base}/d`, types: ['match.made'] })
    await publish(1)
    const tries = await Promise.all([sender().tick(), sender().tick(), sender().tick()])
    expect(tries.reduce((sum, count) => sum + count, 0)).toBe(1)
    await server.call('DELETE', `/v1/webhooks/${body.id}`)
  })

  it('refuses addresses that are not public, and unknown types', async () => {
    expect((await server.call('POST', '/v1/webhooks', { url: 'https://10.0.0.1/' })).status).toBe(422)
    expect((await server.call('POST', '/v1/webhooks', { url: `${base}/e`, types: ['all'] })).status).toBe(422)
  })
})
