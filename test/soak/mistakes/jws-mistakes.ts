import { constants, createHash, sign, X509Certificate } from 'node:crypto'
import { json, lineOf, sha } from './http-draft.ts'
import { type Mistake, type MistakeKeys, now } from './mistake.ts'

interface Header {
  readonly [member: string]: unknown
}

interface Steps {
  readonly isEc?: true
  readonly method?: string
  readonly target?: string
  readonly digest?: string
  readonly contentType?: string
  /** Members of the protected header in place of the right ones; undefined leaves one out. */
  readonly header?: (right: Header, keys: MistakeKeys) => Header
  /** The protected header's JSON text. */
  readonly json?: (right: string) => string
  /** The lines that are signed. */
  readonly lines?: (right: string, values: Readonly<Record<string, string>>) => string
  /** All that is signed. */
  readonly text?: (
    right: string,
    parts: { readonly json: string; readonly head: string; readonly lines: string },
  ) => string | Uint8Array
  readonly sign?: (text: Uint8Array, keys: MistakeKeys) => Buffer
  readonly jws?: (head: string, signature: Buffer, lines: string) => string
  readonly sentContentType?: string
  readonly sentBody?: string
}

const names = ['(request-target)', 'digest', 'content-type'] as const

const ps256 =
  (saltLength: number) =>
  (text: Uint8Array, { key }: MistakeKeys) =>
    sign('sha256', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })

const encode = (text: string): string => Buffer.from(text).toString('base64url')

const request =
  (steps: Steps): Mistake['make'] =>
  (keys) => {
    const { method = 'POST', target = '/v1/payments/sepa-credit-transfers?test=a%20b' } = steps
    const digest = steps.digest ?? `SHA-256=${sha(json)}`
    const contentType = steps.contentType ?? 'application/json'
    const certificate = steps.isEc ? keys.ecCertificate : keys.certificate
    const right: Header = {
      b64: false,
      'x5t#S256': createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url'),
      crit: ['sigT', 'sigD', 'b64'],
      sigT: `${new Date(now).toISOString().slice(0, 19)}Z`,
      sigD: { pars: names, mId: 'http://uri.etsi.org/19182/HttpHeaders' },
      alg: steps.isEc ? 'ES256' : 'PS256',
    }
    const written = JSON.stringify(steps.header?.(right, keys) ?? right)
    const text = steps.json?.(written) ?? written
    const head = encode(text)
    const values = { '(request-target)': `${method.toLowerCase()} ${target}`, digest, 'content-type': contentType }
    const goodLines = names.map((name) => lineOf(name, values[name])).join('\n')
    const lines = steps.lines?.(goodLines, { ...values, date: new Date(now).toUTCString() }) ?? goodLines
    const input = steps.text?.(`${head}.${lines}`, { json: text, head, lines }) ?? `${head}.${lines}`
    const signature = (steps.sign ?? ps256(32))(Buffer.from(input), keys)
    return {
      method,
      target,
      body: Buffer.from(steps.sentBody ?? json),
      headers: [
        ['Host', 'api.ing.com'],
        ['Date', new Date(now).toUTCString()],
        ['Content-Type', steps.sentContentType ?? contentType],
        ['Digest', digest],
        ['Authorization', 'Bearer made-up'],
        ['x-jws-signature', steps.jws?.(head, signature, lines) ?? `${head}..${signature.toString('base64url')}`],
      ],
    }
  }

/** A request without a mistake. */
export const goodJwsRequest = request({})

const row = (
  name: string,
  source: string,
  [cause, part]: readonly [Mistake['cause'], string],
  steps: Steps,
): Mistake => ({
  name: `ING JWS: ${name}`,
  source,
  cause,
  part,
  ...(steps.isEc ? { isEc: true } : {}),
  make: request(steps),
})

