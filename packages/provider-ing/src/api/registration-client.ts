import { type BankResponse, type CallContext, parseResponse, type Schema } from '@nostro/core'
import type { z } from 'zod'
import type { Caller, TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'
import { bankRequestIdHeader } from './errors.ts'
import { changedApplicationSchema, readApplicationsSchema, type WireJwk } from './registration-schemas.ts'

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

const read = <T>(response: BankResponse, schema: Schema<T>): T => {
  const bankRequestId = response.headers[bankRequestIdHeader]
  return parseResponse(response, schema, {
    provider: 'ing',
    what: 'the application',
    ...(bankRequestId === undefined ? {} : { bankRequestId }),
  })
}
