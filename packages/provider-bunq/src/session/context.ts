import { type EpochMs, type JsonValue, NostroError, type Session } from '@nostro/core'
import { z } from 'zod'

/**
 * The API context: keys, installation, device, session and user as one serialisable object. It is the session's
 * `secrets`; it gives the right to act as the user, so it is kept encrypted and never logged.
 */
export interface BunqContext {
  readonly version: 1
  /** Where it was made: a context is never used at another address. */
  readonly origin: string
  readonly keyPair: {
    /** PEM. */
    readonly publicKey: string
    /** PEM; null when the key lives behind a SigningKey of the options. */
    readonly privateKey: string | null
  }
  readonly installation: { readonly id: string; readonly token: string; readonly serverPublicKey: string }
  readonly device: { readonly id: string }
  readonly credential: { readonly kind: 'api-key' | 'oauth' | 'psd2'; readonly secret: string }
  readonly session: {
    readonly id: string
    readonly token: string
    /** By this machine's clock. */
    readonly openedAt?: EpochMs | undefined
  }
  /** `kind` is bunq's word, such as `UserPerson`. */
  readonly user: { readonly id: string; readonly kind: string; readonly name: string | null }
}

const contextSchema: z.ZodType<BunqContext> = z.object({
  version: z.literal(1),
  origin: z.string(),
  keyPair: z.object({ publicKey: z.string(), privateKey: z.string().nullable() }),
  installation: z.object({ id: z.string(), token: z.string(), serverPublicKey: z.string() }),
  device: z.object({ id: z.string() }),
  credential: z.object({ kind: z.enum(['api-key', 'oauth', 'psd2']), secret: z.string() }),
  session: z.object({ id: z.string(), token: z.string(), openedAt: z.number().optional() }),
  user: z.object({ id: z.string(), kind: z.string(), name: z.string().nullable() }),
})

/** What is known before there is a session. */
export type InstalledContext = Pick<BunqContext, 'keyPair' | 'installation'>

const known = new WeakMap<object, BunqContext>()

/** @throws NostroError `invalid_request` when the session is not one of bunq's, or of another version */
export const contextOf = ({ provider, secrets }: Pick<Session, 'provider' | 'secrets'>): BunqContext => {
  const cached = typeof secrets === 'object' && secrets !== null ? known.get(secrets) : undefined
  if (cached !== undefined) return cached
  const parsed = provider === 'bunq' ? contextSchema.safeParse(secrets) : undefined
  if (parsed?.success !== true) {
    throw new NostroError({
      code: 'invalid_request',
      provider: 'bunq',
      message: 'The session does not hold a bunq context of this version.',
      hint: 'Use the session that bunq’s auth gave, unchanged, or connect again.',
    })
  }
  known.set(secrets as object, parsed.data)
  return parsed.data
}

/** False for sessions of others and of versions that this code does not know. */
export const isContext = ({ provider, secrets }: Pick<Session, 'provider' | 'secrets'>): boolean =>
  provider === 'bunq' && contextSchema.safeParse(secrets).success

export const toSecrets = (context: BunqContext): JsonValue => JSON.parse(JSON.stringify(context)) as JsonValue

/** bunq's id of the customer. With OAuth the session's user is the grant, which is another one after each consent. */
export const customerOf = ({ user }: BunqContext): string | undefined =>
  user.kind === 'UserApiKey' ? undefined : user.id
