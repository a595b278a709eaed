import type { AuthProvider, ProviderServices } from '@nostro/core'
import { checkChallenge, checkContext, checkStart, toSession } from '@nostro/provider-kit'
import { bank } from './bank.ts'
import type { Client } from './client.ts'
import type { Settings } from './options.ts'

export const authentication = ['api-key'] as const

interface AuthParts {
  /** For banks that can be asked whether a key is good. */
  readonly client: Client
  readonly services: ProviderServices
  readonly settings: Settings
}

/** Nothing is asked of anybody: the key stands in the options. */
export const createAuth = ({ services: { clock, random }, settings: { apiKey } }: AuthParts): AuthProvider => ({
  start: async (request, ctx) => {
    checkContext(ctx, bank)
    const purpose = checkStart(request, { bank, purposes: ['accounts'], members: [] })
    const expiresAt = clock.now() + 3_600_000
    return { kind: 'none', id: random.uuid(), provider: bank.provider, purpose, expiresAt, serverState: {} }
  },
  advance: async (challenge, _answer, ctx) => {
    checkContext(ctx, bank)
    checkChallenge(challenge, { bank, kinds: ['none'], now: clock.now() })
    const session = toSession({
      provider: bank.provider,
      purpose: 'accounts',
      id: random.uuid(),
      now: clock.now(),
      secrets: { apiKey },
    })
    return { status: 'complete', session }
  },
  // Another key in the options is another customer.
  serves: ({ provider, secrets }) =>
    provider === bank.provider && (secrets as { readonly apiKey?: unknown } | null)?.apiKey === apiKey,
})
