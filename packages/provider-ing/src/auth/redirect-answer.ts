import { createHash, timingSafeEqual } from 'node:crypto'
import { type AuthFailure, NostroError } from '@nostro/core'

export type RedirectAnswer = { readonly status: 'code'; readonly code: string } | AuthFailure

/**
 * The URL on which the browser landed, checked against the state that we gave.
 * @throws NostroError `verification_failed` when the state is missing, doubled or not ours; `protocol_violation` when
 * the state is ours but neither a code nor an error is there
 */
export const readRedirectAnswer = (redirectUrl: string, expectedState: string): RedirectAnswer => {
  const query = checkState(redirectUrl, expectedState)
  const error = query.get('error')
  if (error !== null) return toFailure(error, query.get('error_description'))
  const [code, ...more] = query.getAll('code')
  if (code === undefined || code === '' || more.length > 0) throw noCode()
  return { status: 'code', code }
}

/** The redirect's query, when its state is the one that we gave. @throws NostroError `verification_failed` */
export const checkState = (redirectUrl: string, expectedState: string): URLSearchParams => {
  const query = queryOf(redirectUrl)
  const states = query.getAll('state')
  const [state] = states
  if (state === undefined || states.length !== 1 || !equalInConstantTime(state, expectedState)) throw foreignState()
  return query
}

const queryOf = (redirectUrl: string): URLSearchParams => {
  try {
    return new URL(redirectUrl, 'http://localhost').searchParams
  } catch {
    throw new NostroError({
      code: 'invalid_request',
      provider: 'ing',
      message: '`redirectUrl` is not a URL.',
      hint: 'Pass the whole URL on which the browser landed, with its query.',
    })
  }
}

const equalInConstantTime = (left: string, right: string): boolean => {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(left), hash(right))
}

const failureCodes: Readonly<Record<string, AuthFailure['code']>> = {
  access_denied: 'user_cancelled',
  server_error: 'unavailable',
  temporarily_unavailable: 'unavailable',
}

const toFailure = (error: string, description: string | null): AuthFailure => {
  const code = failureCodes[error] ?? 'rejected'
  const reason = [error, ...(description === null ? [] : [description])].join(': ')
  return {
    status: 'failed',
    code,
    reason: reason.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 200),
    message: texts[code],
  }
}

const texts: Readonly<Record<AuthFailure['code'], Readonly<Record<string, string>>>> = {
  user_cancelled: { en: 'You cancelled at ING. Nothing was shared.' },
  expired: { en: 'Too much time passed. Please start again.' },
  rejected: { en: 'ING did not grant access.' },
  unavailable: { en: 'ING cannot do this right now. Please try again later.' },
}

const foreignState = (): NostroError =>
  new NostroError({
    code: 'verification_failed',
    provider: 'ing',
    message: 'The state in the redirect is not the one that this authorization was started with.',
    hint: 'The answer belongs to another attempt, or was forged. Start a new authorization.',
  })

const noCode = (): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: 'The redirect carries neither one code nor an error.',
    hint: 'Pass the whole URL on which the browser landed. If it is whole, start a new authorization.',
  })
