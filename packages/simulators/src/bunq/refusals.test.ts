import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Call,
  type Client,
  clientKey,
  connect,
  eur,
  num,
  openBunq,
  otherKey,
  publicPem,
  send,
  signBody,
  toBravo,
} from '../../test/bunq/bunq-client.ts'

const CREDENTIALS = 'User credentials are incorrect. Incorrect API key or IP address.'
const AUTHENTICATION = 'Insufficient authentication.'
const AUTHORISATION = 'Insufficient authorisation.'
const SIGNATURE = 'The request signature is invalid.'

interface Row {
  readonly row: number
  readonly what: string
  readonly status: number
  readonly text: string
  /** What to send; the good payment, changed in one point. */
  readonly call: (good: Good) => Partial<Call>
}

interface Good {
  readonly client: Client
  readonly other: Client
  readonly call: Call
  readonly json: string
}

const body = (json: string, key = clientKey): Partial<Call> => ({ body: json, signature: signBody(json, key) })
const changed = (change: object): Partial<Call> => body(JSON.stringify({ ...toBravo(), ...change }))
const get =
  (path: (good: Good) => string) =>
  (good: Good): Partial<Call> => ({
    method: 'GET',
    path: path(good),
    body: '',
    signature: undefined,
  })
const account = ({ client }: Good) => `user/${client.userId}/monetary-account/${client.accountId}`

const retired = ({ call, json }: Good): string =>
  `POST /v1/${call.path}\nCache-Control: no-cache\nUser-Agent: test\nX-Bunq-Client-Authentication: ${call.token}\n\n${json}`

