import { execFileSync, spawnSync } from 'node:child_process'
import { constants, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OutgoingRequest, toRequest, toRequestWithBody } from '@nostro/core'
import { createSigningKey } from '@nostro/core/node'
import fc from 'fast-check'
import { FlattenedSign, flattenedVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { toDigest } from './digest.ts'
import { createDetachedJwsSigner, createHttpSignatureSigner } from './request-signer.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = createSigningKey(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString())
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const now = Date.UTC(2024, 2, 5, 9, 8, 7)
const certificateSha256 = Uint8Array.from({ length: 32 }, (_, index) => index)

const httpSigner = createHttpSignatureSigner({ key, keyId: () => 'the-client-id', placement: 'signature' })
const jwsSigner = createDetachedJwsSigner({ key, certificateSha256 })

const pkcs1 = { key: publicKey, padding: constants.RSA_PKCS1_PADDING }
const pss32 = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }

const accounts = toRequest({
  method: 'GET',
  origin: 'https://api.ing.com',
  target: '/v3/accounts',
  headers: { 'X-Request-ID': '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9' },
})
const registration = toRequestWithBody(
  {
    method: 'POST',
    origin: 'https://api.ing.com',
    target: '/oauth2/applications',
    headers: { 'Content-Type': 'application/json' },
  },
  '{"contact":"ops@tpp.example","redirect_uris":["https://tpp.example/cb"]}',
)

/** The oracle: reads the header text and rebuilds what must have been signed, from the request alone. */
const verifyHttp = (request: OutgoingRequest, added: Readonly<Record<string, string>>): boolean => {
  const text = added['Signature'] ?? added['Authorization']?.replace(/^Signature /, '') ?? ''
  const fields: Record<string, string> = Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  )
  const lines = (fields['headers'] ?? '').split(' ').map((name) => {
    if (name === '(request-target)') return `${name}: ${request.method.toLowerCase()} ${request.target}`
    const all = { ...request.headers, ...added }
    const found = Object.entries(all).find(([header]) => header.toLowerCase() === name)
    return `${name}: ${found?.[1] ?? ''}`
  })
  return verify('sha256', Buffer.from(lines.join('\n')), pkcs1, Buffer.from(fields['signature'] ?? '', 'base64'))
}

