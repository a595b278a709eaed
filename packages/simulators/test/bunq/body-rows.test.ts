import { sign } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { clientKey, eur, send, toBravo } from './bunq-client.ts'
import { account, body, changed, type Good, get, goodPayment, type Row, refusesEach } from './spoiled-payment.ts'

const AUTHORISATION = 'Insufficient authorisation.'

const rows: readonly Row[] = [
  { row: 20, what: 'body that is no JSON', status: 400, text: 'Invalid JSON.', call: () => body('{"amount":') },
  { row: 20, what: 'body that is an array', status: 400, text: 'Invalid JSON.', call: () => body('[]') },
  {
    row: 20,
    what: 'body that is not UTF-8',
    status: 400,
    text: 'Invalid JSON.',
    call: () => {
      const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
      return { body: bytes, signature: sign('sha256', bytes, clientKey).toString('base64') }
    },
  },
  {
    row: 21,
    what: 'unknown field',
    status: 400,
    text: 'Superfluous field "colour".',
    call: () => changed({ colour: 'red' }),
  },
  {
    row: 21,
    what: 'unknown nested field',
    status: 400,
    text: 'Superfluous field "digits".',
    call: () => changed({ amount: { ...eur('1.00'), digits: 2 } }),
  },
  {
    row: 21,
    what: 'field named like a built-in',
    status: 400,
    text: 'Superfluous field "__proto__".',
    call: () => body(JSON.stringify(toBravo()).replace('{', '{"__proto__":{},')),
  },
  {
    row: 22,
    what: 'missing field',
    status: 400,
    text: 'Missing field "description".',
    call: () => changed({ description: undefined }),
  },
  {
    row: 22,
    what: 'null field',
    status: 400,
    text: 'Missing field "amount".',
    call: () => changed({ amount: null }),
  },
  {
    row: 23,
    what: 'amount as a number',
    status: 400,
    text: 'Invalid value for field "value".',
    call: () => changed({ amount: { value: 12.5, currency: 'EUR' } }),
  },
  {
    row: 23,
    what: 'three decimals',
    status: 400,
    text: 'Invalid value for field "value".',
    call: () => changed({ amount: eur('1.001') }),
  },
  {
    row: 23,
    what: 'decimal comma',
    status: 400,
    text: 'Invalid value for field "value".',
    call: () => changed({ amount: eur('1,00') }),
  },
  {
    row: 23,
    what: 'unknown pointer type',
    status: 400,
    text: 'Invalid value for field "type".',
    call: () => changed({ counterparty_alias: { type: 'FAX', value: '1' } }),
  },
  {
    row: 24,
    what: 'somebody else`s user id',
    status: 403,
    text: AUTHORISATION,
    call: ({ client, other }) => ({ path: `user/${other.userId}/monetary-account/${client.accountId}/payment` }),
  },
  {
    row: 25,
    what: 'account that is not there',
    status: 404,
    text: 'Monetary account for id "1" not found.',
    call: ({ client }) => ({ path: `user/${client.userId}/monetary-account/1/payment` }),
  },
  {
    row: 25,
    what: 'payment that is not there',
    status: 404,
    text: 'Payment for id "7" not found.',
    call: get((good) => `${account(good)}/payment/7`),
  },
  ...['count=201', 'count=0', 'count=-1', 'count=ten', 'older_id=x', 'newer_id=5&older_id=9'].map(
    (query): Row => ({
      row: 26,
      what: query,
      status: 400,
      text: 'Invalid pagination parameters.',
      call: get((good) => `${account(good)}/payment?${query}`),
    }),
  ),
]

describe('one thing wrong in a body or an address', () => {
  let good: Good

  beforeAll(async () => {
    good = await goodPayment()
  })

  refusesEach(rows, () => good)

  it('row 21: names each unknown field in an entry of its own', async () => {
    const answer = await send(good.client.bunq, { ...good.call, ...changed({ one: 1, two: 2 }) })
    expect(answer.errors).toEqual(['Superfluous field "one".', 'Superfluous field "two".'])
  })

  it('row 25: answers in Dutch on request', async () => {
    const call = get(({ client }) => `user/${client.userId}/monetary-account/1`)(good)
    const answer = await send(good.client.bunq, { ...good.call, ...call, headers: { 'X-Bunq-Language': 'nl_NL' } })
    expect(answer.json['Error']).toEqual([
      {
        error_description: 'Monetary account for id "1" not found.',
        error_description_translated: 'Rekening met id "1" is niet gevonden.',
      },
    ])
  })
})
