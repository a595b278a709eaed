import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type Client,
  connect,
  eur,
  hasGoodSignature,
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

describe('statements', () => {
  const order = (change: object) =>
    client.write('POST', `${account}/customer-statement`, {
      statement_format: 'CSV',
      regional_format: 'UK_US',
      date_start: '2026-05-30',
      date_end: '2026-05-31',
      ...change,
    })
  const download = async (change: object): Promise<Answer> => {
    const path = `${account}/customer-statement/${num((await order(change)).first, 'id')}`
    expect((await client.get(path)).first['status']).toBe('PENDING')
    expect((await client.get(`${path}/content`)).status).toBe(404)
    client.bunq.clock.advance(1)
    expect((await client.get(path)).first['status']).toBe('COMPLETED')
    return client.get(`${path}/content`)
  }

  it('come as CSV in both regional formats, signed over their bytes', async () => {
    const csv = await download({})
    expect(csv.headers['Content-Type']).toBe('text/csv')
    expect(hasGoodSignature(csv, client.serverKey)).toBe(true)
    expect(csv.bytes.toString('utf8').split('\n')).toEqual([
      '"Date","Interest Date","Amount","Account","Counterparty","Name","Description"',
      '"2026-05-31","2026-05-31","-1.00","NL21BUNQ2025000011","NL91ABNA0417164300","Grocer","line 44"',
      '"2026-05-30","2026-05-30","-1.00","NL21BUNQ2025000011","NL91ABNA0417164300","Grocer","line 43"',
      '',
    ])
    const european = await download({ regional_format: 'EUROPEAN' })
    expect(european.bytes.toString('utf8')).toContain('"2026-05-31";"2026-05-31";"-1,00";')
  })

  it('come as MT940 whose balances meet', async () => {
    const text = (await download({ statement_format: 'MT940' })).bytes.toString('utf8')
    expect(text).toContain(':25:NL21BUNQ2025000011\r\n:28C:1/1\r\n:60F:C260530EUR957,00\r\n:61:2605300530D1,00NTRF')
    expect(text).toContain(':62F:C260531EUR955,00\r\n-\r\n')
  })

  it('come as PDF whose cross-references hit', async () => {
    const { bytes, headers } = await download({ statement_format: 'PDF' })
    expect(headers['Content-Type']).toBe('application/pdf')
    const text = bytes.toString('latin1')
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1])
    expect(text.slice(start, start + 4)).toBe('xref')
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset))
    expect(offsets.map((offset) => /^\d+ 0 obj/.test(text.slice(offset)))).toEqual(offsets.map(() => true))
    expect(text).toContain('line 44')
  })

  it('are deleted', async () => {
    const path = `${account}/customer-statement/${num((await order({})).first, 'id')}`
    expect((await client.write('DELETE', path, {})).status).toBe(200)
    expect((await client.get(path)).errors[0]).toMatch(/^Customer statement for id "\d+" not found\.$/)
  })

  it.each([
    ['CSV without a region', { regional_format: undefined }, 'bunq-38', 'Missing field "regional_format".'],
    ['an end before the start', { date_end: '2026-05-29' }, 'bunq-38', 'Invalid value for field "date_end".'],
    ['a day that is not', { date_start: '2026-02-30' }, 'bunq-23', 'Invalid value for field "date_start".'],
    ['an unknown format', { statement_format: 'XLS' }, 'bunq-23', 'Invalid value for field "statement_format".'],
  ])('row 38: refused with %s', async (_, change, check, text) => {
    expect(summary(await order(change))).toEqual([400, check, text])
  })
})

