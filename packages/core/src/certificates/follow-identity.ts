import type { TlsIdentity, TlsIdentitySource } from '../contracts/transport.ts'

/** An identity that was judged before it is used. */
export interface FollowedIdentity<T> extends TlsIdentitySource {
  /** What the check made of the identity in use. */
  checked(): T
}

/**
 * Follows an identity that may change: each new one is checked, and one that fails is handed to `refused`, once, while the
 * last good one stays in use. An identity that never changes is checked once.
 * @throws what `check` throws for the first identity
 *
 * @example
 * const followed = followIdentity(options.tls, (pair) => checkPair({ ...pair, usage: 'tls', now }), warn)
 */
export const followIdentity = <T>(
  identity: TlsIdentity | TlsIdentitySource,
  check: (identity: TlsIdentity) => T,
  refused: (error: unknown) => void,
): FollowedIdentity<T> => {
  const read = 'current' in identity ? () => identity.current() : () => identity
  let seen = read()
  let good = { identity: seen, checked: check(seen) }
  const look = (): typeof good => {
    const found = read()
    if (found === seen) return good
    seen = found
    try {
      good = { identity: found, checked: check(found) }
    } catch (error) {
      refused(error)
    }
    return good
  }
  return { current: () => look().identity, checked: () => look().checked }
}
