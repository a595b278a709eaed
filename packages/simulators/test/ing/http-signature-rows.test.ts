import { X509Certificate } from 'node:crypto'
import { describe } from 'vitest'
import { type Harness, START } from './ing-harness.ts'
import { itRefuses, SIGNATURE_BODY, type SpoiledRow, signatureRow, tppMessage, withHeader } from './spoiled-rows.ts'
import { certificateLine, type Draft, type HttpSigning, sha256, signedTokenRequest } from './tpp-requests.ts'

type Changes = Partial<HttpSigning> & { headers?: Record<string, string>; draft?: Partial<Draft> }

const DATE_BODY = {
  message: "param 'Date' cannot be converted to ZonedDateTimeWithFormattedDateString: Invalid Date header format.",
}

/** The signed token request with one thing changed before it is signed. */
const request =
  (changes: (bank: Harness) => Changes) =>
  (bank: Harness): Draft =>
    signedTokenRequest(bank.tpp, bank.clock.now(), changes(bank))

/** The same, changed after it was signed. */
const after =
  (change: (draft: Draft, bank: Harness) => Draft) =>
  (bank: Harness): Draft =>
    change(signedTokenRequest(bank.tpp, bank.clock.now()), bank)

const authorization = (change: (text: string) => string) =>
  after((draft) => withHeader(draft, 'Authorization', change(draft.headers?.['Authorization'] ?? '')))

const accounts =
  (change: (draft: Draft, bank: Harness) => Draft, signing: (bank: Harness) => Partial<HttpSigning> = () => ({})) =>
  async (bank: Harness): Promise<Draft> => {
    const { access } = await bank.customer()
    return change(bank.http({ method: 'GET', target: '/v3/accounts', token: access }, signing(bank)), bank)
  }

