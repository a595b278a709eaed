import { ApiError } from '../errors/api-error.ts'
import type { Caller } from './scopes.ts'

/**
 * Passkeys and recovery codes belong to a person at a browser; a token has none.
 * @throws ApiError 403 `insufficient_scope`
 */
export const browserOnly = (caller: Caller): Caller => {
  if (caller.kind === 'session') return caller
  throw new ApiError({
    status: 403,
    code: 'insufficient_scope',
    detail: 'Only a signed-in browser can do this.',
    hint: 'Sign in with a browser: nostro login-link',
  })
}
