import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Client,
  connect,
  eur,
  hasGoodSignature,
  type Json,
  num,
  openBunq,
  send,
  signBody,
  str,
  toBravo,
} from './bunq-client.ts'

let alice: Client
let user: string
let account: string

beforeAll(async () => {
  alice = await connect(openBunq())
  user = `user/${alice.userId}`
  account = `${user}/monetary-account/${alice.accountId}`
})

describe('D1: a whole object with null for what is not set', () => {
  const nothing = { status: null, sub_status: null, reason: null, id: null, created: null, alias: null, balance: null }
  const kinds = ['bank', 'savings', 'joint', 'external', 'external-savings'] as const

  it.each(kinds)('makes and changes an account of kind %s', async (kind) => {
    const path = `${user}/monetary-account-${kind}`
    const made = await alice.write('POST', path, { currency: 'EUR', description: 'x', ...nothing })
    expect([made.status, made.errors]).toEqual([200, []])
    const one = `${path}/${num(made.first, 'id')}`
    expect((await alice.write('PUT', one, { description: 'y', ...nothing })).errors).toEqual([])
    const close = { status: 'CANCELLED', sub_status: 'REDEMPTION_VOLUNTARY', reason: 'OTHER', description: null }
    expect((await alice.write('PUT', one, close)).errors).toEqual([])
  })

  it('changes a card, a draft, a person; makes payments and requests', async () => {
    const card = num((await alice.get(`${user}/card`)).first, 'id')
    const cardBody = { second_line: 'x', pin_code: null, activation_code: null, primary_account_numbers: null }
    expect((await alice.write('PUT', `${user}/card/${card}`, cardBody)).errors).toEqual([])
    const drafts = `${account}/draft-payment`
    const draft = { entries: [toBravo('1.00')], number_of_required_accepts: 1, schedule: null, status: null }
    const made = await alice.write('POST', drafts, draft)
    expect(made.errors).toEqual([])
    const change = { status: 'CANCELLED', entries: null, schedule: null }
    expect((await alice.write('PUT', `${drafts}/${num(made.first, 'id')}`, change)).errors).toEqual([])
    const person = { public_nick_name: 'Ally', alias: null, legal_name: null }
    expect((await alice.write('PUT', `user-person/${alice.userId}`, person)).errors).toEqual([])
    const payment = { ...toBravo('1.00'), id: null, batch_id: null, geolocation: null, allow_bunqto: null }
    expect((await alice.write('POST', `${account}/payment`, payment)).errors).toEqual([])
    const ask = {
      amount_inquired: eur('1.00'),
      counterparty_alias: { type: 'EMAIL', value: 'bob@example.com', name: null },
      description: 'x',
      allow_bunqme: false,
      reference_split_the_bill: null,
      time_expiry: null,
    }
    expect((await alice.write('POST', `${account}/request-inquiry`, ask)).errors).toEqual([])
  })

  it('does not take a field that the object lacks, null or not, nor a known one with a value', async () => {
    for (const extra of [{ colour: null }, { amount: { ...eur('1.00'), digits: null } }, { batch_id: 7 }]) {
      const answer = await alice.write('POST', `${account}/payment`, { ...toBravo('1.00'), ...extra })
      expect([answer.status, answer.check]).toEqual([400, 'bunq-21'])
    }
  })
})

describe('D2: devices', () => {
  it.each(['device', 'device-server'])('%s is read with the session token alone', async (path) => {
    const read = await alice.get(path)
    expect([read.status, read.list.length]).toEqual([200, 1])
    expect((await alice.get(`${path}/${num(read.first, 'id')}`)).status).toBe(200)
    const wrong = await send(alice.bunq, { method: 'GET', path, token: alice.installationToken })
    expect([wrong.status, wrong.check]).toEqual([403, 'bunq-11'])
  })
})

describe('D3: what recorded answers leave out', () => {
  it('labels have neither bunq.me nor members of SWIFT and Wise', async () => {
    const { first } = await alice.get(`${account}/payment`)
    for (const side of ['alias', 'counterparty_alias']) {
      expect(Object.keys(first[side] as Json).sort()).toEqual([
        'avatar',
        'country',
        'display_name',
        'iban',
        'is_light',
        'label_user',
      ])
    }
  })

  it('a payment has no empty members of features that it does not use', async () => {
    const { first } = await alice.get(`${account}/payment`)
    const unused = Object.keys(first).filter((name) => /bunqto|payment_fee|suspended/.test(name))
    expect(unused).toEqual([])
    expect(first['payment_arrival_expected']).toEqual({ status: 'ARRIVED', time: first['created'] })
  })

  it('savings without a goal have no progress', async () => {
    const { list } = await alice.get(`${user}/monetary-account-savings`)
    const without = list.filter((each) => each['savings_goal'] === null)
    expect(without.length).toBeGreaterThan(0)
    expect(without.filter((each) => 'savings_goal_progress' in each)).toEqual([])
  })
})

