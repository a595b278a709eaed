import { verify } from 'node:crypto'
import { failure, readVerificationKey, type Verification, type VerificationKey } from './verification.ts'

/** A bearer JWT of Enable Banking's API, and what it is to be judged by. */
export interface ApplicationJwtInput {
  /** The compact form, without `Bearer `. */
  readonly token: string
  /** The public key that was registered under a `kid`; undefined for an unknown application. */
  readonly keyOf: (kid: string) => VerificationKey | undefined
  /** The verifier's clock, epoch milliseconds. */
  readonly now: number
  readonly issuer?: string
  readonly audiences?: readonly string[]
  /** The longest that `exp - iat` may be; 86,400 by default. */
  readonly maxLifetimeSeconds?: number
  /** How far `iat` may lie ahead of the clock; 0 by default. */
  readonly leewaySeconds?: number
}

/** What a valid application token says. */
export interface ApplicationJwtSuccess {
  readonly kid: string
  /** Epoch seconds. */
  readonly issuedAt: number
  readonly expiresAt: number
}

type Members = Readonly<Record<string, unknown>>

/** The official JavaScript sample sends plain base64 with one `=` removed, so both alphabets and padding pass here. */
const readJsonPart = (part: string): Members | undefined => {
  if (!/^[A-Za-z0-9_+/-]+={0,2}$/.test(part)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
  } catch {
    return undefined
  }
}

const form = (fault: string, reason: string, received?: string) =>
  failure('enable-banking-4', fault, reason, received === undefined ? {} : { received })

const checkClaims = (input: ApplicationJwtInput, claims: Members): Verification<{ iat: number; exp: number }> => {
  const issuer = input.issuer ?? 'enablebanking.com'
  const audiences = input.audiences ?? ['api.enablebanking.com', 'api.tilisy.com']
  const { iss, aud, iat, exp } = claims as { iss?: unknown; aud?: unknown; iat?: unknown; exp?: unknown }
  if (iss !== issuer) {
    return failure('enable-banking-7', 'issuer', 'iss is not the documented one', {
      expected: issuer,
      received: String(iss),
    })
  }
  if (typeof aud !== 'string' || !audiences.includes(aud)) {
    const sides = { expected: audiences.join(' or '), received: String(aud) }
    return failure('enable-banking-7', 'audience', 'aud is not the documented one', sides)
  }
  if (!Number.isInteger(iat) || !Number.isInteger(exp)) {
    return failure('enable-banking-7', 'times', 'iat and exp must be whole seconds', {
      received: `${String(iat)}, ${String(exp)}`,
    })
  }
  return { ok: true, iat: Number(iat), exp: Number(exp) }
}

const checkTimes = (input: ApplicationJwtInput, iat: number, exp: number): Verification<object> => {
  const now = Math.floor(input.now / 1000)
  const longest = input.maxLifetimeSeconds ?? 86_400
  if (exp - iat > longest || exp <= iat) {
    const sides = { expected: `1 to ${longest} s`, received: `${exp - iat} s` }
    return failure('enable-banking-8', 'lifetime', 'exp - iat is not an allowed lifetime', sides)
  }
  if (exp <= now) {
    return failure('enable-banking-9', 'expired', 'The token has expired', {
      expected: `exp after ${now}`,
      received: String(exp),
    })
  }
  if (iat > now + (input.leewaySeconds ?? 0)) {
    return failure('enable-banking-10', 'future', 'iat lies in the future', {
      expected: `at most ${now}`,
      received: String(iat),
    })
  }
  return { ok: true }
}

/**
 * Judges the JWT that Enable Banking wants on every call: form, `alg` RS256, a known `kid`, the signature, then the
 * claims. Checks 4 to 10 of the simulator's list, in that order.
 *
 * @example
 * const result = verifyApplicationJwt({ token, keyOf: (kid) => keys.get(kid), now: Date.now() })
 */
export const verifyApplicationJwt = (input: ApplicationJwtInput): Verification<ApplicationJwtSuccess> => {
  const [head = '', body = '', signature = '', ...rest] = input.token.split('.')
  if (rest.length > 0 || signature === '') return form('parts', 'A JWT has three parts')
  const [header, claims] = [readJsonPart(head), readJsonPart(body)]
  if (header === undefined || claims === undefined)
    return form('json', 'Header or body is not base64url of a JSON object')
  if (header['alg'] !== 'RS256') return form('algorithm', 'alg must be RS256', String(header['alg']))
  if (header['typ'] !== undefined && header['typ'] !== 'JWT')
    return form('type', 'typ must be JWT', String(header['typ']))
  const kid = header['kid']
  const key = typeof kid === 'string' ? input.keyOf(kid) : undefined
  if (typeof kid !== 'string' || key === undefined) {
    return failure('enable-banking-5', 'kid', 'kid is not the id of an application', { received: String(kid) })
  }
  const bytes = Buffer.from(signature, 'base64url')
  if (bytes.toString('base64url') !== signature.replace(/=+$/, '')) {
    return failure('enable-banking-6', 'signature_form', 'The signature is not base64url')
  }
  if (!verify('sha256', Buffer.from(`${head}.${body}`, 'ascii'), readVerificationKey(key).key, bytes)) {
    const reason = "The signature is not that of the application's key over these two parts"
    return failure('enable-banking-6', 'signature', reason, { expected: `${head}.${body}` })
  }
  const read = checkClaims(input, claims)
  if (!read.ok) return read
  const times = checkTimes(input, read.iat, read.exp)
  return times.ok ? { ok: true, kid, issuedAt: read.iat, expiresAt: read.exp } : times
}
