import { createHash } from 'node:crypto'
import type { ExplanationCause } from './words.ts'

/** A Digest header as it may have been made from a body, and what is wrong with it. */
export interface DigestForm {
  readonly cause: ExplanationCause
  readonly digest: string
}

const prefixes = [
  '',
  'sha-256=',
  'SHA256=',
  'sha256=',
  'Sha-256=',
  'SHA-256:',
  'SHA-256 ',
  'SHA-256==',
  'id-sha-256=',
] as const

/** Wrong ways to write the digest of these bytes; `SHA-512` in the same ways. */
export const digestForms = (body: Uint8Array): readonly DigestForm[] =>
  (['sha256', 'sha512'] as const).flatMap((name) => {
    const bytes = createHash(name).update(body).digest()
    const base64 = bytes.toString('base64')
    const hex = bytes.toString('hex')
    const label = name === 'sha256' ? 'SHA-256=' : 'SHA-512='
    const named = (prefix: string): string => (name === 'sha256' ? prefix : prefix.replace('256', '512'))
    const alphabets = [
      hex,
      hex.toUpperCase(),
      bytes.toString('base64url'),
      base64.replace(/=+$/, ''),
      Buffer.from(hex).toString('base64'),
      Buffer.from(hex.toUpperCase()).toString('base64'),
      Buffer.from(base64).toString('base64'),
      encodeURIComponent(base64),
    ].filter((form) => form !== base64)
    return [
      ...prefixes.map((prefix) => ({ cause: 'digest_prefix', digest: named(prefix) + base64 }) as const),
      ...[label, label.toLowerCase()].map(
        (prefix) => ({ cause: 'digest_prefix', digest: `${prefix}:${base64}:` }) as const,
      ),
      { cause: 'digest_prefix', digest: `${label}"${base64}"` } as const,
      ...['', label, label.toLowerCase()].flatMap((prefix) =>
        alphabets.map((form) => ({ cause: 'digest_alphabet', digest: prefix + form }) as const),
      ),
    ]
  })