describe('D4: JSON', () => {
  it('is ASCII with escaped slashes, and signed as it stands', async () => {
    const description = 'Café “Zon” 😀 a/b'
    await alice.write('POST', `${account}/payment`, { ...toBravo('1.00'), description })
    const answer = await alice.get(`${account}/payment?count=1`)
    const text = answer.bytes.toString('latin1')
    expect(text).toContain('Caf\\u00e9 \\u201cZon\\u201d \\ud83d\\ude00 a\\/b')
    expect(answer.bytes.every((byte) => byte < 0x80)).toBe(true)
    expect(/[^\\]\//.test(text)).toBe(false)
    expect(str(answer.first, 'description')).toBe(description)
    expect(hasGoodSignature(answer, alice.serverKey)).toBe(true)
  })

  it('so are refusals', async () => {
    const answer = await alice.get('no/such/path')
    expect(answer.bytes.toString()).not.toMatch(/[^\\]\//)
  })
})

describe('D5: accounts', () => {
  it('are listed oldest first, so that the first active one stays the first', async () => {
    const ids = async (): Promise<readonly number[]> =>
      (await alice.get(`${user}/monetary-account?count=200`)).list.map((each) => num(each, 'id'))
    const before = await ids()
    expect(before).toEqual([...before].sort((one, other) => one - other))
    await alice.write('POST', `${user}/monetary-account-bank`, { currency: 'EUR' })
    expect((await ids())[0]).toBe(before[0])
    expect(alice.accountId).toBe(before[0])
  })
})

describe('D6: calls that were not there', () => {
  it('an avatar is made from a public picture', async () => {
    const body = Buffer.from('picture')
    const headers = { 'Content-Type': 'image/png', 'X-Bunq-Attachment-Description': 'me' }
    const call = { method: 'POST', path: 'attachment-public', token: alice.sessionToken, body }
    const uploaded = await send(alice.bunq, { ...call, signature: signBody(body), headers })
    const picture = str(uploaded.first, 'uuid')
    const made = await alice.write('POST', 'avatar', { attachment_public_uuid: picture })
    const { first } = await alice.get(`avatar/${str(made.first, 'uuid')}`)
    expect(first).toMatchObject({ image: [{ attachment_public_uuid: picture, content_type: 'image/png' }] })
    expect((await alice.write('POST', 'avatar', { attachment_public_uuid: 'none' })).status).toBe(404)
  })

  it('a card is ordered on a name that the bank offers, without a PIN in clear', async () => {
    const names = (await alice.get(`${user}/card-name`)).first['possible_card_name_array'] as string[]
    const order = {
      second_line: 'Holiday',
      name_on_card: names[0],
      type: 'MASTERCARD',
      product_type: 'MASTERCARD_DEBIT',
      card_limit: null,
    }
    const made = await alice.write('POST', `${user}/card-debit`, order)
    expect(made.errors).toEqual([])
    expect(made.first).toMatchObject({ second_line: 'Holiday', order_status: 'NEW_CARD_REQUEST_RECEIVED' })
    expect((await alice.get(`${user}/card/${num(made.first, 'id')}`)).status).toBe(200)
    const pins = [{ type: 'PRIMARY', pin_code: '1234' }]
    for (const wrong of [{ name_on_card: 'Mallory' }, { second_line: 'x'.repeat(18) }, { pin_code_assignment: pins }]) {
      expect((await alice.write('POST', `${user}/card-debit`, { ...order, ...wrong })).check).toBe('bunq-23')
    }
  })

  it('a company knows its names, and a person has no such call', async () => {
    const made = await send(alice.bunq, { method: 'POST', path: 'sandbox-user-company' })
    const company = await connect(alice.bunq, { apiKey: str(made.first, 'api_key') })
    const { first } = await company.get(`user-company/${company.userId}/name`)
    expect(first['name_array']).toEqual(expect.arrayContaining([expect.any(String)]))
    expect((await alice.get(`user-company/${alice.userId}/name`)).status).toBe(404)
  })
})