const rows: readonly Row[] = [
  { row: 2, what: 'unknown route', status: 404, text: 'Route not found.', call: () => ({ path: 'no-such-thing' }) },
  {
    row: 2,
    what: 'id that is no number',
    status: 404,
    text: 'Route not found.',
    call: () => ({ path: 'user/me/limit' }),
  },
  {
    row: 3,
    what: 'wrong method',
    status: 405,
    text: 'Method not allowed for this endpoint.',
    call: () => ({ method: 'DELETE' }),
  },
  {
    row: 4,
    what: 'no User-Agent',
    status: 400,
    text: 'Header "User-Agent" is required.',
    call: () => ({ without: ['User-Agent'] }),
  },
  {
    row: 4,
    what: 'blank User-Agent',
    status: 400,
    text: 'Header "User-Agent" is required.',
    call: () => ({ headers: { 'User-Agent': ' ' } }),
  },
  {
    row: 8,
    what: 'token on installation',
    status: 400,
    text: 'Superfluous authentication.',
    call: () => ({ path: 'installation', ...body(JSON.stringify({ client_public_key: publicPem(clientKey) })) }),
  },
  {
    row: 8,
    what: 'token on sandbox-user-person',
    status: 400,
    text: 'Superfluous authentication.',
    call: () => ({ path: 'sandbox-user-person', body: '' }),
  },
  { row: 9, what: 'no token', status: 401, text: AUTHENTICATION, call: () => ({ token: undefined }) },
  { row: 10, what: 'unknown token', status: 403, text: AUTHENTICATION, call: () => ({ token: 'ab'.repeat(32) }) },
  {
    row: 11,
    what: 'installation token on a business call',
    status: 403,
    text: AUTHORISATION,
    call: ({ client }) => ({ token: client.installationToken }),
  },
  {
    row: 11,
    what: 'session token on session-server',
    status: 403,
    text: AUTHORISATION,
    call: ({ client }) => ({ path: 'session-server', ...body(JSON.stringify({ secret: client.apiKey })) }),
  },
  {
    row: 15,
    what: 'call from another address',
    status: 400,
    text: CREDENTIALS,
    call: () => ({ remoteAddress: '10.1.2.3' }),
  },
  {
    row: 16,
    what: 'no signature on a payment',
    status: 466,
    text: 'Request signature is required for this operation.',
    call: () => ({ signature: undefined }),
  },
  { row: 17, what: 'signature that is no base64', status: 400, text: SIGNATURE, call: () => ({ signature: '%%%' }) },
  {
    row: 17,
    what: 'signature on two lines',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({ signature: signBody(json).replace(/^(.{76})/, '$1 ') }),
  },
  {
    row: 17,
    what: 'signature over re-serialised JSON',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({ body: JSON.stringify(JSON.parse(json), null, 2), signature: signBody(json) }),
  },
  {
    row: 17,
    what: 'newline sent but not signed',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({ body: `${json}\n`, signature: signBody(json) }),
  },
  {
    row: 17,
    what: 'newline signed but not sent',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({ body: json, signature: signBody(`${json}\n`) }),
  },
  {
    row: 17,
    what: 'retired scheme over method, URL and headers',
    status: 400,
    text: SIGNATURE,
    call: (good) => ({ signature: signBody(retired(good)) }),
  },
  {
    row: 17,
    what: 'PSS padding',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({
      signature: sign('sha256', Buffer.from(json), {
        key: clientKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      }).toString('base64'),
    }),
  },
  {
    row: 17,
    what: 'SHA-1',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({ signature: sign('sha1', Buffer.from(json), clientKey).toString('base64') }),
  },
  {
    row: 17,
    what: 'digest signed as if it were the body',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({ signature: signBody(createHash('sha256').update(json).digest()) }),
  },
  {
    row: 17,
    what: 'key of nobody',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({
      signature: signBody(json, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    }),
  },
  {
    row: 18,
    what: 'key of another installation',
    status: 400,
    text: SIGNATURE,
    call: ({ json }) => ({ signature: signBody(json, otherKey) }),
  },
  {
    row: 19,
    what: 'wrong signature where none is needed',
    status: 400,
    text: SIGNATURE,
    call: (good) => ({ ...get(account)(good), signature: signBody('{}') }),
  },
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
  ...['0', '0.00', '-1.00'].map(
    (value): Row => ({
      row: 27,
      what: `amount ${value}`,
      status: 400,
      text: 'Amount must be greater than zero.',
      call: () => changed({ amount: eur(value) }),
    }),
  ),
  {
    row: 28,
    what: 'amount above the balance',
    status: 400,
    text: 'Insufficient balance.',
    call: () => changed({ amount: eur('955.01') }),
  },
  {
    row: 29,
    what: 'other currency',
    status: 400,
    text: 'Currency does not match the account.',
    call: () => changed({ amount: { value: '1.00', currency: 'USD' } }),
  },
  {
    row: 30,
    what: 'IBAN without a name',
    status: 400,
    text: 'Invalid counterparty alias.',
    call: () => changed({ counterparty_alias: { type: 'IBAN', value: 'NL91ABNA0417164300' } }),
  },
  {
    row: 30,
    what: 'IBAN with wrong check digits',
    status: 400,
    text: 'Invalid counterparty alias.',
    call: () => changed({ counterparty_alias: { type: 'IBAN', value: 'NL92ABNA0417164300', name: 'Grocer' } }),
  },
  {
    row: 30,
    what: 'e-mail address of nobody',
    status: 400,
    text: 'Invalid counterparty alias.',
    call: () => changed({ counterparty_alias: { type: 'EMAIL', value: 'nobody@example.com' } }),
  },
  {
    row: 31,
    what: '141 characters to another bank',
    status: 400,
    text: 'Description is too long.',
    call: () =>
      changed({
        description: 'é'.repeat(141),
        counterparty_alias: { type: 'IBAN', value: 'NL91ABNA0417164300', name: 'Grocer' },
      }),
  },
  {
    row: 31,
    what: '9001 characters inside the bank',
    status: 400,
    text: 'Description is too long.',
    call: () => changed({ description: 'x'.repeat(9001) }),
  },
]

describe('one thing wrong in a good payment', () => {
  let good: Good

  beforeAll(async () => {
    const bunq = openBunq()
    const client = await connect(bunq)
    const other = await connect(bunq, { key: otherKey })
    const json = JSON.stringify(toBravo())
    const path = `user/${client.userId}/monetary-account/${client.accountId}/payment`
    const call = { method: 'POST', path, token: client.sessionToken, ...body(json) }
    good = { client, other, json, call }
  })

  it.each(rows)('row $row: $what', async ({ row, status, text, call }) => {
    const answer = await send(good.client.bunq, { ...good.call, ...call(good) })
    expect({ status: answer.status, errors: answer.errors, check: answer.check }).toEqual({
      status,
      errors: [text],
      check: `bunq-${row}`,
    })
    expect(answer.headers['Content-Type']).toBe('application/json')
    expect(answer.headers['X-Bunq-Client-Response-Id']).toBeDefined()
  })

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

  it('names what was signed beside what should have been', async () => {
    const { json, call, client } = good
    const answer = await send(client.bunq, { ...call, body: `${json}\n`, signature: signBody(json) })
    const sha256 = (text: string) => `SHA-256 ${createHash('sha256').update(text).digest('hex')}`
    expect(answer.raw.rejection).toMatchObject({ expected: sha256(`${json}\n`), received: sha256(json) })
    const old = await send(client.bunq, { ...call, signature: signBody(retired(good)) })
    expect(old.raw.rejection?.reason).toContain('retired')
  })

  it('row 32: refuses a closed account', async () => {
    const { client } = good
    const path = `user/${client.userId}/monetary-account-bank`
    const id = num((await client.write('POST', path, { currency: 'EUR' })).first, 'id')
    const closing = { status: 'CANCELLED', sub_status: 'REDEMPTION_VOLUNTARY', reason: 'OTHER' }
    await client.write('POST', `user/${client.userId}/monetary-account/${client.accountId}/payment`, {
      ...toBravo('2.00'),
      counterparty_alias: { type: 'IBAN', value: await ibanOf(client, id), name: 'Alice' },
    })
    expect((await client.write('PUT', `${path}/${id}`, closing)).status).toBe(200)
    const answer = await client.write('POST', `user/${client.userId}/monetary-account/${id}/payment`, toBravo('1.00'))
    expect([answer.status, answer.check, answer.errors]).toEqual([400, 'bunq-32', ['Monetary account is not active.']])
  })
})

const ibanOf = async (client: Client, id: number): Promise<string> => {
  const { first } = await client.get(`user/${client.userId}/monetary-account/${id}`)
  return (first['alias'] as { value: string }[])[0]?.value ?? ''
}
