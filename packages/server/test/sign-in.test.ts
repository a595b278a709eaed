import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, publicUrl, type TestApi } from './support/open-test-api.ts'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookie: string
}

describe('signing in', () => {
  let server: TestApi
  beforeAll(async () => {
    server = await openTestApi()
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

  it('a bank’s answer that names no host is 400; under the other name of this machine it is sent on', async () => {
    const started = await server.fetch('/v1/connections', {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ provider: 'ing' }),
    })
    const { challenge } = (await started.json()) as { challenge: { view: { url: string } } }
    const path = `/callback?code=x&state=${new URL(challenge.view.url).searchParams.get('state')}`
    expect((await server.fetch(path)).status).toBe(400)
    expect((await server.fetch(path, { headers: { Host: '[' } })).status).toBe(400)
    const moved = await server.fetch(path, { headers: { Host: '127.0.0.1:8080' } })
    expect([moved.status, moved.headers.get('location')]).toEqual([303, `http://localhost:8080${path}`])
    expect((await server.fetch(path, { headers: { Host: 'localhost:8080' } })).status).toBe(401)
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
