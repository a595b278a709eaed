import { verify, X509Certificate } from 'node:crypto'
import { type EpochMs, NostroError } from '@nostro/core'
import type { CompletionData } from '../api/schemas.ts'
import { productionUserRoot, testUserRoot } from '../roots.ts'
import { checkChain } from './certificate-chain.ts'
import { acceptedPolicies } from './certificate-policies.ts'
import { readFacts } from './chain-certificate.ts'
import { checkContent, type SentOrder } from './check-content.ts'
import { CheckFailure, checkNames, type StepName } from './check-failure.ts'
import { checkPolicy } from './check-policy.ts'
import { checkOcsp, readProducedAt } from './ocsp-response.ts'
import { readSignedContent, type SignedContent } from './signed-content.ts'
import {
  checkDigests,
  openContainer,
  readCertificates,
  readReferences,
  readShape,
  type SignedDocument,
} from './signed-document.ts'
import { readStrictXml } from './strict-xml.ts'

/** What the evidence of an order must prove. */
export interface CompletionExpectation extends SentOrder {
  /** Chooses root and policies; a signature of the test environment never passes as one of production. */
  readonly environment: 'test' | 'production'
  /** PEM of the roots that are trusted instead of BankID's own, for simulators. */
  readonly roots?: readonly string[] | undefined
  readonly startedAt: EpochMs
  /** When the result was collected. */
  readonly completedAt: EpochMs
}

/** One step that held, in its place. */
export interface CompletionCheck {
  /** From 1, in the order in which they are made. */
  readonly step: number
  readonly name: StepName
  readonly ok: true
}

/** What was verified. */
export interface CompletionReport {
  readonly checks: readonly CompletionCheck[]
  /** By the OCSP responder's word. */
  readonly signedAt: EpochMs
  readonly content: SignedContent
  /** The person's certificate, the customer CA, the bank CA. */
  readonly certificates: readonly X509Certificate[]
  /** The trusted root above them. */
  readonly root: X509Certificate
}

/** Clocks may differ by so much. */
const skewMs = 5 * 60_000
/** Far beyond what BankID lets an order live, hand over and be collected. */
const longestLifeMs = 30 * 60_000
/** What a document holds besides the order's own texts. */
const frameBytes = 64 * 1024

/**
 * Verifies the evidence of a completed order, in the order of BankID's own procedure: container, XML, shape, algorithms, digests,
 * certificates up to the pinned root at the moment of signing, signature and key usage, content against what was ordered, OCSP
 * answer, and the order's own requirements on risk and identity document. Works offline and at any later time.
 *
 * @throws NostroError `verification_failed` naming the first check that fails; its `cause` is the {@link CheckFailure}
 *
 * @example
 * const { checks } = verifyCompletion(completionData, { environment: 'production', operation: 'auth', request, startedAt, completedAt })
 */
export const verifyCompletion = (data: CompletionData, expectation: CompletionExpectation): CompletionReport => {
  try {
    return verifySteps(data, expectation)
  } catch (error) {
    if (error instanceof CheckFailure) throw failureToError(error)
    throw error
  }
}

const verifySteps = (data: CompletionData, expectation: CompletionExpectation): CompletionReport => {
  const { environment, request, startedAt, completedAt } = expectation
  const text = openContainer(
    data.signature,
    frameBytes + lengthOf(request['userVisibleData'], request['userNonVisibleData']),
  )
  const document = readShape(text, readStrictXml(text))
  const references = readReferences(document)
  checkDigests(document, references)
  const certificates = readCertificates(document)
  const signedAt = readProducedAt(data.ocspResponse)
  const policies = acceptedPolicies[environment]
  const root = checkChain(certificates, { roots: rootsOf(expectation), at: signedAt, policies })
  const [leaf, issuer] = certificates
  if (leaf === undefined || issuer === undefined) throw new CheckFailure('chain', 'it is too short')
  const facts = readFacts(leaf)
  const content = readSignedContent(document.signedData)
  checkSignature(document, leaf, facts.keyUsages ?? [], content.funcId)
  checkContent(content, facts, data.user, expectation)
  if (completedAt - startedAt > longestLifeMs)
    throw new CheckFailure('ocsp', 'no order lives as long as this one is said to')
  const life = { notBefore: startedAt - skewMs, notAfter: completedAt + skewMs }
  checkOcsp(data.ocspResponse, { signature: data.signature, leaf, issuer, ...life })
  checkPolicy(data, request)
  return {
    checks: checkNames.map((name, index) => ({ step: index + 1, name, ok: true })),
    signedAt,
    content,
    certificates,
    root,
  }
}

const lengthOf = (...texts: readonly unknown[]): number =>
  texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 0), 0)

const rootsOf = ({ environment, roots }: CompletionExpectation): readonly X509Certificate[] => {
  try {
    return (roots ?? [environment === 'test' ? testUserRoot : productionUserRoot]).map(
      (pem) => new X509Certificate(pem),
    )
  } catch (error) {
    throw new NostroError({
      code: 'invalid_config',
      provider: 'bankid',
      message: 'A trusted root is not a certificate.',
      hint: 'Give each root as the text of a PEM file.',
      cause: error,
    })
  }
}

const keyUsages = { Identification: 'digitalSignature', Signing: 'nonRepudiation' } as const

const isFuncId = (value: string): value is keyof typeof keyUsages => Object.hasOwn(keyUsages, value)

const checkSignature = (
  document: SignedDocument,
  leaf: X509Certificate,
  usages: readonly string[],
  funcId: string,
): void => {
  const { signedInfo, signatureValue } = document
  if (!verify('sha256', document.bytesOf(signedInfo), leaf.publicKey, signatureValue)) {
    throw new CheckFailure('signature', 'the leaf’s key has not signed it')
  }
  if (!isFuncId(funcId) || !usages.includes(keyUsages[funcId])) {
    throw new CheckFailure('signature', 'the leaf’s key is not for this kind of act')
  }
}

export const failureToError = (failure: CheckFailure): NostroError =>
  new NostroError({
    code: 'verification_failed',
    provider: 'bankid',
    message: `BankID’s evidence fails the check “${failure.check}”: ${failure.detail}.`,
    hint:
      failure.check === 'chain'
        ? 'Do not trust this order. Compare `environment` with where it was made; a simulator needs its own root as `userRoot`.'
        : 'Do not trust this order: nobody is identified, nothing is signed.',
    cause: failure,
  })
