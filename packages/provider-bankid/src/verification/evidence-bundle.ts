import { type EpochMs, type Evidence, NostroError, parseInstant, toInstant } from '@nostro/core'
import { z } from 'zod'
import { completionDataSchema } from '../api/schemas.ts'
import { checkNames } from './check-failure.ts'
import { operationSchema, readEvidence } from './evidence.ts'
import { type CompletionReport, verifyCompletion } from './verify-completion.ts'

/** Name and version of the file's format. A reader refuses what it does not know. */
export const bundleFormat = 'nostro-bankid-evidence/1'

const instant = z.string().refine((text) => parseInstant(text) !== undefined, { error: 'must be an instant, ISO 8601' })
const base64 = z.base64().min(4)
const sha256 = z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/, { error: 'must be a SHA-256, as AB:CD:…' })
const check = z.strictObject({ step: z.number(), name: z.enum(checkNames), ok: z.literal(true) })

/** Unknown members are refused: what is not understood would be neither checked nor noticed. */
const bundleSchema = z.strictObject({
  format: z.literal(bundleFormat),
  environment: z.enum(['test', 'production']),
  order: z.strictObject({
    operation: operationSchema,
    request: z.record(z.string(), z.unknown()),
    startedAt: instant,
    completedAt: instant,
    relyingParty: z.string().min(1).optional(),
  }),
  completionData: z.looseObject(completionDataSchema.shape),
  chain: z.array(base64).min(1),
  rootSha256: sha256,
  verification: z.strictObject({ at: instant, checks: z.array(check).min(1) }),
})

/**
 * A person's act with BankID, and all that a third party needs to verify it again, years later and offline; plain JSON.
 *
 * - `environment`: where the order was made. The test environment's signatures prove nothing about real people.
 * - `order`: what the relying party sent (`request`, BankID's own field names), when it did, when the result was collected
 *   (instants, ISO 8601), and its organisation's number (`relyingParty`: `serialNumber` of its certificate).
 * - `completionData`: BankID's answer.
 * - `chain`: the certificates inside the signature, base64 of DER: the person's, the customer CA, the bank CA.
 * - `rootSha256`: fingerprint of the root above them, to look the root up by. The root itself is not inside: who verifies brings
 *   his own, or the one that this package ships.
 * - `verification`: when it was verified before it was written, and what was found.
 *
 * It holds a name, a personal number and an IP address: keep it as you keep these.
 */
export type EvidenceBundle = z.infer<typeof bundleSchema>

/** @throws NostroError `invalid_request` naming the member that is wrong, never its value */
export const readBundle = (value: unknown): EvidenceBundle => {
  const result = bundleSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])].map(String)
  const at = path.length === 0 ? '' : ` (\`${path.join('.')}\`: ${issue?.message ?? 'wrong'})`
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `This is not an evidence bundle of BankID, or a part of it is missing${at}.`,
    hint: 'Give the file as it was written; a file that was edited or cut cannot be verified.',
  })
}

/** What evidence is verified by. */
export interface EvidenceTrust {
  /** PEM of the trusted roots; BankID's own of the evidence's environment when absent. */
  readonly roots?: readonly string[] | undefined
}

/**
 * Evidence as a bundle for others and for later. It is verified first: what does not hold now is not worth keeping.
 *
 * @param now when this is done; it is written into the bundle
 * @throws NostroError `verification_failed` naming the check, or `invalid_request` when it is not evidence of BankID
 *
 * @example
 * const bundle = exportEvidence(result.evidence, clock.now())
 */
export const exportEvidence = (evidence: Evidence, now: EpochMs, trust: EvidenceTrust = {}): EvidenceBundle => {
  const data = readEvidence(evidence)
  const { environment, relyingParty, operation, request, startedAt, completedAt, completionData } = data
  const report = verifyCompletion(completionData, { ...data, ...trust })
  return {
    format: bundleFormat,
    environment,
    order: {
      operation,
      request,
      startedAt: toInstant(startedAt),
      completedAt: toInstant(completedAt),
      relyingParty,
    },
    completionData,
    ...chainOf(report),
    verification: { at: toInstant(now), checks: [...report.checks] },
  }
}

/** The certificates as the bundle lists them. */
export const chainOf = ({ certificates, root }: CompletionReport): Pick<EvidenceBundle, 'chain' | 'rootSha256'> => ({
  chain: certificates.map(({ raw }) => raw.toString('base64')),
  rootSha256: root.fingerprint256,
})
