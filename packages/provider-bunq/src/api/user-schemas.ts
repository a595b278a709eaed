import { z } from 'zod'

/** The parts of a user that are read, of whatever kind. */
export const userSchema = z.object({
  id: z.number(),
  display_name: z.string().nullish(),
  legal_name: z.string().nullish(),
  name: z.string().nullish(),
  session_timeout: z.number().nullish(),
})

const anchoredSchema = z.record(z.string(), z.object({ session_timeout: z.number().nullish() }).nullish())

/** OAuth: who asked and who granted, each wrapped by its kind and often without id. */
export const userApiKeySchema = z.object({
  id: z.number(),
  requested_by_user: anchoredSchema.nullish(),
  granted_by_user: z.record(z.string(), z.object({ display_name: z.string().nullish() }).nullish()).nullish(),
})

export const isUser = /^User(Person|Company|ApiKey|PaymentServiceProvider)$/