const same = (draft: Draft): Draft => draft
const ROWS: readonly SpoiledRow[] = [
  signatureRow(
    15,
    'a parameter missing',
    authorization((text) => text.replace(/algorithm="[^"]*",/, '')),
  ),
  signatureRow(
    15,
    'a parameter twice',
    authorization((text) => `${text},algorithm="rsa-sha256"`),
  ),
  signatureRow(
    15,
    'no quotes',
    authorization((text) => text.replaceAll('"', '')),
  ),
  signatureRow(
    15,
    'a signature in base64url',
    authorization((text) => text.replace(/signature="[^"]*"/, 'signature="a_-b"')),
  ),
  {
    row: 15,
    name: 'Signature repeated inside the Signature header',
    status: 401,
    body: tppMessage('INVALID_HEADER', { text: SIGNATURE_BODY.message }),
    reason: /begins with "Signature "/,
    make: accounts(same, () => ({ prefix: 'Signature ' })),
  },
  signatureRow(
    16,
    'the client_id as keyId on the token request',
    request((bank) => ({ keyId: bank.ing.clientId })),
  ),
  signatureRow(
    16,
    'a foreign serial number',
    request(() => ({ keyId: 'SN=123ABC' })),
  ),
  signatureRow(
    16,
    'the long keyId with the CA',
    request((bank) => ({ keyId: `SN=${new X509Certificate(bank.tpp.signing.certificate).serialNumber},CA=CN=x` })),
  ),
  { row: 16, name: 'SN= as keyId beside a token', status: 401, make: accounts(same, () => ({ keyId: 'SN=1' })) },
  signatureRow(
    17,
    'an unknown algorithm',
    request(() => ({ algorithm: 'hs2019' })),
  ),
  signatureRow(
    17,
    'an algorithm of another kind of key',
    request(() => ({ algorithm: 'ecdsa-sha256' })),
  ),
  signatureRow(
    18,
    'date not signed',
    request(() => ({ names: ['(request-target)', 'digest'] })),
  ),
  signatureRow(
    18,
    'digest not signed',
    request(() => ({ names: ['(request-target)', 'date'] })),
  ),
  signatureRow(
    18,
    'the request target not signed',
    request(() => ({ names: ['date', 'digest'] })),
  ),
  signatureRow(
    18,
    'a name twice',
    request(() => ({ names: ['(request-target)', 'date', 'digest', 'date'] })),
  ),
  signatureRow(
    18,
    'a name in upper case',
    request(() => ({ names: ['(request-target)', 'Date', 'digest'] })),
  ),
  {
    row: 18,
    name: 'x-request-id not signed on accounts',
    status: 401,
    make: accounts(same, () => ({ names: ['(request-target)', 'date', 'digest'] })),
  },
  signatureRow(
    19,
    'a signed header that is not sent',
    request(() => ({ names: ['(request-target)', 'date', 'digest', 'x-ing-reqid'] })),
  ),
  {
    row: 20,
    name: 'no Date',
    status: 400,
    body: DATE_BODY,
    make: after((draft) => withHeader(draft, 'Date', undefined)),
  },
  ...[
    'Thu, 5 Mar 2026 09:08:07 GMT',
    'Thu, 05 Mar 2026 09:08:07 +0000',
    '2026-03-05T09:08:07Z',
    'Fri, 05 Mar 2026 09:08:07 GMT',
  ].map(
    (text): SpoiledRow => ({
      row: 20,
      name: `Date ${text}`,
      status: 400,
      body: DATE_BODY,
      make: request(() => ({ headers: { Date: text } })),
    }),
  ),
  ...[-181, 181].map(
    (seconds): SpoiledRow => ({
      row: 21,
      name: `Date ${seconds} s away`,
      status: 401,
      make: request(() => ({ headers: { Date: new Date(START + seconds * 1000).toUTCString() } })),
    }),
  ),
  { row: 22, name: 'no Digest', status: 400, make: after((draft) => withHeader(draft, 'Digest', undefined)) },
  {
    row: 22,
    name: 'a digest in hex',
    status: 400,
    make: request(() => ({ headers: { Digest: `SHA-256=${'ab'.repeat(32)}` } })),
  },
  {
    row: 22,
    name: 'a digest without its prefix',
    status: 400,
    make: request(() => ({ headers: { Digest: sha256('x').slice(8) } })),
  },
  {
    row: 22,
    name: 'SHA-512 on the token request',
    status: 400,
    make: request(() => ({ headers: { Digest: `SHA-512=${'A'.repeat(86)}==` } })),
  },
  signatureRow(
    22,
    'the digest of another body',
    request(() => ({ headers: { Digest: sha256('grant_type=other') } })),
  ),
  signatureRow(
    22,
    'a body changed after signing',
    after((draft) => ({ ...draft, body: `${String(draft.body)}&x=1` })),
  ),
  {
    row: 22,
    name: 'no digest of the empty body on a GET',
    status: 400,
    make: accounts((draft) => withHeader(draft, 'Digest', undefined)),
  },
  signatureRow(
    23,
    'another key',
    request((bank) => ({ key: bank.pki.ing.otherTpp.signing.key })),
  ),
  signatureRow(
    23,
    'the method in upper case',
    request(() => ({ twist: (text) => text.replace('post', 'POST') })),
    /wrong case/,
  ),
  signatureRow(
    23,
    'a line feed at the end',
    request(() => ({ twist: (text) => `${text}\n` })),
    /line feed was signed after the last line/,
  ),
  signatureRow(
    23,
    'CR LF between the lines',
    request(() => ({ twist: (text) => text.replaceAll('\n', '\r\n') })),
    /CR LF/,
  ),
  signatureRow(
    23,
    'the lines in another order',
    request(() => ({ twist: (text) => text.split('\n').reverse().join('\n') })),
  ),
  {
    row: 23,
    name: 'a query changed after signing',
    status: 401,
    body: tppMessage('INVALID_HEADER'),
    make: accounts((draft) => ({ ...draft, target: `${draft.target}?x=1` })),
  },
  {
    row: 23,
    name: 'a query left out of the signature',
    status: 401,
    reason: /query was left out/,
    make: async (bank) => {
      const { access: token } = await bank.customer()
      const twist = (text: string) => text.replace('?a=%20b', '')
      return bank.http({ method: 'GET', target: '/v3/accounts?a=%20b', token }, { twist })
    },
  },
  {
    row: 23,
    name: 'a query decoded for the signature',
    status: 401,
    reason: /another percent-encoding/,
    make: async (bank) => {
      const { access: token } = await bank.customer()
      const twist = (text: string) => text.replace('a=%20b', 'a= b')
      return bank.http({ method: 'GET', target: '/v3/accounts?a=%20b', token }, { twist })
    },
  },
  {
    row: 24,
    name: 'no certificate header',
    status: 401,
    make: after((draft) => withHeader(draft, 'TPP-Signature-Certificate', undefined)),
  },
  {
    row: 24,
    name: 'a certificate header that does not decode',
    status: 400,
    make: after((draft) => withHeader(draft, 'TPP-Signature-Certificate', 'MIIBnonsense')),
  },
  signatureRow(
    24,
    'the TLS certificate for signing',
    (bank) => signedTokenRequest({ tls: bank.tpp.tls, signing: bank.tpp.tls }, bank.clock.now()),
    /TLS certificate/,
  ),
  signatureRow(24, "another TPP's signing certificate", (bank) =>
    signedTokenRequest({ tls: bank.tpp.tls, signing: bank.pki.ing.otherTpp.signing }, bank.clock.now()),
  ),
  {
    row: 24,
    name: 'a foreign certificate beside a token',
    status: 401,
    make: accounts((draft, bank) =>
      withHeader(draft, 'TPP-Signature-Certificate', certificateLine(bank.pki.ing.otherTpp.signing.certificate)),
    ),
  },
]

describe('HTTP signatures', () => {
  itRefuses(ROWS)
})
