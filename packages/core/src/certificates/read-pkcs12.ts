import { createPrivateKey, X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { NostroError } from '../errors/nostro-error.ts'

/** The contents of a PKCS#12 file as PEM texts. The key is PKCS#8 and no longer encrypted: keep it in memory. */
export interface Pkcs12Contents {
  readonly certificate: string
  readonly key: string
  /** Further certificates, in the file's order. */
  readonly chain: readonly string[]
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

/**
 * Reads a .p12 or .pfx file (RFC 7292): with the old ciphers that programs used by default (3DES, RC2 with 40 bits), which
 * node:tls refuses, and with AES.
 * @throws NostroError `invalid_config`: a wrong passphrase, a damaged file, or a file without key or certificate.
 */
export const readPkcs12 = (bytes: Uint8Array, passphrase: string): Pkcs12Contents => {
  const file = open(parse(bytes), passphrase)
  const keys = [...bagsOf(file, forge.pki.oids['pkcs8ShroudedKeyBag']), ...bagsOf(file, forge.pki.oids['keyBag'])]
  const key = keys.map(toKeyPem)[0]
  if (key === undefined) throw refuse('The PKCS#12 file holds no private key.', 'Export it again with the key.')
  const certificates = bagsOf(file, forge.pki.oids['certBag']).map(toCertificate)
  const own = certificates.find((candidate) => candidate.checkPrivateKey(createPrivateKey(key)))
  if (own === undefined) {
    throw refuse(
      'The PKCS#12 file holds no certificate for its key.',
      'Export key and certificate together into one file.',
    )
  }
  return {
    certificate: own.toString(),
    key,
    chain: certificates.filter((candidate) => candidate !== own).map((candidate) => candidate.toString()),
  }
}

const toBuffer = (bytes: Uint8Array): forge.util.ByteStringBuffer =>
  forge.util.createBuffer(Buffer.from(bytes).toString('binary'))

const parse = (bytes: Uint8Array): forge.asn1.Asn1 => {
  try {
    return forge.asn1.fromDer(toBuffer(bytes))
  } catch {
    throw refuse(
      'The PKCS#12 file is damaged, or it is something else.',
      'Give the bytes of a whole .p12 or .pfx file.',
    )
  }
}

const open = (asn1: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx => {
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, true, passphrase)
  } catch (error) {
    // forge tells its failures apart by their texts alone; nothing of the text goes on.
    const text = error instanceof Error ? error.message : ''
    if (/Unsupported OID/i.test(text)) {
      throw refuse(
        'The PKCS#12 file is encrypted by a cipher that cannot be read.',
        'Take it apart (openssl pkcs12 -legacy -in FILE -out PEM) and export it again: openssl pkcs12 -export -in PEM -keypbe AES-256-CBC -certpbe AES-256-CBC -out FILE',
      )
    }
    throw /MAC could not be verified|Invalid password/i.test(text)
      ? refuse(
          'The PKCS#12 file does not open with this passphrase.',
          'Check the passphrase that the file was exported with.',
        )
      : refuse('The PKCS#12 file is damaged, or it is something else.', 'Give the bytes of a whole .p12 or .pfx file.')
  }
}

const bagsOf = (file: forge.pkcs12.Pkcs12Pfx, type: string | undefined): readonly forge.pkcs12.Bag[] =>
  type === undefined ? [] : (file.getBags({ bagType: type })[type] ?? [])

const toDer = (asn1: forge.asn1.Asn1): Buffer => Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary')

/** RSA bags carry a parsed key, EC bags only the PrivateKeyInfo. node:crypto takes both as PKCS#8. */
const toKeyPem = (bag: forge.pkcs12.Bag): string => {
  const info = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1
  try {
    return createPrivateKey({ key: toDer(info), format: 'der', type: 'pkcs8' })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString()
  } catch {
    throw refuse('The private key in the PKCS#12 file is of a kind that cannot be used.', 'Use an RSA or EC key.')
  }
}

const toCertificate = (bag: forge.pkcs12.Bag): X509Certificate => {
  try {
    return new X509Certificate(toDer(bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1))
  } catch {
    throw refuse('A certificate in the PKCS#12 file is damaged.', 'Export the file again.')
  }
}
