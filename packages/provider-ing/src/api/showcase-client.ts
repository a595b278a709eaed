import type { BankResponse, CallContext } from '@nostro/core'
import { z } from 'zod'
import { type Caller, readAnswer, type TokenAuthorizer } from './caller.ts'
import { endpoints } from './endpoints.ts'
import { bankRequestIdHeader } from './errors.ts'

const greetingSchema = z.object({
  message: z.string(),
  id: z.string().nullish(),
  messageTimestamp: z.string().nullish(),
})

export type WireGreeting = z.infer<typeof greetingSchema> & { readonly bankRequestId?: string | undefined }

/** The showcase: one greeting for each way to prove who is calling. */
export interface ShowcaseClient {
  signed(authorize: TokenAuthorizer<'http-signature-application'>, ctx: CallContext | undefined): Promise<WireGreeting>
  jws(authorize: TokenAuthorizer<'mtls-application'>, ctx: CallContext | undefined): Promise<WireGreeting>
  mtls(authorize: TokenAuthorizer<'mtls-application'>, ctx: CallContext | undefined): Promise<WireGreeting>
}

export const createShowcaseClient = (caller: Caller): ShowcaseClient => ({
  signed: async (authorize, ctx) => read(await caller.send(endpoints.signedGreeting, { ctx, authorize })),
  jws: async (authorize, ctx) => read(await caller.send(endpoints.jwsGreeting, { ctx, authorize })),
  mtls: async (authorize, ctx) => read(await caller.send(endpoints.mtlsGreeting, { ctx, authorize })),
})

const read = (response: BankResponse): WireGreeting => ({
  ...readAnswer(response, greetingSchema, 'a greeting'),
  bankRequestId: response.headers[bankRequestIdHeader],
})
