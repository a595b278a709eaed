import { constants, createHash, type KeyObject, verify, type X509Certificate } from 'node:crypto'
import { checkDigest } from './digest-header.ts'
import { explainMismatch, reasonOf } from './explain/explain-mismatch.ts'
import { HTTP_HEADERS_MECHANISM, type ProtectedHeader, readProtectedHeader } from './protected-header.ts'
import { signingString } from './signing-string.ts'
import {
  failure,
  type HeaderSource,
  headerLookup,
  readVerificationKey,
  type Verification,
  type VerificationFailure,
  type VerificationKey,
} from './verification.ts'

/** A request signed by a detached JWS (RFC 7515, RFC 7797, ETSI sigD) as ING asks for it. */
export interface DetachedJwsInput {
  readonly method: string
  /** Path and query exactly as on the request line. */
  readonly target: string
  readonly headers: HeaderSource
  readonly body: Uint8Array
  /** One key or several. `x5t#S256` is judged for certificates; a bare key has no fingerprint. */
  readonly key: VerificationKey | readonly VerificationKey[]
  /** The verifier's clock, epoch milliseconds. */
  readonly now: number
  /** By default the `x-jws-signature` header. */
  readonly jws?: string
  /** Names that `pars` must hold; `(request-target)`, `digest`, `content-type` by default. */
  readonly required?: readonly string[]
  /** Seconds by which `sigT` may differ from the clock either way; 180 by default. */
  readonly skewSeconds?: number
  /** `digest` (RFC 7518: as long as the hash) by default; `any` is for old OpenSSL versions. */
  readonly salt?: 'digest' | 'any'
}

/** The parts of a valid detached JWS. */
export interface DetachedJwsSuccess {
  readonly algorithm: string
  readonly signedHeaders: readonly string[]
  readonly signingString: string
  readonly certificate?: X509Certificate
}

interface Candidate {
  readonly key: KeyObject
  readonly certificate?: X509Certificate
}

interface Algorithm {
  readonly hash: string
  readonly bytes: number
  /** The curve of an ES algorithm (RFC 7518 3.4); absent for RSA. */
  readonly curve?: string
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  PS256: { hash: 'sha256', bytes: 32 },
  PS384: { hash: 'sha384', bytes: 48 },
  PS512: { hash: 'sha512', bytes: 64 },
  ES256: { hash: 'sha256', bytes: 32, curve: 'prime256v1' },
  ES384: { hash: 'sha384', bytes: 48, curve: 'secp384r1' },
  ES512: { hash: 'sha512', bytes: 64, curve: 'secp521r1' },
}

const DEFAULT_REQUIRED = ['(request-target)', 'digest', 'content-type'] as const

const decodePart = (part: string): Buffer | undefined => {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.length > 0 && bytes.toString('base64url') === part ? bytes : undefined
}

const readParts = (text: string | undefined): Verification<{ head: string; header: Buffer; signature: Buffer }> => {
  if (text === undefined) return failure('ing-25', 'signature_missing', 'There is no x-jws-signature')
  const [head = '', middle, tail = '', more] = text.split('.')
  const bad = (reason: string) => failure('ing-25', 'signature_unreadable', reason, { received: text })
  if (middle !== '' || more !== undefined) return bad('Three parts are expected, the middle one empty')
  const header = decodePart(head)
  const signature = decodePart(tail)
  if (!header || !signature) return bad('The parts must be base64url without padding')
  return { ok: true, head, header, signature }
}

const fits = (algorithm: Algorithm, key: KeyObject): boolean =>
  algorithm.curve === undefined
    ? key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss'
    : key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === algorithm.curve

const checkAlgorithm = (alg: string, candidates: readonly Candidate[]): VerificationFailure | undefined => {
  const algorithm = Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined
  const sides = { expected: Object.keys(ALGORITHMS).join(', '), received: alg }
  if (!algorithm) return failure('ing-27', 'algorithm', 'alg is not allowed', sides)
  if (candidates.some(({ key }) => fits(algorithm, key))) return undefined
  return failure('ing-27', 'algorithm', 'alg does not fit the key', sides)
}

const checkTime = (sigT: string, input: DetachedJwsInput): VerificationFailure | undefined => {
  const seconds = Math.floor(input.now / 1000) * 1000
  const expected = new Date(seconds).toISOString().replace('.000Z', 'Z')
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(sigT) ? Date.parse(sigT) : Number.NaN
  if (Number.isNaN(at)) {
    return failure('ing-28', 'signing_time', 'sigT must be yyyy-MM-ddTHH:mm:ssZ', { expected, received: sigT })
  }
  const distance = Math.abs(at - seconds)
  if (distance <= (input.skewSeconds ?? 180) * 1000) return undefined
  const reason = `sigT is ${distance / 1000} s away from the bank's clock`
  return failure('ing-28', 'signing_time_skew', reason, { expected, received: sigT })
}

const checkPars = ({ pars, mId }: ProtectedHeader, required: readonly string[]): VerificationFailure | undefined => {
  const bad = (reason: string, expected: string, received: string) =>
    failure('ing-29', 'signed_headers', reason, { expected, received })
  if (mId !== HTTP_HEADERS_MECHANISM) return bad('sigD.mId is not that of signed headers', HTTP_HEADERS_MECHANISM, mId)
  const list = pars.join(' ')
  if (pars.some((name, at) => name !== name.toLowerCase() || pars.indexOf(name) !== at)) {
    return bad('pars must be lower case, no name twice', required.join(' '), list)
  }
  const missing = required.filter((name) => !pars.includes(name))
  return missing.length === 0 ? undefined : bad(`pars lacks ${missing.join(', ')}`, required.join(' '), list)
}

