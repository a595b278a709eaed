import { X509Certificate } from 'node:crypto'
import { toCertificateInfo } from '@nostro/core/node/provider'
import { refuseAnswer } from './refuse-answer.ts'

export interface AnswerTrust {
  /** The certificates of `responseCertificate`: ING's own, or authorities. */
  readonly trusted: readonly X509Certificate[]
  /** Our own certificates, PEM. They come from an authority that issues ING's too, and must not pass for them. */
  readonly own: readonly string[]
  /** Epoch milliseconds. */
  readonly now: number
}

const tlsUsages: readonly string[] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']

/**
 * The certificate that signed an answer, from `x5c`: trusted itself, or issued by a trusted authority to that
 * authority's own organisation, valid now, made for signatures, and not one of ours. Whether the organisation is the
 * authority's is our own rule: ING publishes its chain, not the subject; anybody else's certificate under the same
 * authority would sign as ING otherwise.
 * @throws NostroError `verification_failed`
 */
export const checkAnswerCertificate = (x5c: readonly string[], trust: AnswerTrust): X509Certificate => {
  const chain = x5c.map(toCertificate)
  const [own] = chain
  if (own === undefined) throw refuseAnswer('is signed without a certificate')
  if (trust.own.some((pem) => new X509Certificate(pem).raw.equals(own.raw))) {
    throw refuseAnswer('is signed with our own certificate')
  }
  const isPinned = trust.trusted.some((each) => each.raw.equals(own.raw))
  const path = isPinned ? [own] : pathToAnchor(chain, trust.trusted)
  const anchor = path?.at(-1)
  if (path === undefined || anchor === undefined) throw refuseAnswer('is signed with a certificate that is not trusted')
  for (const each of path) checkDates(each, trust.now)
  checkUsage(own, isPinned)
  if (!isPinned && organisationOf(own) !== organisationOf(anchor)) {
    throw refuseAnswer('is signed with a certificate of somebody else under a trusted authority')
  }
  return own
}

const toCertificate = (base64: string): X509Certificate => {
  try {
    const der = Buffer.from(base64, 'base64')
    const certificate = new X509Certificate(der)
    // Base64 in its one spelling, and nothing behind the certificate.
    if (der.toString('base64') === base64 && certificate.raw.equals(der)) return certificate
  } catch {
    // Said below.
  }
  throw refuseAnswer('is signed with something that is no certificate')
}

/** From the first certificate to a trusted one, each issued by the next. */
const pathToAnchor = (
  chain: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
): readonly X509Certificate[] | undefined => {
  for (const [index, certificate] of chain.entries()) {
    const path = chain.slice(0, index + 1)
    const anchor = trusted.find((each) => isIssuedBy(certificate, each))
    if (anchor !== undefined) return [...path, anchor]
    const next = chain[index + 1]
    if (next === undefined || !isIssuedBy(certificate, next)) return undefined
  }
  return undefined
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

const checkDates = (certificate: X509Certificate, now: number): void => {
  if (now < Date.parse(certificate.validFrom)) throw refuseAnswer('is signed with a certificate that is not valid yet')
  if (now > Date.parse(certificate.validTo)) throw refuseAnswer('is signed with a certificate that has expired')
}

const checkUsage = (certificate: X509Certificate, isPinned: boolean): void => {
  const { keyType, keyBits, maySign, extendedUsages } = toCertificateInfo(certificate)
  if (keyType !== 'rsa' || keyBits < 2048) throw refuseAnswer('is signed with a key that is no RSA key of 2048 bits')
  const isTlsOnly = extendedUsages.length > 0 && extendedUsages.every((usage) => tlsUsages.includes(usage))
  if (!maySign || certificate.ca || (isTlsOnly && !isPinned)) {
    throw refuseAnswer('is signed with a certificate that is not made for signatures')
  }
}

const organisationOf = ({ subject }: X509Certificate): string => /^O=(.*)$/m.exec(subject)?.[1] ?? 'none is named'
