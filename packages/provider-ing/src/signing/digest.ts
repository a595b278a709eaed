import { createHash } from 'node:crypto'

const empty = new Uint8Array()

/** `SHA-256=` and the standard base64 of the body's hash. A request without a body has the digest of no bytes at all. */
export const toDigest = (body: Uint8Array = empty): string =>
  `SHA-256=${createHash('sha256').update(body).digest('base64')}`