const thumbprintOf = (certificate: X509Certificate): string =>
  createHash('sha256').update(certificate.raw).digest('base64url')

const byThumbprint = (candidates: readonly Candidate[], thumbprint: string | undefined): readonly Candidate[] =>
  candidates.filter(({ certificate }) => !certificate || thumbprintOf(certificate) === thumbprint)

const rsaVerifies = (algorithm: Algorithm, data: Buffer, key: KeyObject, signature: Buffer, saltLength: number) =>
  verify(algorithm.hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)

/** The salt length under which it does verify: 222 is what OpenSSL up to 3.0 takes for RSA-2048. */
const saltOf = (algorithm: Algorithm, data: Buffer, key: KeyObject, signature: Buffer): number | undefined => {
  if (!rsaVerifies(algorithm, data, key, signature, constants.RSA_PSS_SALTLEN_AUTO)) return undefined
  const most = (key.asymmetricKeyDetails?.modulusLength ?? 2048) / 8 - algorithm.bytes - 2
  for (let salt = most; salt >= 0; salt--) if (rsaVerifies(algorithm, data, key, signature, salt)) return salt
  return undefined
}

const checkSignature = (
  parts: { readonly head: string; readonly signature: Buffer },
  algorithm: Algorithm,
  text: string,
  input: DetachedJwsInput,
  candidates: readonly Candidate[],
): Verification<{ candidate: Candidate }> => {
  const saltLength = input.salt === 'any' ? constants.RSA_PSS_SALTLEN_AUTO : algorithm.bytes
  const verifies = (candidate: Candidate, line: string): boolean => {
    const data = Buffer.from(`${parts.head}.${line}`, 'utf8')
    return algorithm.curve === undefined
      ? rsaVerifies(algorithm, data, candidate.key, parts.signature, saltLength)
      : verify(algorithm.hash, data, { key: candidate.key, dsaEncoding: 'ieee-p1363' }, parts.signature)
  }
  const fitting = candidates.filter(({ key }) => fits(algorithm, key))
  const candidate = fitting.find((each) => verifies(each, text))
  if (candidate) return { ok: true, candidate }
  const expected = `${parts.head}.${text}`
  const received = parts.signature.toString('base64url')
  if (algorithm.curve === undefined) {
    const data = Buffer.from(expected, 'utf8')
    for (const { key } of fitting) {
      const salt = saltOf(algorithm, data, key, parts.signature)
      if (salt === undefined) continue
      const reason = `The signature verifies under a PSS salt length of ${salt} bytes; it must be ${algorithm.bytes}`
      return failure('ing-32', 'salt_length', reason, { expected: String(algorithm.bytes), received: String(salt) })
    }
  }
  const found = explainMismatch(
    input,
    undefined,
    fitting.map(({ key, certificate }) => certificate ?? key),
  )
  return failure('ing-32', 'signature_mismatch', reasonOf(found), {
    expected,
    received: found.signed ?? received,
  })
}

/**
 * Judges a signed request by rows 25 to 32 of ING's list, in that order; the first failure is the answer.
 *
 * @example
 * verifyDetachedJws({ method, target, headers, body, key, now }).ok
 */
export const verifyDetachedJws = (input: DetachedJwsInput): Verification<DetachedJwsSuccess> => {
  const header = headerLookup(input.headers)
  const candidates: readonly Candidate[] = [input.key].flat().map(readVerificationKey)
  const parts = readParts(input.jws ?? header('x-jws-signature'))
  if (!parts.ok) return parts
  const read = readProtectedHeader(parts.header.toString('utf8'))
  if (!read.ok) return read
  const { alg, sigT, pars, thumbprint } = read.header
  const early =
    checkAlgorithm(alg, candidates) ??
    checkTime(sigT, input) ??
    checkPars(read.header, input.required ?? DEFAULT_REQUIRED)
  if (early) return early
  const digestHeader = header('digest')
  // A missing Digest has a row of its own, with another answer.
  const built = signingString(input, (name) => (name === 'digest' ? (digestHeader ?? '') : header(name)), pars)
  if ('missing' in built) {
    const reason = `pars names ${built.missing}, which the request lacks`
    return failure('ing-29', 'header_missing', reason, { expected: built.missing })
  }
  const named = byThumbprint(candidates, thumbprint)
  if (named.length === 0) {
    const expected = candidates
      .flatMap(({ certificate }) => (certificate ? [thumbprintOf(certificate)] : []))
      .join(', ')
    const reason = 'x5t#S256 is not the fingerprint of the signing certificate'
    return failure('ing-30', 'thumbprint', reason, { expected, received: thumbprint ?? '' })
  }
  const digest = checkDigest(digestHeader, input.body, { check: 'ing-31', allowed: ['SHA-256', 'SHA-512'] })
  if (digest) return digest
  const algorithm = ALGORITHMS[alg]
  if (!algorithm) return failure('ing-27', 'algorithm', 'alg is not allowed', { received: alg })
  const result = checkSignature(parts, algorithm, built.text, input, named)
  if (!result.ok) return result
  const { certificate } = result.candidate
  return {
    ok: true,
    algorithm: alg,
    signedHeaders: pars,
    signingString: built.text,
    ...(certificate ? { certificate } : {}),
  }
}
