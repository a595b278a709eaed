import type { ProviderImporters } from '@nostro/host'

/** The providers that come with the command. Each is loaded only when the configuration names it. */
export const ownProviders: ProviderImporters = {
  ing: () => import('@nostro/provider-ing'),
  bunq: () => import('@nostro/provider-bunq'),
  bankid: () => import('@nostro/provider-bankid'),
  'enable-banking': () => import('@nostro/provider-enable-banking'),
  'berlin-group': () => import('@nostro/provider-berlin-group'),
  simplefin: () => import('@nostro/provider-simplefin'),
}
