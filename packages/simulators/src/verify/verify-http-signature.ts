import { type KeyObject, verify } from 'node:crypto'
import { checkDigest, type DigestName } from './digest-header.ts'
import { explainMismatch, reasonOf } from './explain/explain-mismatch.ts'
import { parseHttpDate } from './http-date.ts'
import { parseSignatureHeader, type SignatureParameters } from './signature-header.ts'
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

/** A request signed by draft-cavage-http-signatures as ING asks for it, and what it is to be judged by. */
export interface HttpSignatureInput {
  readonly method: string
  /** Path and query exactly as on the request line. */
  readonly target: string
  readonly headers: HeaderSource
  readonly body: Uint8Array
  /** One key, or several of which one must verify; certificates may be given in their place. */
  readonly key: VerificationKey | readonly VerificationKey[]
  /** The verifier's clock, epoch milliseconds. */
  readonly now: number
  /** The parameters' text; by default the `Signature` header, else `Authorization` after its `Signature ` prefix. */
  readonly signature?: string
  /** Refuses another keyId when given. A function judges it (serial numbers have several spellings). */
  readonly keyId?: string | ((keyId: string) => boolean)
  /** Names that must be signed; `(request-target)`, `date` and `digest` by default. */
  readonly required?: readonly string[]
  readonly algorithms?: readonly string[]
  readonly digests?: readonly DigestName[]
  /** Seconds by which `Date` may differ from the clock either way; 180 by default. */
  readonly skewSeconds?: number
  readonly allowUnpaddedDay?: boolean
  /** Lets a Digest pass that lacks `SHA-256=`, as one of ING's own scripts sends it. */
  readonly allowBareDigest?: boolean
}

/** The parts of a valid HTTP signature. */
export interface HttpSignatureSuccess {
  readonly keyId: string
  readonly algorithm: string
  readonly signedHeaders: readonly string[]
  readonly signingString: string
}

interface Algorithm {
  readonly hash: string
  readonly keyType: string
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  'rsa-sha256': { hash: 'sha256', keyType: 'rsa' },
  'ecdsa-sha256': { hash: 'sha256', keyType: 'ec' },
  'ecdsa-sha384': { hash: 'sha384', keyType: 'ec' },
  'ecdsa-sha512': { hash: 'sha512', keyType: 'ec' },
}

const DEFAULT_REQUIRED = ['(request-target)', 'date', 'digest'] as const

const readSignature = (input: HttpSignatureInput, header: (name: string) => string | undefined) => {
  const authorization = header('authorization')
  const text =
    input.signature ??
    header('signature') ??
    (authorization?.startsWith('Signature ') ? authorization.slice('Signature '.length) : undefined)
  if (text === undefined) return failure('ing-15', 'signature_missing', 'There is no Signature')
  const parsed = parseSignatureHeader(text)
  return typeof parsed === 'string'
    ? failure('ing-15', 'signature_unreadable', parsed, { received: text })
    : { ok: true as const, parsed }
}

const checkKeyId = (keyId: string, expected: HttpSignatureInput['keyId']): VerificationFailure | undefined => {
  const agrees = typeof expected === 'function' ? expected(keyId) : expected === undefined || expected === keyId
  if (agrees) return undefined
  const sides = typeof expected === 'string' ? { expected, received: keyId } : { received: keyId }
  return failure('ing-16', 'key_id', 'The keyId does not name this client', sides)
}

const checkAlgorithm = (
  name: string,
  allowed: readonly string[],
  keys: readonly KeyObject[],
): VerificationFailure | undefined => {
  const algorithm = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined
  const sides = { expected: allowed.join(', '), received: name }
  if (!algorithm || !allowed.includes(name)) {
    return failure('ing-17', 'algorithm', 'The algorithm is not allowed here', sides)
  }
  if (keys.length === 0) return undefined
  const fitting = keys.filter((key) => key.asymmetricKeyType === algorithm.keyType)
  if (fitting.length === 0) return failure('ing-17', 'algorithm', 'The algorithm does not fit the key', sides)
  const bits = Math.max(...fitting.map((key) => key.asymmetricKeyDetails?.modulusLength ?? Number.POSITIVE_INFINITY))
  return bits < 2048
    ? failure('ing-17', 'key_size', 'The RSA key is too short', { expected: '2048', received: String(bits) })
    : undefined
}

