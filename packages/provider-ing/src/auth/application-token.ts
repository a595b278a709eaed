import { type CallContext, type Clock, type EpochMs, NostroError } from '@nostro/core'
import type { OauthClient } from '../api/oauth-client.ts'
import type { WireApplicationToken } from '../api/oauth-schemas.ts'

/** ING issues two kinds and takes neither in the place of the other; so does the compiler. */
export type ApplicationTokenKind = 'http-signature-application' | 'mtls-application'

export interface ApplicationToken<Kind extends ApplicationTokenKind> {
  readonly kind: Kind
  readonly value: string
  /** When to stop using it: its end less the margin. */
  readonly useUntil: EpochMs
  readonly clientId?: string
}

export interface TokenSource<Kind extends ApplicationTokenKind> {
  readonly kind: Kind
  /** The cached token, or a new one; callers at the same time share one request. */
  get(ctx?: CallContext): Promise<ApplicationToken<Kind>>
  /** Forgets a token that ING refused. A newer one stays. */
  drop(token: ApplicationToken<Kind>): void
}

/** ING says 905 and means 900 (the guide's prose): the shorter counts. */
const longestLifeSeconds = 900

interface SourceParts<Kind extends ApplicationTokenKind> {
  readonly kind: Kind
  readonly clock: Clock
  readonly marginMs: number
  fetch(): Promise<WireApplicationToken>
}

export const createTokenSource = <Kind extends ApplicationTokenKind>(parts: SourceParts<Kind>): TokenSource<Kind> => {
  const { kind, clock, marginMs } = parts
  let cached: ApplicationToken<Kind> | undefined
  let running: Promise<ApplicationToken<Kind>> | undefined

  const fetchOne = async (): Promise<ApplicationToken<Kind>> => {
    try {
      const askedAt = clock.now()
      const wire = await parts.fetch()
      const lifeMs = Math.min(wire.expires_in, longestLifeSeconds) * 1000
      cached = {
        kind,
        value: wire.access_token,
        // A life shorter than the margin still gives a token for half of it, instead of a request per call.
        useUntil: askedAt + Math.max(lifeMs - marginMs, lifeMs / 2),
        ...(wire.client_id === undefined ? {} : { clientId: wire.client_id }),
      }
      return cached
    } finally {
      running = undefined
    }
  }

  return {
    kind,
    get: async (ctx) => {
      if (cached !== undefined && clock.now() < cached.useUntil) return cached
      running ??= fetchOne()
      return untilAborted(running, ctx?.signal)
    },
    drop: (token) => {
      if (cached === token) cached = undefined
    },
  }
}

/** One caller who gives up does not take the shared request from the others. */
const untilAborted = async <T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return shared
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new NostroError({ code: 'aborted', provider: 'ing', message: 'The call was aborted.' }))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([shared, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

export interface ApplicationTokens {
  readonly httpSignature: TokenSource<'http-signature-application'>
  readonly mtls: TokenSource<'mtls-application'>
  /** As configured, or as learnt from the signed token's answer. */
  clientId(ctx?: CallContext): Promise<string>
  /** The same without a call. @throws NostroError `invalid_config` while it is not known */
  knownClientId(): string
}

export interface ApplicationTokenParts {
  readonly oauth: OauthClient
  readonly clock: Clock
  readonly marginMs: number
  readonly application: 'psd2' | 'premium'
  readonly clientId?: string
}

export const createApplicationTokens = (parts: ApplicationTokenParts): ApplicationTokens => {
  const { oauth, clock, marginMs } = parts
  let clientId = parts.clientId

  const knownClientId = (): string => {
    if (clientId !== undefined) return clientId
    throw new NostroError({
      code: 'invalid_config',
      provider: 'ing',
      message: 'The ING client id is not known yet, and ING’s token answer did not tell it.',
      hint: 'Set `clientId` in the options: the id that registration gave.',
    })
  }

  const httpSignature = createTokenSource({
    kind: 'http-signature-application',
    clock,
    marginMs,
    fetch: async () => {
      const wire = await (parts.application === 'psd2' ? oauth.signedToken({}) : oauth.premiumToken({}))
      clientId ??= wire.client_id
      return wire
    },
  })

  const askClientId = async (ctx?: CallContext): Promise<string> => {
    if (clientId === undefined) await httpSignature.get(ctx)
    return knownClientId()
  }

  return {
    httpSignature,
    mtls: createTokenSource({
      kind: 'mtls-application',
      clock,
      marginMs,
      fetch: async () => oauth.mtlsToken(await askClientId(), {}),
    }),
    clientId: askClientId,
    knownClientId,
  }
}
