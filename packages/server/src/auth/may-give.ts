import { ApiError } from '../errors/api-error.ts'
import type { Caller, Scope } from './scopes.ts'

/**
 * Nobody gives away what they do not have: tokens, links and roles hold no more than their maker, and no ceiling is got round by a new
 * credential.
 * @throws ApiError 403 `insufficient_scope`
 */
export const assertMayGive = (
  caller: Caller,
  wanted: readonly Scope[],
  /** The new credential is the caller's own: the ceilings of the person hold for it too. */
  { isOwn = false }: { readonly isOwn?: boolean | undefined } = {},
): void => {
  const beyond = wanted.find((scope) => !caller.scopes.has(scope))
  if (beyond !== undefined) throw refused(`This caller lacks the scope “${beyond}” and cannot give it away.`)
  const left = caller.ceilings.filter(({ owner }) => !(isOwn && owner === caller.user?.id))
  if (wanted.includes('pay:submit') && left.length > 0)
    throw refused('This caller has a daily ceiling and cannot give “pay:submit” away without it.')
}

const refused = (detail: string): ApiError =>
  new ApiError({
    status: 403,
    code: 'insufficient_scope',
    detail,
    hint: 'Sign in as the owner, or run: nostro token new',
  })
