import type { CallContext, EsignProvider, Evidence, EvidenceCheck, SigningOrder } from '@nostro/core'
import { encodeText, type SignFields } from '../api/order-fields.ts'
import { requireObject, requireText } from '../api/require-object.ts'
import type { CompletionData } from '../api/schemas.ts'
import { type CompletedOrder, type EvidenceData, readEvidence } from '../verification/evidence.ts'
import type { CompletionReport } from '../verification/verify-completion.ts'
import { ensureKind } from './ensure-kind.ts'
import type { Orders } from './orders.ts'

export interface EsignParts {
  readonly orders: Orders
  endUserIp(ctx?: CallContext): string
  /** Proves that BankID's answer holds what was ordered of us; throws where it does not. */
  verify(data: CompletionData, order: CompletedOrder): Promise<CompletionReport>
}

/** BankID signs texts, and its evidence is verified offline: both are always there. */
export interface BankIdEsign extends EsignProvider {
  /**
   * Verifies evidence that this provider once gave, by its own environment, certificate and roots. With an `order`, what was signed
   * must be that order's text, format and hidden data, by the person that it names; without one, what the evidence says was sent.
   *
   * @throws NostroError `verification_failed` naming the first check that fails; `invalid_request` for what is no evidence of BankID
   */
  verifyEvidence(evidence: Evidence, order?: SigningOrder): Promise<readonly EvidenceCheck[]>
}

/** Signing a text with BankID. What is signed is exactly the base64 text that was sent. */
export const createEsign = ({ orders, endUserIp, verify }: EsignParts): BankIdEsign => ({
  startSigning: async (order, ctx) => {
    requireObject(order, 'order', ['text', 'format', 'hiddenData', 'personalNumber', 'redirectUri'])
    requireText(order.text, 'order.text')
    return orders.start('sign', toFields(order, endUserIp(ctx)), {}, ctx)
  },
  advance: async (challenge, _answer, ctx) => {
    ensureKind(challenge, 'signature')
    return orders.advance(challenge, ctx)
  },
  frame: (challenge, at) => orders.frame(challenge, at),
  cancel: (challenge, ctx) => orders.cancel(challenge, ctx),
  verifyEvidence: async (evidence, order) => {
    const data = readEvidence(evidence)
    const { checks } = await verify(data.completionData, expectedOf(data, order))
    return checks.map(({ name, ok }) => ({ name, ok }))
  },
})

const toFields = (order: SigningOrder, endUserIp: string): SignFields => ({
  endUserIp,
  ...toSigned(order),
  returnUrl: order.redirectUri,
})

/** What becomes part of the signature. */
const toSigned = ({ text, format, hiddenData, personalNumber }: SigningOrder): Omit<SignFields, 'endUserIp'> => ({
  userVisibleData: encodeText(text),
  userVisibleDataFormat: format === 'markdown' ? 'simpleMarkdownV1' : undefined,
  userNonVisibleData: hiddenData === undefined ? undefined : Buffer.from(hiddenData).toString('base64'),
  requirement: personalNumber === undefined ? undefined : { personalNumber },
})

/** What was sent, by the evidence; an order’s word takes its place, and an identification is no signing. */
const expectedOf = (evidence: EvidenceData, order: SigningOrder | undefined): CompletedOrder => {
  const { operation, request, startedAt, completedAt } = evidence
  if (order === undefined) return { operation, request, startedAt, completedAt }
  const { userVisibleData, userVisibleDataFormat, userNonVisibleData, requirement, ...rest } = request
  const signed = toSigned(order)
  return {
    operation: operation === 'auth' || operation === 'phoneAuth' ? 'sign' : operation,
    request: { ...rest, ...signed, requirement: { ...(requirement as object | undefined), ...signed.requirement } },
    startedAt,
    completedAt,
  }
}
