import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHarness, jsonOf, START } from './ing-harness.ts'
import { hasOpenssl, opensslSign } from './openssl-sign.ts'
import { SIGNATURE_BODY } from './spoiled-rows.ts'
import { FORM, sha256, signedTokenRequest } from './tpp-requests.ts'

/** Beside the table of spoiled requests: what passes, and what needs more than one thing changed. */
describe('HTTP signatures', () => {
  it.each([-179, 179])('row 21: lets a Date %d s away pass', async (seconds) => {
    const bank = await createHarness()
    const headers = { Date: new Date(START + seconds * 1000).toUTCString() }
    const answer = await bank.send(signedTokenRequest(bank.tpp, START, { headers }))
    expect(answer.status).toBe(200)
  })

  it.each([
    ['lower case and leading zeros', (serial: string) => `SN=00${serial.toLowerCase()}`],
    ['upper case', (serial: string) => `SN=${serial.toUpperCase()}`],
  ])('row 16: knows the serial number in %s', async (_name, spell) => {
    const bank = await createHarness()
    const keyId = spell(new X509Certificate(bank.tpp.signing.certificate).serialNumber)
    expect((await bank.send(signedTokenRequest(bank.tpp, START, { keyId }))).status).toBe(200)
  })

  it('row 24: reads the certificate as bare base64 too', async () => {
    const bank = await createHarness()
    const base64 = new X509Certificate(bank.tpp.signing.certificate).raw.toString('base64')
    const answer = await bank.send(
      signedTokenRequest(bank.tpp, START, { headers: { 'TPP-Signature-Certificate': base64 } }),
    )
    expect(answer.status).toBe(200)
  })

  it('row 24: refuses a certificate of a CA that nobody trusts, and one out of its dates', async () => {
    const { issueTpp } = await import('../../src/pki/issue-tpp.ts')
    const bank = await createHarness()
    const changes = [
      [{ authority: 'foreign' }, /not issued by a trusted CA/],
      [{ validity: 'expired' }, /not within its dates/],
    ] as const
    for (const [change, reason] of changes) {
      const { signing } = await issueTpp(bank.pki.authorities, change, START)
      const answer = await bank.send(signedTokenRequest({ tls: bank.tpp.tls, signing }, START))
      expect([answer.status, answer.rejection?.check]).toEqual([401, 'ing-24'])
      expect(answer.rejection?.reason).toMatch(reason)
    }
  })

  it('row 17: refuses an RSA key of 1024 bits', async () => {
    const { verifyHttpSignature } = await import('../../src/verify/verify-http-signature.ts')
    const { signatureText } = await import('./tpp-requests.ts')
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const headers = { Date: new Date(START).toUTCString(), Digest: sha256('') }
    const draft = { method: 'GET', target: '/' }
    const names = ['(request-target)', 'date', 'digest']
    const Signature = signatureText(draft, headers, { key, keyId: 'a', at: START, names })
    const result = verifyHttpSignature({
      ...draft,
      headers: { ...headers, Signature },
      body: Buffer.of(),
      key: publicKey,
      now: START,
    })
    expect(result).toMatchObject({ ok: false, check: 'ing-17', fault: 'key_size' })
  })

  it('tells the developer the expected string, and the client nothing of it', async () => {
    const bank = await createHarness()
    const twist = (text: string) => `${text}\n`
    const answer = await bank.send(signedTokenRequest(bank.tpp, START, { twist }))
    expect(answer.rejection?.expected).toMatch(/^\(request-target\): post \/oauth2\/token\ndate: Thu, 05 Mar 2026/)
    expect(answer.rejection?.received).toBe(`${answer.rejection?.expected}\n`)
    expect(jsonOf(answer)).toEqual(SIGNATURE_BODY)
  })

  it.runIf(hasOpenssl)('accepts what the openssl command signed', async () => {
    const bank = await createHarness()
    const { access: token } = await bank.customer()
    const headers = { Date: new Date(START).toUTCString(), Digest: sha256(''), 'X-Request-ID': randomUUID() }
    const text = `(request-target): get /v3/accounts\ndate: ${headers.Date}\ndigest: ${headers.Digest}\nx-request-id: ${headers['X-Request-ID']}`
    const list = '(request-target) date digest x-request-id'
    const bytes = opensslSign(bank.tpp.signing.key, text)
    const Signature = `keyId="${bank.ing.clientId}",algorithm="rsa-sha256",headers="${list}",signature="${bytes.toString('base64')}"`
    const answer = await bank.send({
      method: 'GET',
      target: '/v3/accounts',
      headers: { ...headers, Authorization: `Bearer ${token}`, Signature },
      tls: bank.tpp.tls.certificate,
    })
    expect(answer.status, answer.rejection?.reason).toBe(200)
  })

  it('takes the premium application by its client_id and no certificate header', async () => {
    const bank = await createHarness()
    const keyId = 'e77d776b-90af-4684-bebc-521e5b2614dd'
    const draft = signedTokenRequest(bank.tpp, START, { keyId, headers: { ...FORM } })
    const { 'TPP-Signature-Certificate': _certificate, ...headers } = draft.headers ?? {}
    const answer = await bank.send({ ...draft, headers })
    expect(jsonOf(answer)).toMatchObject({ client_id: keyId, scope: expect.stringContaining('payment-requests:view') })
  })
})
