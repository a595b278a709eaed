import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Bunq,
  type Client,
  clientKey,
  connect,
  control,
  num,
  openBunq,
  openSession,
  send,
  str,
  toBravo,
  toRequest,
} from '../../../test/bunq/bunq-client.ts'
import { departuresOf } from '../../../test/bunq/object-fields.ts'

const CALLBACK = 'https://tpp.example/cb?own=1'

interface Setup {
  readonly bunq: Bunq
  /** The user who runs the client. */
  readonly owner: Client
  readonly clientId: string
  readonly secret: string
}

const authorizeUrl = (setup: Setup, change: Readonly<Record<string, string>> = {}): string => {
  const query = { response_type: 'code', client_id: setup.clientId, redirect_uri: CALLBACK, state: 'xyz', ...change }
  return `https://127.0.0.1/auth?${new URLSearchParams(query)}`
}

const approve = async (setup: Setup, change: Readonly<Record<string, unknown>> = {}): Promise<URL> => {
  const body = { authorizeUrl: authorizeUrl(setup), ...change }
  return new URL(str(await control(setup.bunq, 'POST', '/bunq/consents', body), 'location'))
}

const exchange = (setup: Setup, code: string, change: Readonly<Record<string, string>> = {}) => {
  const query = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    client_id: setup.clientId,
    client_secret: setup.secret,
    ...change,
  }
  return send(setup.bunq, { method: 'POST', path: `/v1/token?${new URLSearchParams(query)}` })
}

const setUp = async (): Promise<Setup> => {
  const bunq = openBunq()
  const owner = await connect(bunq)
  const base = `user/${owner.userId}/oauth-client`
  const id = num((await owner.write('POST', base, {})).first, 'id')
  await owner.write('POST', `${base}/${id}/callback-url`, { url: CALLBACK })
  const { first } = await owner.get(`${base}/${id}`)
  return { bunq, owner, clientId: str(first, 'client_id'), secret: str(first, 'secret') }
}

