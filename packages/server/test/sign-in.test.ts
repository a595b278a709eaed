import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, publicUrl, type TestApi } from './support/open-test-api.ts'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookie: string
}

/** Time stands still until a test moves it: what sleeps wakes only at the end. */
const untilAborted = (_: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })

describe('signing in', () => {
  let server: TestApi
  let now = Date.parse('2026-11-30T12:00:00Z')
  beforeAll(async () => {
    server = await openTestApi({ parts: { clock: { now: () => now, sleep: untilAborted } } })
  })
  afterAll(() => server.close())

  const ask = async (method: string, path: string, { cookie = '', body }: { cookie?: string; body?: unknown } = {}) => {
    const response = await server.fetch(path, {
      method,
      headers: {
        Origin: publicUrl,
        'Nostro-Request': '1',
        ...(cookie !== '' && { Cookie: cookie }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const set = response.headers.get('set-cookie')?.split(';')[0] ?? ''
    return { status: response.status, body: (await response.json()) as Answer['body'], cookie: set } satisfies Answer
  }
  const signIn = async (): Promise<string> => {
    const code = await server.api.services.sessions.createLink()
    return (await ask('POST', '/auth/login', { body: { code } })).cookie
  }

  it('a browser that is nobody learns how to sign in, and nothing else', async () => {
    const { body } = await ask('GET', '/auth/session')
    expect(body).toMatchObject({ signedIn: false, verified: false, demo: false })
    expect(body).not.toHaveProperty('id')
    expect((await ask('GET', '/v1/accounts')).status).toBe(401)
  })

  it('7.4: sessions are listed with the way they came, one or all others are ended', async () => {
    const [first, second] = [await signIn(), await signIn()]
    const listed = (await ask('GET', '/v1/sessions', { cookie: first })).body as { data: { current: boolean }[] }
    expect(listed.data.filter(({ current }) => current)).toHaveLength(1)
    expect(listed.data).toEqual(expect.arrayContaining([expect.objectContaining({ method: 'link' })]))
    const ended = await ask('POST', '/v1/sessions/end-others', { cookie: first })
    expect(ended.body['ended']).toBeGreaterThan(0)
    expect((await ask('GET', '/auth/session', { cookie: second })).body['signedIn']).toBe(false)
    expect((await ask('GET', '/auth/session', { cookie: first })).body['signedIn']).toBe(true)
  })

  it('2.5: a payment leaves a browser only within five minutes of a proof of the person; a token is its own proof', async () => {
    const cookie = await signIn()
    now += 4 * 60_000
    expect((await ask('GET', '/auth/session', { cookie })).body['verified']).toBe(true)
    const early = await ask('POST', '/v1/payments/pay_x/submission', { cookie })
    expect(early.body).toMatchObject({ code: 'not_found' })
    now += 61_000
    // The payment is looked for first: only one that exists can tell the two refusals apart.
    const { body: link } = await ask('POST', '/v1/login-links', { cookie })
    expect(link).toMatchObject({
      status: 403,
      code: 'step_up_required',
      action: { kind: 'register_passkey', href: '/settings' },
    })
    const response = await server.fetch('/v1/login-links', {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}` },
    })
    expect(response.status).toBe(201)
  })

  it('6.3.1: ten attempts a minute from one address, whatever they try', async () => {
    now += 10 * 60_000
    const statuses: number[] = []
    for (let attempt = 0; attempt < 12; attempt += 1)
      statuses.push((await ask('POST', '/auth/login', { body: { code: 'guess' } })).status)
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(statuses.slice(10)).toEqual([429, 429])
    now += 10 * 60_000
  })

  it('a passkey’s answer that was made up signs nobody in, and its challenge is good for one try', async () => {
    const { body } = await ask('POST', '/auth/passkeys/login/challenge')
    const { options } = body as { options: { challenge: string; rpId: string } }
    expect(options.rpId).toBe('localhost')
    const client = { type: 'webauthn.get', challenge: options.challenge, origin: publicUrl }
    const response = {
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: Buffer.from(JSON.stringify(client)).toString('base64url'),
        authenticatorData: Buffer.alloc(37).toString('base64url'),
        signature: 'AAAA',
      },
    }
    const forged = await ask('POST', '/auth/passkeys/login', { body: { response } })
    expect(forged).toMatchObject({ status: 403, cookie: '' })
    for (const odd of [{}, { id: 7 }, { id: 'x'.repeat(5000) }])
      expect((await ask('POST', '/auth/passkeys/login', { body: { response: odd } })).status).toBe(403)
  })

  it('registration needs a browser’s session, and an answer to this session’s own challenge', async () => {
    const cookie = await signIn()
    const { body } = await ask('POST', '/auth/passkeys/registration', { cookie })
    expect(body).toMatchObject({
      options: { rp: { id: 'localhost' }, authenticatorSelection: { userVerification: 'required' } },
    })
    const made = await ask('POST', '/auth/passkeys', { cookie, body: { name: 'x', response: { id: 'AAAA' } } })
    expect(made).toMatchObject({ status: 422 })
    const byToken = await server.fetch('/auth/passkeys/registration', {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}` },
    })
    expect(byToken.status).toBe(403)
  })

  it('without BankID and OpenID in the configuration their ways say so', async () => {
    expect((await ask('POST', '/auth/bankid', { body: { purpose: 'login' } })).status).toBe(404)
    expect((await ask('POST', '/auth/bankid/answer')).status).toBe(404)
    expect((await ask('GET', '/auth/oidc/start')).status).toBe(404)
  })

  it('3.5.1: signing in from a page of another site is refused', async () => {
    const response = await server.fetch('/auth/login', {
      method: 'POST',
      headers: { Origin: 'https://evil.example', 'Nostro-Request': '1', 'Content-Type': 'application/json' },
      body: JSON.stringify({ code: await server.api.services.sessions.createLink() }),
    })
    expect(response.status).toBe(403)
    expect(response.headers.get('set-cookie')).toBeNull()
  })
})
