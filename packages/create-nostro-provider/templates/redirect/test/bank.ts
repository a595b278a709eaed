import type { Clock } from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import { createFakeBank, type FakeRequest } from '@nostro/provider-testkit'
import { createMyBankProvider } from '../src/index.ts'
import { createBook } from './book.ts'
import type { LoginSide } from './login-side.ts'

const redirectUri = 'https://app.example/cb'
const clientSecret = 'my-bank-client-secret'

/** The codes and tokens that the bank has given out. */
const createGrants = () => {
  const secrets = [clientSecret]
  const codes = new Set<string>()
  const grants = new Map<string, { access: string; alive: boolean }>()
  const secret = (kind: string): string => {
    const made = `my-bank-${kind}-secret-${secrets.length}`
    secrets.push(made)
    return made
  }
  const token = ({ body }: FakeRequest) => {
    const form = new URLSearchParams(body)
    const isFresh = codes.delete(form.get('code') ?? '')
    const refresh = form.get('refresh_token') ?? secret('refresh')
    const isAlive = grants.get(refresh)?.alive === true
    if (form.get('client_secret') !== clientSecret) return { status: 400, json: { error: 'invalid_client' } }
    if (!isFresh && !isAlive) return { status: 400, json: { error: 'invalid_grant' } }
    const access = secret('access')
    grants.set(refresh, { access, alive: true })
    return { json: { access_token: access, refresh_token: refresh, expires_in: 900 } }
  }
  return { secrets, codes, grants, secret, token }
}

/** A small strict bank in memory: what My Bank does, as far as the provider uses it. */
export const startMyBank = async (clock: Pick<Clock, 'now'>) => {
  const { token, ...given } = createGrants()
  const book = createBook(clock, (run) => (request) => {
    const isKnown = [...given.grants.values()].some(
      ({ access, alive }) => alive && request.headers['authorization'] === `Bearer ${access}`,
    )
    return isKnown ? run(request) : { status: 401, json: { error: 'unauthorized' } }
  })
  const routes = {
    ...book.routes,
    'POST /token': token,
    'POST /revoke': ({ body }: FakeRequest) => {
      const grant = given.grants.get(new URLSearchParams(body).get('token') ?? '')
      if (grant !== undefined) grant.alive = false
      return { status: 204 }
    },
  }
  const fake = await createFakeBank({ over: 'memory', routes, now: () => clock.now() })
  const program = { clientId: 'my-app', clientSecret, redirectUris: [redirectUri] }
  return { ...fake, ...given, entries: book.entries, options: { apiUrl: fake.origin, ca: fake.ca, ...program } }
}

type Bank = Awaited<ReturnType<typeof startMyBank>>

/** What the kit has to know of how customers connect: on a page of the bank, which gives a code. */
export const loginOf = ({ options, secrets, secret, codes, grants }: Bank): LoginSide => ({
  start: () => ({ redirectUri }),
  decisions: ['approve', 'decline', 'other-state'],
  wrongOptions: [
    { option: 'apiUrl', create: (services) => createMyBankProvider({ ...options, apiUrl: 'nowhere' }, services) },
    { option: 'clientSecret', create: (services) => createMyBankProvider({ ...options, clientSecret: '' }, services) },
  ],
  act: async (challenge, decision) => {
    const asked = new URL(redirectUrlOf(challenge)).searchParams.get('state') ?? ''
    const state = decision === 'other-state' ? 'x'.repeat(43) : asked
    if (decision === 'decline') return { redirectUrl: `${redirectUri}?error=access_denied&state=${state}` }
    const code = secret('code')
    codes.add(code)
    return { redirectUrl: `${redirectUri}?code=${code}&state=${state}` }
  },
  canaries: () => secrets,
  expire: async (what) => {
    for (const [refresh, grant] of grants) {
      grants.set(refresh, what === 'consent' ? { ...grant, alive: false } : { ...grant, access: secret('ended') })
    }
  },
})