describe('OAuth', () => {
  let setup: Setup

  beforeAll(async () => {
    setup = await setUp()
  })

  it('connects another user: consent, code, token, session, and the accounts of the one who granted', async () => {
    const location = await approve(setup)
    expect(location.origin + location.pathname).toBe('https://tpp.example/cb')
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ own: '1', state: 'xyz' })
    const code = location.searchParams.get('code') ?? ''
    expect(code).toMatch(/^[0-9a-f]{64}$/)
    const token = await exchange(setup, code)
    expect(token.json).toMatchObject({ token_type: 'bearer', state: 'xyz' })
    expect(token.headers['Content-Type']).toBe('application/json')
    const granted = await connect(setup.bunq, { apiKey: str(token.json, 'access_token') })
    const user = await granted.get('user')
    expect(Object.keys((user.json['Response'] as object[])[0] ?? {})).toEqual(['UserApiKey'])
    expect(departuresOf('UserApiKey', user.first)).toEqual([])
    expect(user.first).toMatchObject({
      id: granted.userId,
      requested_by_user: { UserPerson: { display_name: 'Alice Jansen' } },
      granted_by_user: { UserPerson: { display_name: 'Bob Jansen' } },
    })
    const account = `user/${granted.userId}/monetary-account/${granted.accountId}`
    expect((await granted.get(`${account}/payment`)).list).toHaveLength(2)
    const foreign = await granted.write('POST', `${account}/payment`, toBravo('1.00'))
    expect([foreign.status, foreign.check, foreign.errors[0]]).toEqual([403, 'bunq-42', 'Insufficient authorisation.'])
    const draft = { entries: [toBravo('1.00')], number_of_required_accepts: 1 }
    const drafted = await granted.write('POST', `${account}/draft-payment`, draft)
    expect(drafted.status).toBe(200)
    const path = `${account}/draft-payment/${num(drafted.first, 'id')}`
    expect((await granted.write('PUT', path, { status: 'ACCEPTED' })).check).toBe('bunq-42')
  })

  it('opens sessions of a token on the installation that has a device already, without a device of its own', async () => {
    const token = await exchange(setup, (await approve(setup)).searchParams.get('code') ?? '')
    const apiKey = str(token.json, 'access_token')
    const { installationToken } = setup.owner
    expect((await openSession(setup.bunq, { apiKey, installationToken, key: clientKey })).status).toBe(200)
  })

  it('shares the chosen accounts only', async () => {
    const other = await setUp()
    const customers = (await control(other.bunq, 'GET', '/bunq/customers'))['items'] as {
      userId: number
      accountIds: number[]
    }[]
    const [alice] = customers
    const chosen = alice?.accountIds[1] ?? 0
    const location = await approve(other, { userId: alice?.userId, accounts: [chosen] })
    const token = await exchange(other, location.searchParams.get('code') ?? '')
    const granted = await connect(other.bunq, { apiKey: str(token.json, 'access_token') })
    const accounts = await granted.get(`user/${granted.userId}/monetary-account`)
    expect(accounts.list.map(({ id }) => id)).toEqual([chosen])
    const hidden = await granted.get(`user/${granted.userId}/monetary-account/${alice?.accountIds[0]}/payment`)
    expect(hidden.check).toBe('bunq-25')
  })

  it('sends a refusal back without a code', async () => {
    const location = await approve(setup, { decision: 'cancel' })
    expect(location.searchParams.get('error')).toBe('access_denied')
    expect(location.searchParams.has('code')).toBe(false)
    expect(location.searchParams.get('state')).toBe('xyz')
  })

  it('ends all connections of a client that is cancelled', async () => {
    const other = await setUp()
    const token = await exchange(other, (await approve(other)).searchParams.get('code') ?? '')
    const granted = await connect(other.bunq, { apiKey: str(token.json, 'access_token') })
    const base = `user/${other.owner.userId}/oauth-client`
    const id = num((await other.owner.get(base)).first, 'id')
    await other.owner.write('PUT', `${base}/${id}`, { status: 'CANCELLED' })
    expect((await granted.get('user')).check).toBe('bunq-10')
  })

  it('row 39: a user has one client; the body may be an array', async () => {
    const client = await connect(openBunq())
    const base = `user/${client.userId}/oauth-client`
    expect((await client.write('POST', base, [])).status).toBe(200)
    const second = await client.write('POST', base, { status: 'ACTIVE' })
    expect([second.status, second.check]).toEqual([400, 'bunq-39'])
  })

  it.each([
    ['unknown client', { client_id: 'ab'.repeat(32) }],
    ['unregistered redirect URI', { redirect_uri: 'https://tpp.example/cb' }],
    ['response type token', { response_type: 'token' }],
  ])('row 40: the page refuses an %s and redirects nowhere', async (_, change) => {
    const url = authorizeUrl(setup, change)
    const answer = await send(setup.bunq, { method: 'GET', path: url.slice('https://127.0.0.1'.length) })
    expect([answer.status, answer.check]).toEqual([400, 'bunq-40'])
    expect(answer.headers).not.toHaveProperty('Location')
    const consent = await control(setup.bunq, 'POST', '/bunq/consents', { authorizeUrl: url })
    expect(consent).toMatchObject({ status: 400, check: 'bunq-40' })
  })

  it('shows a page whose form leads to the redirect, with every value escaped', async () => {
    const url = authorizeUrl(setup, { state: '"><script>' })
    const page = await send(setup.bunq, { method: 'GET', path: url.slice('https://127.0.0.1'.length) })
    const html = page.bytes.toString('utf8')
    expect(page.status).toBe(200)
    expect(html).toContain('<html lang="en">')
    expect(html).not.toContain('<script>')
    const user = /name="user" value="(\d+)"/.exec(html)?.[1] ?? ''
    const query = Object.fromEntries(new URL(url).searchParams)
    const form = new URLSearchParams({ ...query, user, decision: 'approve' }).toString()
    const request = toRequest({ method: 'POST', path: '/auth', body: form })
    const answer = await setup.bunq.handler.handle(request)
    expect(answer.status).toBe(302)
    expect(new URL(answer.headers?.['Location'] ?? '').searchParams.get('state')).toBe('"><script>')
  })

  it.each([
    ['another redirect URI', 'invalid_grant', { redirect_uri: 'https://tpp.example/other' }],
    ['a wrong secret', 'invalid_grant', { client_secret: 'no' }],
    ['an unknown code', 'invalid_grant', { code: 'ab'.repeat(32) }],
    ['an unknown client', 'invalid_client', { client_id: 'no' }],
    ['another grant type', 'unsupported_grant_type', { grant_type: 'refresh_token' }],
  ])('row 41: refuses %s', async (_, error, change) => {
    const code = (await approve(setup)).searchParams.get('code') ?? ''
    const answer = await exchange(setup, code, change)
    expect([answer.status, answer.check, answer.json['error']]).toEqual([401, 'bunq-41', error])
  })

  it('row 41: takes a code once, and not after five minutes', async () => {
    const invalid = { error: 'invalid_grant', error_description: 'The authorization code is invalid or expired.' }
    const once = (await approve(setup)).searchParams.get('code') ?? ''
    expect((await exchange(setup, once)).status).toBe(200)
    expect((await exchange(setup, once)).json).toEqual(invalid)
    const late = (await approve(setup)).searchParams.get('code') ?? ''
    setup.bunq.clock.advance(301)
    expect((await exchange(setup, late)).json).toEqual(invalid)
  })
})
