import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type Client,
  connect,
  control,
  eur,
  num,
  openBunq,
  send,
  signBody,
  str,
  toBravo,
} from '../../../test/bunq/bunq-client.ts'

let client: Client
let account: string

beforeEach(async () => {
  client = await connect(openBunq())
  account = `user/${client.userId}/monetary-account/${client.accountId}`
})

const summary = (answer: Answer) => [answer.status, answer.check, answer.errors[0]]
const newest = async (path = account): Promise<Answer> => client.get(`${path}/payment?count=1`)

describe('draft payments', () => {
  const draft = (change: object = {}) =>
    client.write('POST', `${account}/draft-payment`, {
      entries: [toBravo('1.00'), toBravo('2.00')],
      number_of_required_accepts: 1,
      ...change,
    })

  it('wait, show their entries, and pay when the holder accepts', async () => {
    const path = `${account}/draft-payment/${num((await draft()).first, 'id')}`
    const pending = await client.get(path)
    expect(pending.first).toMatchObject({ status: 'PENDING', object: null, type: 'PAYMENT_BATCH' })
    expect((pending.first['entries'] as { amount: unknown }[]).map(({ amount }) => amount)).toEqual([
      eur('1.00'),
      eur('2.00'),
    ])
    expect((await newest()).first['description']).toBe('line 44')
    const accepted = await client.write('PUT', path, {
      status: 'ACCEPTED',
      previous_updated_timestamp: pending.first['updated'],
    })
    expect(Object.keys(accepted.first)).toEqual(['id'])
    const done = await client.get(path)
    expect(done.first).toMatchObject({ status: 'ACCEPTED', object: { PaymentBatch: { payments: {} } } })
    expect((await newest()).first['balance_after_mutation']).toEqual(eur('952.00'))
  })

  it('row 16: need a signature to be accepted, and none to be cancelled', async () => {
    const path = `${account}/draft-payment/${num((await draft()).first, 'id')}`
    const put = (status: string) =>
      send(client.bunq, { method: 'PUT', path, token: client.sessionToken, body: JSON.stringify({ status }) })
    expect(summary(await put('ACCEPTED')).slice(0, 2)).toEqual([466, 'bunq-16'])
    expect((await put('CANCELLED')).status).toBe(200)
  })

  it.each([
    ['two accepts', { number_of_required_accepts: 2 }, 'Number of required accepts must be 1.'],
    ['no entry', { entries: [] }, 'A draft payment must have 1 to 350 entries.'],
    [
      '351 entries',
      { entries: Array.from({ length: 351 }, () => toBravo('0.01')) },
      'A draft payment must have 1 to 350 entries.',
    ],
  ])('row 33: refused with %s', async (_, change, text) => {
    expect(summary(await draft(change))).toEqual([400, 'bunq-33', text])
  })

  it('row 28: refused for want of money, leave the draft as it was', async () => {
    const path = `${account}/draft-payment/${num((await draft()).first, 'id')}`
    const before = await client.get(path)
    const dear = await client.write('PUT', path, { status: 'ACCEPTED', entries: [toBravo('99999.00')] })
    expect(summary(dear)).toEqual([400, 'bunq-28', 'Insufficient balance.'])
    expect((await client.get(path)).first).toEqual(before.first)
  })

  it('row 33: cannot be changed when finished, or against a stale timestamp', async () => {
    const path = `${account}/draft-payment/${num((await draft()).first, 'id')}`
    const refused = [400, 'bunq-33', 'Draft payment cannot be updated.']
    const stale = { status: 'ACCEPTED', previous_updated_timestamp: '2026-01-01 00:00:00.000000' }
    expect(summary(await client.write('PUT', path, stale))).toEqual(refused)
    expect((await client.write('PUT', path, { entries: [toBravo('3.00')] })).status).toBe(200)
    expect((await client.get(path)).first['type']).toBe('PAYMENT')
    expect((await client.write('PUT', path, { status: 'REJECTED' })).status).toBe(200)
    expect(summary(await client.write('PUT', path, { status: 'ACCEPTED' }))).toEqual(refused)
  })
})

