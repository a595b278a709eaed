import { failure, type Verification, type VerificationFailure } from './verification.ts'

/** The members of a JWS protected header that ING's profile knows (Open Banking Europe JWS profile). */
export interface ProtectedHeader {
  readonly alg: string
  readonly sigT: string
  readonly pars: readonly string[]
  readonly mId: string
  readonly thumbprint?: string
}

/** ETSI TS 119 182-1, 5.2.8.2: the mechanism that signs HTTP headers. */
export const HTTP_HEADERS_MECHANISM = 'http://uri.etsi.org/19182/HttpHeaders'

const CRITICAL = ['sigT', 'sigD', 'b64'] as const

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const bad = (reason: string, received: string): VerificationFailure =>
  failure('ing-26', 'protected_header', reason, { received })

/** Row 26: a JSON object, `b64` false, `crit` exactly the set sigT, sigD, b64. */
export const readProtectedHeader = (text: string): Verification<{ header: ProtectedHeader }> => {
  const json = parseJson(text)
  if (!isRecord(json)) return bad('The protected header is not a JSON object', text)
  if (json['b64'] !== false) return bad('b64 must be false', text)
  const crit = json['crit']
  if (!isStrings(crit) || crit.length !== 3 || !CRITICAL.every((name) => crit.includes(name))) {
    return bad('crit must be exactly sigT, sigD and b64', text)
  }
  const { alg, sigT, sigD } = json as { alg?: unknown; sigT?: unknown; sigD?: unknown }
  if (typeof alg !== 'string') return failure('ing-27', 'algorithm', 'alg is missing', { received: text })
  if (typeof sigT !== 'string') return failure('ing-28', 'signing_time', 'sigT is missing', { received: text })
  const detached = isRecord(sigD) ? sigD : {}
  const { pars, mId } = detached as { pars?: unknown; mId?: unknown }
  if (!isStrings(pars) || typeof mId !== 'string') {
    return failure('ing-29', 'signed_headers', 'sigD must hold pars, an array of names, and mId', { received: text })
  }
  const thumbprint = json['x5t#S256']
  return { ok: true, header: { alg, sigT, pars, mId, ...(typeof thumbprint === 'string' ? { thumbprint } : {}) } }
}
