import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect, eur, type Json, num, openBunq, send, signBody, str, toBravo } from './bunq-client.ts'
import { type BunqObject, departuresOf } from './object-fields.ts'
import { ALICE_IBAN } from './sample-customers.ts'

/** Every object that the simulated bank shows, member by member as the real one has it. */

let alice: Client
let bob: Client
let account: string
let user: string

const created = async (path: string, body: object): Promise<string> =>
  String(num((await alice.write('POST', path, body)).first, 'id'))

const upload = async (): Promise<number> => {
  const body = Buffer.from('picture')
  const call = { method: 'POST', path: `${account}/attachment`, token: alice.sessionToken, body }
  const headers = { 'Content-Type': 'image/png', 'X-Bunq-Attachment-Description': 'receipt' }
  return num((await send(alice.bunq, { ...call, signature: signBody(body), headers })).first, 'id')
}

beforeAll(async () => {
  const bunq = openBunq()
  alice = await connect(bunq)
  bob = await connect(bunq)
  user = `user/${alice.userId}`
  account = `${user}/monetary-account/${alice.accountId}`
})

interface Row {
  readonly section: string
  readonly type: BunqObject
  /** Makes one where the seeded customer has none, and says where it is read. */
  readonly path: () => Promise<string> | string
}

const rows: readonly Row[] = [
  { section: '9.2', type: 'UserPerson', path: () => 'user' },
  { section: '9.3', type: 'MonetaryAccountBank', path: () => `${user}/monetary-account-bank` },
  { section: '9.3', type: 'MonetaryAccountSavings', path: () => `${user}/monetary-account-savings` },
  { section: '9.3', type: 'MonetaryAccountJoint', path: () => `${user}/monetary-account-joint` },
  { section: '9.3', type: 'MonetaryAccountExternal', path: () => `${user}/monetary-account-external` },
  { section: '9.3', type: 'MonetaryAccountCard', path: () => `${user}/monetary-account-card` },
  { section: '9.4', type: 'Payment', path: () => `${account}/payment` },
  {
    section: '9.5',
    type: 'PaymentBatch',
    path: async () =>
      `${account}/payment-batch/${await created(`${account}/payment-batch`, { payments: [toBravo('1.00')] })}`,
  },
  {
    section: '9.6',
    type: 'DraftPayment',
    path: async () => {
      const draft = { entries: [toBravo('1.00')], number_of_required_accepts: 1 }
      return `${account}/draft-payment/${await created(`${account}/draft-payment`, draft)}`
    },
  },
  {
    section: '9.7',
    type: 'RequestInquiry',
    path: async () => {
      const counterparty_alias = { type: 'EMAIL', value: 'bob@example.com' }
      const ask = { amount_inquired: eur('1.00'), counterparty_alias, description: 'x', allow_bunqme: false }
      return `${account}/request-inquiry/${await created(`${account}/request-inquiry`, ask)}`
    },
  },
  {
    section: '9.8',
    type: 'ScheduledPayment',
    path: async () => {
      const schedule = { time_start: '2026-07-01 00:00:00', recurrence_unit: 'ONCE', recurrence_size: 1 }
      const order = { payment: toBravo('1.00'), schedule }
      return `${account}/schedule-payment/${await created(`${account}/schedule-payment`, order)}`
    },
  },
  {
    section: '9.9',
    type: 'BunqMeTab',
    path: async () => {
      const tab = { bunqme_tab_entry: { amount_inquired: eur('1.00'), description: 'x' } }
      return `${account}/bunqme-tab/${await created(`${account}/bunqme-tab`, tab)}`
    },
  },
  { section: '9.10', type: 'CardDebit', path: () => `${user}/card` },
  { section: '9.10', type: 'MasterCardAction', path: () => `${account}/mastercard-action` },
  {
    section: '9.11',
    type: 'CustomerStatement',
    path: async () => {
      const wish = { statement_format: 'MT940', date_start: '2026-05-01', date_end: '2026-05-31' }
      return `${account}/customer-statement/${await created(`${account}/customer-statement`, wish)}`
    },
  },
  {
    section: '9.12',
    type: 'NoteText',
    path: async () => {
      const path = `${account}/payment/${num((await alice.get(`${account}/payment`)).first, 'id')}/note-text`
      await created(path, { content: 'x' })
      return path
    },
  },
  {
    section: '9.12',
    type: 'NoteAttachment',
    path: async () => {
      const path = `${account}/payment/${num((await alice.get(`${account}/payment`)).first, 'id')}/note-attachment`
      await created(path, { attachment_id: await upload() })
      return path
    },
  },
  { section: '9.13', type: 'Event', path: () => `${user}/event` },
  {
    section: '9.13',
    type: 'InsightCategory',
    path: () => `${user}/insights?time_start=2026-05-01&time_end=2026-06-01`,
  },
  {
    section: '9.13',
    type: 'CurrencyConversionQuote',
    path: async () => {
      const usd = (await alice.get(`${user}/monetary-account-bank`)).list.find((each) => each['currency'] === 'USD')
      const counterparty_alias = { type: 'IBAN', value: ibanOf(usd ?? {}), name: 'Alice' }
      const wish = { amount: eur('10.00'), currency_source: 'EUR', currency_target: 'USD', order_type: 'SELL' }
      const path = `${account}/currency-conversion-quote`
      return `${path}/${await created(path, { ...wish, counterparty_alias })}`
    },
  },
  {
    section: '11',
    type: 'NotificationFilterUrl',
    path: async () => {
      const path = `${user}/notification-filter-url`
      const filters = [{ category: 'MUTATION', notification_target: 'https://example.org/a' }]
      await alice.write('POST', path, { notification_filters: filters })
      return path
    },
  },
]

