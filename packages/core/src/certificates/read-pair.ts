import type { KeyObject, X509Certificate } from 'node:crypto'
import type { TlsIdentity } from '../contracts/transport.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { loadPrivateKey } from '../keys/load-private-key.ts'
import { orderChain } from './order-chain.ts'
import { readCertificates } from './read-certificate.ts'
import { readPkcs12 } from './read-pkcs12.ts'

export interface ReadPair {
  /** The certificate that belongs to the key, wherever it stood in the text. */
  readonly own: X509Certificate
  /** Its issuers, each before its own. */
  readonly chain: readonly X509Certificate[]
  readonly key: KeyObject
}

/**
 * A certificate and its key from PEM texts.
 * @throws NostroError `invalid_config` when a text is not what it should be, or none of the certificates is the key's
 */
export const readPair = (pair: {
  readonly certificate: string
  readonly key: string
  readonly passphrase?: string | undefined
}): ReadPair => {
  const certificates = readCertificates(pair.certificate)
  const key = loadPrivateKey(pair.key, pair.passphrase)
  const own = certificates.find((candidate) => candidate.checkPrivateKey(key))
  if (own !== undefined) return { own, chain: orderChain(own, certificates), key }
  throw new NostroError({
    code: 'invalid_config',
    message: 'The certificate and the private key do not belong together.',
    hint: 'Give the key from which the certificate was requested. TLS and signing pairs are easily mixed up.',
  })
}

/**
 * An identity in the one form that OpenSSL takes without further questions: PEM, the own certificate before its issuers,
 * the key PKCS#8 and not encrypted. Files that Node refuses (older ciphers, other orders, line ends) are read all the same.
 * @throws NostroError `invalid_config`
 */
export const toTlsPem = (identity: TlsIdentity): { readonly cert: string; readonly key: string } => {
  if ('pkcs12' in identity) {
    const { certificate, key, chain } = readPkcs12(identity.pkcs12, identity.passphrase, { alias: identity.alias })
    return { cert: [certificate, ...chain].join('\n'), key }
  }
  const { own, chain, key } = readPair(identity)
  return {
    cert: [own, ...chain].map((each) => each.toString()).join('\n'),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
