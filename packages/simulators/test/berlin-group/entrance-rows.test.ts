import { describe, expect, it } from 'vitest'
import {
  consentBody,
  createHarness,
  type Draft,
  type Harness,
  itRefuses,
  type Members,
  paymentBody,
  type Signing,
} from './berlin-group-harness.ts'

const consents = (change: Partial<Draft> = {}, body: Members = {}): Draft => ({
  method: 'POST',
  target: '/v1/consents',
  body: consentBody(body),
  ...change,
})

const embedded = (signing: Signing | null, change: Partial<Draft> = {}): Draft =>
  consents({ bank: 'embedded', signing, headers: { 'psu-id': 'jonas.weber' }, ...change })

const invalid = { status: 401, code: 'SIGNATURE_INVALID' } as const
const requestId = '99391c7e-ad88-49ec-a2ad-99ddcb1f7721'

describe('connection and headers', () => {
  itRefuses([
    {
      row: 1,
      name: 'no client certificate',
      status: 401,
      code: 'CERTIFICATE_MISSING',
      make: () => consents({ tpp: null }),
    },
    {
      row: 1,
      name: 'an untrusted certificate',
      status: 401,
      code: 'CERTIFICATE_INVALID',
      make: () => consents({ authorizationError: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    },
    {
      row: 1,
      name: 'a licence without payments',
      status: 401,
      code: 'ROLE_INVALID',
      make: ({ otherTpp }) => ({
        method: 'POST',
        target: '/v1/payments/sepa-credit-transfers',
        body: paymentBody(),
        tpp: otherTpp,
      }),
    },
    {
      row: 2,
      name: 'an expired certificate',
      status: 401,
      code: 'CERTIFICATE_EXPIRED',
      make: () => consents({ authorizationError: 'CERT_HAS_EXPIRED' }),
    },
    ...(['CERTIFICATE_REVOKED', 'CERTIFICATE_BLOCKED'] as const).map((code) => ({
      row: 2,
      name: code,
      status: 401,
      code,
      make: async (bank: Harness) => {
        await bank.control('/berlin-group/certificates', { certificate: bank.tpp.tls.certificate, code })
        return consents()
      },
    })),
    { row: 3, name: 'an unknown path', status: 404, code: 'RESOURCE_UNKNOWN', make: () => ({ target: '/v1/nothing' }) },
    {
      row: 3,
      name: 'an unknown product',
      status: 404,
      code: 'PRODUCT_UNKNOWN',
      make: () => ({ method: 'POST', target: '/v1/payments/fax-transfers', body: paymentBody() }),
    },
    {
      row: 3,
      name: 'another method',
      status: 405,
      code: 'SERVICE_INVALID',
      make: () => ({ method: 'PUT', target: '/v1/consents' }),
    },
    { row: 4, name: 'no X-Request-ID', status: 400, make: () => consents({ headers: { 'x-request-id': undefined } }) },
    {
      row: 4,
      name: 'an X-Request-ID that is no UUID',
      status: 400,
      make: () => consents({ headers: { 'x-request-id': '42' } }),
    },
    {
      row: 5,
      name: 'the same X-Request-ID for another body',
      status: 400,
      make: async (bank) => {
        await bank.send(consents({ headers: { 'x-request-id': requestId } }))
        return consents({ headers: { 'x-request-id': requestId } }, { frequencyPerDay: 3 })
      },
    },
    {
      row: 6,
      name: 'another media type',
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      make: () => consents({ headers: { 'content-type': 'text/plain' } }),
    },
    {
      row: 7,
      name: 'an answer in HTML',
      status: 406,
      code: 'REQUESTED_FORMATS_INVALID',
      make: () => consents({ headers: { accept: 'text/html' } }),
    },
    {
      row: 13,
      name: 'no PSU-IP-Address',
      status: 400,
      make: () => consents({ headers: { 'psu-ip-address': undefined } }),
    },
    {
      row: 13,
      name: 'an address that is none',
      status: 400,
      make: () => consents({ headers: { 'psu-ip-address': 'home' } }),
    },
    { row: 14, name: 'no PSU-ID where it is needed', status: 400, make: () => consents({ bank: 'group' }) },
    {
      row: 14,
      name: 'another PSU-ID-Type',
      status: 400,
      make: () => consents({ bank: 'group', headers: { 'psu-id': 'a', 'psu-id-type': 'X' } }),
    },
    {
      row: 15,
      name: 'no TPP-Redirect-URI',
      status: 400,
      make: () => consents({ headers: { 'tpp-redirect-uri': undefined } }),
    },
    {
      row: 15,
      name: 'a plain redirect URI',
      status: 400,
      make: () => consents({ headers: { 'tpp-redirect-uri': 'http://tpp.example/cb' } }),
    },
  ])

  it('gives the first answer again to the same POST', async () => {
    const bank = await createHarness()
    const draft = consents({ headers: { 'x-request-id': requestId } })
    const [first, second] = [await bank.json(draft, 201), await bank.json(draft, 201)]
    expect(second['consentId']).toBe(first['consentId'])
  })

  it('warns of a redirect URI that is not of the certificate, where the bank does so', async () => {
    const bank = await createHarness()
    const [iban] = await bank.ibans('savings')
    const draft = consents(
      { bank: 'savings', headers: { 'tpp-redirect-uri': 'https://elsewhere.example/' } },
      { access: { accounts: [{ iban }] } },
    )
    expect(await bank.json(draft, 201)).toMatchObject({ tppMessages: [{ category: 'WARNING' }] })
  })
})

describe('signature', () => {
  itRefuses([
    { row: 8, name: 'no signature', status: 401, code: 'SIGNATURE_MISSING', make: () => embedded(null) },
    { row: 9, name: 'no digest', ...invalid, make: () => embedded({ after: { digest: undefined } }) },
    {
      row: 9,
      name: 'the digest of another body',
      ...invalid,
      make: () => embedded({ digest: `SHA-256=${'A'.repeat(43)}=` }),
    },
    {
      row: 9,
      name: 'the digest of {} for no body',
      ...invalid,
      make: () => ({
        bank: 'embedded',
        target: '/v1/accounts',
        signing: { digest: 'SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=' },
      }),
    },
    {
      row: 10,
      name: 'no certificate',
      status: 401,
      code: 'CERTIFICATE_MISSING',
      make: () => embedded({ after: { 'tpp-signature-certificate': undefined } }),
    },
    {
      row: 10,
      name: 'an unreadable certificate',
      status: 401,
      code: 'CERTIFICATE_INVALID',
      make: () => embedded({ after: { 'tpp-signature-certificate': 'AAAA' } }),
    },
    {
      row: 10,
      name: 'the seal of another organisation',
      status: 401,
      code: 'CERTIFICATE_INVALID',
      make: ({ otherTpp }) => embedded({ tpp: otherTpp }),
    },
    {
      row: 11,
      name: 'a decimal serial number',
      ...invalid,
      make: () =>
        embedded({ keyId: (each) => `SN=${BigInt(`0x${each.serialNumber}`)},CA=${each.issuer.replaceAll('\n', ',')}` }),
    },
    {
      row: 11,
      name: "the subject's name",
      ...invalid,
      make: () => embedded({ keyId: (each) => `SN=${each.serialNumber},CA=${each.subject.replaceAll('\n', ',')}` }),
    },
    {
      row: 11,
      name: 'psu-id that is not signed',
      ...invalid,
      make: () => embedded({ names: ['digest', 'x-request-id', 'tpp-redirect-uri'] }),
    },
    {
      row: 11,
      name: 'the request target',
      ...invalid,
      make: () => embedded({ names: ['(request-target)', 'digest', 'x-request-id', 'psu-id', 'tpp-redirect-uri'] }),
    },
    { row: 11, name: 'another algorithm', ...invalid, make: () => embedded({ algorithm: 'SHA256withRSA' }) },
    {
      row: 11,
      name: 'a header changed after signing',
      ...invalid,
      make: () => embedded({ after: { 'x-request-id': requestId } }),
    },
    {
      row: 11,
      name: 'a header that is listed and absent',
      ...invalid,
      make: () => embedded({ names: ['digest', 'x-request-id', 'psu-id', 'tpp-redirect-uri', 'date'] }),
    },
    {
      row: 11,
      name: 'hex where the bank reads decimal',
      ...invalid,
      make: () =>
        consents({
          bank: 'hub',
          signing: {
            algorithm: 'SHA-256',
            keyId: (each) => `SN=${each.serialNumber},CA=${each.subject.replaceAll('\n', ',').replaceAll(' ', '')}`,
          },
        }),
    },
    {
      row: 11,
      name: 'blanks where the bank wants none',
      ...invalid,
      make: () =>
        consents({
          bank: 'hub',
          signing: {
            algorithm: 'SHA-256',
            keyId: (each) => `SN=${BigInt(`0x${each.serialNumber}`)},CA=${each.subject.replaceAll('\n', ',')}`,
          },
        }),
    },
    {
      row: 12,
      name: 'a date of yesterday',
      status: 400,
      code: 'TIMESTAMP_INVALID',
      make: () =>
        embedded(
          { names: ['digest', 'x-request-id', 'psu-id', 'tpp-redirect-uri', 'date'] },
          { headers: { 'psu-id': 'jonas.weber', date: 'Wed, 04 Mar 2026 09:08:07 GMT' } },
        ),
    },
  ])

  it.each(['embedded', 'hub'])('takes what %s wants', async (bank) => {
    const harness = await createHarness()
    expect(await harness.json(consents({ bank, headers: { 'psu-id': 'jonas.weber' } }), 201)).toMatchObject({
      consentStatus: 'received',
    })
  })

  it('takes names in capitals, the issuer with encoded blanks in another order, and an RFC 2047 word', async () => {
    const harness = await createHarness()
    const keyId: Signing['keyId'] = (each) =>
      `SN=${each.serialNumber.toLowerCase()},CA=${each.issuer.split('\n').reverse().join(', ').replaceAll(' ', '%20')}`
    expect((await harness.send(embedded({ keyId }))).status).toBe(201)
  })
})