const ibanOf = (value: Json): string =>
  (value['alias'] as { type: string; value: string }[]).find(({ type }) => type === 'IBAN')?.value ?? ''

const typesOf = (answer: { readonly json: Json }): readonly string[] =>
  (answer.json['Response'] as object[]).flatMap((item) => Object.keys(item))

describe('objects of the bank', () => {
  it.each(rows)('$section $type has the bank’s members', async ({ type, path }) => {
    const answer = await alice.get(await path())
    expect(answer.errors).toEqual([])
    expect(typesOf(answer)).toContain(type)
    const found = answer.list.flatMap((value, index) =>
      typesOf(answer)[index] === type ? departuresOf(type, value) : [],
    )
    expect([...new Set(found)]).toEqual([])
  })

  it('9.2 UserCompany has the bank’s members', async () => {
    const made = await send(alice.bunq, { method: 'POST', path: 'sandbox-user-company' })
    const company = await connect(alice.bunq, { apiKey: str(made.first, 'api_key') })
    const answer = await company.get('user')
    expect(typesOf(answer)).toEqual(['UserCompany'])
    expect(departuresOf('UserCompany', answer.first)).toEqual([])
  })

  it('9.7 RequestResponse has the bank’s members', async () => {
    const answer = await bob.get(`user/${bob.userId}/monetary-account/${bob.accountId}/request-response`)
    expect(typesOf(answer)).toContain('RequestResponse')
    expect(answer.list.flatMap((value) => departuresOf('RequestResponse', value))).toEqual([])
  })

  it('9.13 ConfirmationOfFunds has the bank’s members', async () => {
    const ask = { pointer_iban: { type: 'IBAN', value: ALICE_IBAN, name: 'Alice' }, amount: eur('1.00') }
    const answer = await alice.write('POST', `${user}/confirmation-of-funds`, ask)
    expect(departuresOf('ConfirmationOfFunds', answer.first)).toEqual([])
  })

  it('9.3 an account at another bank may hold null nearly everywhere', async () => {
    const { list } = await alice.get(`${user}/monetary-account-external`)
    expect(list.some((value) => Object.values(value).filter((member) => member === null).length > 5)).toBe(true)
  })
})
