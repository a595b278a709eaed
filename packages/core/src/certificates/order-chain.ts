import type { X509Certificate } from 'node:crypto'

const isIssuer = (issuer: X509Certificate, of: X509Certificate): boolean => {
  try {
    return of.checkIssued(issuer) && of.verify(issuer.publicKey)
  } catch {
    // A certificate whose key cannot be read issued nothing that could be checked.
    return false
  }
}

/**
 * The issuers of a certificate among these, each before its own: the order in which TLS sends them. Certificates that
 * issued none of them are left out, whatever else a file holds.
 */
export const orderChain = (own: X509Certificate, others: readonly X509Certificate[]): readonly X509Certificate[] => {
  const chain: X509Certificate[] = []
  const isNew = (one: X509Certificate): boolean => ![own, ...chain].some(({ raw }) => raw.equals(one.raw))
  for (let at = -1; at < chain.length; at++) {
    const subject = at < 0 ? own : chain[at]
    if (subject === undefined) break
    for (const candidate of others) if (isNew(candidate) && isIssuer(candidate, subject)) chain.push(candidate)
  }
  return chain
}
