import type { X509Certificate } from 'node:crypto'
import type { EpochMs } from '@nostro/core'
import { type CertificateFacts, readFacts } from './chain-certificate.ts'
import { issuerFault, validityFault } from './chain-link.ts'
import { CheckFailure } from './check-failure.ts'

export interface ChainExpectation {
  /** The only roots that are trusted; none ever comes from the message. */
  readonly roots: readonly X509Certificate[]
  /** The moment of signing: every certificate must have been valid then. */
  readonly at: EpochMs
  /** OIDs of which the leaf must carry one; any by default. */
  readonly policies?: readonly string[] | undefined
}

/** KeyInfo holds the user's certificate, the customer CA and the bank CA, in this order, and never the root. */
const chainLength = 3

/** Answers about revocation are signed with it; it is no signature of a person. */
const ocspSigning = '1.3.6.1.5.5.7.3.9'

const fail = (detail: string, cause?: unknown): CheckFailure => new CheckFailure('chain', detail, cause)

/**
 * The chain of a BankID signature: leaf, customer CA, bank CA, and above them a pinned root (BankID's seven steps; RFC 5280 6.1
 * without policy processing, as BankID's test root carries one policy only: the leaf's own policy is compared instead).
 *
 * @returns the root that it leads to
 * @throws CheckFailure `chain`; the detail names the certificate by its place, never by its holder
 */
export const checkChain = (
  certificates: readonly X509Certificate[],
  expectation: ChainExpectation,
): X509Certificate => {
  if (certificates.length !== chainLength) {
    throw fail(`KeyInfo holds ${certificates.length} certificates instead of leaf, customer CA and bank CA`)
  }
  const [leaf, customerCa, bankCa] = certificates.map(factsOf)
  if (leaf === undefined || customerCa === undefined || bankCa === undefined) throw fail('a certificate is missing')
  const root = rootAbove(bankCa, expectation.roots)
  const path = [
    { place: 'leaf', facts: leaf },
    { place: 'customer CA', facts: customerCa },
    { place: 'bank CA', facts: bankCa },
    { place: 'root', facts: root },
  ]
  checkLeaf(leaf, expectation.policies)
  path.forEach(({ place, facts }, index) => {
    const below = path[index - 1]
    if (below !== undefined) refuse(issuerFault(below.facts, facts, index - 1), `${below.place}, by the ${place}`)
    refuse(validityFault(facts, expectation.at), place)
  })
  return root.certificate
}

const refuse = (fault: string | undefined, place: string): void => {
  if (fault !== undefined) throw fail(`${place}: ${fault}`)
}

const factsOf = (certificate: X509Certificate): CertificateFacts => {
  try {
    return readFacts(certificate)
  } catch (error) {
    throw fail('a certificate is not sound DER', error)
  }
}

/** @throws CheckFailure when no pinned root has issued it */
const rootAbove = (bankCa: CertificateFacts, roots: readonly X509Certificate[]): CertificateFacts => {
  const named = roots.map(factsOf).filter(({ subject }) => subject.equals(bankCa.issuer))
  const root = named.find(({ publicKey }) => bankCa.certificate.verify(publicKey)) ?? named[0]
  if (root === undefined) throw fail('bank CA: its issuer is none of the trusted roots')
  return root
}

/** Its key usage belongs to the signature, whose purpose it must fit. */
const checkLeaf = (leaf: CertificateFacts, policies: readonly string[] | undefined): void => {
  if (leaf.isAuthority) throw fail('leaf: it belongs to an authority, not to a person')
  if (leaf.extendedKeyUsages?.includes(ocspSigning) === true) throw fail('leaf: it belongs to an OCSP responder')
  if (policies !== undefined && !leaf.policies.some((policy) => policies.includes(policy))) {
    throw fail('leaf: none of its policies is accepted in this environment')
  }
}
