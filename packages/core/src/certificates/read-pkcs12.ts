import { createPrivateKey, X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { NostroError } from '../errors/nostro-error.ts'

export interface Pkcs12Contents {
  /** PEM of the certificate that belongs to the key. */
  readonly certificate: string
  /** Unencrypted PKCS#8 PEM. */
  readonly key: string
  /** PEM of the other certificates, as found. */
  readonly chain: readonly string[]
}

/**
 * Reads a PKCS#12 file, old RC2 and 3DES ciphers included, which Node itself refuses.
 * @throws NostroError `invalid_config`: wrong passphrase, broken file, or no key or certificate in it
 */
export const readPkcs12 = (bytes: Uint8Array, passphrase: string): Pkcs12Contents => {
  const p12 = open(bytes, passphrase)
  const { pki, asn1 } = forge
  const toPem = (node: forge.asn1.Asn1): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'binary')
  const bagsOf = (type: string): readonly forge.pkcs12.Bag[] => p12.getBags({ bagType: type })[type] ?? []

  const keyBag = [...bagsOf(pki.oids['pkcs8ShroudedKeyBag'] ?? ''), ...bagsOf(pki.oids['keyBag'] ?? '')][0]
  // Keys that forge does not know (EC) come as ASN.1 only.
  const keyNode = keyBag?.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(keyBag.key)) : keyBag?.asn1
  const certificates = bagsOf(pki.oids['certBag'] ?? '').map(
    (bag) => new X509Certificate(toPem(bag.cert ? pki.certificateToAsn1(bag.cert) : bag.asn1)),
  )
  if (keyNode === undefined) throw broken('holds no private key')
  const key = createPrivateKey({ key: toPem(keyNode), format: 'der', type: 'pkcs8' })
  const own = certificates.find((certificate) => certificate.checkPrivateKey(key))
  if (own === undefined) throw broken('holds no certificate that belongs to its key')
  return {
    certificate: own.toString(),
    key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    chain: certificates.filter((certificate) => certificate !== own).map((certificate) => certificate.toString()),
  }
}

const open = (bytes: Uint8Array, passphrase: string): forge.pkcs12.Pkcs12Pfx => {
  let node: forge.asn1.Asn1
  try {
    node = forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('binary')))
  } catch {
    throw broken('is not a whole PKCS#12 file')
  }
  try {
    return forge.pkcs12.pkcs12FromAsn1(node, false, passphrase)
  } catch (error) {
    // forge's text names the check that failed and nothing of the contents.
    const isPassphrase = error instanceof Error && /mac could not be verified|invalid password/i.test(error.message)
    throw isPassphrase
      ? new NostroError({
          code: 'invalid_config',
          message: 'The passphrase does not open the PKCS#12 file.',
          hint: 'Check the passphrase; BankID’s test certificates use the one printed in BankID’s guide.',
        })
      : broken('cannot be read')
  }
}

const broken = (what: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The PKCS#12 file ${what}.`,
    hint: 'Export it again with key, certificate and chain: openssl pkcs12 -export -inkey key.pem -in cert.pem -out file.p12.',
  })
