import { execFileSync } from 'node:child_process'
import { verify } from 'node:crypto'
import { getMaxListeners, once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Client, connect, control, openBunq, toBravo } from '../../../test/bunq/bunq-client.ts'
import { openReceiver, type Receiver } from '../../../test/bunq/bunq-receiver.ts'
import type { Delivery } from './deliver.ts'

let receiver: Receiver | undefined

afterEach(async () => {
  await receiver?.close()
  receiver = undefined
})

const subscribe = (client: Client, category: string, ...targets: string[]) =>
  client.write('POST', `user/${client.userId}/notification-filter-url`, {
    notification_filters: targets.map((target) => ({ category, notification_target: target })),
  })

const pay = (client: Client) =>
  client.write('POST', `user/${client.userId}/monetary-account/${client.accountId}/payment`, toBravo('1.00'))

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('webhooks', () => {
  it('answers a list of filters, replaces the whole set, and clears it', async () => {
    const client = await connect(openBunq())
    const path = `user/${client.userId}/notification-filter-url`
    const first = await subscribe(client, 'MUTATION', 'https://example.org/a', 'https://example.org/b')
    expect(first.json['Response']).toHaveLength(2)
    expect(first.first).toMatchObject({ category: 'MUTATION', notification_target: 'https://example.org/a' })
    await subscribe(client, 'PAYMENT', 'https://example.org/c')
    expect((await client.get(path)).list.map((filter) => filter['category'])).toEqual(['PAYMENT'])
    await client.write('POST', path, { notification_filters: [] })
    expect((await client.get(path)).list).toEqual([])
  })

  it('delivers each category that was asked for, with the object as the API shows it', async () => {
    receiver = await openReceiver()
    const client = await connect(openBunq())
    await client.write('POST', `user/${client.userId}/notification-filter-url`, {
      notification_filters: ['MUTATION', 'PAYMENT'].map((category) => ({
        category,
        notification_target: receiver?.url,
      })),
    })
    await pay(client)
    await receiver.arrived(2)
    const bodies = receiver.received.map(({ body }) => JSON.parse(body)['NotificationUrl'])
    expect(bodies.map(({ event_type }) => event_type).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'MUTATION_CREATED',
      'PAYMENT_CREATED',
    ])
    const payment = (await client.get(`user/${client.userId}/monetary-account/${client.accountId}/payment`)).first
    expect(bodies[0].object).toEqual({ Payment: payment })
    expect(bodies[0].target_url).toBe(receiver.url)
    expect(receiver.received[0]?.headers).toMatchObject({ 'content-type': 'application/json' })
    expect(receiver.received[0]?.headers['x-bunq-server-signature']).toBeUndefined()
  })

  it('lets any number of deliveries be under way without a warning of a leak', async () => {
    const sent: Delivery[] = []
    const deliver = async (delivery: Delivery) => {
      sent.push(delivery)
      return 200
    }
    const client = await connect(openBunq({ later: () => {}, deliver }))
    await subscribe(client, 'MUTATION', 'https://localhost/hook')
    await pay(client)
    await settled()
    expect(sent.map(({ signal }) => getMaxListeners(signal))).toEqual([Number.POSITIVE_INFINITY])
  })

  it('signs deliveries when that is switched on', async () => {
    receiver = await openReceiver()
    const client = await connect(openBunq({ switches: { signWebhooks: true } }))
    await subscribe(client, 'MUTATION', receiver.url)
    await pay(client)
    await receiver.arrived(1)
    const { body, headers } = receiver.received[0] ?? { body: '', headers: {} }
    const signature = Buffer.from(String(headers['x-bunq-server-signature']), 'base64')
    expect(verify('sha256', Buffer.from(body), client.serverKey, signature)).toBe(true)
  })

  it('ends its call and its timer when the bank is closed, and tries no more', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const signals: AbortSignal[] = []
    const looks: (() => void)[] = []
    const bunq = openBunq({
      later: (run, signal) => {
        looks.push(run)
        signals.push(signal)
      },
    })
    const client = await connect(bunq)
    const waiting = once(silent, 'connection')
    await subscribe(client, 'MUTATION', `http://127.0.0.1:${(silent.address() as AddressInfo).port}/hook`)
    await pay(client)
    const [socket] = (await waiting) as [Socket]
    const cut = once(socket, 'close')
    socket.resume().on('error', () => undefined)
    bunq.handler.close?.()
    await cut
    await settled()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(looks, 'nothing was put off anew').toHaveLength(1)
    silent.close()
  })

  it('tries again a minute later on the simulated clock, without any request in between', async () => {
    receiver = await openReceiver([500, 200])
    const looks: (() => void)[] = []
    const bunq = openBunq({ later: (run) => looks.push(run) })
    const client = await connect(bunq)
    await subscribe(client, 'MUTATION', receiver.url)
    await pay(client)
    await receiver.arrived(1)
    const look = async () => {
      await settled()
      for (const run of looks.splice(0)) run()
    }
    for (let times = 0; times < 20; times++) await look()
    expect(receiver.received).toHaveLength(1)
    while (receiver.received.length < 2) {
      bunq.clock.advance(60)
      await look()
    }
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  })

  it('gives up after six tries, records the failure, and sends again when asked', async () => {
    const sent: Delivery[] = []
    let status = 503
    const bunq = openBunq({
      later: () => {},
      deliver: async (delivery) => {
        sent.push(delivery)
        return status
      },
    })
    const client = await connect(bunq)
    await subscribe(client, 'MUTATION', 'https://localhost/hook')
    await pay(client)
    for (let minute = 0; minute < 10; minute++) {
      await settled()
      bunq.clock.advance(60)
      await client.get('user')
    }
    expect(sent).toHaveLength(6)
    const path = `user/${client.userId}/notification-filter-failure`
    const failure = (await client.get(path)).first
    expect(failure).toMatchObject({ category: 'MUTATION', event_type: 'MUTATION_CREATED', response_code: 503 })
    status = 200
    const again = await client.write('POST', path, { notification_filter_failed_ids: String(failure['id']) })
    expect(again.status).toBe(200)
    await settled()
    expect(sent).toHaveLength(7)
    expect((await client.get(path)).list).toEqual([])
  })

  it('sends nothing to other machines, and says so', async () => {
    const sent: Delivery[] = []
    const bunq = openBunq({ later: () => {}, deliver: async (delivery) => sent.push(delivery) })
    const client = await connect(bunq)
    await subscribe(client, 'MUTATION', 'https://example.org/hook')
    await pay(client)
    for (let minute = 0; minute < 6; minute++) {
      await settled()
      bunq.clock.advance(60)
      await client.get('user')
    }
    await settled()
    expect(sent).toEqual([])
    const failure = (await client.get(`user/${client.userId}/notification-filter-failure`)).first
    expect(failure).toMatchObject({ response_code: null })
    expect(String(failure['exception_message'])).toContain('this machine only')
  })

  it('trusts an https receiver whose certificate the user pinned, and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nostro-hook-'))
    try {
      const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
      const subject = ['-subj', '/CN=receiver', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
      const files = ['-keyout', keyFile, '-out', certificateFile]
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject], {
        stdio: 'ignore',
      })
      const certificate = readFileSync(certificateFile, 'utf8')
      receiver = await openReceiver([200], { key: readFileSync(keyFile, 'utf8'), cert: certificate })
      const bunq = openBunq({ later: (run) => setImmediate(run) })
      const client = await connect(bunq)
      await subscribe(client, 'MUTATION', receiver.url)
      await pay(client)
      const pin = { certificate_chain: [{ certificate }] }
      expect((await client.write('POST', `user/${client.userId}/certificate-pinned`, pin)).status).toBe(200)
      await pay(client)
      await receiver.arrived(1)
      expect(receiver.received).toHaveLength(1)
      expect(JSON.parse(receiver.received[0]?.body ?? '{}')['NotificationUrl'].category).toBe('MUTATION')
      await control(bunq, 'POST', '/bunq/api-keys')
      bunq.handler.reset()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it.each([
    ['http to another machine', 'MUTATION', ['http://example.org/hook']],
    ['no URL', 'MUTATION', ['hook']],
    ['unknown category', 'WEATHER', ['https://example.org/hook']],
    ['three targets', 'MUTATION', ['https://example.org/1', 'https://example.org/2', 'https://example.org/3']],
  ])('row 36: refuses %s', async (_, category, targets) => {
    const client = await connect(openBunq())
    const answer = await subscribe(client, category, ...targets)
    expect([answer.status, answer.check]).toEqual([400, 'bunq-36'])
    expect(answer.errors[0]).toMatch(/^Invalid value for field "(category|notification_target)"\.$/)
  })
})
