import { constants, createHash, sign, X509Certificate } from 'node:crypto'
import type { BankResponse, OutgoingRequest } from '@nostro/core'
import { toRequest } from '@nostro/core'
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
  }

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
      sigT: '2024-03-05T09:08:07Z',
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
      headers: { ...values, 'x-jws-signature': `${encoded}.${parts.middle ?? ''}.${signature.toString('base64url')}` },
      body: parts.body === undefined ? body : Buffer.from(parts.body),
    }
    await createAnswerVerifiers(parts.trusted ?? certificate).required.verify(response, request)
  }

  it('a good one passes, also under its issuer', async () => {
    await expect(verify({})).resolves.toBeUndefined()
    const { tpp } = harness.simulators.pki.ing
    const x5c = [new X509Certificate(tpp.signing.certificate).raw.toString('base64')]
    const issued = { header: { x5c }, key: tpp.signing.key, trusted: harness.simulators.pki.ing.clientCa }
    await expect(verify(issued)).resolves.toBeUndefined()
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
})
