import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { clientKey, otherKey, send, signBody } from './bunq-client.ts'
import { account, type Good, get, goodPayment, type Row, refusesEach } from './spoiled-payment.ts'

const SIGNATURE = 'The request signature is invalid.'

const retired = ({ call, json }: Good): string =>
  `POST /v1/${call.path}\nCache-Control: no-cache\nUser-Agent: test\nX-Bunq-Client-Authentication: ${call.token}\n\n${json}`

const rows: readonly Row[] = [
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
]

describe('one thing wrong with a signature', () => {
  let good: Good

  beforeAll(async () => {
    good = await goodPayment()
  })

  refusesEach(rows, () => good)

  it('names what was signed beside what should have been', async () => {
    const { json, call, client } = good
    const answer = await send(client.bunq, { ...call, body: `${json}\n`, signature: signBody(json) })
    const sha256 = (text: string) => `SHA-256 ${createHash('sha256').update(text).digest('hex')}`
    expect(answer.raw.rejection).toMatchObject({ expected: sha256(`${json}\n`), received: sha256(json) })
    const old = await send(client.bunq, { ...call, signature: signBody(retired(good)) })
    expect(old.raw.rejection?.reason).toContain('retired')
  })
})
