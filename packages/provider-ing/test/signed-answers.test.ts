import { constants, createHash, sign, X509Certificate } from 'node:crypto'
import type { BankResponse, OutgoingRequest } from '@nostro/core'
import { toRequest } from '@nostro/core'
import {
  basicConstraints,
  extendedKeyUsage,
  generateRsaKey,
  issueCertificate,
  keyUsage,
  toPkcs1Pem,
} from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnswerVerifiers } from '../src/signing/answer-verifier.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(async () => harness.stop())

describe('3.6: ING’s signature on its answers, over TLS', () => {
  it('is checked against the certificate that is trusted', async () => {
    const provider = harness.provider({ responseCertificate: harness.simulators.pki.ing.bank.certificate })
    await expect(provider.showcase.jws()).resolves.toMatchObject({ message: 'Welcome to ING!' })
  })

  it('is refused under another certificate', async () => {
    const provider = harness.provider({ responseCertificate: harness.simulators.pki.ing.tpp.signing.certificate })
    await expect(provider.showcase.jws()).rejects.toMatchObject({ code: 'verification_failed', provider: 'ing' })
  })

  it('is missed where it is absent', async () => {
    const provider = harness.provider({ responseCertificate: harness.simulators.pki.ing.bank.certificate })
    harness.simulators.faults.add({
      bank: 'ing',
      path: '/signed/greetings',
      fault: 'status',
      status: 200,
      body: { message: 'Hi' },
    })
    await expect(provider.showcase.jws()).rejects.toThrow('carries no signature')
  })
})

