import { z } from 'zod'

/** Goes into a header as it is: visible ASCII and nothing else. */
const headerText = z.string().regex(/^[\x21-\x7e]+$/, 'not a token')

/** `token_type` is not read: ING has sent `Bearer`, `bearer` and `access`. */
export const applicationTokenSchema = z.object({
  access_token: headerText,
  expires_in: z.number().positive().catch(900),
  scope: z.string().catch(''),
  client_id: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .optional()
    .catch(undefined),
})

export const customerTokenSchema = z.object({
  access_token: headerText,
  /** May be missing in the answer to a refresh: the old one then stays valid. */
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive().catch(900),
  scope: z.string().catch(''),
  refresh_token_expires_in: z.number().positive().optional().catch(undefined),
})

export type WireApplicationToken = z.infer<typeof applicationTokenSchema>
export type WireCustomerToken = z.infer<typeof customerTokenSchema>
