import { query } from '@nostro/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlainApi, type PlainApi, plainUrl } from './support/open-plain-api.ts'

let server: PlainApi
beforeAll(async () => {
  server = await openPlainApi({ settings: { requestsPerMinute: 10_000 } })
})
afterAll(() => server.close())

const browse = async (cookie: string, method: string, path: string, body?: unknown) => {
  const request = new Request(`${plainUrl}${path}`, {
    method,
    headers: {
      ...(cookie !== '' && { Cookie: cookie }),
      Origin: plainUrl,
      'Nostro-Request': '1',
      'Content-Type': 'application/json',
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  // Another address each time: how many tries one address has is tested in defences.test.ts.
  tries += 1
  const response = await server.api.fetch(request, { peer: `198.51.100.${tries}` })
  const set = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  return { status: response.status, body: (await response.json()) as any, cookie: set }
}
let tries = 0
const signIn = async (userId?: string): Promise<string> => {
  const { sessions } = server.api.services
  const opened = await sessions.redeem(await sessions.createLink(userId))
  return `__Host-nostro=${opened?.secret ?? ''}`
}
const newUser = async (name: string, role = 'viewer', more: object = {}): Promise<string> =>
  (await server.call('POST', '/v1/users', { name, role, ...more })).body.id
const useCode = (code: string) => browse('', 'POST', '/auth/recovery-codes/login', { code })
const codesOf = async (cookie: string): Promise<readonly string[]> =>
  (await browse(cookie, 'POST', '/auth/recovery-codes')).body.codes
const auditOf = async (action: string) =>
  (await server.call('GET', '/v1/audit?limit=500')).body.data.filter(
    (line: { action: string }) => line.action === action,
  )

describe('6.5.1: recovery codes', () => {
  it('are ten, shown once, kept as hashes, and each signs its person in once, which the audit says', async () => {
    const id = await newUser('Ann')
    const cookie = await signIn(id)
    expect((await browse(cookie, 'GET', '/auth/recovery-codes')).body).toEqual({ left: 0 })
    const made = await browse(cookie, 'POST', '/auth/recovery-codes')
    const codes: readonly string[] = made.body.codes
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/)
    expect((await browse(cookie, 'GET', '/auth/recovery-codes')).body).toEqual({
      left: 10,
      createdAt: made.body.createdAt,
    })
    expect((await browse('', 'GET', '/auth/session')).body.methods).toMatchObject({ recoveryCode: true })
    const rows = await server.store.read(() => query('select * from server_recovery_code'))
    expect(codes.some((code) => JSON.stringify(rows).includes(code.slice(0, 5)))).toBe(false)

    // As people type it: small letters, blanks, letters in place of digits.
    const typed = ` ${(codes[0] ?? '').toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `
    const opened = await useCode(typed)
    expect(opened).toMatchObject({ status: 200, body: { signedIn: true } })
    expect((await browse(opened.cookie, 'GET', '/auth/session')).body).toMatchObject({ name: 'Ann', role: 'viewer' })
    expect((await browse(cookie, 'GET', '/auth/recovery-codes')).body.left).toBe(9)
    const again = await useCode(codes[0] ?? '')
    expect(again).toMatchObject({ status: 401, body: { detail: expect.stringContaining('used already') }, cookie: '' })
    const used = await auditOf('recovery_code.use')
    expect(used).toEqual([expect.objectContaining({ actor: id, via: 'browser', outcome: 'done' })])
    expect((await auditOf('recovery_code.create')).length).toBe(1)
    expect(await auditOf('login')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ target: 'recovery_code', outcome: 'done' }),
        expect.objectContaining({ target: 'recovery_code', outcome: 'refused' }),
      ]),
    )
  })

  it('new ones end those of before, of the same person alone; the owner has their own', async () => {
    const [bo, owner] = [await signIn(await newUser('Bo')), await signIn()]
    const [first, ofOwner] = [await codesOf(bo), await codesOf(owner)]
    await codesOf(bo)
    expect((await useCode(first[3] ?? '')).status).toBe(401)
    const opened = await useCode(ofOwner[3] ?? '')
    expect((await browse(opened.cookie, 'GET', '/auth/session')).body).toMatchObject({ name: 'owner' })
  })

  it('want a signed-in browser and a fresh proof; a made-up code opens nothing', async () => {
    const cookie = await signIn()
    await server.clock.advance(6 * 60_000)
    expect((await browse(cookie, 'POST', '/auth/recovery-codes')).body.code).toBe('step_up_required')
    expect((await server.call('POST', '/auth/recovery-codes')).status).toBe(403)
    expect((await browse('', 'POST', '/auth/recovery-codes')).status).toBe(401)
    for (const code of ['x', '0'.repeat(25), "' or 1=1 --", 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA'])
      expect((await useCode(code)).status).toBe(401)
  })

  it('one code that is used twice at the same moment signs in once', async () => {
    const [code = ''] = await codesOf(await signIn())
    const answers = await Promise.all(Array.from({ length: 5 }, () => useCode(code)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401, 401])
  })
})

