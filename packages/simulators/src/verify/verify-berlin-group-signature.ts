import { verify, X509Certificate } from 'node:crypto'
import { checkDigest, type DigestName, digestOf } from './digest-header.ts'
import { parseHttpDate } from './http-date.ts'
import { parseSignatureHeader, type SignatureParameters } from './signature-header.ts'
import { signingString } from './signing-string.ts'
import {
  failure,
  type HeaderSource,
  headerLookup,
  type Verification,
  type VerificationFailure,
} from './verification.ts'

/** What banks read differently in the same draft: all of it is data. */
export interface BerlinGroupSignatureVariant {
  /** How `keyId` writes the serial number; `hex` by the standard. */
  readonly serial?: 'hex' | 'decimal' | undefined
  /** Whose name stands in `keyId`; the issuer's by the standard. */
  readonly name?: 'issuer' | 'subject' | undefined
  /** Whether the name is written with its blanks (or `%20`), or without. */
  readonly blanks?: 'kept' | 'removed' | undefined
  /** Words of `algorithm` and the hash that each means. */
  readonly algorithms?: Readonly<Record<string, 'sha256' | 'sha512'>> | undefined
  readonly digests?: readonly DigestName[] | undefined
  /** What a request without a body has the digest of. */
  readonly emptyBody?: 'nothing' | 'braces' | undefined
  /** Names that must be signed; `digest` and `x-request-id` by default. */
  readonly required?: readonly string[] | undefined
  /** Names that must be signed when the request has them; `psu-id`, `psu-corporate-id`, `tpp-redirect-uri` by default. */
  readonly requiredWhenSent?: readonly string[] | undefined
}

/** A request with a Berlin Group signature. */
export interface BerlinGroupSignatureInput {
  readonly headers: HeaderSource
  readonly body: Uint8Array
  readonly variant?: BerlinGroupSignatureVariant | undefined
  /** The verifier's clock, epoch milliseconds; with it a signed `Date` is judged. */
  readonly now?: number | undefined
  /** Seconds by which `Date` may differ either way; 300 by default. */
  readonly skewSeconds?: number | undefined
}

/** The parts of a valid Berlin Group signature. */
export interface BerlinGroupSignatureSuccess {
  readonly certificate: X509Certificate
  readonly signedHeaders: readonly string[]
  readonly signingString: string
}

const standardAlgorithms = { 'rsa-sha256': 'sha256', 'rsa-sha512': 'sha512' } as const

/** Base64 of the DER without markers and breaks: an RSA certificate with a positive serial number (RFC 5280 4.1.2.2). */
const readCertificate = (text: string): X509Certificate | undefined => {
  const der = Buffer.from(text, 'base64')
  if (der.length === 0 || der.toString('base64') !== text) return undefined
  try {
    const certificate = new X509Certificate(der)
    // Read late by Node: a certificate may parse whose key does not.
    const isUsable = certificate.publicKey.asymmetricKeyType === 'rsa' && /^[0-9A-F]+$/i.test(certificate.serialNumber)
    return isUsable ? certificate : undefined
  } catch {
    return undefined
  }
}

const plainHex = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '')

const serialText = (certificate: X509Certificate, base: 'hex' | 'decimal'): string =>
  base === 'hex' ? plainHex(certificate.serialNumber) : BigInt(`0x${certificate.serialNumber}`).toString()

/** A name as the list of its parts, in one spelling: `cn=example ca`. Order and separators differ by library. */
const partsOf = (name: string, separator: RegExp, withoutBlanks: boolean): string =>
  name
    .split(separator)
    .map((part) =>
      part
        .trim()
        .replace(/\s*=\s*/, '=')
        .toLowerCase(),
    )
    .map((part) => part.replace(/^(oid\.)?2\.5\.4\.97=/, 'organizationidentifier='))
    .map((part) => (withoutBlanks ? part.replace(/\s+/g, '') : part))
    .filter((part) => part !== '')
    .toSorted()
    .join(',')

