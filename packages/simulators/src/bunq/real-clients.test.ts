import { constants, createCipheriv, createHmac, publicEncrypt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  connect,
  control,
  eur,
  hasGoodSignature,
  num,
  openBunq,
  send,
  signBody,
  str,
  toBravo,
} from '../../test/bunq/bunq-client.ts'

/** Keys sorted and four spaces of indent, as one official client writes its bodies. */
const sortedPretty = (value: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))), null, 4)

describe('peculiarities of real clients', () => {
  it('pretty-printed bodies without a content type, every call signed, reads over no bytes at all', async () => {
    const client = await connect(openBunq())
    const headers = {
      'X-Bunq-Client-Request-Id': 'uniqueness-is-required',
      'X-Bunq-Geolocation': '0 0 0 0 NL',
      'X-Bunq-Language': 'en_US',
      'X-Bunq-Region': 'nl_NL',
    }
    const common = { token: client.sessionToken, headers, without: ['Content-Type'] }
    const path = `user/${client.userId}/monetary-account-bank`
    const list = await send(client.bunq, { ...common, method: 'GET', path, signature: signBody('') })
    expect(hasGoodSignature(list, client.serverKey)).toBe(true)
    expect(Object.keys(list.json['Pagination'] ?? {})).toHaveLength(3)
    const body = sortedPretty(toBravo('0.01'))
    const pay = `user/${client.userId}/monetary-account/${client.accountId}/payment`
    const paid = await send(client.bunq, { ...common, method: 'POST', path: pay, body, signature: signBody(body) })
    expect(paid.status).toBe(200)
  })

  it('unsigned reads with three headers, count=200 on everything, older_url followed as it stands', async () => {
    const client = await connect(openBunq())
    const get = (path: string) => send(client.bunq, { method: 'GET', path, token: client.sessionToken })
    expect((await get('user?count=200')).list).toHaveLength(1)
    const base = `user/${client.userId}/monetary-account/${client.accountId}/payment`
    let url: unknown = `/v1/${base}?count=20`
    const ids: number[] = []
    while (typeof url === 'string') {
      const page = await get(url)
      ids.push(...page.list.map((payment) => num(payment, 'id')))
      url = (page.json['Pagination'] as Record<string, unknown>)['older_url']
    }
    expect(ids).toHaveLength(45)
    expect(new Set(ids).size).toBe(45)
  })

  it('greps tokens out of compact JSON, registers its device unsigned, and adds a slash at the end', async () => {
    const client = await connect(openBunq())
    const device = JSON.stringify({ description: 'd', secret: client.apiKey, permitted_ips: ['*'] })
    const bound = await send(client.bunq, {
      method: 'POST',
      path: 'device-server',
      token: client.installationToken,
      body: device,
    })
    expect(bound.status).toBe(200)
    const session = JSON.stringify({ secret: client.apiKey })
    const opened = await send(client.bunq, {
      method: 'POST',
      path: 'session-server',
      token: client.installationToken,
      body: session,
      signature: signBody(session),
    })
    const token = /"token":"([0-9a-f]{64})"/.exec(opened.bytes.toString('utf8'))?.[1]
    expect(token).toBe(str(opened.list[1] ?? {}, 'token'))
    expect((await client.get(`user/${client.userId}/monetary-account/`)).status).toBe(200)
  })

  it('lets a missing User-Agent and needless wrong signatures pass in the lenient profile, payments never', async () => {
    const client = await connect(openBunq({ profile: 'lenient' }))
    const read = { method: 'GET', path: 'user', token: client.sessionToken, without: ['User-Agent'] }
    expect((await send(client.bunq, { ...read, signature: signBody('other') })).status).toBe(200)
    const body = JSON.stringify(toBravo())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/payment`
    const wrong = { method: 'POST', path, token: client.sessionToken, body, signature: signBody('other') }
    expect((await send(client.bunq, wrong)).check).toBe('bunq-17')
  })
})

describe('what the bank does without its API', () => {
  it('takes money from outside, and blocks an account for payments', async () => {
    const client = await connect(openBunq())
    const account = `user/${client.userId}/monetary-account/${client.accountId}`
    const deposit = { amount: '20.00', name: 'Employer', description: 'salary' }
    await control(client.bunq, 'POST', `/bunq/accounts/${client.accountId}/deposit`, deposit)
    expect((await client.get(`${account}/payment`)).first).toMatchObject({
      amount: eur('20.00'),
      description: 'salary',
    })
    await control(client.bunq, 'POST', `/bunq/accounts/${client.accountId}/block`, {
      blocked: 'ONLY_ACCEPTING_INCOMING',
    })
    const refused = await client.write('POST', `${account}/payment`, toBravo('1.00'))
    expect([refused.status, refused.check]).toEqual([400, 'bunq-32'])
    await control(client.bunq, 'POST', `/bunq/accounts/${client.accountId}/block`, { blocked: null })
    expect((await client.write('POST', `${account}/payment`, toBravo('1.00'))).status).toBe(200)
    expect((await control(client.bunq, 'GET', '/bunq/totals'))['items']).toContainEqual({
      currency: 'EUR',
      total: '0.00',
    })
  })

  it('makes a long history quickly, and lets a user shorten new sessions', async () => {
    const client = await connect(openBunq())
    const path = `/bunq/accounts/${client.accountId}/deposit`
    await control(client.bunq, 'POST', path, { amount: '0.01', times: 5000 })
    const account = `user/${client.userId}/monetary-account/${client.accountId}`
    expect((await client.get(account)).first['balance']).toEqual(eur('1005.00'))
    expect((await control(client.bunq, 'POST', path, { amount: '0.01', times: 0 }))['status']).toBe(400)
    const change = await client.write('PUT', `user-person/${client.userId}`, { session_timeout: 3600 })
    expect(change.first).toEqual({ id: client.userId })
    const short = await connect(client.bunq, { apiKey: client.apiKey })
    client.bunq.clock.advance(3600)
    expect([(await short.get('user')).status, (await client.get('user')).status]).toEqual([403, 200])
  })

  it('pays by card: authorised at once, a payment two days later', async () => {
    const client = await connect(openBunq())
    const card = num((await client.get(`user/${client.userId}/card`)).first, 'id')
    const { actionId } = await control(client.bunq, 'POST', `/bunq/cards/${card}/pay`, {
      amount: '3.20',
      merchant: 'Kiosk',
    })
    const account = `user/${client.userId}/monetary-account/${client.accountId}`
    expect((await client.get(`${account}/mastercard-action`)).first).toMatchObject({
      id: actionId,
      payment_status: 'RESERVED',
    })
    client.bunq.clock.advance(2 * 24 * 60 * 60)
    expect((await client.get(`${account}/payment`)).list).toContainEqual(
      expect.objectContaining({ amount: eur('-3.20'), type: 'MASTERCARD', sub_type: 'PAYMENT' }),
    )
  })

  it('D6: orders a card in an encrypted body, signed over the encrypted bytes, as the community’s JavaScript client does', async () => {
    const client = await connect(openBunq())
    const names = (await client.get(`user/${client.userId}/card-name`)).first['possible_card_name_array'] as string[]
    const order = { second_line: 'x', name_on_card: names[0], type: 'MASTERCARD', product_type: 'MASTERCARD_DEBIT' }
    const pin = { pin_code_assignment: [{ type: 'PRIMARY', pin_code: '1357', monetary_account_id: client.accountId }] }
    const post = (change: Record<string, string | undefined> = {}) => {
      const [key, iv] = [Buffer.alloc(32, 7), Buffer.alloc(16, 8)]
      const cipher = createCipheriv('aes-256-cbc', key, iv)
      const body = Buffer.concat([cipher.update(JSON.stringify({ ...order, ...pin })), cipher.final()])
      const wrapped = publicEncrypt({ key: client.serverKey, padding: constants.RSA_PKCS1_PADDING }, key)
      const headers = {
        'X-Bunq-Client-Encryption-Key': wrapped.toString('base64'),
        'X-Bunq-Client-Encryption-Iv': iv.toString('base64'),
        'X-Bunq-Client-Encryption-Hmac': createHmac('sha1', key).update(iv).update(body).digest('base64'),
        ...change,
      }
      const path = `user/${client.userId}/card-debit`
      const common = { method: 'POST', path, token: client.sessionToken, body, signature: signBody(body) }
      return send(client.bunq, { ...common, headers: headers as Record<string, string> })
    }
    const taken = await post()
    expect(taken).toMatchObject({ status: 200, errors: [] })
    expect(JSON.stringify(taken.json)).not.toContain('1357')
    for (const name of ['Key', 'Iv', 'Hmac'])
      expect(await post({ [`X-Bunq-Client-Encryption-${name}`]: 'AAAA' })).toMatchObject({
        status: 400,
        check: 'bunq-20',
      })
    expect((await client.write('POST', `user/${client.userId}/card-debit`, { ...order, ...pin })).check).toBe('bunq-23')
  })

  it('D6: reads lists of things that nobody has: invoices, shares, allocations', async () => {
    const client = await connect(openBunq())
    const account = `user/${client.userId}/monetary-account/${client.accountId}`
    for (const path of [
      `user/${client.userId}/invoice?count=25`,
      `user/${client.userId}/billing-contract-subscription?count=200`,
      `user/${client.userId}/share-invite-monetary-account-response?count=200`,
      `${account}/share-invite-monetary-account-inquiry?count=200`,
    ])
      expect(await client.get(path)).toMatchObject({ status: 200, list: [] })
  })

  it('knows the test parties in the sandbox alone', async () => {
    const client = await connect(openBunq({ environment: 'production' }))
    const path = `user/${client.userId}/monetary-account/${client.accountId}/payment`
    expect((await client.write('POST', path, toBravo('1.00'))).check).toBe('bunq-30')
  })

  it('answers a fault that is not its own in its own form', () => {
    const answer = openBunq().handler.errorAnswer?.(500)
    expect(answer?.status).toBe(500)
    expect(answer?.headers).toMatchObject({ 'Content-Type': 'application/json' })
    expect(answer?.headers).not.toHaveProperty('X-Bunq-Server-Signature')
    expect(JSON.parse(String(Buffer.from(answer?.body ?? '')))).toHaveProperty('Error')
  })
})
