import { createHash, X509Certificate } from 'node:crypto'

/** Lower-case hex, no leading zeros: the form in which two spellings of a serial number are equal. */
export const serialOf = (certificate: X509Certificate): string => normalSerial(certificate.serialNumber)

export const normalSerial = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '')

export const fingerprintOf = (certificate: X509Certificate): string =>
  createHash('sha256').update(certificate.raw).digest('hex')

export const isValidAt = (certificate: X509Certificate, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)

export const isIssuedBy = (certificate: X509Certificate, authority: X509Certificate): boolean =>
  certificate.checkIssued(authority) && certificate.verify(authority.publicKey)

/** A PEM in one line, or the bare base64 of the DER; undefined when it is neither. */
export const readCertificateHeader = (text: string): X509Certificate | undefined => {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s/g, '')
  return readCertificateBase64(base64)
}

export const readCertificateBase64 = (base64: string): X509Certificate | undefined => {
  const der = Buffer.from(base64, 'base64')
  if (der.length === 0 || der.toString('base64') !== base64) return undefined
  try {
    const certificate = new X509Certificate(der)
    // Read late by Node: a certificate may parse whose key does not.
    return certificate.publicKey.type === 'public' ? certificate : undefined
  } catch {
    return undefined
  }
}

/** DER of the object identifiers of ETSI TS 119 495: the PSD2 roles. */
const ROLES = {
  PSP_AS: '0607040081982701' + '01',
  PSP_PI: '0607040081982701' + '02',
  PSP_AI: '0607040081982701' + '03',
  PSP_IC: '0607040081982701' + '04',
} as const

export type Psd2Role = keyof typeof ROLES

const holds = (certificate: X509Certificate, oid: string): boolean => certificate.raw.includes(Buffer.from(oid, 'hex'))

/** The roles in the certificate's qcStatements. The identifiers occur nowhere else, so the DER is searched. */
export const rolesOf = (certificate: X509Certificate): readonly Psd2Role[] =>
  (Object.keys(ROLES) as Psd2Role[]).filter((role) => holds(certificate, ROLES[role]))

/** ETSI EN 319 412-5, 4.2.3: id-etsi-qct-web marks a QWAC, id-etsi-qct-eseal a QSealC. */
const QCT_WEB = '060704008e46010603'

/** OID of the extended key usage for TLS clients (RFC 5280). */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'

export const isTlsCertificate = (certificate: X509Certificate): boolean =>
  holds(certificate, QCT_WEB) || (certificate.keyUsage ?? []).includes(CLIENT_AUTH)
