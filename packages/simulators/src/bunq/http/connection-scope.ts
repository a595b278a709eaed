import type { BunqState } from '../state/bunq-state.ts'
import type { ApiKey } from '../state/entities.ts'
import { refusal } from './refusal.ts'
import type { Route } from './route.ts'

const readable = /^user(\/|$)/

/** What a provider's roles let it do over a connection; the rest is not for service providers. */
const roleFor = (route: Route): 'AISP' | 'PISP' | 'any' | 'none' => {
  if (route.method === 'DELETE' && route.path.startsWith('session/')) return 'any'
  if (/notification-filter|confirmation-of-funds/.test(route.path)) return 'any'
  if (/\/draft-payment/.test(route.path)) return 'PISP'
  if (route.method !== 'GET') return 'none'
  return readable.test(route.path) && route.path.includes('monetary-account') ? 'AISP' : 'any'
}

/** Row 42: an OAuth connection of a PSD2 provider reaches no further than the provider's roles. */
export const checkScope = (state: BunqState, key: ApiKey, route: Route): void => {
  const requester = key.requestedByUserId === undefined ? undefined : state.users.get(key.requestedByUserId)
  if (requester?.roles === undefined) return
  const role = roleFor(route)
  if (role === 'any' || (role !== 'none' && requester.roles.includes(role))) return
  throw refusal(42, 403, 'Insufficient authorisation.', 'the provider lacks the role for this call', {
    expected: role,
    received: requester.roles.join(', '),
  })
}
