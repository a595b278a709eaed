import { type AuthFailure, cleanBankText, NostroError } from '@nostro/core'
import type { Bank } from '../bank.ts'
import { invalidField } from '../errors/invalid-request.ts'
import { equalInConstantTime } from './redirect-state.ts'

/**
 * The query of the URL on which the browser landed, when its state is the one that was given.
 * @throws NostroError `verification_failed` when the state is missing, given twice or another one; `invalid_request` for what is no URL
 *
 * @example
 * const query = checkState('https://tpp.example/cb?state=x&code=y', 'x', bank)
 */
export const checkState = (redirectUrl: string, expectedState: string, bank: Bank): URLSearchParams => {
  const query = queryOf(redirectUrl, bank)
  const states = query.getAll('state')
  const [state] = states
  if (state === undefined || states.length !== 1 || !equalInConstantTime(state, expectedState)) {
    throw new NostroError({
      code: 'verification_failed',
      provider: bank.provider,
      message: 'The state in the redirect is not the one that this authorization was started with.',
      hint: 'The answer belongs to another attempt, or was forged. Start a new authorization.',
    })
  }
  return query
}

const queryOf = (redirectUrl: unknown, bank: Bank): URLSearchParams => {
  if (typeof redirectUrl === 'string' && URL.canParse(redirectUrl, 'http://localhost')) {
    return new URL(redirectUrl, 'http://localhost').searchParams
  }
  throw invalidField(bank, {
    field: 'redirectUrl',
    problem: 'is not a URL',
    hint: 'Pass the whole URL on which the browser landed, with its query.',
  })
}

const failureCodes: Readonly<Record<string, AuthFailure['code']>> = {
  access_denied: 'user_cancelled',
  server_error: 'unavailable',
  temporarily_unavailable: 'unavailable',
}

/**
 * What an OAuth error in a redirect means (RFC 6749, 4.1.2.1); nothing when the query carries none.
 *
 * @example
 * readRedirectError(new URLSearchParams('error=access_denied&state=x'), bank) // { status: 'failed', code: 'user_cancelled', … }
 */
export const readRedirectError = (query: URLSearchParams, bank: Bank): AuthFailure | undefined => {
  const error = query.get('error')
  if (error === null) return undefined
  const code = Object.hasOwn(failureCodes, error) ? (failureCodes[error] ?? 'rejected') : 'rejected'
  const description = query.get('error_description')
  const reason = cleanBankText(description === null ? error : `${error}: ${description}`, 200)
  return { status: 'failed', code, reason, message: { en: failureText(code, bank) } }
}

const failureText = (code: AuthFailure['code'], { name }: Bank): string => {
  switch (code) {
    case 'user_cancelled':
      return `You cancelled at ${name}. Nothing was shared.`
    case 'expired':
      return 'Too much time passed. Please start again.'
    case 'rejected':
      return `${name} did not grant access.`
    case 'unavailable':
      return `${name} cannot do this right now. Please try again later.`
  }
}

/**
 * The one code of a redirect's query. @throws NostroError `protocol_violation` when there is none, or more than one
 *
 * @example
 * const code = readCode(checkState(redirectUrl, state, bank), bank)
 */
export const readCode = (query: URLSearchParams, { provider }: Bank): string => {
  const [code, ...more] = query.getAll('code')
  if (code !== undefined && code !== '' && more.length === 0) return code
  throw new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The redirect carries neither one code nor an error.',
    hint: 'Pass the whole URL on which the browser landed. If it is whole, start a new authorization.',
  })
}
