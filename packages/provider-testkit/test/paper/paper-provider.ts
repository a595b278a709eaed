import { budgetsFromManifest, checkOptions, type Provider, type ProviderServices, type Session } from '@nostro/core'
import { sessionOf } from '@nostro/provider-kit'
import { z } from 'zod'
import { createPaperAccounts } from './paper-accounts.ts'
import { createPaperAuth } from './paper-auth.ts'
import { createPaperClient } from './paper-client.ts'
import { createPaperEvents } from './paper-events.ts'
import { paper, paperManifest } from './paper-parts.ts'
import { createPaperPayments } from './paper-payments.ts'
import { createPaperSigner, createPaperVerifier, type PaperKey } from './paper-signing.ts'

export interface PaperOptions {
  readonly apiUrl: string
  readonly ca: string
  readonly clientSecret: string
  readonly sealSecret: string
  readonly redirectUris: readonly string[]
  readonly key: PaperKey
}

const optionsSchema = z.strictObject({
  apiUrl: z.url(),
  ca: z.string(),
  clientSecret: z.string().min(8),
  sealSecret: z.string().min(8),
  redirectUris: z.array(z.string()),
  key: z.custom<PaperKey>((value) => typeof value === 'object' && value !== null && 'sign' in value),
})

export interface PaperProvider extends Provider {
  readonly accounts: NonNullable<Provider['accounts']>
  readonly payments: NonNullable<Provider['payments']>
  readonly events: NonNullable<Provider['events']>
  readonly signers: NonNullable<Provider['signers']>
}

/** A good provider of a redirect bank that wants signatures: what the wrong ones are made of. */
export const createPaperProvider = (given: PaperOptions, services: ProviderServices): PaperProvider => {
  const options = checkOptions(optionsSchema, given, {
    provider: 'paper',
    name: 'Paper Bank',
    taker: 'createPaperProvider',
  })
  const { clock, random } = services
  const { apiUrl, ca, redirectUris } = options
  const transport = services.createTransport({
    provider: 'paper',
    origins: [apiUrl],
    ca,
    budgets: budgetsFromManifest(paperManifest.rateLimits),
  })
  const signer = createPaperSigner(options.key)
  const client = createPaperClient({ transport, signer, verifier: createPaperVerifier(options.sealSecret), options })
  const open = async (access: Parameters<typeof sessionOf>[0]): Promise<Session> =>
    sessionOf(access, { bank: paper, purposes: ['accounts', 'payments'] })
  return {
    specVersion: 1,
    manifest: paperManifest,
    auth: createPaperAuth({ client, clock, random, apiUrl, redirectUris }),
    accounts: createPaperAccounts({ client, transport, origin: apiUrl, open }),
    payments: createPaperPayments({ client, services, open }),
    events: createPaperEvents(client, options.sealSecret),
    signers: () => ({ paper: signer }),
    close: () => transport.close(),
  }
}
