import { type CallContext, type Clock, NostroError } from '@nostro/core'
import { checkClientId, createTokenSource, type TokenSource } from '@nostro/provider-kit'
import { ing } from '../api/errors.ts'
import type { OauthClient, WireApplicationToken } from '../api/oauth-client.ts'

/** ING issues two kinds and takes neither in the place of the other; so does the compiler. */
export type ApplicationTokenKind = 'http-signature-application' | 'mtls-application'

export interface ApplicationTokenSource<Kind extends ApplicationTokenKind> extends TokenSource {
  readonly kind: Kind
}

export interface ApplicationTokens {
  readonly httpSignature: ApplicationTokenSource<'http-signature-application'>
  readonly mtls: ApplicationTokenSource<'mtls-application'>
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
  readonly clientId?: string | undefined
}

/** ING says 905 and means 900 (the guide's prose): the shorter counts. */
const longestLifeSeconds = 900

export const createApplicationTokens = (parts: ApplicationTokenParts): ApplicationTokens => {
  const { oauth, clock, marginMs } = parts
  let clientId = parts.clientId

  const knownClientId = (): string => {
    if (clientId !== undefined) return clientId
    throw new NostroError({
      code: 'invalid_config',
      provider: 'ing',
      message: 'The ING client id is not known: it is not configured, and ING’s token answer does not carry it.',
      hint: 'Set `clientId` in the options: the id that registration gave.',
    })
  }

  const sourceOf = <Kind extends ApplicationTokenKind>(
    kind: Kind,
    fetch: () => Promise<WireApplicationToken>,
  ): ApplicationTokenSource<Kind> => ({
    kind,
    ...createTokenSource({
      bank: ing,
      clock,
      marginMs,
      fetch: async () => {
        const wire = await fetch()
        clientId = checkClientId({ bank: ing, configured: clientId, answered: wire.client_id })
        return { value: wire.access_token, lifetimeMs: Math.min(wire.expires_in, longestLifeSeconds) * 1000 }
      },
    }),
  })

  const httpSignature = sourceOf('http-signature-application', () =>
    parts.application === 'psd2' ? oauth.signedToken({}) : oauth.premiumToken({}),
  )

  const askClientId = async (ctx?: CallContext): Promise<string> => {
    if (clientId === undefined) await httpSignature.get(ctx)
    return knownClientId()
  }

  return {
    httpSignature,
    mtls: sourceOf('mtls-application', async () => oauth.mtlsToken(await askClientId(), {})),
    clientId: askClientId,
    knownClientId,
  }
}