describe('schedules', () => {
  const schedule = (terms: object) =>
    client.write('POST', `${account}/schedule-payment`, {
      payment: toBravoWithoutFlags('10.00'),
      schedule: { time_start: '2026-06-30T12:00:00', recurrence_size: 1, recurrence_unit: 'ONCE', ...terms },
    })
  const toBravoWithoutFlags = (value: string) => toBravo(value)
  const day = 24 * 60 * 60

  it('pay once at their time and are finished', async () => {
    const made = await schedule({})
    const path = `${account}/schedule-payment/${num(made.first, 'id')}`
    const { json } = await client.get(path)
    expect(Object.keys((json['Response'] as object[])[0] ?? {})).toEqual(['ScheduledPayment'])
    client.bunq.clock.advance(29 * day)
    expect((await newest()).first['description']).not.toBe('Payment for drinks.')
    client.bunq.clock.advance(day)
    await client.get('user')
    const session = await newest()
    expect(session.status).toBe(403)
    client = await connect(client.bunq, { apiKey: client.apiKey })
    expect((await newest()).first).toMatchObject({ amount: eur('-10.00'), scheduled_id: num(made.first, 'id') })
    expect((await client.get(path)).first['status']).toBe('FINISHED')
  })

  it('run every day, tell of success and failure, and stop when cancelled', async () => {
    const made = await schedule({ time_start: '2026-06-01 12:00:00', recurrence_unit: 'DAILY' })
    const path = `${account}/schedule-payment/${num(made.first, 'id')}`
    client.bunq.clock.advance(3 * day)
    const list = await client.get(`${account}/schedule`)
    const instances = `${account}/schedule/${num(list.first, 'id')}/schedule-instance`
    expect((await client.get(instances)).list.map(({ state }) => state)).toEqual(Array(3).fill('FINISHED_SUCCESSFULLY'))
    await client.write('POST', `${account}/payment`, toBravo('910.00'))
    client.bunq.clock.advance(day)
    expect((await client.get(instances)).first).toMatchObject({
      state: 'FAILED_USER_ERROR',
      error_message: [{ error_description: 'Insufficient balance.' }],
    })
    expect((await client.write('DELETE', path, {})).status).toBe(200)
    client.bunq.clock.advance(day)
    expect((await client.get(instances)).list).toHaveLength(4)
    expect((await client.get(path)).first['status']).toBe('CANCELLED')
  })

  it('can be changed, and batches pay together', async () => {
    const made = await client.write('POST', `${account}/schedule-payment-batch`, {
      payments: [toBravo('1.00'), toBravo('2.00')],
      schedule: { time_start: '2026-06-03 12:00:00', recurrence_unit: 'ONCE', recurrence_size: 1 },
    })
    const path = `${account}/schedule-payment-batch/${num(made.first, 'id')}`
    const earlier = { schedule: { time_start: '2026-06-02 12:00:00', recurrence_unit: 'ONCE', recurrence_size: 1 } }
    expect((await client.write('PUT', path, earlier)).status).toBe(200)
    client.bunq.clock.advance(day + 2 * 60 * 60)
    expect((await newest()).first['balance_after_mutation']).toEqual(eur('952.00'))
    client.bunq.clock.advance(day)
    expect((await client.get(path)).first['status']).toBe('FINISHED')
    expect((await client.get(`${account}/payment-batch`)).list).toHaveLength(1)
  })

  it.each([
    ['time_start', { time_start: '2026-05-01 00:00:00' }],
    ['time_start', { time_start: 'soon' }],
    ['time_end', { time_end: '2026-06-02 00:00:00' }],
    ['recurrence_unit', { recurrence_unit: 'FORTNIGHTLY' }],
    ['recurrence_size', { recurrence_size: 0 }],
  ])('row 23: refused for a bad %s', async (name, terms) => {
    expect(summary(await schedule(terms))).toEqual([400, 'bunq-23', `Invalid value for field "${name}".`])
  })
})

