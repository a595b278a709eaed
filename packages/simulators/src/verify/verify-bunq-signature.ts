import { constants, createHash, type KeyObject, publicDecrypt, verify } from 'node:crypto'
import { failure, readVerificationKey, type Verification, type VerificationKey } from './verification.ts'

/** A body, its signature and the key that should have made it. */
export interface BunqSignatureInput {
  /** The body exactly as it came over the wire; empty for a call without one. */
  readonly body: Uint8Array
  /** The value of `X-Bunq-Client-Signature` (or `X-Bunq-Server-Signature`), if there was one. */
  readonly signature: string | undefined
  /** The public key of the installation (or of the bank). */
  readonly key: VerificationKey
}

/** bunq's signature has no parts beyond itself. */
export type BunqSignatureSuccess = Readonly<Record<never, never>>

/** DER before the hash in a PKCS #1 v1.5 signature (RFC 8017 9.2, note 1). */
const digestPrefixes: readonly (readonly [name: string, prefix: string])[] = [
  ['SHA-256', '3031300d060960864801650304020105000420'],
  ['SHA-1', '3021300906052b0e03021a05000414'],
  ['SHA-384', '3041300d060960864801650304020205000430'],
  ['SHA-512', '3051300d060960864801650304020305000440'],
]

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** `SHA-256 <hex>` as the signer saw it, or undefined when the signature opens with another key or padding only. */
const signedDigest = (signature: Uint8Array, key: KeyObject): string | undefined => {
  let opened: string
  try {
    opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature).toString('hex')
  } catch {
    return undefined
  }
  const found = digestPrefixes.find(([, prefix]) => opened.startsWith(prefix))
  return found === undefined ? `unknown ${opened}` : `${found[0]} ${opened.slice(found[1].length)}`
}

const parsed = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}

/** Usual ways of signing other bytes than were sent, to name the mistake. */
const nearMisses = (body: Uint8Array): readonly (readonly [fault: string, bytes: Uint8Array, words: string])[] => {
  const value = parsed(body)
  const text = Buffer.from(body).toString('utf8')
  const again =
    value === undefined ? [] : [JSON.stringify(value), JSON.stringify(value, null, 2), JSON.stringify(value, null, 4)]
  return [
    ['empty_body', Buffer.alloc(0), 'the empty byte string was signed'],
    ...again.map((json) => ['reserialised', Buffer.from(json), 'the same JSON in another form was signed'] as const),
    ['newline', Buffer.from(`${text}\n`), 'a newline was signed that was not sent'],
    ['newline', Buffer.from(text.replace(/\r?\n$/, '')), 'the newline at the end was sent but not signed'],
  ]
}

const isPss = (body: Uint8Array, signature: Uint8Array, key: KeyObject): boolean =>
  verify(
    'sha256',
    body,
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
    signature,
  )

/**
 * Checks a bunq signature: base64 of RSA PKCS #1 v1.5 with SHA-256 over the body's bytes and nothing else.
 * Row 16 is a missing signature, row 17 a wrong one; the digest that was signed is read out of the signature.
 *
 * @example
 * verifyBunqSignature({ body, signature, key }).ok
 */
export const verifyBunqSignature = (input: BunqSignatureInput): Verification<BunqSignatureSuccess> => {
  const expected = `SHA-256 ${sha256(input.body)}`
  if (input.signature === undefined || input.signature === '') {
    return failure('bunq-16', 'signature_missing', 'the call must be signed and carries no signature', { expected })
  }
  const { key } = readVerificationKey(input.key)
  const text = input.signature
  const bytes = Buffer.from(text, 'base64')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || bytes.toString('base64') !== text) {
    return failure('bunq-17', 'not_base64', 'the signature is not one line of standard base64', {
      expected,
      received: text,
    })
  }
  const modulusBits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa' || bytes.length !== Math.ceil(modulusBits / 8)) {
    const size = { expected: `${modulusBits / 8} bytes`, received: `${bytes.length} bytes` }
    return failure('bunq-17', 'length', 'the signature is not as long as the key', size)
  }
  if (verify('sha256', input.body, { key, padding: constants.RSA_PKCS1_PADDING }, bytes)) return { ok: true }
  const received = signedDigest(bytes, key)
  if (received === undefined) {
    return isPss(input.body, bytes, key)
      ? failure('bunq-17', 'pss_padding', 'the padding is PSS; PKCS #1 v1.5 is asked for', { expected })
      : failure('bunq-17', 'other_key', 'the signature does not open with the key of this installation', { expected })
  }
  if (!received.startsWith('SHA-256 ')) {
    return failure('bunq-17', 'digest_algorithm', 'the digest in the signature is not SHA-256', { expected, received })
  }
  const miss = nearMisses(input.body).find(([, candidate]) => received === `SHA-256 ${sha256(candidate)}`)
  return failure('bunq-17', miss?.[0] ?? 'other_bytes', miss?.[2] ?? 'other bytes than the body sent were signed', {
    expected,
    received,
  })
}
