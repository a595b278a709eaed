import type { Route } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { authorizePage } from './authorize-page.ts'
import { revoke } from './revoke.ts'
import { tokenEndpoint } from './token-endpoint.ts'

const FORM = ['application/x-www-form-urlencoded']

/** Tokens, their end, and the customer's page. */
export const oauthRoutes = (world: IngWorld): readonly Route[] => [
  {
    method: 'POST',
    pattern: /^\/oauth2\/token$/,
    consumes: FORM,
    open: 'self-checked',
    handle: tokenEndpoint(world),
  },
  {
    method: 'POST',
    pattern: /^\/oauth2\/token\/revoke$/,
    consumes: FORM,
    token: { subject: 'application', scheme: 'by-token', scopes: [] },
    handle: revoke(world),
  },
  {
    method: 'GET',
    pattern: /^\/authorize\/v2(?:\/([^/]*))?\/?$/,
    produces: 'text/html',
    open: 'browser',
    handle: authorizePage(world),
  },
  {
    method: 'POST',
    pattern: /^\/authorize\/v2(?:\/([^/]*))?\/?$/,
    produces: 'text/html',
    open: 'browser',
    handle: authorizePage(world),
  },
]