const d12 = 'seen with users of ING’s interfaces'
const guide = 'ING’s list of what goes wrong'
const rfc7515 = 'RFC 7515'
const rfc7797 = 'RFC 7797'
const obe = 'Open Banking Europe’s JWS profile'
const tools = 'what openssl, curl and languages’ libraries do by default'
const signedText = (cause: Mistake['cause']) => [cause, 'signed text'] as const
const inHeader = ['protected_header', 'protected header'] as const
const list = ['headers_list', 'headers list'] as const

export const jwsMistakes: readonly Mistake[] = [
  row('a line feed after the last line', guide, signedText('line_feed'), { lines: (right) => `${right}\n` }),
  row('CR LF between the lines', tools, signedText('crlf'), { lines: (right) => right.replaceAll('\n', '\r\n') }),
  row('the two characters \\n for a line feed', d12, signedText('line_separator'), {
    lines: (right) => right.replaceAll('\n', '\\n'),
  }),
  row('a blank for a line feed', d12, signedText('line_separator'), { lines: (right) => right.replaceAll('\n', ' ') }),
  row('no blank after the colon', d12, signedText('line_form'), {
    lines: (right) => right.replace(/^([^:]+): /gm, '$1:'),
  }),
  row('names in title case', d12, signedText('line_form'), {
    lines: (right) => right.replace('digest:', 'Digest:').replace('content-type:', 'Content-Type:'),
  }),
  row('the lines in base64url, as if b64 were true', rfc7797, signedText('payload_encoded'), {
    text: (_, { head, lines }) => `${head}.${encode(lines)}`,
  }),
  row('the header as JSON text, not encoded', rfc7515, signedText('text_encoded'), {
    text: (_, { json: plain, lines }) => `${plain}.${lines}`,
  }),
  row('the header in base64 with padding', rfc7515, signedText('text_encoded'), {
    text: (_, { json: plain, lines }) => `${Buffer.from(`${plain}`).toString('base64')}.${lines}`,
    // A length that wants padding.
    header: (right) => ({ ...right, kid: 'made-up' }),
  }),
  row('the body in place of the lines', d12, signedText('part_alone'), { text: (_, { head }) => `${head}.${json}` }),
  row('the body in base64url, an ordinary JWS', rfc7797, signedText('part_alone'), {
    text: (_, { head }) => `${head}.${encode(json)}`,
  }),
  row('the body alone', d12, signedText('part_alone'), { text: () => json }),
  row('the lines without the header', d12, signedText('other_scheme'), { text: (_, { lines }) => lines }),
  row('the text of the HTTP signature', d12, signedText('other_scheme'), {
    text: (_, { lines }) => {
      const [target = '', digest = ''] = lines.split('\n')
      return [target, lineOf('date', new Date(now).toUTCString()), digest].join('\n')
    },
  }),
  row('the header and the lines with a line feed between them', obe, signedText('line_separator'), {
    text: (_, { head, lines }) => `${head}\n${lines}`,
  }),
  row('the hash of the text signed once more', d12, signedText('double_hash'), {
    text: (right) => createHash('sha256').update(right).digest(),
  }),
  row('base64 of the text signed', d12, signedText('text_encoded'), {
    text: (right) => Buffer.from(right).toString('base64'),
  }),
  row('the header written anew before it was sent', rfc7515, inHeader, {
    text: (right, { json: plain, head }) =>
      right.replace(head, encode(plain.replace('{"b64":false,', '{').replace(/}$/, ',"b64":false}'))),
  }),
  row('the header signed with blanks, sent without', rfc7515, inHeader, {
    text: (right, { json: plain, head }) => right.replace(head, encode(JSON.stringify(JSON.parse(plain), null, 2))),
  }),
  row('the largest salt, OpenSSL’s default', guide, ['salt_length', 'signature'], { sign: ps256(222) }),
  row('no salt', tools, ['salt_length', 'signature'], { sign: ps256(0) }),
  row('PKCS #1 v1.5 under the name PS256', tools, ['padding', 'algorithm'], {
    sign: (text, { key }) => sign('sha256', text, key),
  }),
  row('RS256', guide, ['padding', 'algorithm'], {
    header: (right) => ({ ...right, alg: 'RS256' }),
    sign: (text, { key }) => sign('sha256', text, key),
  }),
  row('PS512 under the name PS256', guide, ['algorithm', 'algorithm'], {
    sign: (text, { key }) => sign('sha512', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }),
  }),
  row('alg in lower case', rfc7515, ['algorithm', 'algorithm'], { header: (right) => ({ ...right, alg: 'ps256' }) }),
  row('ECDSA in DER, as OpenSSL makes it', 'RFC 7518 3.4', ['ecdsa_form', 'signature'], {
    isEc: true,
    sign: (text, { ecKey }) => sign('sha256', text, ecKey),
  }),
  row('the fingerprint of the PEM text', guide, ['key_id', 'key id'], {
    header: (right, { certificate }) => ({
      ...right,
      'x5t#S256': createHash('sha256').update(certificate).digest('base64url'),
    }),
  }),
  row('the fingerprint in hexadecimal', guide, ['key_id', 'key id'], {
    header: (right, { certificate }) => ({
      ...right,
      'x5t#S256': createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex'),
    }),
  }),
  row('base64url of the hexadecimal fingerprint', `${tools}: openssl x509 -fingerprint`, ['key_id', 'key id'], {
    header: (right, { certificate }) => ({
      ...right,
      'x5t#S256': encode(createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex')),
    }),
  }),
  row('the fingerprint by SHA-1', rfc7515, ['key_id', 'key id'], {
    header: (right, { certificate }) => ({
      ...right,
      'x5t#S256': createHash('sha1').update(new X509Certificate(certificate).raw).digest('base64url'),
    }),
  }),
  row('the fingerprint with padding', rfc7515, ['key_id', 'key id'], {
    header: (right) => ({ ...right, 'x5t#S256': `${String(right['x5t#S256'])}=` }),
  }),
  row('no fingerprint', obe, ['key_id', 'key id'], { header: (right) => ({ ...right, 'x5t#S256': undefined }) }),
  row('sigT as a number', obe, ['date_format', 'date'], {
    header: (right) => ({ ...right, sigT: Math.floor(now / 1000) }),
  }),
  row('sigT with a fraction', obe, ['date_format', 'date'], {
    header: (right) => ({ ...right, sigT: new Date(now).toISOString() }),
  }),
  row('sigT with an offset', obe, ['date_format', 'date'], {
    header: (right) => ({ ...right, sigT: '2026-03-05T10:08:07+01:00' }),
  }),
  row('sigT in local time that calls itself UTC', obe, ['clock', 'date'], {
    header: (right) => ({ ...right, sigT: '2026-03-05T10:08:07Z' }),
  }),
  row('no sigT', obe, ['date_format', 'date'], { header: (right) => ({ ...right, sigT: undefined }) }),
  row('crit without sigD', rfc7515, inHeader, { header: (right) => ({ ...right, crit: ['sigT', 'b64'] }) }),
  row('crit as text', rfc7797, inHeader, { header: (right) => ({ ...right, crit: 'b64' }) }),
  row('no mId', obe, inHeader, { header: (right) => ({ ...right, sigD: { pars: names } }) }),
  row('the JSON serialization', rfc7515, ['jws_form', 'signature'], {
    jws: (head, signature) => JSON.stringify({ protected: head, signature: signature.toString('base64url') }),
  }),
  row('no crit', rfc7797, inHeader, { header: (right) => ({ ...right, crit: undefined }) }),
  row('b64 as text', rfc7797, inHeader, { header: (right) => ({ ...right, b64: 'false' }) }),
  row('no b64', rfc7797, inHeader, { header: (right) => ({ ...right, b64: undefined }) }),
  row('mId with https', obe, inHeader, {
    header: (right) => ({ ...right, sigD: { pars: names, mId: 'https://uri.etsi.org/19182/HttpHeaders' } }),
  }),
  row('pars as one text', obe, list, {
    header: (right) => ({ ...right, sigD: { pars: names.join(' '), mId: 'http://uri.etsi.org/19182/HttpHeaders' } }),
  }),
  row('pars in title case', obe, list, {
    header: (right) => ({
      ...right,
      sigD: { pars: ['(request-target)', 'Digest', 'Content-Type'], mId: 'http://uri.etsi.org/19182/HttpHeaders' },
    }),
  }),
  row('a name in pars whose line was not signed', d12, list, {
    lines: (right) => right.replace(/\ncontent-type.*/, ''),
  }),
  row('a line signed whose name is not in pars', d12, list, {
    header: (right) => ({
      ...right,
      sigD: { pars: ['(request-target)', 'digest'], mId: 'http://uri.etsi.org/19182/HttpHeaders' },
    }),
  }),
  row('date signed, not in pars', d12, list, { lines: (right, { date = '' }) => `${right}\n${lineOf('date', date)}` }),
  row('another order than that of pars', guide, ['header_order', 'headers list'], {
    lines: (right) => right.split('\n').toReversed().join('\n'),
  }),
  row('charset added to the content type', guide, ['header', 'content-type'], {
    sentContentType: 'application/json; charset=utf-8',
  }),
  row('the empty body’s digest', d12, ['body_empty', 'body'], { digest: `SHA-256=${sha('')}` }),
  row('the digest in hexadecimal', d12, ['digest_alphabet', 'digest'], {
    digest: `SHA-256=${sha(json, 'sha256', 'hex')}`,
  }),
  row('the digest without its name', d12, ['digest_prefix', 'digest'], { digest: sha(json) }),
  row('sha-256= signed, SHA-256= sent', d12, ['digest_prefix', 'digest'], {
    lines: (right) => right.replace('SHA-256=', 'sha-256='),
  }),
  row('the body sent with a line feed more', tools, ['body_newline', 'body'], { sentBody: `${json}\n` }),
  row('the body written out once more', tools, ['body_reserialised', 'body'], {
    sentBody: JSON.stringify(JSON.parse(json), null, 4),
  }),
  row('the method in upper case', guide, ['method_case', 'method'], {
    lines: (right) => right.replace(': post', ': POST'),
  }),
  row('the whole URL', guide, ['target_url', 'path'], {
    lines: (right) => right.replace(' /v1', ' https://api.ing.com/v1'),
  }),
  row('the query left out', guide, ['query_missing', 'query'], { lines: (right) => right.replace(/\?\S*/, '') }),
  row('the query decoded', guide, ['query_encoding', 'query'], { lines: (right) => right.replace('%20', ' ') }),
  row('the payload left in', rfc7515, ['jws_form', 'signature'], {
    jws: (head, signature, lines) => `${head}.${encode(lines)}.${signature.toString('base64url')}`,
  }),
  row('one dot', rfc7515, ['jws_form', 'signature'], {
    jws: (head, signature) => `${head}.${signature.toString('base64url')}`,
  }),
  row('the signature in standard base64', rfc7515, ['signature_alphabet', 'signature'], {
    jws: (head, signature) => `${head}..${signature.toString('base64')}`,
  }),
  row('the signature in hexadecimal', tools, ['signature_alphabet', 'signature'], {
    jws: (head, signature) => `${head}..${signature.toString('hex')}`,
  }),
  row('the header sent in standard base64 with padding', rfc7515, ['signature_alphabet', 'protected header'], {
    header: (right) => ({ ...right, kid: 'made-up' }),
    jws: (head, signature) =>
      `${Buffer.from(head, 'base64url').toString('base64')}..${signature.toString('base64url')}`,
  }),
  row('the key of the TLS connection', guide, ['signature_damaged', 'signature'], {
    sign: (text, { otherKey }) =>
      sign('sha256', text, { key: otherKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  }),
]
