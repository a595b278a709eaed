import { createHash, type X509Certificate } from 'node:crypto'
import { NostroError, parseInstant } from '@nostro/core'
import { z } from 'zod'
import { completionDataSchema } from '../api/schemas.ts'

/** Name and version of the file's format. A reader refuses what it does not know. */
export const bundleFormat = 'nostro-bankid-evidence/1'

const instant = z.string().refine((text) => parseInstant(text) !== undefined, { error: 'must be an instant, ISO 8601' })
const base64 = z.base64().min(4)
const sha256 = z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/, { error: 'must be a SHA-256, as AB:CD:…' })
const check = z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string().optional() })

/** Unknown members are refused: what is not understood would be neither checked nor noticed. */
const bundleSchema = z.strictObject({
  format: z.literal(bundleFormat),
  environment: z.enum(['test', 'production']),
  order: z.strictObject({
    operation: z.enum(['auth', 'sign', 'payment', 'phoneAuth', 'phoneSign', 'otherPayment']),
    request: z.record(z.string(), z.unknown()),
    startedAt: instant,
    completedAt: instant,
    relyingParty: z.string().min(1),
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
 *   (instants, ISO 8601), and the subject of its certificate (`relyingParty`, as `srvInfo` has it).
 * - `completionData`: BankID's answer, untouched.
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

/** SHA-256 over the certificate's DER, as BankID publishes its roots' fingerprints. */
export const fingerprintOf = (certificate: X509Certificate): string =>
  createHash('sha256')
    .update(certificate.raw)
    .digest('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:')
