import { type CallContext, NostroError, type SessionAccess } from '@nostro/core'
import { z } from 'zod'
import type { Caller } from '../api/caller.ts'
import { createClient, type Entry, listComplete } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'

const clientSchema = z.object({
  id: z.number(),
  status: z.string().nullish(),
  client_id: z.string(),
  secret: z.string(),
  // Recorded with and without the wrapper that names the type.
  callback_url: z
    .array(z.object({ url: z.string().nullish(), OauthCallbackUrl: z.object({ url: z.string() }).nullish() }))
    .nullish(),
})

/** An application at bunq that asks other users for their consent. */
export interface OauthClient {
  readonly id: string
  readonly status: string
  readonly clientId: string
  /** Secret: for the option `oauth.clientSecret`. */
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
}

/** The application that asks other users for their consent. bunq allows one for a user. */
export interface BunqOauthClients {
  get(access: SessionAccess, ctx?: CallContext): Promise<OauthClient | undefined>
  /** The one that exists, or a new one; with these redirect URIs registered. */
  ensure(access: SessionAccess, redirectUris: readonly string[], ctx?: CallContext): Promise<OauthClient>
}

export const createOauthClients = (caller: Caller): BunqOauthClients => {
  const get: BunqOauthClients['get'] = async (access, ctx) => {
    // A client that cannot be read must not count as none: `ensure` would make another one.
    const reader = { schema: clientSchema, map: toOauthClient }
    const clients = await listComplete(createClient(caller, access), endpoints.listOauthClients, { ctx }, reader)
    return clients.find(({ status }) => status === 'ACTIVE') ?? clients[0]
  }
  return {
    get,
    ensure: async (access, redirectUris, ctx) => {
      const client = createClient(caller, access)
      const known = await get(access, ctx)
      const clientId =
        known?.id ?? (await client.create(endpoints.createOauthClient, { ctx, body: { status: 'ACTIVE' } }))
      for (const url of redirectUris) {
        if (known?.redirectUris.includes(url) === true) continue
        await client.create(endpoints.createOauthCallback, { ctx, params: { clientId }, body: { url } })
      }
      const ensured = await get(access, ctx)
      if (ensured !== undefined) return ensured
      throw new NostroError({
        code: 'protocol_violation',
        provider: 'bunq',
        message: 'bunq made an OAuth client and does not list it.',
        hint: 'Try again in a moment.',
      })
    },
  }
}

const toOauthClient = ({ wire }: Entry<z.infer<typeof clientSchema>>): OauthClient => ({
  id: String(wire.id),
  status: wire.status ?? 'unknown',
  clientId: wire.client_id,
  clientSecret: wire.secret,
  redirectUris: (wire.callback_url ?? []).flatMap(({ url, OauthCallbackUrl: wrapped }) => wrapped?.url ?? url ?? []),
})
