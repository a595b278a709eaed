import { constants, createHash, privateEncrypt, sign } from 'node:crypto'
import type { Mistake, MistakeKeys } from './mistake.ts'

interface Steps {
  readonly method?: string
  readonly body?: string
  /** What is signed, made from the body that is sent. */
  readonly text?: (body: string) => string | Uint8Array
  readonly sign?: (text: Uint8Array, keys: MistakeKeys) => Buffer
  readonly encode?: (signature: Buffer) => string
}

/** The order of members and the numbers' forms are not those that a library would write. */
const payment = '{"description":"Café / Zoë","amount":{"value":"12.50","currency":"EUR"},"share":12.50,"note":null}'
const target = '/v1/user/1/monetary-account/2/payment'

const pkcs1 = (text: Uint8Array, { key }: MistakeKeys): Buffer => sign('sha256', text, key)

const headers = [
  ['Cache-Control', 'no-cache'],
  ['User-Agent', 'made-up/1.0'],
  ['X-Bunq-Client-Authentication', 'made-up'],
  ['X-Bunq-Client-Request-Id', '57061b04b67ef'],
  ['X-Bunq-Geolocation', '0 0 0 0 NL'],
  ['X-Bunq-Language', 'en_US'],
  ['X-Bunq-Region', 'nl_NL'],
] as const

const request =
  ({ method = 'POST', body = payment, text, sign: signer = pkcs1, encode }: Steps): Mistake['make'] =>
  (keys) => {
    const signature = signer(Buffer.from(text?.(body) ?? body), keys)
    const value = encode?.(signature) ?? signature.toString('base64')
    return { method, target, body: Buffer.from(body), headers: [...headers, ['X-Bunq-Client-Signature', value]] }
  }

/** A request without a mistake. */
export const goodBunqRequest = request({})

const row = (
  name: string,
  source: string,
  [cause, part]: readonly [Mistake['cause'], string],
  steps: Steps,
): Mistake => ({
  name: `bunq: ${name}`,
  source,
  cause,
  part,
  make: request(steps),
})

const guide = 'bunq’s documentation of signing and its page of common mistakes'
const forum = 'questions in bunq’s forum'
const tools = 'what languages’ libraries do by default'
const old = 'clients written before 2020'

const form = ['body_reserialised', 'body'] as const
const again = (change: (value: Record<string, unknown>) => unknown, blanks?: number) => (body: string) =>
  JSON.stringify(change(JSON.parse(body) as Record<string, unknown>), null, blanks)
const same = (value: Record<string, unknown>): unknown => value
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, sorted(inner)]),
      )
    : value
const retired = (body: string, signed: readonly string[]): string => `POST ${target}\n${signed.join('\n')}\n\n${body}`
const hashed = (text: Uint8Array): Buffer => createHash('sha256').update(text).digest()
const plain = '{"description":"Drinks / snacks","amount":{"value":"12.50","currency":"EUR"}}'

