import type { TlsIdentitySource } from '../contracts/transport.ts'

/**
 * Whether an option is an identity that may change, and not the identity itself.
 *
 * @example
 * const identity = isTlsIdentitySource(tls) ? tls.current() : tls
 */
export const isTlsIdentitySource = (value: unknown): value is TlsIdentitySource =>
  typeof value === 'object' && value !== null && 'current' in value && typeof value.current === 'function'