const decodePercents = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Check 11: `SN=<serial>,CA=<name>` of this certificate, as the bank wants it written. */
const checkKeyId = (
  keyId: string,
  certificate: X509Certificate,
  variant: BerlinGroupSignatureVariant,
): VerificationFailure | undefined => {
  const base = variant.serial ?? 'hex'
  const whose = variant.name ?? 'issuer'
  const removed = variant.blanks === 'removed'
  const [, serial, name] = /^SN=([^,]+),\s?CA=(.+)$/i.exec(keyId) ?? []
  const dn = certificate[whose]
  const expected = `SN=${serialText(certificate, base)},CA=${dn.replaceAll('\n', ',')}`
  const sides = { expected, received: keyId }
  if (serial === undefined || name === undefined)
    return failure('berlin-group-11', 'key_id', 'keyId must be SN=<serial>,CA=<name>', sides)
  const normal = base === 'hex' ? plainHex(serial) : serial.replace(/^0+(?=.)/, '')
  if (normal !== serialText(certificate, base)) {
    const other = base === 'hex' ? 'decimal' : 'hex'
    const isOther = plainHex(serial) === serialText(certificate, other)
    const reason = isOther
      ? `The serial number is ${other}, this bank reads ${base}`
      : 'The serial number is not that of the certificate'
    return failure('berlin-group-11', isOther ? 'serial_base' : 'serial', reason, sides)
  }
  if (removed && /\s|%20/.test(name))
    return failure('berlin-group-11', 'key_id_blanks', 'The name in keyId must be without blanks', sides)
  if (partsOf(decodePercents(name), /,(?=\s*[A-Za-z0-9.]+\s*=)/, removed) === partsOf(dn, /\n/, removed))
    return undefined
  return failure('berlin-group-11', 'key_id_name', `The name in keyId is not the certificate's ${whose}`, sides)
}

/** Check 11: which headers are signed. */
const checkNames = (
  names: readonly string[],
  header: (name: string) => string | undefined,
  variant: BerlinGroupSignatureVariant,
): VerificationFailure | undefined => {
  const always = variant.required ?? ['digest', 'x-request-id']
  const whenSent = variant.requiredWhenSent ?? ['psu-id', 'psu-corporate-id', 'tpp-redirect-uri']
  const required = [...always, ...whenSent.filter((name) => header(name) !== undefined)]
  const received = names.join(' ')
  if (names.includes('(request-target)')) {
    return failure('berlin-group-11', 'request_target', 'Path and method are not signed here: no (request-target)', {
      received,
    })
  }
  if (names.some((name, at) => name === '' || names.indexOf(name) !== at)) {
    return failure('berlin-group-11', 'headers_list', 'The headers list has a name twice or two blanks', { received })
  }
  const missing = required.filter((name) => !names.includes(name))
  if (missing.length === 0) return undefined
  const reason = `The signature does not cover ${missing.join(', ')}`
  return failure('berlin-group-11', 'headers_list', reason, { expected: required.join(' '), received })
}

/** Check 9. */
const checkBody = (
  header: (name: string) => string | undefined,
  body: Uint8Array,
  variant: BerlinGroupSignatureVariant,
): VerificationFailure | undefined => {
  const bytes = body.length === 0 && variant.emptyBody === 'braces' ? Buffer.from('{}') : body
  const allowed = variant.digests ?? (['SHA-256', 'SHA-512'] as const)
  const wrong = checkDigest(header('digest'), bytes, { check: 'berlin-group-9', allowed })
  if (wrong === undefined || body.length > 0) return wrong
  const other = variant.emptyBody === 'braces' ? Buffer.alloc(0) : Buffer.from('{}')
  if (header('digest') !== digestOf(other)) return wrong
  return {
    ...wrong,
    fault: 'empty_body',
    reason: `Without a body the digest is that of ${variant.emptyBody === 'braces' ? '{}' : 'nothing'}`,
  }
}

