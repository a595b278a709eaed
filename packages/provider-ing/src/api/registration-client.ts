import type { BankResponse, CallContext, Schema } from '@nostro/core'
import { z } from 'zod'
import { type Caller, readAnswer, type TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'

/** Members beyond those named ride along: what is not sent back in a PUT is lost. */
const jwkSchema = z.looseObject({
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
const changedApplicationSchema = z.object({ contact, application: applicationSchema })
const readApplicationsSchema = z.object({ contact, applications: z.array(applicationSchema).min(1) })

/** A public key as ING writes it (RFC 7517). */
export type WireJwk = z.infer<typeof jwkSchema>
export type WireApplication = z.infer<typeof applicationSchema>

type Context = CallContext | undefined
type Mtls = TokenAuthorizer<'mtls-application'>

/** The whole representation: POST and PUT know no other. */
export interface WireRegistration {
  readonly contact: string
  readonly redirect_uris: readonly string[]
  readonly keys: { readonly tls: readonly WireJwk[]; readonly sign: readonly WireJwk[] }
}

type Changed = z.infer<typeof changedApplicationSchema>
type Read = z.infer<typeof readApplicationsSchema>

/** `/oauth2/applications` (dynamic client registration). */
export interface RegistrationClient {
  register(body: WireRegistration, ctx: Context): Promise<Changed>
  update(clientId: string, body: WireRegistration, authorize: Mtls, ctx: Context): Promise<Changed>
  own(authorize: Mtls, ctx: Context): Promise<Read>
  byId(clientId: string, authorize: Mtls, ctx: Context): Promise<Read>
}

export const createRegistrationClient = (caller: Caller): RegistrationClient => ({
  register: async (body, ctx) =>
    read(await caller.send(endpoints.register, { ctx, body: JSON.stringify(body) }), changedApplicationSchema),
  update: async (clientId, body, authorize, ctx) =>
    read(
      await caller.send(endpoints.updateApplication, {
        ctx,
        authorize,
        params: { clientId },
        body: JSON.stringify(body),
      }),
      changedApplicationSchema,
    ),
  own: async (authorize, ctx) =>
    read(await caller.send(endpoints.ownApplication, { ctx, authorize }), readApplicationsSchema),
  byId: async (clientId, authorize, ctx) =>
    read(await caller.send(endpoints.application, { ctx, authorize, params: { clientId } }), readApplicationsSchema),
})

const read = <T>(response: BankResponse, schema: Schema<T>): T => readAnswer(response, schema, 'the application')
