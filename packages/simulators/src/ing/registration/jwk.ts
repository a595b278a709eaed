import { createHash, type X509Certificate } from 'node:crypto'
import { ownsSigning, ownsTls, type RegisteredKey } from '../application.ts'
import { fingerprintOf, isTlsCertificate, isValidAt, readCertificateBase64, rolesOf } from '../certificates.ts'
import { refuse } from '../refusal.ts'
import { type IngWorld, isTrusted } from '../world.ts'

const MONTHS_39_MS = 39 * 31 * 86_400_000

const wrong = (path: string, reason: string, received?: string): never =>
  refuse({
    row: 45,
    status: 400,
    text: `The key ${path} is not valid`,
    path,
    reason: `${path}: ${reason}`,
    received,
  })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const checkMembers = (jwk: Readonly<Record<string, unknown>>, path: string): void => {
  for (const [name, expected] of [
    ['kty', 'RSA'],
    ['alg', 'RS256'],
    ['use', 'sig'],
  ] as const) {
    if (jwk[name] !== expected) wrong(path, `${name} must be ${expected}`)
  }
  for (const name of ['kid', 'n', 'e', 'x5t']) {
    if (typeof jwk[name] !== 'string' || jwk[name] === '') wrong(path, `${name} is missing`)
  }
}

const readCertificate = (jwk: Readonly<Record<string, unknown>>, path: string): X509Certificate => {
  const { x5c } = jwk as { x5c?: unknown }
  const first: unknown = Array.isArray(x5c) ? x5c[0] : undefined
  const certificate = typeof first === 'string' ? readCertificateBase64(first) : undefined
  return certificate ?? wrong(path, 'x5c must begin with the base64 of a certificate')
}

const isRegistered = (world: IngWorld, certificate: X509Certificate): boolean =>
  [...world.state.applications.values()].some(
    (application) => ownsTls(application, certificate) || ownsSigning(application, certificate),
  )

const checkCertificate = (
  world: IngWorld,
  certificate: X509Certificate,
  options: { readonly path: string; readonly purpose: 'tls' | 'sign'; readonly now: number },
): void => {
  const { path, purpose, now } = options
  if (world.state.revokedCertificates.has(fingerprintOf(certificate))) {
    refuse({
      row: 45,
      status: 400,
      text: 'Certificate is revoked',
      path,
      reason: `${path}: the certificate is revoked`,
    })
  }
  if (!isTrusted(world, certificate)) {
    wrong(path, 'the certificate is not issued by a trusted CA')
  }
  if (!isValidAt(certificate, now)) wrong(path, 'the certificate is not within its dates')
  const life = Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)
  // The pre-registered certificates may be longer, since they cover the machine's clock and the simulated one.
  if (life > MONTHS_39_MS && !isRegistered(world, certificate))
    wrong(path, 'the certificate lives longer than 39 months')
  if (rolesOf(certificate).length === 0) wrong(path, 'the certificate has no PSD2 role')
  if (isTlsCertificate(certificate) !== (purpose === 'tls')) wrong(path, 'the certificate is of the other kind')
}

/** Row 45: a list of JWKs whose numbers agree with the certificate inside. */
export const readKeys = (
  world: IngWorld,
  list: unknown,
  options: { readonly purpose: 'tls' | 'sign'; readonly now: number },
): readonly RegisteredKey[] => {
  const { purpose, now } = options
  if (!Array.isArray(list) || list.length === 0)
    return wrong(`keys.${purpose}`, 'a list of at least one JWK is expected')
  return list.map((jwk: unknown, at) => {
    const path = `keys.${purpose}[${at}]`
    if (!isRecord(jwk)) return wrong(path, 'not an object')
    checkMembers(jwk, path)
    const certificate = readCertificate(jwk, path)
    const own = certificate.publicKey.export({ format: 'jwk' })
    if (own.n !== jwk['n'] || own.e !== jwk['e']) wrong(path, 'n and e are not those of x5c')
    checkCertificate(world, certificate, { path, purpose, now })
    return { certificate, jwk }
  })
}

/** The JWK of a registered certificate: as the client sent it, or made from the certificate. */
export const toJwk = ({ certificate, jwk }: RegisteredKey): Readonly<Record<string, unknown>> => {
  if (jwk) return jwk
  const { n, e } = certificate.publicKey.export({ format: 'jwk' })
  return {
    kty: 'RSA',
    alg: 'RS256',
    use: 'sig',
    kid: fingerprintOf(certificate).slice(0, 16),
    n,
    e,
    x5t: createHash('sha1').update(certificate.raw).digest('base64url'),
    x5c: [certificate.raw.toString('base64')],
  }
}
