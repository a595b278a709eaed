import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { bits, children, type Der, decode, encode, integer, nothing, oid, sequence, tagged, time } from './der.ts'
import { type DistinguishedName, toDistinguishedNameDer } from './distinguished-name.ts'
import { authorityKeyIdentifier, subjectKeyIdentifier } from './extensions.ts'
import type { PemPair } from './pki.ts'

/** Epoch milliseconds, both inclusive. */
export interface Validity {
  readonly notBefore: number
  readonly notAfter: number
}

export interface CertificateRequest {
  readonly subject: DistinguishedName
  readonly publicKey: KeyObject
  readonly validity: Validity
  readonly extensions: readonly Der[]
  /** Who signs: a CA's pair, or the holder's own private key for a self-signed certificate. */
  readonly issuer: PemPair | { readonly selfSigned: KeyObject }
  readonly hash?: 'sha256' | 'sha512'
}

const signatureOids = { sha256: '1.2.840.113549.1.1.11', sha512: '1.2.840.113549.1.1.13' } as const

/** Eight random bytes, the first between 0x01 and 0x7f: positive and without a leading zero. */
const randomSerial = (): Uint8Array => {
  const serial = randomBytes(8)
  serial[0] = (serial[0] ?? 0) & 0x7f || 1
  return serial
}

/** RFC 5280 4.2.1.2: SHA-1 of the public key's bits, which for RSA are its PKCS#1 form; for other keys of the whole key. */
const keyIdentifier = (publicKey: KeyObject): Buffer => {
  const type = publicKey.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'spki'
  return createHash('sha1')
    .update(publicKey.export({ type, format: 'der' }))
    .digest()
}

/** The subject of a certificate, in the very bytes of its issuer. */
const subjectOf = (certificate: X509Certificate): Der => {
  const subject = children(children(decode(certificate.raw))[0] ?? nothing())[5]
  if (subject === undefined) throw new TypeError('The issuer is not an X.509 v3 certificate')
  return subject
}

/**
 * Writes and signs an X.509 v3 certificate; the answer is PEM. Signed by node:crypto, RSASSA-PKCS1-v1_5.
 *
 * @example
 * const pem = issueCertificate(request)
 */
export const issueCertificate = (request: CertificateRequest): string => {
  const algorithm = sequence(oid(signatureOids[request.hash ?? 'sha256']), nothing())
  const subject = toDistinguishedNameDer(request.subject)
  const issuer = 'selfSigned' in request.issuer ? undefined : request.issuer
  const signingKey = 'selfSigned' in request.issuer ? request.issuer.selfSigned : createPrivateKey(request.issuer.key)
  const tbs = sequence(
    tagged(0, integer(Uint8Array.of(2))),
    integer(randomSerial()),
    algorithm,
    issuer === undefined ? subject : subjectOf(new X509Certificate(issuer.certificate)),
    sequence(time(request.validity.notBefore), time(request.validity.notAfter)),
    subject,
    decode(request.publicKey.export({ type: 'spki', format: 'der' })),
    tagged(
      3,
      sequence(
        subjectKeyIdentifier(keyIdentifier(request.publicKey)),
        ...(issuer === undefined ? [] : [authorityKeyIdentifier(keyIdentifier(createPublicKey(signingKey)))]),
        ...request.extensions,
      ),
    ),
  )
  const signature = sign(request.hash ?? 'sha256', encode(tbs), signingKey)
  return new X509Certificate(encode(sequence(tbs, algorithm, bits(signature)))).toString()
}
