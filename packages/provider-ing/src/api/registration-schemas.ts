import { z } from 'zod'

/** Members beyond those named ride along: what is not sent back in a PUT is lost. */
export const jwkSchema = z.looseObject({
  kid: z.string().optional(),
  x5c: z.array(z.string()).optional(),
})

const list = z
  .array(jwkSchema)
  .nullish()
  .transform((keys) => keys ?? [])

const applicationSchema = z.object({
  client_id: z.string().min(1),
  redirect_uris: z
    .array(z.string())
    .nullish()
    .transform((uris) => uris ?? []),
  keys: z
    .object({ tls: list, sign: list })
    .nullish()
    .transform((keys) => keys ?? { tls: [], sign: [] }),
})

const contact = z
  .string()
  .nullish()
  .transform((text) => text ?? '')

/** POST and PUT answer with one `application`, GET with a list of `applications`, also for one id. */
export const changedApplicationSchema = z.object({ contact, application: applicationSchema })
export const readApplicationsSchema = z.object({ contact, applications: z.array(applicationSchema).min(1) })

export type WireJwk = z.infer<typeof jwkSchema>
export type WireApplication = z.infer<typeof applicationSchema>