describe('the HTTP signature', () => {
  it('signs target, date, digest and request id, in this order', async () => {
    const headers = await httpSigner.sign(accounts, { now })
    expect(headers).toMatchObject({ Date: 'Tue, 05 Mar 2024 09:08:07 GMT', Digest: toDigest() })
    expect(headers['Signature']).toMatch(
      /^keyId="the-client-id",algorithm="rsa-sha256",headers="\(request-target\) date digest x-request-id",signature="[A-Za-z0-9+/]+=*"$/,
    )
    expect(verifyHttp(accounts, headers)).toBe(true)
  })

  it('goes into Authorization where there is no token yet', async () => {
    const signer = createHttpSignatureSigner({ key, keyId: () => 'SN=49BA5C71', placement: 'authorization' })
    const request = toRequestWithBody(
      { method: 'POST', origin: 'https://api.ing.com', target: '/oauth2/token' },
      'grant_type=client_credentials',
    )
    const headers = await signer.sign(request, { now })
    expect(headers['Signature']).toBeUndefined()
    expect(headers['Authorization']).toMatch(
      /^Signature keyId="SN=49BA5C71",algorithm="rsa-sha256",headers="\(request-target\) date digest",/,
    )
    expect(verifyHttp(request, headers)).toBe(true)
  })

  it('covers X-ING-ReqID where a request has it', async () => {
    const request = toRequest({ ...accounts, headers: { 'X-ING-ReqID': 'one' } })
    const { Signature } = await httpSigner.sign(request, { now })
    expect(Signature).toContain('headers="(request-target) date digest x-ing-reqid"')
  })

  it('is DER ECDSA for an EC key', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const ecKey = createSigningKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    const signer = createHttpSignatureSigner({ key: ecKey, keyId: () => 'id', placement: 'signature' })
    const { signingInput, headers, algorithm } = await signer.explain(accounts, { now })
    const signature = Buffer.from(/signature="([^"]+)"/.exec(headers['Signature'] ?? '')?.[1] ?? '', 'base64')
    expect(algorithm).toBe('ecdsa-sha256')
    expect(verify('sha256', signingInput, { key: pair.publicKey, dsaEncoding: 'der' }, signature)).toBe(true)
  })

  it('verifies for any method, target, body and extra header', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const, 'DELETE' as const),
        fc.stringMatching(/^\/[A-Za-z0-9%:+&=?.~/_;,@!$'()*-]{0,60}$/),
        fc.string({ unit: 'binary' }),
        fc.uuid(),
        async (method, target, body, id) => {
          const request = toRequestWithBody({ ...accounts, method, target, headers: { 'x-REQUEST-id': id } }, body)
          const headers = await httpSigner.sign(request, { now })
          expect(verifyHttp(request, headers)).toBe(true)
          expect(headers['Digest']).toBe(toDigest(new TextEncoder().encode(body)))
          expect(verifyHttp({ ...request, target: `${target}x` }, headers)).toBe(false)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('the detached JWS', () => {
  const partsOf = (jws: string): readonly [string, string, string] =>
    jws.split('.') as unknown as [string, string, string]

  it('has ING’s protected header, an empty middle and no padding', async () => {
    const jws = (await jwsSigner.sign(registration, { now }))['x-jws-signature'] ?? ''
    const [header, middle, signature] = partsOf(jws)
    expect(Buffer.from(header, 'base64url').toString()).toBe(
      '{"b64":false,"x5t#S256":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","crit":["sigT","sigD","b64"],"sigT":"2024-03-05T09:08:07Z","sigD":{"pars":["(request-target)","digest","content-type"],"mId":"http://uri.etsi.org/19182/HttpHeaders"},"alg":"PS256"}',
    )
    expect(middle).toBe('')
    expect(signature).toMatch(/^[A-Za-z0-9_-]+$/)
  })

  it('is PSS with a salt of 32 and of no other length', async () => {
    const { signingInput, headers } = await jwsSigner.explain(registration, { now })
    const signature = Buffer.from(partsOf(headers['x-jws-signature'] ?? '')[2], 'base64url')
    expect(verify('sha256', signingInput, pss32, signature)).toBe(true)
    expect(verify('sha256', signingInput, { ...pss32, saltLength: 222 }, signature)).toBe(false)
  })

  it('signs the very lines of a registration (3.2)', async () => {
    const { signingInput } = await jwsSigner.explain(registration, { now })
    expect(Buffer.from(signingInput).toString().split('.').slice(1).join('.')).toBe(
      '(request-target): post /oauth2/applications\ndigest: SHA-256=mRmYr9AUy32uHHtPHjMmSXReP9AzqpeAINM2BKoJiDo=\ncontent-type: application/json',
    )
  })

  it('is what jose verifies, and jose makes the same signing input', async () => {
    const { signingInput, headers } = await jwsSigner.explain(registration, { now })
    const [protectedHeader, , signature] = partsOf(headers['x-jws-signature'] ?? '')
    const payload = Buffer.from(signingInput).subarray(protectedHeader.length + 1)
    const crit = { sigT: true, sigD: true }
    const jwk = createPublicKey(publicPem)
    await expect(
      flattenedVerify({ protected: protectedHeader, payload, signature }, jwk, { crit, algorithms: ['PS256'] }),
    ).resolves.toMatchObject({ protectedHeader: { alg: 'PS256' } })

    const made = await new FlattenedSign(payload)
      .setProtectedHeader(JSON.parse(Buffer.from(protectedHeader, 'base64url').toString()) as { alg: string })
      .sign(privateKey, { crit })
    expect(made.protected).toBe(protectedHeader)
    expect(verify('sha256', signingInput, pss32, Buffer.from(made.signature, 'base64url'))).toBe(true)
  })

  it('needs a Content-Type, also where there is no body', async () => {
    await expect(jwsSigner.sign(accounts, { now })).rejects.toThrow('The header content-type')
  })

  it('verifies for any target and any UTF-8 body', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^\/[A-Za-z0-9%:+&=?.~/_-]{0,60}$/),
        fc.string({ unit: 'binary' }),
        async (target, body) => {
          const request = toRequestWithBody({ ...registration, target }, body)
          const added = await jwsSigner.sign(request, { now })
          const [header, , signature] = partsOf(added['x-jws-signature'] ?? '')
          const oracle = `${header}.(request-target): post ${target}\ndigest: ${toDigest(Buffer.from(body))}\ncontent-type: application/json`
          expect(verify('sha256', Buffer.from(oracle), pss32, Buffer.from(signature, 'base64url'))).toBe(true)
        },
      ),
      { numRuns: 50 },
    )
  })
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe.runIf(hasOpenssl || process.env['CI'] !== undefined)('the openssl command agrees', () => {
  const check = (input: Uint8Array, signature: Uint8Array, options: readonly string[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'ing-openssl-'))
    try {
      writeFileSync(join(folder, 'public.pem'), publicPem)
      writeFileSync(join(folder, 'input'), input)
      writeFileSync(join(folder, 'signature'), signature)
      const base = ['dgst', '-sha256', '-verify', 'public.pem', '-signature', 'signature']
      return execFileSync('openssl', [...base, ...options, 'input'], { cwd: folder })
        .toString()
        .trim()
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  it('with the HTTP signature', async () => {
    const { signingInput, headers } = await httpSigner.explain(accounts, { now })
    const signature = Buffer.from(/signature="([^"]+)"/.exec(headers['Signature'] ?? '')?.[1] ?? '', 'base64')
    expect(check(signingInput, signature, [])).toBe('Verified OK')
  })

  it('with the JWS under a salt of 32', async () => {
    const { signingInput, headers } = await jwsSigner.explain(registration, { now })
    const signature = Buffer.from(headers['x-jws-signature']?.split('.')[2] ?? '', 'base64url')
    const options = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']
    expect(check(signingInput, signature, options)).toBe('Verified OK')
  })
})
