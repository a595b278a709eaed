import { beforeAll, describe, expect, it } from 'vitest'
import { createAuthorityChain } from '../own-authority.ts'
import { createHarness, type Harness, jsonOf } from './ing-harness.ts'
import { signedTokenRequest } from './tpp-requests.ts'

type Chain = Awaited<ReturnType<typeof createAuthorityChain>>

let chain: Chain
let stranger: Chain

beforeAll(async () => {
  ;[chain, stranger] = await Promise.all([createAuthorityChain(), createAuthorityChain()])
})

/** As TLS sees it: a certificate of an authority that the servers do not know. */
const askForToken = (harness: Harness, { tpp }: Chain) =>
  harness.send({ ...signedTokenRequest(tpp, harness.clock.now()), trusted: false })

describe('a TPP with certificates of its own', () => {
  it('is nobody to ING before it is taken in', async () => {
    const harness = await createHarness()
    const answer = await askForToken(harness, chain)
    expect([answer.status, answer.rejection?.check]).toEqual([401, 'ing-1'])
  })

  it.each(['the control address', 'an option'] as const)('is served once it is taken in by %s', async (way) => {
    const { tls, signing } = chain.tpp
    const tpp = { tls: tls.certificate, signing: signing.certificate }
    const harness = await createHarness(way === 'an option' ? { tpp } : {})
    const taken = way === 'an option' ? undefined : await harness.control('POST', '/ing/tpps', tpp)
    const answer = await askForToken(harness, chain)
    expect(answer.status).toBe(200)
    const { client_id: clientId } = jsonOf(answer)
    expect(clientId).not.toBe(harness.ing.clientId)
    expect(taken?.body ?? harness.ing.ownTpp).toMatchObject({
      clientId,
      roles: ['PSP_AS', 'PSP_PI', 'PSP_AI'],
      redirectUris: ['https://tpp.example/cb', 'http://127.0.0.1:8765/callback'],
    })
    expect((await askForToken(harness, stranger)).rejection?.check).toBe('ing-1')
  })

  it('an authority stands for whatever it issues, registered or not', async () => {
    const harness = await createHarness()
    const { tls, signing } = stranger.tpp
    await harness.control('POST', '/ing/tpps', {
      tls: tls.certificate,
      signing: signing.certificate,
      authorities: chain.authority.certificate,
    })
    // Trusted by TLS now, yet no application has this certificate.
    expect((await askForToken(harness, chain)).rejection?.check).toBe('ing-2')
  })

  it('takes a file with the issuers behind or before the leaf', async () => {
    const harness = await createHarness()
    const { tls, signing } = chain.tpp
    const { body } = await harness.control('POST', '/ing/tpps', {
      tls: chain.authority.certificate + tls.certificate,
      signing: signing.certificate,
      clientId: '0a1b2c3d-0000-4000-8000-000000000001',
      redirectUris: ['https://own.example/cb'],
    })
    expect(body).toMatchObject({
      clientId: '0a1b2c3d-0000-4000-8000-000000000001',
      redirectUris: ['https://own.example/cb'],
      authorities: [expect.stringContaining('Own authority')],
    })
    expect(jsonOf(await askForToken(harness, chain))['client_id']).toBe('0a1b2c3d-0000-4000-8000-000000000001')
  })

  it('goes by the dates of its certificates', async () => {
    const { tls, signing } = chain.tpp
    const harness = await createHarness({ tpp: { tls: tls.certificate, signing: signing.certificate } })
    harness.clock.advance(30 * 365 * 86_400)
    expect((await askForToken(harness, chain)).rejection?.check).toBe('ing-1')
  })

  it('a reset takes back what the control address did, and keeps the option', async () => {
    const own = { tls: chain.tpp.tls.certificate, signing: chain.tpp.signing.certificate }
    const harness = await createHarness({ tpp: own })
    const other = { tls: stranger.tpp.tls.certificate, signing: stranger.tpp.signing.certificate }
    await harness.control('POST', '/ing/tpps', other)
    harness.ing.reset()
    expect((await askForToken(harness, chain)).status).toBe(200)
    expect((await askForToken(harness, stranger)).status).toBe(401)
  })

  it.each([
    [{ tls: 'qwac.pem', signing: 'qseal.pem' }, /tls holds no PEM certificate/],
    [{ tls: 1, signing: '' }, /must be PEM texts/],
    [{}, /must be PEM texts/],
  ])('%j is refused in words', async (body, words) => {
    const harness = await createHarness()
    const answer = await harness.control('POST', '/ing/tpps', body)
    expect(answer.status).toBe(400)
    expect((answer.body as { error: string }).error).toMatch(words)
  })

  it('refuses a client id that is no UUID', async () => {
    const harness = await createHarness()
    const { tls, signing } = chain.tpp
    const body = { tls: tls.certificate, signing: signing.certificate, clientId: 'me' }
    expect((await harness.control('POST', '/ing/tpps', body)).body).toMatchObject({
      error: expect.stringContaining('no UUID'),
    })
  })
})
