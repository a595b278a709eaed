import { forge } from './forge.ts'
import type { PemPair } from './pki.ts'

/**
 * PKCS#12 with AES-256 (PBES2), which current OpenSSL and Node read without their legacy provider.
 *
 * @example
 * await writeFile('rp.p12', toPkcs12(pair, 'qwerty123'))
 */
export const toPkcs12 = (pair: PemPair, passphrase: string, algorithm: 'aes256' | '3des' = 'aes256'): Buffer => {
  const container = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(pair.key),
    forge.pki.certificateFromPem(pair.certificate),
    passphrase,
    { algorithm },
  )
  return Buffer.from(forge.asn1.toDer(container).getBytes(), 'binary')
}
