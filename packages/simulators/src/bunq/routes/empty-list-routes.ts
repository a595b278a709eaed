import { listReply } from '../http/replies.ts'
import type { Route } from '../http/route.ts'

/** Lists of the API (its OpenAPI file) whose things nobody has here. Clients read them at their start, and must not fail. */
const paths = [
  'user/{user}/billing-contract-subscription',
  'user/{user}/invoice',
  'user/{user}/monetary-account/{account}/invoice',
  'user/{user}/monetary-account/{account}/payment-auto-allocate',
  'user/{user}/monetary-account/{account}/share-invite-monetary-account-inquiry',
  'user/{user}/payment-auto-allocate',
  'user/{user}/share-invite-monetary-account-response',
] as const

export const emptyListRoutes: readonly Route[] = paths.map((path) => ({
  method: 'GET',
  path,
  token: 'session',
  handle: (call) => listReply(call, [], () => ({})),
}))
