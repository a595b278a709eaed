import type { JsonValue, Session } from '@nostro/core'
import { invalidRequest } from '@nostro/provider-kit'
import { z } from 'zod'
import { enableBanking } from '../api/bank.ts'

const secretsSchema = z.object({
  origin: z.string(),
  applicationId: z.string(),
  /** Absent in a session for payments, which is the application's own. */
  sessionId: z.string().optional(),
  institution: z.object({ name: z.string(), country: z.string(), bic: z.string().optional() }),
  customerType: z.enum(['personal', 'business']),
  requiredPsuHeaders: z.array(z.string()),
  /** Account resources as POST /sessions gave them, with the ids that hold for this session alone. */
  accounts: z.array(z.unknown()),
})

export type SessionSecrets = z.infer<typeof secretsSchema>

/** As JSON: what is undefined is left out. */
export const toSecrets = (secrets: SessionSecrets): JsonValue => JSON.parse(JSON.stringify(secrets)) as JsonValue

/** @throws NostroError `invalid_request` for a session that holds something else */
export const secretsOf = ({ secrets }: Session): SessionSecrets => {
  const read = secretsSchema.safeParse(secrets)
  if (read.success) return read.data
  throw invalidRequest(
    enableBanking,
    'The session does not hold what Enable Banking needs, or was changed.',
    'Pass the session as it was kept, or connect again.',
  )
}

/** The id of a session for accounts. */
export const sessionIdOf = (secrets: SessionSecrets): string => {
  if (secrets.sessionId !== undefined) return secrets.sessionId
  throw invalidRequest(
    enableBanking,
    'The session was opened for payments.',
    "Open one with `auth.start({ purpose: 'accounts' })`.",
  )
}
