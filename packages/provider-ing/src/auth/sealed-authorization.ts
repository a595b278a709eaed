import { type Challenge, NostroError } from '@nostro/core'
import { z } from 'zod'

/** What an authorization must remember until the browser comes back, here or in another process. */
const sealedSchema = z.object({
  state: z.string().min(1),
  redirectUri: z.string().min(1),
  /** Renewal: the session that goes on. */
  previous: z.object({ id: z.string(), revision: z.number(), createdAt: z.number() }).optional(),
})

export type SealedAuthorization = z.infer<typeof sealedSchema>

/** @throws NostroError `invalid_request` when the challenge is not one of ours */
export const unseal = (challenge: Challenge): SealedAuthorization => {
  const parsed = sealedSchema.safeParse(challenge.serverState)
  if (challenge.provider === 'ing' && parsed.success) return parsed.data
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: 'This challenge is not one of ING’s authorizations, or was changed on its way.',
    hint: 'Give back the challenge as `auth.start` returned it.',
  })
}