describe('attachments and notes', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff])
  const upload = (path: string, headers: Record<string, string>) =>
    send(client.bunq, {
      method: 'POST',
      path,
      token: client.sessionToken,
      body: png,
      signature: signBody(png),
      headers,
    })
  const good = { 'Content-Type': 'image/png', 'X-Bunq-Attachment-Description': 'receipt' }

  it('keep the bytes of a file, private and public', async () => {
    const made = await upload(`${account}/attachment`, good)
    const content = await client.get(`${account}/attachment/${num(made.first, 'id')}/content`)
    expect(content.bytes).toEqual(png)
    expect(content.headers['Content-Type']).toBe('image/png')
    const uuid = str((await upload('attachment-public', good)).first, 'uuid')
    expect((await client.get(`attachment-public/${uuid}/content`)).bytes).toEqual(png)
    expect((await client.get(`attachment-public/${uuid}`)).first).toMatchObject({
      uuid,
      attachment: { content_type: 'image/png', urls: [{ type: 'ORIGINAL' }] },
    })
  })

  it.each([
    ['no type', { 'X-Bunq-Attachment-Description': 'x' }, 'Content-Type'],
    ['a type that is no image', { ...good, 'Content-Type': 'text/plain' }, 'Content-Type'],
    ['no description', { 'Content-Type': 'image/png' }, 'X-Bunq-Attachment-Description'],
  ])('row 37: refused with %s', async (_, headers, name) => {
    expect(summary(await upload(`${account}/attachment`, headers as Record<string, string>))).toEqual([
      400,
      'bunq-37',
      `Missing field "${name}".`,
    ])
  })

  it('row 25: go with a payment when they are the account`s own', async () => {
    const id = num((await upload(`${account}/attachment`, good)).first, 'id')
    const pay = (attachment: number) =>
      client.write('POST', `${account}/payment`, { ...toBravo('1.00'), attachment: [{ id: attachment }] })
    expect(summary(await pay(7))).toEqual([404, 'bunq-25', 'Attachment for id "7" not found.'])
    const paid = await client.get(`${account}/payment/${num((await pay(id)).first, 'id')}`)
    expect(paid.first['attachment']).toEqual([{ id, monetary_account_id: client.accountId }])
  })

  it('hang on payments as text and as files, are changed and removed', async () => {
    const payment = num((await client.get(`${account}/payment`)).first, 'id')
    const path = `${account}/payment/${payment}`
    client.bunq.clock.advance(5)
    const note = num((await client.write('POST', `${path}/note-text`, { content: 'lunch' })).first, 'id')
    expect((await client.get(path)).first['updated']).toBe('2026-06-01 10:00:05.000000')
    await client.write('PUT', `${path}/note-text/${note}`, { content: 'dinner' })
    expect((await client.get(`${path}/note-text`)).list).toMatchObject([{ id: note, content: 'dinner' }])
    await client.write('DELETE', `${path}/note-text/${note}`, {})
    expect((await client.get(`${path}/note-text`)).list).toEqual([])
    const file = num((await upload(`${account}/attachment`, good)).first, 'id')
    await client.write('POST', `${path}/note-attachment`, { attachment_id: file, description: 'receipt' })
    expect((await client.get(`${path}/note-attachment`)).first).toMatchObject({ attachment: [{ id: file }] })
    expect((await client.write('POST', `${account}/payment/7/note-text`, { content: 'x' })).status).toBe(404)
  })
})

describe('cards', () => {
  it('show and change their limits and status', async () => {
    const list = await client.get(`user/${client.userId}/card`)
    expect(Object.keys((list.json['Response'] as object[])[0] ?? {})).toEqual(['CardDebit'])
    const path = `user/${client.userId}/card/${num(list.first, 'id')}`
    const changed = await client.write('PUT', path, { card_limit: eur('10.00'), status: 'DEACTIVATED' })
    expect(Object.keys((changed.json['Response'] as object[])[0] ?? {})).toEqual(['Card'])
    expect((await client.get(path)).first).toMatchObject({ card_limit: eur('10.00'), status: 'DEACTIVATED' })
    expect(summary(await client.write('PUT', path, { pin_code_assignment: [] }))[1]).toBe('bunq-21')
  })

  it('show authorisations, which are paid when they book; a slash at the end is let pass', async () => {
    const actions = await client.get(`${account}/mastercard-action/`)
    expect(actions.first).toMatchObject({ description: 'Coffee', settlement_status: 'NOT_SETTLED' })
    const path = `${account}/mastercard-action/${num(actions.first, 'id')}`
    expect((await client.get(`${path}/payment`)).list).toEqual([])
    client.bunq.clock.advance(2 * 24 * 60 * 60)
    expect((await client.get(`${path}/payment`)).first).toMatchObject({ amount: eur('-12.34'), type: 'MASTERCARD' })
    expect((await client.get(path)).first['settlement_status']).toBe('SETTLED')
  })
})

describe('events, insights and funds', () => {
  it('list what happened, newest first, by account', async () => {
    await client.write('POST', `${account}/payment`, toBravo('1.00'))
    const events = await client.get(`user/${client.userId}/event?count=2&monetary_account_id=${client.accountId}`)
    expect(events.list).toHaveLength(2)
    expect(events.first).toMatchObject({ action: 'CREATE', object: { Payment: { amount: eur('-1.00') } } })
    const one = await client.get(`user/${client.userId}/event/${num(events.first, 'id')}`)
    expect(one.first).toEqual(events.first)
  })

  it('sum up what the money was for in a window of time', async () => {
    const path = `user/${client.userId}/insights`
    expect(summary(await client.get(path))[2]).toBe('Missing field "time_start".')
    const insights = await client.get(`${path}?time_start=2026-05-30&time_end=2026-06-01`)
    expect(insights.list).toContainEqual(
      expect.objectContaining({ category: 'GROCERIES', number_of_transactions: 8, amount_total: eur('-8.00') }),
    )
  })

  it('say whether an account holds an amount', async () => {
    const ask = async (value: string, iban: string) => {
      const body = { pointer_iban: { type: 'IBAN', value: iban, name: 'Alice' }, amount: eur(value) }
      return client.write('POST', `user/${client.userId}/confirmation-of-funds`, body)
    }
    expect((await ask('955.00', 'NL21BUNQ2025000011')).first).toEqual({ has_sufficient_funds: true })
    expect((await ask('955.01', 'NL21BUNQ2025000011')).first).toEqual({ has_sufficient_funds: false })
    expect((await ask('1.00', 'NL80BUNQ2025000016')).check).toBe('bunq-30')
  })
})
