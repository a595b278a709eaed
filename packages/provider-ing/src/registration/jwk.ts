import { createHash, X509Certificate } from 'node:crypto'
import { NostroError } from '@nostro/core'
import type { WireJwk } from '../api/registration-client.ts'

/** A certificate's public key as ING registers it: `use` is `sig` for TLS too, `x5c` holds the certificate itself. */
export const toJwk = (certificatePem: string, purpose: 'tls' | 'sign'): WireJwk => {
  const certificate = new X509Certificate(certificatePem)
  const { n, e, kty } = certificate.publicKey.export({ format: 'jwk' })
  if (kty !== 'RSA' || n === undefined || e === undefined) {
    throw new NostroError({
      code: 'invalid_config',
      provider: 'ing',
      message: 'ING registers RSA certificates alone.',
      hint: 'Use a certificate of an RSA key of 2048 bits or more.',
    })
  }
  return {
    kty: 'RSA',
    alg: 'RS256',
    use: 'sig',
    kid: `${purpose}-${certificate.serialNumber.toLowerCase()}`,
    n,
    e,
    x5t: createHash('sha1').update(certificate.raw).digest('base64url'),
    x5c: [certificate.raw.toString('base64')],
  }
}

/** Is this key of that certificate? Judged by the certificate's bytes, not by a `kid` that anybody may choose. */
export const isKeyOf = (jwk: WireJwk, certificatePem: string): boolean => {
  const [first] = jwk.x5c ?? []
  return first !== undefined && Buffer.from(first, 'base64').equals(new X509Certificate(certificatePem).raw)
}
