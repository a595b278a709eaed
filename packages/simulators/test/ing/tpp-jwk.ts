import { createHash, X509Certificate } from 'node:crypto'

/** The JWK under which a TPP registers a certificate. */
export const jwkOf = (pem: string): Record<string, unknown> => {
  const certificate = new X509Certificate(pem)
  const { n, e } = certificate.publicKey.export({ format: 'jwk' })
  const x5t = createHash('sha1').update(certificate.raw).digest('base64url')
  const x5c = [certificate.raw.toString('base64')]
  return { kty: 'RSA', alg: 'RS256', use: 'sig', kid: certificate.serialNumber, n, e, x5t, x5c }
}
