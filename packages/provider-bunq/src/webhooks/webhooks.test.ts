import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { parseWebhook } from './parse-webhook.ts'
import { isWithinRanges } from './source-range.ts'
import { verifyWebhook } from './verify-webhook.ts'
import { createFetchWebhookHandler, createNodeWebhookHandler } from './webhook-handlers.ts'

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const delivery = (category: string, type: string | undefined, object: object) =>
  bytes({
    NotificationUrl: {
      target_url: 'https://example.org/hook',
      category,
      event_type: type,
      object,
    },
  })

// Section 11: categories with the objects they carry.
const shapes: readonly (readonly [category: string, type: string, object: string])[] = [
  ['MUTATION', 'MUTATION_CREATED', 'Payment'],
  ['MUTATION', 'MUTATION_RECEIVED', 'Payment'],
  ['PAYMENT', 'PAYMENT_BATCH_CREATED', 'PaymentBatch'],
  ['REQUEST', 'REQUEST_INQUIRY_CREATED', 'RequestInquiry'],
  ['REQUEST', 'REQUEST_RESPONSE_ACCEPTED', 'RequestResponse'],
  ['DRAFT_PAYMENT', 'DRAFT_PAYMENT_ACCEPTED', 'DraftPayment'],
  ['BUNQME_TAB', 'BUNQME_TAB_CREATED', 'BunqMeTab'],
  ['CARD_TRANSACTION_SUCCESSFUL', 'CARD_PAYMENT_ALLOWED', 'MasterCardAction'],
  ['SCHEDULE_RESULT', 'SCHEDULE_INSTANCE_PAYMENT_BATCH_SUCCEEDED', 'ScheduledInstance'],
  ['SHARE', 'SHARE_INVITE_BANK_INQUIRY_ACCEPTED', 'ShareInviteBankInquiry'],
  ['NEWS_OF_TOMORROW', 'SOMETHING_NEW', 'NeverSeen'],
]

describe('a delivery', () => {
  it.each(shapes)('%s %s with a %s is read', (category, type, objectType) => {
    const event = parseWebhook(delivery(category, type, { [objectType]: { id: 7, monetary_account_id: 213 } }))
    expect(event).toMatchObject({ category, type, objectType, objectId: '7', accountId: '213' })
    expect(event.deduplicationKey).toBe(`${category}/${type}/${objectType}/7`)
  })

  it('of an object that changes is another one after each change, but a payment stays itself', () => {
    const keyOf = (object: string, updated: string) =>
      parseWebhook(delivery('CARD', 'CARD_PAYMENT_UPDATED', { [object]: { id: 7, updated } })).deduplicationKey
    const [before, after] = ['2024-05-01 10:00:00.000000', '2024-05-01 11:00:00.000000']
    expect(keyOf('MasterCardAction', before)).toBe(keyOf('MasterCardAction', before))
    expect(keyOf('MasterCardAction', before)).not.toBe(keyOf('MasterCardAction', after))
    expect(keyOf('Payment', before)).toBe(keyOf('Payment', after))
  })

  it('without id and event type is distinguished by its content', () => {
    const [one, two] = [1, 2].map((n) => parseWebhook(delivery('SUPPORT', undefined, { Chat: { text: n } })))
    expect(one?.objectId).toBeUndefined()
    expect(one?.deduplicationKey).not.toBe(two?.deduplicationKey)
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['no JSON', new TextEncoder().encode('<html>')],
    ['another object', bytes({ Response: [] })],
    ['an empty object', delivery('MUTATION', 'MUTATION_CREATED', {})],
    ['null', bytes(null)],
  ])('that is %s is refused', (_name, body) => {
    expect(() => parseWebhook(body)).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
  })
})

