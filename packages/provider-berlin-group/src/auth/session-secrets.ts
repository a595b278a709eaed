import type { JsonValue, Session } from '@nostro/core'
import { type Bank, invalidRequest } from '@nostro/provider-kit'
import { z } from 'zod'

const secretsSchema = z.object({
  bank: z.string(),
  origin: z.string(),
  /** Absent in a session for payments, and for funds where customers agree at the bank. */
  consentId: z.string().optional(),
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  tokenUrl: z.string().optional(),
  psuId: z.string().optional(),
})

export type SessionSecrets = z.infer<typeof secretsSchema>

export const toSecrets = (secrets: SessionSecrets): JsonValue => JSON.parse(JSON.stringify(secrets)) as JsonValue

/** @throws NostroError `invalid_request` for a session that holds something else */
export const secretsOf = ({ secrets }: Session, bank: Bank): SessionSecrets => {
  const read = secretsSchema.safeParse(secrets)
  if (read.success) return read.data
  throw invalidRequest(
    bank,
    'The session does not hold what the bank needs, or was changed.',
    'Pass the session as it was kept, or connect again.',
  )
}