const checkNames = (names: readonly string[], required: readonly string[]): VerificationFailure | undefined => {
  const received = names.join(' ')
  const bad = names.find((name, at) => name === '' || name !== name.toLowerCase() || names.indexOf(name) !== at)
  if (bad !== undefined) {
    const reason = 'The headers list must be lower case, single blanks between, no name twice'
    return failure('ing-18', 'headers_list', reason, { received })
  }
  const missing = required.filter((name) => !names.includes(name))
  if (missing.length === 0) return undefined
  const reason = `The signature does not cover ${missing.join(', ')}`
  return failure('ing-18', 'headers_list', reason, { expected: required.join(' '), received })
}

/** Rows 20 and 21: the exact format, and within the allowed distance of the clock. */
export const checkDate = (
  text: string | undefined,
  input: Pick<HttpSignatureInput, 'now' | 'skewSeconds' | 'allowUnpaddedDay'>,
): VerificationFailure | undefined => {
  const expected = new Date(input.now).toUTCString()
  const at = text === undefined ? undefined : parseHttpDate(text, input.allowUnpaddedDay)
  const sides = { expected, received: text }
  if (at === undefined) return failure('ing-20', 'date_format', 'Date must be EEE, dd MMM yyyy HH:mm:ss GMT', sides)
  const skew = (input.skewSeconds ?? 180) * 1000
  // The header has whole seconds: the clock's own fraction must not count against the client.
  const distance = Math.abs(at - Math.floor(input.now / 1000) * 1000)
  if (distance <= skew) return undefined
  return failure('ing-21', 'date_skew', `Date is ${distance / 1000} s away from the bank's clock`, sides)
}

const checkSignature = (
  parsed: SignatureParameters,
  text: string,
  input: HttpSignatureInput,
  keys: readonly KeyObject[],
): VerificationFailure | undefined => {
  const { hash, keyType } = ALGORITHMS[parsed.algorithm] ?? { hash: 'sha256', keyType: 'none' }
  const fitting = keys.filter((key) => key.asymmetricKeyType === keyType)
  const verifies = (candidate: string) =>
    fitting.some((key) => verify(hash, Buffer.from(candidate, 'utf8'), key, parsed.signature))
  if (verifies(text)) return undefined
  const found = explainMismatch(input, parsed, fitting)
  const received = found.signed ?? parsed.signature.toString('base64')
  return failure('ing-23', 'signature_mismatch', reasonOf(found), { expected: text, received })
}

/** Rows 15 to 22 of ING's list: all that can be judged without a key. */
export const checkHttpSignatureForm = (
  input: Omit<HttpSignatureInput, 'key'> & Partial<Pick<HttpSignatureInput, 'key'>>,
): Verification<{ parameters: SignatureParameters; signingString: string; keys: readonly KeyObject[] }> => {
  const header = headerLookup(input.headers)
  const given = input.key === undefined ? [] : [input.key].flat()
  const keys = given.map((key) => readVerificationKey(key).key)
  const full = { ...input, key: given }
  const signature = readSignature(full, header)
  if (!signature.ok) return signature
  const { parsed } = signature
  const early =
    checkKeyId(parsed.keyId, input.keyId) ??
    checkAlgorithm(parsed.algorithm, input.algorithms ?? Object.keys(ALGORITHMS), keys) ??
    checkNames(parsed.headers, input.required ?? DEFAULT_REQUIRED)
  if (early) return early
  // Date and Digest have rows of their own, with other answers than a header that is merely missing.
  const built = signingString(
    input,
    (name) => header(name) ?? (/^(date|digest)$/.test(name) ? '' : undefined),
    parsed.headers,
  )
  if ('missing' in built) {
    const reason = `The signature covers ${built.missing}, which the request lacks`
    return failure('ing-19', 'header_missing', reason, { expected: built.missing })
  }
  const late =
    checkDate(header('date'), full) ??
    checkDigest(header('digest'), input.body, {
      check: 'ing-22',
      allowed: input.digests ?? ['SHA-256', 'SHA-512'],
      bare: input.allowBareDigest === true,
    })
  return late ?? { ok: true, parameters: parsed, signingString: built.text, keys }
}

/**
 * Judges a signed request by rows 15 to 23 of ING's list, in that order; the first failure is the answer.
 *
 * @example
 * verifyHttpSignature({ method, target, headers, body, key }).ok
 */
export const verifyHttpSignature = (input: HttpSignatureInput): Verification<HttpSignatureSuccess> => {
  const form = checkHttpSignatureForm(input)
  if (!form.ok) return form
  const { parameters } = form
  const wrong = checkSignature(parameters, form.signingString, input, form.keys)
  if (wrong) return wrong
  return {
    ok: true,
    keyId: parameters.keyId,
    algorithm: parameters.algorithm,
    signedHeaders: parameters.headers,
    signingString: form.signingString,
  }
}