export const bunqMistakes: readonly Mistake[] = [
  row('nothing signed though there is a body', guide, ['body_empty', 'body'], { text: () => '' }),
  row('{} signed though no body is sent', forum, ['body_not_sent', 'body'], {
    method: 'GET',
    body: '',
    text: () => '{}',
  }),
  row('null signed though no body is sent', tools, ['body_not_sent', 'body'], {
    method: 'GET',
    body: '',
    text: () => 'null',
  }),
  row('the query signed though no body is sent', forum, ['body_not_sent', 'body'], {
    method: 'GET',
    body: '',
    text: () => target,
  }),
  row('a line feed signed that was not sent', tools, ['body_newline', 'body'], { text: (body) => `${body}\n` }),
  row('a line feed sent that was not signed', tools, ['body_newline', 'body'], {
    body: `${plain}\n`,
    text: () => plain,
  }),
  row('CR LF signed', tools, ['body_newline', 'body'], {
    body: JSON.stringify(JSON.parse(plain), null, 2),
    text: (body) => body.replaceAll('\n', '\r\n'),
  }),
  row('a byte order mark signed', tools, ['body_newline', 'body'], { text: (body) => `\ufeff${body}` }),
  row('pretty-printed JSON signed', guide, form, { body: plain, text: again(same, 4) }),
  row('JSON as Python writes it', `${tools}: Python`, form, {
    body: plain,
    text: (body) => body.replaceAll(/([:,])(?=["{\d])/g, '$1 '),
  }),
  row('slashes escaped, as PHP does', `${tools}: PHP`, form, {
    body: plain,
    text: (body) => body.replaceAll('/', '\\/'),
  }),
  row('slashes and letters escaped, as PHP does', `${tools}: PHP`, form, {
    text: (body) => body.replaceAll('/', '\\/').replaceAll('é', '\\u00e9').replaceAll('ë', '\\u00eb'),
  }),
  row('letters beyond ASCII escaped, with blanks, as Python does', `${tools}: Python`, form, {
    body: '{"description":"Café","value":"1"}',
    text: () => '{"description": "Caf\\u00e9", "value": "1"}',
  }),
  row('members sorted', tools, form, { body: plain, text: again(sorted as never) }),
  row('members sorted, with blanks', `${tools}: Python’s sort_keys`, form, {
    body: plain,
    text: (body) => again(sorted as never)(body).replaceAll(/([:,])(?=["{\d])/g, '$1 '),
  }),
  row('numbers written otherwise', tools, form, { text: again(same) }),
  row('empty members left out', tools, form, { text: (body) => body.replace(',"note":null', '') }),
  row('the JSON as a JSON string', forum, ['text_encoded', 'signed text'], { text: (body) => JSON.stringify(body) }),
  row('the form-encoded body signed, JSON sent', forum, form, {
    body: '{"secret":"a b","n":"1"}',
    text: () => 'secret=a+b&n=1',
  }),
  row('the body in Latin-1', tools, ['body_encoding', 'body'], { text: (body) => Buffer.from(body, 'latin1') }),
  row('the body in UTF-16', tools, [['text_encoded', 'body_encoding'], 'signed text'], {
    text: (body) => Buffer.from(body, 'utf16le'),
  }),
  row('letters composed otherwise', tools, ['body_encoding', 'body'], { text: (body) => body.normalize('NFD') }),
  row('base64 of the body', forum, ['text_encoded', 'signed text'], {
    text: (body) => Buffer.from(body).toString('base64'),
  }),
  row('the hash of the body', forum, ['double_hash', 'signed text'], { text: (body) => hashed(Buffer.from(body)) }),
  row('the hash of the body in hexadecimal', forum, ['double_hash', 'signed text'], {
    text: (body) => hashed(Buffer.from(body)).toString('hex'),
  }),
  row('method, path, headers and body, the scheme until 2020', old, ['old_scheme', 'signature'], {
    text: (body) =>
      retired(
        body,
        headers.map(([name, value]) => `${name}: ${value}`),
      ),
  }),
  row('the scheme until 2020 without the token', old, ['old_scheme', 'signature'], {
    text: (body) =>
      retired(
        body,
        headers.filter(([name]) => name !== 'X-Bunq-Client-Authentication').map(([name, value]) => `${name}: ${value}`),
      ),
  }),
  row('the scheme until 2020 with a capital method', 'bunq/doc issue 125', ['old_scheme', 'signature'], {
    text: (body) =>
      retired(
        body,
        headers.map(([name, value]) => `${name}: ${value}`),
      ).replace('POST', 'Post'),
  }),
  row('members without quotation marks', 'bunq/doc issue 125', form, {
    body: plain,
    text: (body) => body.replaceAll(/"(\w+)":/g, '$1:'),
  }),
  row('method, path and body', old, ['old_scheme', 'signature'], { text: (body) => `POST ${target}\n\n${body}` }),
  row('the path before the body', forum, ['old_scheme', 'signature'], { text: (body) => target + body }),
  row('RSA-PSS', tools, ['padding', 'signature'], {
    sign: (text, { key }) => sign('sha256', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  }),
  row('SHA-1', tools, ['algorithm', 'signature'], { sign: (text, { key }) => sign('sha1', text, key) }),
  row('SHA-512', tools, ['algorithm', 'signature'], { sign: (text, { key }) => sign('sha512', text, key) }),
  row('the hash signed without its name', `${tools}: openssl rsautl`, ['raw_rsa', 'signature'], {
    sign: (text, { key }) => privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, hashed(text)),
  }),
  row('the key of the installation before', guide, ['signature_damaged', 'signature'], {
    sign: (text, { otherKey }) => sign('sha256', text, otherKey),
  }),
  row('the signature in base64url', tools, ['signature_alphabet', 'signature'], {
    encode: (signature) => signature.toString('base64url'),
  }),
  row('the signature in hexadecimal', tools, ['signature_alphabet', 'signature'], {
    encode: (signature) => signature.toString('hex'),
  }),
  row('the signature broken into lines', tools, ['signature_alphabet', 'signature'], {
    encode: (signature) => (signature.toString('base64').match(/.{1,76}/g) ?? []).join(' '),
  }),
  row(
    'b and quotation marks around the signature',
    `${tools}: Python’s bytes as text`,
    ['signature_alphabet', 'signature'],
    {
      encode: (signature) => `b'${signature.toString('base64')}'`,
    },
  ),
  row('an empty signature', forum, ['signature_missing', 'signature'], { encode: () => '' }),
]