/** Check 12. */
const checkDate = (text: string | undefined, input: BerlinGroupSignatureInput): VerificationFailure | undefined => {
  if (text === undefined || input.now === undefined) return undefined
  const at = parseHttpDate(text, false)
  const expected = new Date(input.now).toUTCString()
  const isNear = at !== undefined && Math.abs(at - input.now) <= (input.skewSeconds ?? 300) * 1000 + 999
  return isNear
    ? undefined
    : failure('berlin-group-12', 'date', "Date is not near the bank's clock", { expected, received: text })
}

const checkValue = (parsed: SignatureParameters, text: string, certificate: X509Certificate, hash: string) => {
  if (verify(hash, Buffer.from(text, 'utf8'), certificate.publicKey, parsed.signature)) return undefined
  const sides = { expected: text, received: parsed.signature.toString('base64') }
  return failure(
    'berlin-group-11',
    'signature',
    "The signature is not that of the certificate's key over this text",
    sides,
  )
}

/** The header, or the text within an RFC 2047 word, as banks with other letters in their names want it. */
const readParameters = (text: string): SignatureParameters | string => {
  const word = /^=\?utf-8\?B\?([A-Za-z0-9+/=]+)\?=$/i.exec(text)?.[1]
  return parseSignatureHeader(word === undefined ? text : Buffer.from(word, 'base64').toString('utf8'))
}

/**
 * Judges a request signed as NextGenPSD2 banks want it (draft-cavage, without the request target): checks 8 to 12 of the
 * simulator's list, in that order. The certificate's own standing (issuer, dates, roles) is the caller's to judge.
 *
 * @example
 * const result = verifyBerlinGroupSignature({ headers, body, variant: { serial: 'decimal', name: 'subject' } })
 */
export const verifyBerlinGroupSignature = (
  input: BerlinGroupSignatureInput,
): Verification<BerlinGroupSignatureSuccess> => {
  const header = headerLookup(input.headers)
  const variant = input.variant ?? {}
  const signature = header('signature')
  if (signature === undefined) return failure('berlin-group-8', 'signature_missing', 'There is no Signature')
  const wrongBody = checkBody(header, input.body, variant)
  if (wrongBody) return wrongBody
  const text = header('tpp-signature-certificate')
  if (text === undefined)
    return failure('berlin-group-10', 'certificate_missing', 'There is no TPP-Signature-Certificate')
  const certificate = readCertificate(text)
  if (certificate === undefined) {
    return failure(
      'berlin-group-10',
      'certificate_unreadable',
      'TPP-Signature-Certificate is not the base64 of a certificate',
    )
  }
  const parsed = readParameters(signature)
  if (typeof parsed === 'string')
    return failure('berlin-group-11', 'signature_unreadable', parsed, { received: signature })
  const names = parsed.headers.map((name) => name.toLowerCase())
  const algorithms: Readonly<Record<string, 'sha256' | 'sha512'>> = variant.algorithms ?? standardAlgorithms
  const hash = Object.hasOwn(algorithms, parsed.algorithm) ? algorithms[parsed.algorithm] : undefined
  if (hash === undefined) {
    const sides = { expected: Object.keys(algorithms).join(', '), received: parsed.algorithm }
    return failure('berlin-group-11', 'algorithm', 'The algorithm is not allowed here', sides)
  }
  const early = checkKeyId(parsed.keyId, certificate, variant) ?? checkNames(names, header, variant)
  if (early) return early
  const built = signingString({ method: '', target: '' }, header, names)
  if ('missing' in built) {
    const reason = `The signature covers ${built.missing}, which the request lacks`
    return failure('berlin-group-11', 'header_missing', reason, { expected: built.missing })
  }
  const late = checkValue(parsed, built.text, certificate, hash) ?? checkDate(header('date'), input)
  return late ?? { ok: true, certificate, signedHeaders: names, signingString: built.text }
}
