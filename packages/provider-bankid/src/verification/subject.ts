import type { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Certificate } from '@peculiar/asn1-x509'

const attributeIds = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  givenName: '2.5.4.42',
} as const

type Attribute = keyof typeof attributeIds

/**
 * The attributes of a certificate's subject that tell who holds it; one that stands there twice is left out.
 *
 * @example
 * const { serialNumber } = readSubject(new X509Certificate(pem))
 */
export const readSubject = (certificate: X509Certificate): Readonly<Record<Attribute, string | undefined>> => {
  const { subject } = AsnConvert.parse(certificate.raw, Certificate).tbsCertificate
  const all = [...subject].flatMap((set) => [...set])
  const single = (name: Attribute): string | undefined => {
    const [first, ...more] = all.filter(({ type }) => type === attributeIds[name])
    return more.length > 0 ? undefined : first?.value.toString()
  }
  return {
    commonName: single('commonName'),
    surname: single('surname'),
    serialNumber: single('serialNumber'),
    givenName: single('givenName'),
  }
}
