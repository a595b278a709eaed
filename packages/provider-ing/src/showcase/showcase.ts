import type { CallContext } from '@nostro/core'
import type { ShowcaseClient, WireGreeting } from '../api/showcase-client.ts'
import type { ApplicationTokens } from '../auth/application-token.ts'
import { authorizeApplication } from '../auth/authorizers.ts'

/** ING's answer to a call of the showcase interface. */
export interface Greeting {
  readonly message: string
  readonly id?: string | undefined
  /** `2023-07-30 15:42:17 GMT`, in ING's own form. */
  readonly timestamp?: string | undefined
  /** ING's trace id of the answer. */
  readonly bankRequestId?: string | undefined
}

/**
 * ING's smoke test: each greeting proves the certificates and one kind of signature, without any customer.
 * `signed` uses the HTTP signature, `jws` the detached JWS, `mtls` the TLS certificate alone.
 */
export interface Showcase {
  signed(ctx?: CallContext): Promise<Greeting>
  jws(ctx?: CallContext): Promise<Greeting>
  mtls(ctx?: CallContext): Promise<Greeting>
}

export const createShowcase = (client: ShowcaseClient, tokens: ApplicationTokens): Showcase => ({
  signed: async (ctx) => toGreeting(await client.signed(authorizeApplication(tokens.httpSignature), ctx)),
  jws: async (ctx) => toGreeting(await client.jws(authorizeApplication(tokens.mtls), ctx)),
  mtls: async (ctx) => toGreeting(await client.mtls(authorizeApplication(tokens.mtls), ctx)),
})

const toGreeting = ({ message, id, messageTimestamp, bankRequestId }: WireGreeting): Greeting => ({
  message,
  id: id ?? undefined,
  timestamp: messageTimestamp ?? undefined,
  bankRequestId,
})
