import { createHash } from 'node:crypto'
import { failure, type VerificationFailure } from './verification.ts'

const DIGESTS = { 'SHA-256': { hash: 'sha256', bytes: 32 }, 'SHA-512': { hash: 'sha512', bytes: 64 } } as const

export type DigestName = keyof typeof DIGESTS

const isDigestName = (name: string): name is DigestName => Object.hasOwn(DIGESTS, name)

/** `SHA-256=` and the standard base64 of the hash over exactly these bytes (RFC 3230). */
export const digestOf = (body: Uint8Array, name: DigestName = 'SHA-256'): string =>
  `${name}=${createHash(DIGESTS[name].hash).update(body).digest('base64')}`

/** The `Digest` header against the body bytes; undefined when it agrees. */
export const checkDigest = (
  header: string | undefined,
  body: Uint8Array,
  options: { readonly check: string; readonly allowed: readonly DigestName[]; readonly bare?: boolean },
): VerificationFailure | undefined => {
  const { check, allowed } = options
  if (header === undefined) {
    return failure(check, 'digest_missing', 'The Digest header is missing', { expected: digestOf(body) })
  }
  if (options.bare && `SHA-256=${header}` === digestOf(body)) return undefined
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(header) ?? []
  const sides = (known: DigestName) => ({ expected: digestOf(body, known), received: header })
  if (!isDigestName(name) || !allowed.includes(name)) {
    return failure(check, 'digest_malformed', `The Digest must begin with ${allowed.join('= or ')}=`, sides('SHA-256'))
  }
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length !== DIGESTS[name].bytes || bytes.toString('base64') !== value) {
    return failure(check, 'digest_malformed', 'The Digest is not the base64 of a hash of that length', sides(name))
  }
  if (header === digestOf(body, name)) return undefined
  return failure(check, 'digest_mismatch', 'The Digest is not that of the body received', sides(name))
}
