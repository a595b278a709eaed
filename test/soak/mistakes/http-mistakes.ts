import { sign } from 'node:crypto'
import { hashed, json, lineOf, lines, paying, pss, raw, row, sha, target, title } from './http-draft.ts'
import { type Mistake, now } from './mistake.ts'

const cavage = 'draft-cavage-http-signatures 2.3'
const d12 = 'seen with users of ING’s interfaces'
const guide = 'ING’s list of what goes wrong'
const forum = 'questions about draft-cavage signatures in forums'
const tools = 'what openssl, curl and languages’ libraries do by default'
const rfc3230 = 'RFC 3230, RFC 9530'

export const httpMistakes: readonly Mistake[] = [
  row('a line feed after the last line', guide, ['line_feed', 'signed text'], { text: (right) => `${right}\n` }),
  row('CR LF between the lines', forum, ['crlf', 'signed text'], { text: (right) => right.replaceAll('\n', '\r\n') }),
  row('CR LF after the last line too', forum, ['crlf', 'signed text'], {
    text: (right) => `${right}\n`.replaceAll('\n', '\r\n'),
  }),
  row('the two characters \\n for a line feed', d12, ['line_separator', 'signed text'], {
    text: (right) => right.replaceAll('\n', '\\n'),
  }),
  row('a blank for a line feed', d12, ['line_separator', 'signed text'], {
    text: (right) => right.replaceAll('\n', ' '),
  }),
  row('nothing for a line feed', forum, ['line_separator', 'signed text'], {
    text: (right) => right.replaceAll('\n', ''),
  }),
  row('a comma and a blank for a line feed', forum, ['line_separator', 'signed text'], {
    text: (right) => right.replaceAll('\n', ', '),
  }),
  row('no blank after the colon', d12, ['line_form', 'signed text'], {
    text: lines((name, value) => `${name}:${value}`),
  }),
  row('a blank before the colon', cavage, ['line_form', 'signed text'], {
    text: lines((name, value) => `${name} : ${value}`),
  }),
  row('names in title case', d12, ['line_form', 'signed text'], {
    text: lines((name, value) => lineOf(title(name), value)),
  }),
  row('names in title case, the target’s as it should be', cavage, ['line_form', 'signed text'], {
    text: lines((name, value) => lineOf(name.startsWith('(') ? name : title(name), value)),
  }),
  row('names in upper case', cavage, ['line_form', 'signed text'], {
    text: lines((name, value) => lineOf(name.toUpperCase(), value)),
  }),
  row('names as the headers are spelled', cavage, ['line_form', 'signed text'], {
    text: lines((name, value) =>
      lineOf({ date: 'Date', digest: 'Digest', 'x-request-id': 'X-Request-ID' }[name] ?? name, value),
    ),
  }),
  row('names in quotation marks', 'RFC 9421 2.5 writes so', ['line_form', 'signed text'], {
    text: lines((name, value) => `"${name}": ${value}`),
  }),
  row('values without names', forum, ['line_form', 'signed text'], { text: lines((_, value) => value) }),
  row('request-target without parentheses', cavage, ['line_form', 'signed text'], {
    text: (right) => right.replace('(request-target)', 'request-target'),
  }),
  row('the target without its name', forum, ['line_form', 'signed text'], {
    text: (right) => right.replace('(request-target): ', ''),
  }),
  row('the method in upper case', cavage, ['method_case', 'method'], {
    text: (right) => right.replace(': get', ': GET'),
  }),
  row('another method', guide, ['method', 'method'], { text: (right) => right.replace(': get', ': post') }),
  row('the whole URL', forum, ['target_url', 'path'], { text: target((path) => `https://api.ing.com${path}`) }),
  row('host and path', forum, ['target_url', 'path'], { text: target((path) => `api.ing.com${path}`) }),
  row('the path without its slash', forum, ['path', 'path'], { text: target((path) => path.slice(1)) }),
  row('the path without its version', forum, ['path', 'path'], { text: target((path) => path.replace('/v3', '')) }),
  row('a slash at the end of the path', guide, ['path', 'path'], { text: target((path) => path.replace('?', '/?')) }),
  row('the request line of the first drafts', 'draft-cavage-http-signatures-01', ['line_form', 'signed text'], {
    text: (right, { method, target }) => right.replace(/^.*/, () => `${method} ${target} HTTP/1.1`),
  }),
  row(
    'a colon after the method in the target',
    'a bank’s documentation of Berlin Group signatures',
    ['line_form', 'signed text'],
    {
      text: (right) => right.replace(/^(\(request-target\): [a-z]+)/, '$1:'),
    },
  ),
  row('the method with a capital letter', forum, ['method_case', 'method'], {
    text: (right) => right.replace(': get', ': Get'),
  }),
  row('an escaped letter of the path decoded', 'CXF-8535', ['path', 'path'], {
    draft: { target: '/v3/accounts/a%20b/balances' },
    text: target(decodeURIComponent),
  }),
  row('the escapes of the query in lower case', forum, ['query_encoding', 'query'], {
    draft: { target: '/oauth2/authorization-server-url?redirect_uri=https%3A%2F%2Ftpp.example%2Fcb' },
    text: target((path) => path.replaceAll(/%../g, (code) => code.toLowerCase())),
  }),
  row('serial number and issuer as key id on a call with a token', guide, ['key_id', 'key id'], {
    draft: { keyId: 'SN=49BA5C71,CA=CN=Example CA' },
  }),
  row('the query left out', guide, ['query_missing', 'query'], { text: target((path) => path.split('?')[0] ?? '') }),
  row('a question mark without query', forum, ['query_missing', 'query'], {
    text: target((path) => path.replace(/\?.*/, '?')),
  }),
  row('the query in another order', forum, ['query', 'query'], {
    text: target((path) => path.replace(/\?(.*)&(.*)/, '?$2&$1')),
  }),
  row('the query decoded', forum, ['query_encoding', 'query'], {
    draft: { target: '/oauth2/authorization-server-url?scope=a%3Ab%20c&redirect_uri=https%3A%2F%2Ftpp.example%2Fcb' },
    text: target(decodeURIComponent),
  }),
  row('the query with + for %20', forum, ['query_encoding', 'query'], {
    draft: { target: '/oauth2/authorization-server-url?scope=a%3Ab%20c&redirect_uri=https%3A%2F%2Ftpp.example%2Fcb' },
    text: target((path) => path.replaceAll('%20', '+')),
  }),
  row('&amp; in the query', tools, ['query_encoding', 'query'], {
    text: target((path) => path.replaceAll('&', '&amp;')),
  }),
  row('the URL with http', forum, ['target_url', 'path'], {
    text: target((path) => `http://api.sandbox.ing.com${path}`),
  }),
  row('the empty body’s digest on a payment', d12, ['body_empty', 'body'], {
    draft: { ...paying, digest: `SHA-256=${sha('')}` },
  }),
  row('the empty body’s digest signed, the right one sent', d12, ['digest_empty', 'digest'], {
    draft: paying,
    text: (right, { digest }) => right.replace(digest, `SHA-256=${sha('')}`),
  }),
  row('the digest in hexadecimal', d12, ['digest_alphabet', 'digest'], {
    draft: { ...paying, digest: `SHA-256=${sha(json, 'sha256', 'hex')}` },
  }),
  row('the digest in hexadecimal signed, the right one sent', d12, ['digest_alphabet', 'digest'], {
    draft: paying,
    text: (right, { digest }) => right.replace(digest, `SHA-256=${sha(json, 'sha256', 'hex')}`),
  }),
  row('base64 of the hexadecimal digest', forum, ['digest_alphabet', 'digest'], {
    draft: { ...paying, digest: `SHA-256=${Buffer.from(sha(json, 'sha256', 'hex')).toString('base64')}` },
  }),
  row('the digest in base64url', tools, ['digest_alphabet', 'digest'], {
    draft: { ...paying, digest: `SHA-256=${sha(json, 'sha256', 'base64url')}` },
  }),
  row('the digest without its name', d12, ['digest_prefix', 'digest'], { draft: { ...paying, digest: sha(json) } }),
  row('the digest signed without its name, sent with it', d12, ['digest_prefix', 'digest'], {
    draft: paying,
    text: (right) => right.replace('SHA-256=', ''),
  }),
  row('sha-256= in lower case', d12, ['digest_prefix', 'digest'], {
    draft: { ...paying, digest: `sha-256=${sha(json)}` },
  }),
  row('sha-256= signed, SHA-256= sent', d12, ['digest_prefix', 'digest'], {
    draft: paying,
    text: (right) => right.replace('SHA-256=', 'sha-256='),
  }),
  row('SHA256=', rfc3230, ['digest_prefix', 'digest'], { draft: { ...paying, digest: `SHA256=${sha(json)}` } }),
  row('sha-256=:…:, as Content-Digest has it', rfc3230, ['digest_prefix', 'digest'], {
    draft: { ...paying, digest: `sha-256=:${sha(json)}:` },
  }),
  row('a digest by MD5', rfc3230, ['digest_malformed', 'digest'], {
    draft: { ...paying, digest: `MD5=${sha(json, 'md5')}` },
  }),
  row('no Digest on a call without body', forum, ['digest_malformed', 'digest'], { sent: { digest: '' } }),
  row('the digest of the pretty-printed body', forum, ['body_reserialised', 'body'], {
    draft: { ...paying, digest: `SHA-256=${sha(JSON.stringify(JSON.parse(json), null, 2))}` },
  }),
  row('the digest of the body with a line feed', tools, ['body_newline', 'body'], {
    draft: { ...paying, digest: `SHA-256=${sha(`${json}\n`)}` },
  }),
  row('the digest of the body in Latin-1', tools, ['body_encoding', 'body'], {
    draft: { ...paying, digest: `SHA-256=${sha(Buffer.from(json, 'latin1'))}` },
  }),
  row('the hash of the text signed once more', d12, ['double_hash', 'signed text'], {
    text: (right) => hashed(Buffer.from(right)),
  }),
  row('the hash of the text in hexadecimal signed', d12, ['double_hash', 'signed text'], {
    text: (right) => sha(right, 'sha256', 'hex'),
  }),
  row('base64 of the text signed', d12, ['text_encoded', 'signed text'], {
    text: (right) => Buffer.from(right).toString('base64'),
  }),
  row('the text in UTF-16 signed', tools, ['text_encoded', 'signed text'], {
    text: (right) => Buffer.from(right, 'utf16le'),
  }),
  row('the text as a JSON string signed', forum, ['text_encoded', 'signed text'], {
    text: (right) => JSON.stringify(right),
  }),
  row('the body alone signed', d12, ['part_alone', 'signed text'], { draft: paying, text: () => json }),
  row('the digest alone signed', forum, ['part_alone', 'signed text'], {
    draft: paying,
    text: (_, { digest }) => digest,
  }),
  row('the date alone signed', `${cavage}: the default of old libraries`, ['part_alone', 'signed text'], {
    text: (_, { date }) => `date: ${date}`,
  }),
  row('the lines of the JWS signed', d12, ['other_scheme', 'signed text'], {
    draft: paying,
    text: (_, __, values) =>
      ['(request-target)', 'digest', 'content-type'].map((name) => lineOf(name, values[name] ?? '')).join('\n'),
  }),
  row('a name in the list whose line was not signed', d12, ['headers_list', 'headers list'], {
    text: (right) => right.replace(/\nx-request-id.*/, ''),
  }),
  row('a line signed whose name is not in the list', d12, ['headers_list', 'headers list'], {
    draft: { list: '(request-target) date digest' },
  }),
  row('host signed, not listed', forum, ['headers_list', 'headers list'], {
    text: (right) => `${right}\nhost: api.ing.com`,
  }),
  row('another order than the list’s', guide, ['header_order', 'headers list'], {
    text: (_, { names }, values) =>
      names
        .toReversed()
        .map((name) => lineOf(name, values[name] ?? ''))
        .join('\n'),
  }),
  row('names of the list separated by commas', cavage, ['headers_list', 'headers list'], {
    draft: { list: '(request-target),date,digest,x-request-id' },
  }),
  row('names of the list in title case', cavage, ['headers_list', 'headers list'], {
    draft: { list: '(request-target) Date Digest X-Request-ID' },
  }),
  row('no list of headers', `${cavage}: the list may be left out there`, ['headers_list', 'headers list'], {
    header: (right) => right.replace(/headers="[^"]*",/, ''),
  }),
  row('(created) in the list', 'draft-cavage-http-signatures-12 2.1.4', ['header_missing', '(created)'], {
    draft: { list: '(request-target) (created) date digest x-request-id' },
    text: (right) => right.replace('\ndate', '\n(created): 1772701687\ndate'),
  }),
  row('“Signature ” inside the Signature header', d12, ['signature_prefix', 'signature'], {
    header: (right) => `Signature ${right}`,
  }),
  row('parameters without quotation marks', forum, ['signature_unreadable', 'signature'], {
    header: (right) => right.replaceAll('"', ''),
  }),
  row('sig1=:…:, with Signature-Input', 'RFC 9421 4', ['other_scheme', 'signature'], {
    header: (right) => `sig1=:${/signature="([^"]*)"/.exec(right)?.[1] ?? ''}:`,
    headers: () => [['Signature-Input', 'sig1=("@method" "@target-uri" "content-digest");created=1772701687']],
  }),
  row('the signature in base64url', tools, ['signature_alphabet', 'signature'], {
    encode: (signature) => signature.toString('base64url'),
  }),
  row('the signature in hexadecimal', tools, ['signature_alphabet', 'signature'], {
    encode: (signature) => signature.toString('hex'),
  }),
  row('the signature broken into lines', `${tools}: openssl base64 without -A`, ['signature_alphabet', 'signature'], {
    encode: (signature) => (signature.toString('base64').match(/.{1,64}/g) ?? []).join(' '),
  }),
  row('RSA-PSS', tools, ['padding', 'algorithm'], { sign: pss(32) }),
  row('SHA-1', tools, ['algorithm', 'algorithm'], { sign: (text, { key }) => sign('sha1', text, key) }),
  row('SHA-512 under the name rsa-sha256', tools, ['algorithm', 'algorithm'], {
    sign: (text, { key }) => sign('sha512', text, key),
  }),
  row('hs2019 as algorithm', 'draft-cavage-http-signatures-12 2.3', ['algorithm', 'algorithm'], {
    draft: { algorithm: 'hs2019' },
  }),
  row('SHA256withRSA as algorithm', `${tools}: Java’s name`, ['algorithm', 'algorithm'], {
    draft: { algorithm: 'SHA256withRSA' },
  }),
  row('the hash signed without its name', `${tools}: openssl rsautl -sign`, ['raw_rsa', 'signature'], {
    sign: raw(hashed),
  }),
  row('the hash in hexadecimal signed without hashing', `${tools}: openssl rsautl -sign`, ['raw_rsa', 'signature'], {
    sign: raw((text) => Buffer.from(sha(text, 'sha256', 'hex'))),
  }),
  row('the key of the TLS connection', guide, ['signature_damaged', 'signature'], {
    sign: (text, { otherKey }) => sign('sha256', text, otherKey),
  }),
  row('a key id that is no client id', guide, ['key_id', 'key id'], { draft: { keyId: 'SN=1234' } }),
  row('the date without a leading zero', d12, ['date_format', 'date'], {
    draft: { date: 'Thu, 5 Mar 2026 09:08:07 GMT' },
  }),
  row('the date in ISO form', forum, ['date_format', 'date'], { draft: { date: '2026-03-05T09:08:07Z' } }),
  row('the date in local time', forum, ['date_format', 'date'], { draft: { date: 'Thu, 05 Mar 2026 10:08:07 +0100' } }),
  row('the date asked twice', forum, ['date', 'date'], { sent: { date: new Date(now + 1000).toUTCString() } }),
  row('the request id made twice', forum, ['other_text', 'x-request-id'], {
    sent: { requestId: 'ffffffff-0000-4000-8000-0123456789ab' },
  }),
  row('a clock that is an hour off', guide, ['clock', 'date'], {
    draft: { date: new Date(now - 3_600_000).toUTCString() },
  }),
]