describe('7.4.2: a person who is disabled', () => {
  it('is out with browsers, tokens, links and codes at once, and in again when enabled', async () => {
    const id = await newUser('Cy', 'admin')
    const cookie = await signIn(id)
    const [code = ''] = await codesOf(cookie)
    const made = await browse(cookie, 'POST', '/v1/tokens', { name: 'mine', scopes: ['read'] })
    const headers = { Authorization: `Bearer ${made.body.token}` }
    const link = await server.api.services.sessions.createLink(id)
    const disabled = await server.call('PATCH', `/v1/users/${id}`, { disabled: true })
    expect(disabled.body).toMatchObject({ name: 'Cy', disabled: true })
    expect((await browse(cookie, 'GET', '/v1/accounts')).status).toBe(401)
    expect((await server.call('GET', '/v1/accounts', undefined, headers)).status).toBe(401)
    expect(await server.api.services.sessions.redeem(link)).toBeUndefined()
    expect((await useCode(code)).status).toBe(401)
    await expect(server.api.services.sessions.open({ method: 'passkey', user: id })).rejects.toThrow('may not sign in')
    expect((await server.call('POST', `/v1/login-links?userId=${id}`)).status).toBe(409)
    expect((await server.call('POST', `/v1/users/${id}/reset`)).status).toBe(409)

    expect((await server.call('PATCH', `/v1/users/${id}`, { disabled: false })).body.disabled).toBe(false)
    expect((await server.call('GET', '/v1/accounts', undefined, headers)).status).toBe(200)
    expect((await browse(cookie, 'GET', '/v1/accounts')).status).toBe(401)
    expect((await useCode(code)).status).toBe(200)
    expect((await auditOf('user.disable')).length).toBe(1)
    expect((await auditOf('user.enable')).length).toBe(1)
  })

  it('is not oneself: nobody shuts themselves out', async () => {
    const id = await newUser('Di', 'admin')
    const cookie = await signIn(id)
    expect((await browse(cookie, 'PATCH', `/v1/users/${id}`, { disabled: true })).status).toBe(409)
    expect((await browse(cookie, 'DELETE', `/v1/users/${id}`)).status).toBe(409)
    expect((await browse(cookie, 'GET', '/v1/users')).status).toBe(200)
  })
})

it('6.4.4: a reset ends every way in but API tokens, and gives a link for once', async () => {
  const id = await newUser('Ed', 'admin')
  const cookie = await signIn(id)
  const [code = ''] = await codesOf(cookie)
  const made = await browse(cookie, 'POST', '/v1/tokens', { name: 'mine', scopes: ['read'] })
  const ofAnother = await signIn(await newUser('Flo'))
  const reset = await server.call('POST', `/v1/users/${id}/reset`)
  expect(reset).toMatchObject({ status: 201, body: { path: `/#login=${reset.body.code}` } })
  expect((await browse(cookie, 'GET', '/v1/accounts')).status).toBe(401)
  expect((await useCode(code)).status).toBe(401)
  const headers = { Authorization: `Bearer ${made.body.token}` }
  expect((await server.call('GET', '/v1/accounts', undefined, headers)).status).toBe(200)
  expect((await browse(ofAnother, 'GET', '/v1/accounts')).status).toBe(200)
  const opened = await browse('', 'POST', '/auth/login', { code: reset.body.code })
  expect((await browse(opened.cookie, 'GET', '/auth/session')).body).toMatchObject({ name: 'Ed', role: 'admin' })
  expect((await server.call('POST', '/v1/users/usr_none/reset')).status).toBe(404)
})

it('a subject at the OpenID provider belongs to one person', async () => {
  const id = await newUser('Gil', 'viewer', { oidcSubject: 'sub-1' })
  const another = await newUser('Hal')
  expect((await server.call('POST', '/v1/users', { name: 'Ida', role: 'viewer', oidcSubject: 'sub-1' })).status).toBe(
    409,
  )
  expect((await server.call('PATCH', `/v1/users/${another}`, { oidcSubject: 'sub-1' })).status).toBe(409)
  expect((await server.call('PATCH', `/v1/users/${id}`, { oidcSubject: null })).body.oidcSubject).toBeUndefined()
  expect((await server.call('PATCH', `/v1/users/${another}`, { oidcSubject: 'sub-1' })).body.oidcSubject).toBe('sub-1')
})
