import { browse, cookieOf, type Defence, newUser, send, textOf, withoutSql } from './defence.ts'

const minutes = 60_000
const never = 1e15
const isIn = async (server: Parameters<typeof send>[0], cookie: string): Promise<boolean> =>
  (await send(server, 'GET', '/v1/accounts', { Cookie: cookie })).status === 200

/** Of people and their credentials. */
export const signInDefences: readonly Defence[] = [
  {
    row: '3.3.1–3.3.4',
    defence: 'the cookie is bound to this host, out of reach of scripts, and not sent with requests of other sites',
    file: 'hono/cookie',
    without: (original) => ({
      ...original,
      setCookie: (c: { header(name: string, value: string): void }, name: string, value: string) =>
        c.header('Set-Cookie', `${name}=${value}`),
    }),
    attack: async ({ server }) => {
      const code = await server.api.services.sessions.createLink()
      const line = (await browse(server, 'POST', '/auth/login', { body: { code } })).headers.get('set-cookie') ?? ''
      const attributes = line.split('; ').slice(1)
      const isWhole = ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/'].every((wanted) => attributes.includes(wanted))
      return !isWhole || !line.startsWith('__Host-') || attributes.some((each) => each.startsWith('Domain'))
    },
  },
  {
    row: '7.3.1',
    defence: 'a browser that nobody uses is signed out',
    file: '../src/auth/session-limits.ts',
    without: () => ({ idleMs: never }),
    alone: {},
    attack: async ({ server }) => {
      const cookie = await cookieOf(server)
      await server.clock.advance(31 * minutes)
      return isIn(server, cookie)
    },
  },
  {
    row: '7.3.2',
    defence: 'a browser that is used all day is signed out after twelve hours',
    file: '../src/auth/session-limits.ts',
    without: () => ({ longestMs: never }),
    alone: {},
    attack: async ({ server }) => {
      const cookie = await cookieOf(server)
      for (let passed = 0; passed < 12 * 60; passed += 20) {
        await isIn(server, cookie)
        await server.clock.advance(20 * minutes)
      }
      return isIn(server, cookie)
    },
  },
  {
    row: '6.3.2, 6.5.1',
    defence: 'a link signs in once',
    file: '@nostro/ledger',
    without: withoutSql('where hash = ? and used_at is null and expires_at > ?', 'where hash = ? and expires_at > ?'),
    attack: async ({ server: { api } }) => {
      const code = await api.services.sessions.createLink()
      await api.services.sessions.redeem(code)
      return (await api.services.sessions.redeem(code)) !== undefined
    },
  },
  {
    row: '6.5.5',
    defence: 'a link is over after ten minutes',
    file: '../src/auth/session-limits.ts',
    without: () => ({ linkMs: never }),
    alone: {},
    attack: async ({ server: { api, clock } }) => {
      const code = await api.services.sessions.createLink()
      await clock.advance(10 * minutes)
      return (await api.services.sessions.redeem(code)) !== undefined
    },
  },
  {
    row: '6.5.1',
    defence: 'a recovery code signs in once',
    file: '@nostro/ledger',
    without: withoutSql('where hash = ? and used_at is null and (user_id', 'where hash = ? and (user_id'),
    attack: async ({ server }) => {
      const cookie = await cookieOf(server)
      const made = (await (await browse(server, 'POST', '/auth/recovery-codes', { cookie })).json()) as {
        codes: string[]
      }
      const [code] = made.codes
      await browse(server, 'POST', '/auth/recovery-codes/login', { body: { code } })
      return (await browse(server, 'POST', '/auth/recovery-codes/login', { body: { code } })).status === 200
    },
  },
  {
    row: '7.2.4',
    defence: 'who signs out is out',
    file: '@nostro/ledger',
    without: withoutSql('ended_at is null and expires_at', 'expires_at'),
    attack: async ({ server }) => {
      const cookie = await cookieOf(server)
      await browse(server, 'POST', '/auth/logout', { cookie })
      return isIn(server, cookie)
    },
  },
  {
    row: '7.4.2',
    defence: 'the tokens of a disabled person open nothing',
    file: '../src/auth/caller-user.ts',
    without: () => ({ userLives: '(1 = 1)' }),
    attack: async ({ server }) => {
      const id = await newUser(server, 'admin')
      const made = await browse(server, 'POST', '/v1/tokens', {
        cookie: await cookieOf(server, id),
        body: { name: 'x', scopes: ['read'] },
      })
      const { token } = (await made.json()) as { token: string }
      await server.call('PATCH', `/v1/users/${id}`, { disabled: true })
      const headers = { Authorization: `Bearer ${token}` }
      return (await server.call('GET', '/v1/accounts', undefined, headers)).status === 200
    },
  },
  {
    row: '6.x, 7.2',
    defence: 'links and sessions are kept as hashes',
    file: '../src/auth/api-tokens.ts',
    without: () => ({ hashSecret: (secret: string) => secret }),
    attack: async ({ server }) => {
      const code = await server.api.services.sessions.createLink()
      return (await textOf(server, 'server_login_link')).includes(code)
    },
  },
  {
    row: '6.4, 8.3.2',
    defence: 'a browser’s act for good needs a fresh proof of its person',
    file: '../src/auth/step-up.ts',
    without: () => ({ assertFresh: () => undefined }),
    alone: {},
    attack: async ({ server }) => {
      const cookie = await cookieOf(server)
      await server.clock.advance(10 * minutes)
      const answers = await Promise.all([
        browse(server, 'POST', '/v1/users', { cookie, body: { name: 'Eve', role: 'admin' } }),
        browse(server, 'POST', '/auth/recovery-codes', { cookie }),
        browse(server, 'POST', '/v1/login-links', { cookie }),
      ])
      return answers.some(({ status }) => status === 201)
    },
  },
  {
    row: '8.2, 8.3',
    defence: 'a person of a team does what their role may',
    file: '../src/auth/roles.ts',
    without: () => ({ limitToRole: (wanted: readonly string[]) => new Set(wanted) }),
    attack: async ({ server }) => {
      const cookie = await cookieOf(server, await newUser(server, 'viewer'))
      return (await send(server, 'GET', '/v1/tokens', { Cookie: cookie })).status === 200
    },
  },
  {
    row: '8.2, 8.4',
    defence: 'nobody gives away what they lack',
    file: '../src/auth/may-give.ts',
    without: () => ({ assertMayGive: () => undefined }),
    attack: async ({ server }) => {
      const headers = { Authorization: `Bearer ${await server.tokenOf('admin')}` }
      const wanted = { name: 'more', scopes: ['pay:submit'] }
      return (await server.call('POST', '/v1/tokens', wanted, headers)).status === 201
    },
  },
]
