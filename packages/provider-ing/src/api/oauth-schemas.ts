import { z } from 'zod'

/** `token_type` is not read: ING has sent `Bearer`, `bearer` and `access`. */
export const applicationTokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().catch(900),
  scope: z.string().catch(''),
  client_id: z.string().min(1).optional().catch(undefined),
})

export const customerTokenSchema = z.object({
  access_token: z.string().min(1),
  /** May be missing in the answer to a refresh: the old one then stays valid. */
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive().catch(900),
  scope: z.string().catch(''),
  refresh_token_expires_in: z.number().positive().optional().catch(undefined),
})

export type WireApplicationToken = z.infer<typeof applicationTokenSchema>
export type WireCustomerToken = z.infer<typeof customerTokenSchema>
