import { type EpochMs, type Evidence, type JsonValue, NostroError } from '@nostro/core'
import { z } from 'zod'
import { requireObject } from '../api/require-object.ts'
import { type CompletionData, completionDataSchema } from '../api/schemas.ts'

/** The order as it was sent, and when. */
export interface CompletedOrder {
  readonly operation: z.infer<typeof operationSchema>
  readonly request: Readonly<Record<string, unknown>>
  readonly startedAt: EpochMs
  /** When the result was collected. */
  readonly completedAt: EpochMs
}

/** Who ordered, and where. */
export interface RelyingPartyFacts {
  readonly environment: 'test' | 'production'
  /** `serialNumber` of our own certificate: the organisation's number. */
  readonly relyingParty?: string | undefined
}

export const operationSchema = z.enum(['auth', 'sign', 'payment', 'phoneAuth', 'phoneSign', 'otherPayment'])

const format = 'bankid-completion/1'

const dataSchema = z.object({
  environment: z.enum(['test', 'production']),
  relyingParty: z.string().optional(),
  operation: operationSchema,
  request: z.record(z.string(), z.unknown()),
  startedAt: z.number(),
  completedAt: z.number(),
  completionData: z.looseObject(completionDataSchema.shape),
})

/** What evidence of BankID holds: BankID's answer, and what a later verification compares it with. */
export type EvidenceData = z.infer<typeof dataSchema>

export const toEvidence = (completionData: CompletionData, order: CompletedOrder & RelyingPartyFacts): Evidence => ({
  provider: 'bankid',
  format,
  createdAt: order.completedAt,
  data: { ...order, completionData } as unknown as JsonValue,
})

/** @throws NostroError `invalid_request` when it is not evidence of BankID, or was cut */
export const readEvidence = (evidence: Evidence): EvidenceData => {
  requireObject(evidence, 'evidence', ['provider', 'format', 'data'])
  const { provider, format: given, data } = evidence
  const result = dataSchema.safeParse(data)
  if (result.success && provider === 'bankid' && given === format) return result.data
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: 'This is not evidence of BankID, or a part of it is missing.',
    hint: 'Keep evidence whole and give it back as it was.',
  })
}
