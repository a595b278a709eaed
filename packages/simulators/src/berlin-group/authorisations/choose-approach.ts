import type { BankRequest } from '../../http/bank-handler.ts'
import type { Approach, BankProfile } from '../bank-profile.ts'

const isRedirect = (approach: Approach): boolean => approach === 'redirect' || approach === 'oauth'

/** The client says what it prefers, the bank chooses. */
export const chooseApproach = (profile: BankProfile, request: BankRequest): Approach => {
  const redirect = request.header('tpp-redirect-preferred')
  const decoupled = request.header('tpp-decoupled-preferred') === 'true'
  const { approaches } = profile
  const wanted = (approach: Approach): boolean => {
    if (isRedirect(approach)) return redirect === 'true' || (redirect === undefined && !decoupled)
    return approach === 'decoupled' ? decoupled : redirect === 'false' && !decoupled
  }
  return approaches.find(wanted) ?? approaches[0] ?? 'redirect'
}

/** `ASPSP-SCA-Approach`: OAuth counts as redirect. */
export const approachHeader = (approach: Approach): string =>
  approach === 'oauth' ? 'REDIRECT' : approach.toUpperCase()
