import { createPublicKey, KeyObject, X509Certificate } from 'node:crypto'

/** Which check a request fails, with both sides of the comparison for the developer. */
export interface VerificationFailure {
  readonly ok: false
  /** Bank and row of its reference list, such as `ing-21`. */
  readonly check: string
  /** What is wrong, finer than the row: `digest_missing`, `digest_mismatch`, `salt_length`, ... */
  readonly fault: string
  readonly reason: string
  readonly expected?: string | undefined
  readonly received?: string | undefined
}

/** What a verifier found: the parts of a valid signature, or the first fault. */
export type Verification<T> = ({ readonly ok: true } & Readonly<T>) | VerificationFailure

/** Headers by any case: a record, or a look-up function. */
export type HeaderSource = Readonly<Record<string, string>> | ((name: string) => string | undefined)

/** A key object, a certificate, or the PEM of either. */
export type VerificationKey = KeyObject | X509Certificate | string

export const headerLookup = (headers: HeaderSource): ((name: string) => string | undefined) => {
  if (typeof headers === 'function') return headers
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return (name) => byName.get(name.toLowerCase())
}

/** The public key, and the certificate where there is one. */
export const readVerificationKey = (key: VerificationKey): { key: KeyObject; certificate?: X509Certificate } => {
  if (key instanceof KeyObject) return { key: key.type === 'private' ? createPublicKey(key) : key }
  if (key instanceof X509Certificate) return { key: key.publicKey, certificate: key }
  if (!key.includes('BEGIN CERTIFICATE')) return { key: createPublicKey(key) }
  const certificate = new X509Certificate(key)
  return { key: certificate.publicKey, certificate }
}

export const failure = (
  check: string,
  fault: string,
  reason: string,
  sides: { readonly expected?: string | undefined; readonly received?: string | undefined } = {},
): VerificationFailure => ({ ok: false, check, fault, reason, ...sides })
