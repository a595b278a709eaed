import { X509Certificate } from 'node:crypto'
import { SimulatorsError } from '../../simulators-error.ts'

export interface CertificateFile {
  readonly leaf: X509Certificate
  /** The other certificates of the file, in its order. */
  readonly issuers: readonly X509Certificate[]
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** All certificates of a PEM text. @throws SimulatorsError */
export const readCertificates = (name: string, pem: string): readonly X509Certificate[] => {
  const found = pem.match(block) ?? []
  if (found.length === 0) {
    throw new SimulatorsError(
      `${name} holds no PEM certificate.`,
      'Give the text with “-----BEGIN CERTIFICATE-----”; “openssl x509 -inform der” makes it from a DER file.',
    )
  }
  return found.map((text) => {
    try {
      return new X509Certificate(text)
    } catch {
      throw new SimulatorsError(`${name} holds a certificate that cannot be read.`, 'Export it again as PEM.')
    }
  })
}

/** The leaf is the one that is no authority, wherever it stands; a self-signed one stands alone. */
export const readCertificateFile = (name: string, pem: string): CertificateFile => {
  const all = readCertificates(name, pem)
  const leaf = all.find(({ ca }) => !ca) ?? all[0]
  if (leaf === undefined) throw new TypeError(`${name} holds no certificate`)
  return { leaf, issuers: all.filter((each) => each !== leaf) }
}
