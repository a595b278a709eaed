import { createHash } from 'node:crypto'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import { type Complete, type Order, type Person, textField } from '../orders/order.ts'
import { bankIdKinds, kindFor } from '../policies.ts'
import type { BankIdEnvironment } from '../settings.ts'
import { type OcspRequest, ocspNonce, ocspResponse } from './ocsp-response.ts'
import {
  bankIdAlgorithms,
  type SignatureAlgorithms,
  type SignatureSigner,
  type SignedContent,
  signatureXml,
} from './signature-xml.ts'
import type { UserCertificateRequest, UserCertificates } from './user-certificates.ts'

/** Everything that goes into the evidence of one order, before anything is signed. */
export interface EvidencePlan {
  readonly content: SignedContent
  readonly certificate: UserCertificateRequest
  readonly signer: SignatureSigner
  readonly algorithms: SignatureAlgorithms
  readonly ocsp: Omit<OcspRequest, 'nonce'>
}

/** Where a part can be spoilt: the plan, the finished document, the text that the nonce names, the nonce. */
export interface EvidenceChange {
  plan?(plan: EvidencePlan, certificates: UserCertificates): Promise<EvidencePlan> | EvidencePlan
  xml?(xml: string, plan: EvidencePlan): string
  nonce?(nonce: Buffer): Buffer | undefined
}

export interface EvidenceParts {
  readonly certificates: UserCertificates
  readonly randomBytes: (size: number) => Buffer
  readonly environment: BankIdEnvironment
}

/** A hardware id: the same for a person at all times, and saying nothing about him. */
const uhiOf = (person: Person): string =>
  createHash('sha1').update(`simulated device of ${person.personalNumber}`).digest('base64')

/** Seconds until an app of today wants to be updated. */
const appLife = 30 * 24 * 60 * 60

const planFor = async (order: Order, done: Complete, parts: EvidenceParts): Promise<EvidencePlan> => {
  const { certificates, environment, randomBytes } = parts
  const policies = order.requirement.certificatePolicies
  const kind = kindFor(environment, policies) ?? bankIdKinds[environment][0]
  const { funcId } = order.endpoint
  const keyUsage = funcId === 'Signing' ? 'nonRepudiation' : 'digitalSignature'
  const certificate: UserCertificateRequest = { person: done.person, kind, keyUsage, at: done.at }
  const leaf = await certificates.forUser(certificate)
  const [visible, hidden] = [textField(order, 'userVisibleData'), textField(order, 'userNonVisibleData')]
  return {
    content: {
      ...(visible === undefined ? {} : { userVisibleData: visible }),
      ...(hidden === undefined ? {} : { userNonVisibleData: hidden }),
      markdown: textField(order, 'userVisibleDataFormat') === 'simpleMarkdownV1',
      relyingParty: order.relyingParty.subject,
      displayName: order.relyingParty.displayName,
      nonce: randomBytes(32),
      funcId,
      platform: kind.platform,
      osVersion: '18.1',
      uhi: uhiOf(done.person),
      bestBefore: Math.floor(done.at / 1000) + appLife,
      ...(policies === undefined ? {} : { certificatePolicies: policies }),
    },
    certificate,
    signer: {
      key: leaf.key,
      chain: [leaf.certificate, certificates.customerCa.certificate, certificates.bankCa.certificate],
    },
    algorithms: bankIdAlgorithms,
    ocsp: {
      serialNumber: Buffer.from(leaf.certificate.serialNumber, 'hex'),
      issuer: certificates.customerCa.certificate,
      status: 'good',
      producedAt: done.at,
      responder: await certificates.ocspResponder(done.at),
    },
  }
}

/** `YYYY-MM-DDZ`, as it was last seen on the wire. */
const issueDate = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 10)}Z`

/** What the order says about risk: asked for, or ruled by a requirement. */
const showsRisk = (order: Order): boolean => order.requirement.risk !== undefined || order.body['returnRisk'] === true

export interface CompletionData {
  readonly user: Person
  readonly device: { readonly ipAddress: string; readonly uhi: string }
  readonly bankIdIssueDate: string
  readonly stepUp?: { readonly mrtd: true }
  readonly signature: string
  readonly ocspResponse: string
  readonly risk?: string
}

/** Makes the evidence as it was at the moment of signing; `change` spoils a part of it. */
export const completionData = async (
  order: Order,
  done: Complete,
  parts: EvidenceParts,
  change: EvidenceChange = {},
): Promise<CompletionData> => {
  const honest = await planFor(order, done, parts)
  const plan = (await change.plan?.(honest, parts.certificates)) ?? honest
  const xml = signatureXml(plan.content, plan.signer, plan.algorithms)
  const signature = Buffer.from(change.xml?.(xml, plan) ?? xml, 'utf8').toString('base64')
  const fullNonce = ocspNonce(signature, parts.randomBytes(12))
  const nonce = change.nonce === undefined ? fullNonce : change.nonce(fullNonce)
  const validFrom = Date.parse(honest.signer.chain[0]?.validFrom ?? '') || done.at
  const { personalNumber, name, givenName, surname } = done.person
  return {
    user: { personalNumber, name, givenName, surname },
    device: { ipAddress: done.ipAddress, uhi: uhiOf(done.person) },
    bankIdIssueDate: issueDate(validFrom),
    ...(done.mrtdDone ? { stepUp: { mrtd: true } } : {}),
    signature,
    ocspResponse: ocspResponse({ ...plan.ocsp, ...(nonce === undefined ? {} : { nonce }) }).toString('base64'),
    ...(showsRisk(order) ? { risk: done.risk } : {}),
  }
}