describe('trust', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const serverPublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const body = delivery('MUTATION', 'MUTATION_CREATED', { Payment: { id: 1 } })
  const signature = sign('sha256', body, privateKey).toString('base64')

  it('in a signature that holds, whatever the case of the header’s name', () => {
    const headers = { 'X-Bunq-Server-Signature': signature }
    expect(verifyWebhook({ headers, body }, { serverPublicKey })).toBe(true)
  })

  it.each([
    ['of another body', sign('sha256', Buffer.from('x'), privateKey).toString('base64')],
    ['that is not base64', `${signature}!`],
    ['that is empty', ''],
  ])('never in a signature %s', (_name, value) => {
    const call = () => verifyWebhook({ headers: { 'x-bunq-server-signature': value }, body }, { serverPublicKey })
    expect(call).toThrow(expect.objectContaining({ code: 'verification_failed' }))
  })

  it('is not claimed where there is no signature', () => {
    expect(verifyWebhook({ headers: {}, body }, { serverPublicKey })).toBe(false)
  })

  it.each([
    ['185.40.108.0', true],
    ['185.40.111.255', true],
    ['::ffff:185.40.110.9', true],
    ['185.40.112.0', false],
    ['10.0.0.1', false],
    ['2001:db8::1', false],
    [undefined, false],
  ])('in the address %s: %s', (address, expected) => {
    expect(isWithinRanges(address, ['185.40.108.0/22'])).toBe(expected)
    const event = { headers: {}, body, remoteAddress: address }
    const call = () => verifyWebhook(event, { sources: ['185.40.108.0/22'] })
    const outcome = () => {
      try {
        return call()
      } catch (error) {
        return NostroError.isInstance(error) ? error.code : error
      }
    }
    expect(outcome()).toBe(expected ? false : 'verification_failed')
  })
})

describe('the handler for Node', () => {
  it('ends quietly when a sender hangs up half-way: a rejection here would end the process', async () => {
    const outcomes: Promise<unknown>[] = []
    const handle = createNodeWebhookHandler({ receive: ({ body: raw }) => parseWebhook(raw), onEvent: () => {} })
    const server = createServer()
    const halfWay = new Promise<void>((resolve) => {
      server.on('request', (request, response) => {
        outcomes.push(handle(request, response))
        request.once('data', () => resolve())
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half')
    await halfWay
    socket.destroy()
    await expect(Promise.all(outcomes)).resolves.toEqual([undefined])
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
})

describe('the handler for fetch-style requests', () => {
  const post = (body: Uint8Array | string, init: RequestInit = {}): Request =>
    new Request('https://example.org/hook/secret', { method: 'POST', body: Buffer.from(body), ...init })
  const body = delivery('MUTATION', 'MUTATION_CREATED', { Payment: { id: 1 } })
  const make = (fail: () => boolean = () => false) => {
    const seen: string[] = []
    const handle = createFetchWebhookHandler({
      path: '/hook/secret',
      maxBodyBytes: 2_000,
      receive: ({ body: raw, headers }) => parseWebhook(raw, headers['x-forged'] === undefined),
      onEvent: ({ deduplicationKey }) => {
        if (fail()) throw new Error('busy')
        seen.push(deduplicationKey)
      },
    })
    return { seen, handle }
  }

  it('hands an event on once, however often it is delivered', async () => {
    const { seen, handle } = make()
    const answers = await Promise.all([handle(post(body)), handle(post(body)), handle(post(body))])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(seen).toEqual(['MUTATION/MUTATION_CREATED/Payment/1'])
  })

  it('F14: an unverified delivery with the id of a real one does not keep the real one from being handled', async () => {
    const { seen, handle } = make()
    const forged = post(body)
    forged.headers.set('x-forged', '1')
    for (const request of [forged, post(body), post(body)]) expect((await handle(request)).status).toBe(200)
    // The forged one, then the real one once.
    expect(seen).toHaveLength(2)
  })

  it('asks for another delivery when the work failed', async () => {
    let failing = true
    const { seen, handle } = make(() => failing)
    expect((await handle(post(body))).status).toBe(500)
    failing = false
    expect((await handle(post(body))).status).toBe(200)
    expect(seen).toHaveLength(1)
  })

  it('refuses what is not a delivery', async () => {
    const { handle } = make()
    expect((await handle(new Request('https://example.org/hook/secret'))).status).toBe(405)
    expect((await handle(new Request('https://example.org/other', { method: 'POST' }))).status).toBe(404)
    expect((await handle(post('{}'))).status).toBe(400)
    expect((await handle(post('x'.repeat(2_001)))).status).toBe(413)
  })

  it('survives a sender who hangs up half-way', async () => {
    const { seen, handle } = make()
    const broken = new ReadableStream({
      start: (controller) => controller.enqueue(body.subarray(0, 10)),
      pull: (controller) => controller.error(new Error('aborted')),
    })
    const init = { method: 'POST', body: broken, duplex: 'half' } as RequestInit
    expect((await handle(new Request('https://example.org/hook/secret', init))).status).toBe(400)
    expect(seen).toEqual([])
  })

  it('answers 403 to a forged one', async () => {
    const handle = createFetchWebhookHandler({
      receive: () => {
        throw new NostroError({ code: 'verification_failed', message: 'forged' })
      },
      onEvent: () => {},
    })
    expect((await handle(post(body))).status).toBe(403)
  })
})
