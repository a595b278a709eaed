import { toRequestWithBody } from '@nostro/core'
import { verifyDetachedJws, verifyHttpSignature } from '@nostro/simulators/verify'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IngProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let provider: IngProvider
const clientId = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'
const now = Date.now()

beforeAll(async () => {
  harness = await startHarness()
  provider = harness.provider({ clientId })
})
afterAll(async () => harness.stop())

const requests = fc.record({
  method: fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const, 'PATCH' as const, 'DELETE' as const),
  target: fc.stringMatching(/^\/[A-Za-z0-9%:+&=?.~/_;,@!$'()*-]{0,80}$/),
  body: fc.string({ unit: 'binary' }),
  contentType: fc.constantFrom(
    'application/json',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=b',
  ),
  requestId: fc.uuid(),
  reqId: fc.option(fc.uuid(), { nil: undefined }),
})

describe('what the provider signs, the independent verifiers accept', () => {
  it('by HTTP signature, with any query, body and optional header', async () => {
    const key = harness.simulators.pki.ing.tpp.signing.certificate
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, target, body, contentType, requestId, reqId }) => {
        const extra = reqId === undefined ? {} : { 'X-ING-ReqID': reqId }
        const headers = { 'Content-Type': contentType, 'X-Request-ID': requestId, ...extra }
        const request = toRequestWithBody({ method, origin: 'https://api.ing.com', target, headers }, body)
        const added = await provider.signers()['http-signature'].sign(request, { now })
        const verdict = verifyHttpSignature({
          method,
          target,
          headers: { ...headers, ...added },
          body: request.body ?? new Uint8Array(),
          key,
          now,
          keyId: clientId,
          required: ['(request-target)', 'date', 'digest', 'x-request-id'],
        })
        expect(verdict).toMatchObject({ ok: true })
      }),
      { numRuns: 60 },
    )
  })

  it('by detached JWS', async () => {
    const key = harness.simulators.pki.ing.tpp.signing.certificate
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, target, body, contentType }) => {
        const headers = { 'Content-Type': contentType }
        const request = toRequestWithBody({ method, origin: 'https://api.ing.com', target, headers }, body)
        const added = await provider.signers()['detached-jws'].sign(request, { now })
        const verdict = verifyDetachedJws({
          method,
          target,
          headers: { ...headers, ...added },
          body: request.body ?? new Uint8Array(),
          key,
          now,
        })
        expect(verdict).toMatchObject({ ok: true })
      }),
      { numRuns: 60 },
    )
  })

  it('1.4: the token request names the certificate’s serial', async () => {
    const { X509Certificate } = await import('node:crypto')
    const { serialNumber } = new X509Certificate(harness.simulators.pki.ing.tpp.signing.certificate)
    const request = toRequestWithBody({ method: 'POST', origin: 'https://api.ing.com', target: '/oauth2/token' }, 'x')
    const { keyId, scheme } = await provider.signers()['token-request'].explain(request, { now })
    expect({ keyId, scheme }).toEqual({ keyId: `SN=${serialNumber}`, scheme: 'http-signature' })
  })
})