describe('requests', () => {
  const ask = (value: string, change: object = {}) =>
    client.write('POST', `${account}/request-inquiry`, {
      amount_inquired: eur(value),
      counterparty_alias: { type: 'EMAIL', value: 'bob@example.com' },
      description: 'lunch',
      allow_bunqme: false,
      ...change,
    })

  it('are answered by the payer in part, and once only', async () => {
    const bob = await connect(client.bunq)
    const asked = await ask('10.00')
    const responses = `user/${bob.userId}/monetary-account/${bob.accountId}/request-response`
    const response = (await bob.get(responses)).first
    expect(response).toMatchObject({
      status: 'PENDING',
      type: 'INTERNAL',
      counterparty_alias: { display_name: 'Alice Jansen' },
    })
    const path = `${responses}/${num(response, 'id')}`
    const odd = await bob.write('PUT', path, { status: 'MAYBE' })
    expect(summary(odd)).toEqual([400, 'bunq-35', 'Invalid value for field "status".'])
    const unsigned = { method: 'PUT', path, token: bob.sessionToken, body: JSON.stringify({ status: 'ACCEPTED' }) }
    expect((await send(client.bunq, unsigned)).status).toBe(466)
    const answered = await bob.write('PUT', path, { status: 'ACCEPTED', amount_responded: eur('7.50') })
    expect(answered.first).toMatchObject({ status: 'ACCEPTED', amount_responded: eur('7.50') })
    expect(summary(await bob.write('PUT', path, { status: 'REJECTED' }))).toEqual([
      400,
      'bunq-35',
      'Invalid value for field "status".',
    ])
    const inquiry = await client.get(`${account}/request-inquiry/${num(asked.first, 'id')}`)
    expect(inquiry.first).toMatchObject({ status: 'ACCEPTED', amount_responded: eur('7.50') })
    expect((await newest()).first).toMatchObject({ amount: eur('7.50'), sub_type: 'REQUEST' })
  })

  it('are revoked by the asker, expire, and turn into a link for outsiders', async () => {
    const path = `${account}/request-inquiry/${num((await ask('10.00')).first, 'id')}`
    expect((await client.write('PUT', path, { status: 'REVOKED' })).first).toMatchObject({
      status: 'REVOKED',
      user_alias_revoked: { display_name: 'Alice Jansen' },
    })
    const outsider = { counterparty_alias: { type: 'EMAIL', value: 'eve@example.com' } }
    expect(summary(await ask('1.00', outsider))[1]).toBe('bunq-30')
    const linked = await ask('1.00', { ...outsider, allow_bunqme: true })
    const link = await client.get(`${account}/request-inquiry/${num(linked.first, 'id')}`)
    expect(str(link.first, 'bunqme_share_url')).toMatch(/^https:\/\/bunq\.me\/t\//)
    client.bunq.clock.advance(31 * 24 * 60 * 60)
    client = await connect(client.bunq, { apiKey: client.apiKey })
    const expired = await client.get(`${account}/request-inquiry/${num(linked.first, 'id')}`)
    expect(expired.first['status']).toBe('EXPIRED')
  })

  it('row 23: a merchant reference is used once for an account', async () => {
    expect((await ask('1.00', { merchant_reference: 'R1' })).status).toBe(200)
    expect(summary(await ask('1.00', { merchant_reference: 'R1' }))).toEqual([
      400,
      'bunq-23',
      'Invalid value for field "merchant_reference".',
    ])
  })

  it('are grouped into batches whose total must be their sum', async () => {
    const one = {
      amount_inquired: eur('1.00'),
      counterparty_alias: { type: 'EMAIL', value: 'bob@example.com' },
      description: 'a',
      allow_bunqme: false,
    }
    const path = `${account}/request-inquiry-batch`
    const wrong = await client.write('POST', path, {
      request_inquiries: [one, one],
      total_amount_inquired: eur('3.00'),
    })
    expect(summary(wrong)[1]).toBe('bunq-23')
    const nobody = { ...one, counterparty_alias: { type: 'EMAIL', value: 'nobody@example.com' } }
    const half = { request_inquiries: [one, nobody], total_amount_inquired: eur('2.00') }
    expect(summary(await client.write('POST', path, half))[1]).toBe('bunq-30')
    expect((await client.get(`${account}/request-inquiry`)).list).toEqual([])
    const made = await client.write('POST', path, { request_inquiries: [one, one], total_amount_inquired: eur('2.00') })
    const batch = (await client.get(`${path}/${num(made.first, 'id')}`)).first
    expect(batch['request_inquiries']).toHaveLength(2)
    const revoked = await client.write('PUT', `${path}/${num(made.first, 'id')}`, { status: 'REVOKED' })
    expect((revoked.first['request_inquiries'] as { status: string }[]).map(({ status }) => status)).toEqual([
      'REVOKED',
      'REVOKED',
    ])
  })
})

describe('bunq.me tabs', () => {
  it('are paid from outside, show the result, and are cancelled', async () => {
    const entry = { bunqme_tab_entry: { amount_inquired: eur('5.00'), description: 'cake' } }
    const made = await client.write('POST', `${account}/bunqme-tab`, entry)
    const id = num(made.first, 'id')
    const path = `${account}/bunqme-tab/${id}`
    expect((await client.get(path)).first).toMatchObject({ status: 'WAITING_FOR_PAYMENT', result_inquiries: [] })
    expect((await control(client.bunq, 'POST', `/bunq/tabs/${id}/pay`))['status']).toBe(200)
    const paid = (await client.get(path)).first
    expect(paid['result_inquiries']).toMatchObject([
      { bunq_me_tab_id: id, payment: { Payment: { amount: eur('5.00') } } },
    ])
    expect((await newest()).first['amount']).toEqual(eur('5.00'))
    expect((await client.write('PUT', path, { status: 'CANCELLED' })).first).toEqual({ id })
    expect((await control(client.bunq, 'POST', `/bunq/tabs/${id}/pay`))['status']).toBe(409)
  })
})

describe('signatures over payments of every kind', () => {
  it.each(['payment', 'payment-batch', 'schedule-payment', 'schedule-payment-batch'])(
    'row 16: %s needs one',
    async (kind) => {
      const call = { method: 'POST', path: `${account}/${kind}`, token: client.sessionToken, body: '{}' }
      expect(summary(await send(client.bunq, call)).slice(0, 2)).toEqual([466, 'bunq-16'])
      expect(summary(await send(client.bunq, { ...call, signature: signBody('{}') }))[1]).toBe('bunq-22')
    },
  )

  it.each(['draft-payment', 'request-inquiry', 'bunqme-tab', 'customer-statement'])(
    'row 16: %s needs none',
    async (kind) => {
      const call = { method: 'POST', path: `${account}/${kind}`, token: client.sessionToken, body: '{}' }
      expect(summary(await send(client.bunq, call))[1]).toBe('bunq-22')
    },
  )
})