describe('3.6: ING’s signature on its answers, one thing spoilt at a time', () => {
  interface Parts {
    body?: string
    digest?: string
    header?: object
    pars?: readonly string[]
    saltLength?: number
    middle?: string
    lines?: string
    trusted?: string
    key?: string
    /** What is put behind the signature. */
    tail?: string
    /** Headers of the answer beside content type and digest. */
    headers?: Readonly<Record<string, string>>
    now?: number
    own?: readonly string[]
  }

  const signedAt = Date.UTC(2026, 10, 20, 9, 8, 7)
  const x5cOf = (...pems: readonly string[]): { x5c: readonly string[] } => ({
    x5c: pems.map((pem) => new X509Certificate(pem).raw.toString('base64')),
  })

  const request: OutgoingRequest = toRequest({
    method: 'GET',
    origin: 'https://api.ing.com',
    target: '/signed/greetings',
  })

  const verify = async (parts: Parts): Promise<void> => {
    const { certificate, key } = harness.simulators.pki.ing.bank
    const body = Buffer.from('{"message":"Welcome to ING!"}')
    const digest = parts.digest ?? `SHA-256=${createHash('sha256').update(body).digest('base64')}`
    const pars = parts.pars ?? ['content-type', 'digest']
    const header = {
      b64: false,
      x5c: [new X509Certificate(certificate).raw.toString('base64')],
      crit: ['sigT', 'sigD', 'b64'],
      sigT: `${new Date(signedAt).toISOString().slice(0, 19)}Z`,
      sigD: { pars, mId: 'http://uri.etsi.org/19182/HttpHeaders' },
      alg: 'PS256',
      ...parts.header,
    }
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url')
    const values: Readonly<Record<string, string>> = { 'content-type': 'application/json', digest }
    const lines = parts.lines ?? pars.map((name) => `${name}: ${values[name] ?? ''}`).join('\n')
    const signature = sign('sha256', Buffer.from(`${encoded}.${lines}`), {
      key: parts.key ?? key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: parts.saltLength ?? 32,
    })
    const response: BankResponse = {
      status: 200,
      headers: {
        ...values,
        'x-jws-signature': `${encoded}.${parts.middle ?? ''}.${signature.toString('base64url')}${parts.tail ?? ''}`,
        ...parts.headers,
      },
      body: parts.body === undefined ? body : Buffer.from(parts.body),
    }
    await createAnswerVerifiers({
      trusted: parts.trusted ?? certificate,
      own: () => parts.own ?? [harness.simulators.pki.ing.tpp.signing.certificate],
      now: () => parts.now ?? signedAt + 1500,
    }).required.verify(response, request)
  }

  it('a good one passes, also under its issuer', async () => {
    await expect(verify({})).resolves.toBeUndefined()
    await expect(verify({ trusted: harness.simulators.pki.serverCa })).resolves.toBeUndefined()
  })

  it.each<[string, Parts, string]>([
    ['another body', { body: '{"message":"Pay me"}' }, 'has a digest that is not its body’s'],
    ['salt 222', { saltLength: 222 }, 'has a signature that does not hold'],
    ['LF at the end', { lines: 'x\n' }, 'has a signature that does not hold'],
    ['digest left out', { pars: ['content-type'] }, 'leaves out digest'],
    ['content type left out', { pars: ['digest'] }, 'leaves out content-type'],
    ['alg none', { header: { alg: 'none' } }, 'whose header is not ING’s'],
    ['alg RS256', { header: { alg: 'RS256' } }, 'whose header is not ING’s'],
    ['b64 true', { header: { b64: true } }, 'whose header is not ING’s'],
    ['an unknown crit', { header: { crit: ['b64', 'exp'] } }, 'whose header is not ING’s'],
    ['no certificate', { header: { x5c: [] } }, 'whose header is not ING’s'],
    ['no real certificate', { header: { x5c: ['AAAA'] } }, 'something that is no certificate'],
    ['a payload inside', { middle: 'AAAA' }, 'no detached JWS'],
    ['F8: an empty crit', { header: { crit: [] } }, 'whose header is not ING’s'],
    ['F8: a crit without b64', { header: { crit: ['sigT', 'sigD'] } }, 'whose header is not ING’s'],
    ['F8: a name twice in crit', { header: { crit: ['b64', 'b64'] } }, 'whose header is not ING’s'],
    ['F8: no sigT', { header: { sigT: undefined } }, 'whose header is not ING’s'],
    ['F8: sigT of 1999', { header: { sigT: '1999-01-01T00:00:00Z' } }, 'too far from now'],
    ['F8: sigT in another form', { header: { sigT: '2026-11-20T09:08:07.000Z' } }, 'whose header is not ING’s'],
    ['F8: sigT of the 45th', { header: { sigT: '2026-11-45T09:08:07Z' } }, 'whose header is not ING’s'],
    ['F8: an answer of six minutes ago', { now: signedAt + 360_000 }, 'too far from now'],
    ['F8: an answer of the future', { now: signedAt - 360_000 }, 'too far from now'],
    ['F8: bytes after the signature', { tail: 'AAAA' }, 'does not hold'],
    ['F8: letters after the signature', { tail: '!!' }, 'bytes beyond it'],
    ['F8: padding after the signature', { tail: '==' }, 'bytes beyond it'],
    ['F8: a name twice in pars', { pars: ['digest', 'content-type', 'digest'] }, 'whose header is not ING’s'],
    ['F8: a name in capital letters', { pars: ['content-type', 'digest', 'Date'] }, 'whose header is not ING’s'],
    ['F8: a signed header that the answer lacks', { pars: ['content-type', 'digest', 'date'] }, 'lacks date'],
    ['F8: a digest without its name', { digest: 'AAAA' }, 'digest that is not its body’s'],
    ['F8: a certificate that has expired', { now: Date.UTC(2040, 0, 1) }, 'has expired'],
    ['F8: a certificate that is not valid yet', { now: Date.UTC(2001, 0, 1) }, 'not valid yet'],
  ])('%s is refused', async (_, parts, message) => {
    await expect(verify(parts)).rejects.toMatchObject({ code: 'verification_failed' })
    await expect(verify(parts)).rejects.toThrow(message)
  })

  it('a stranger’s own certificate is refused', async () => {
    const { otherTpp, bank } = harness.simulators.pki.ing
    const x5c = [otherTpp.signing.certificate, bank.certificate].map((pem) =>
      new X509Certificate(pem).raw.toString('base64'),
    )
    await expect(verify({ header: { x5c }, key: otherTpp.signing.key })).rejects.toThrow('not trusted')
  })

  it('F8: the TPP’s own certificate is refused, and any other of an authority that is trusted', async () => {
    const { tpp, otherTpp } = harness.simulators.pki.ing
    const trusted = harness.simulators.pki.ing.clientCa
    const by = ({ certificate, key }: { certificate: string; key: string }): Parts => ({
      header: x5cOf(certificate),
      key,
      trusted,
    })
    await expect(verify(by(tpp.signing))).rejects.toThrow('our own certificate')
    await expect(verify({ ...by(tpp.signing), trusted: tpp.signing.certificate })).rejects.toThrow(
      'our own certificate',
    )
    await expect(verify(by(otherTpp.signing))).rejects.toThrow('somebody else under a trusted authority')
    // Made for TLS, as client and server.
    await expect(verify(by(otherTpp.tls))).rejects.toThrow('not made for signatures')
  })

  it('F8: a certificate for client authentication alone is refused, an authority’s own, and one with bytes behind it', async () => {
    const { authorities, serverCa } = harness.simulators.pki
    const { publicKey, privateKey } = await generateRsaKey()
    const issue = (extensions: Parameters<typeof issueCertificate>[0]['extensions']): string =>
      issueCertificate({
        subject: [
          ['organization', 'Nostro simulators'],
          ['commonName', 'made up'],
        ],
        publicKey,
        issuer: authorities.server,
        validity: { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2027, 0, 1) },
        extensions,
      })
    const by = (certificate: string): Parts => ({
      header: x5cOf(certificate),
      key: toPkcs1Pem(privateKey),
      trusted: serverCa,
    })
    const plain = issue([basicConstraints(false), keyUsage('digitalSignature')])
    await expect(verify(by(plain))).resolves.toBeUndefined()
    const client = issue([basicConstraints(false), keyUsage('digitalSignature'), extendedKeyUsage(['clientAuth'])])
    await expect(verify(by(client))).rejects.toThrow('not made for signatures')
    const encryption = issue([basicConstraints(false), keyUsage('keyEncipherment')])
    await expect(verify(by(encryption))).rejects.toThrow('not made for signatures')
    await expect(
      verify(by(issue([basicConstraints(true), keyUsage('digitalSignature', 'keyCertSign')]))),
    ).rejects.toThrow('not made for')
    const longer = Buffer.concat([new X509Certificate(plain).raw, Buffer.from('x')]).toString('base64')
    await expect(verify({ ...by(plain), header: { x5c: [longer] } })).rejects.toThrow('no certificate')
  })

  it('F8: a member twice in the header is refused', async () => {
    const { certificate, key } = harness.simulators.pki.ing.bank
    const json = JSON.stringify({ crit: ['b64', 'sigT', 'sigD'], ...x5cOf(certificate), sigT: '1999-01-01T00:00:00Z' })
    const twice = `${json.slice(0, -1)},"sigT":"2026-11-20T09:08:07Z","b64":false,"alg":"PS256","sigD":{"pars":["content-type","digest"],"mId":"http://uri.etsi.org/19182/HttpHeaders"}}`
    const encoded = Buffer.from(twice).toString('base64url')
    const verifiers = createAnswerVerifiers({ trusted: certificate, own: () => [], now: () => signedAt })
    const headers = {
      'content-type': 'application/json',
      digest: `SHA-256=${createHash('sha256').digest('base64')}`,
    }
    const signature = sign(
      'sha256',
      Buffer.from(`${encoded}.content-type: application/json\ndigest: ${headers.digest}`),
      {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      },
    )
    const jws = `${encoded}..${signature.toString('base64url')}`
    const response: BankResponse = {
      status: 200,
      headers: { ...headers, 'x-jws-signature': jws },
      body: new Uint8Array(),
    }
    await expect(verifiers.required.verify(response, request)).rejects.toThrow('whose header is not ING’s')
  })
})
