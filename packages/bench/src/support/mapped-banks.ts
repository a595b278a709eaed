import type { AccountRef, AccountsProvider, JsonValue, Session, SessionAccess } from '@nostro/core'
import { generateRsaKeyPair } from '@nostro/core/node'
import { createBunqProvider } from '@nostro/provider-bunq'
import { createIngProvider } from '@nostro/provider-ing'
import { replayServices } from './replay-transport.ts'
import { sharedPki } from './shared-pki.ts'
import { bunqListing, ingListing, type Listing } from './transaction-pages.ts'

/** A bank's listing of transactions, made from bytes that are already here. */
export interface MappedBank {
  readonly name: string
  readonly listing: Listing
  open(pages: number): { readonly accounts: AccountsProvider; readonly access: SessionAccess; readonly ref: AccountRef }
}

export const openMappedBanks = async (): Promise<readonly MappedBank[]> => {
  const { pki, keys } = { pki: await sharedPki(), keys: await generateRsaKeyPair() }
  const { tls, signing } = pki.ing.tpp
  const [ing, bunq] = [ingListing(), bunqListing()]
  const origin = 'https://bank.example'
  return [
    {
      name: 'ING',
      listing: ing,
      open: (pages) => ({
        accounts: createIngProvider(
          { environment: 'sandbox', clientId: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75', tls, signing },
          replayServices((index) => ing.page(index, pages)),
        ).accounts,
        access: accessOf('ing', { accessToken: 'token', scope: 'payment-accounts:transactions:view' }),
        ref: { provider: 'ing', id: '450ffbb8', kind: 'current', currency: 'EUR' },
      }),
    },
    {
      name: 'bunq',
      listing: bunq,
      open: (pages) => ({
        accounts: createBunqProvider(
          { environment: 'sandbox', apiUrl: `${origin}/v1` },
          replayServices((index) => bunq.page(index, pages)),
        ).accounts,
        access: accessOf('bunq', {
          version: 1,
          origin,
          keyPair: { publicKey: keys.publicKey, privateKey: keys.privateKey },
          installation: { id: '1', token: 'installation', serverPublicKey: keys.publicKey },
          device: { id: '1' },
          credential: { kind: 'api-key', secret: 'sandbox_key' },
          session: { id: '1', token: 'session' },
          user: { id: '1', kind: 'UserPerson', name: null },
        }),
        ref: { provider: 'bunq', id: '2', kind: 'current', currency: 'EUR' },
      }),
    },
  ]
}

const accessOf = (provider: string, secrets: JsonValue): SessionAccess => {
  const session: Session = {
    specVersion: 1,
    id: `${provider}-session`,
    provider,
    purpose: 'accounts',
    revision: 1,
    createdAt: 0,
    secrets,
  }
  return { get: async () => session, renew: async () => session }
}
