import { NostroError, type Provider, type ProviderManifest, type SessionAccess } from '@nostro/core'
import { checkArguments } from '../input/gate-calls.ts'
import { syncConnection } from '../input/ledger-inputs.ts'
import type { Mode } from '../plan/types.ts'
import type { Source, SourceTraits } from './source.ts'

/** The members of core's `Connection` that a sync needs. */
export interface SyncConnection {
  readonly id: string
  readonly owner?: string | undefined
  readonly provider: Provider
  readonly access: SessionAccess
}

/** S: the id is the identity. C: it means something under its consent. N: it means nothing. */
export const modeOf = ({ transaction }: ProviderManifest['ids']): Mode => {
  if (transaction.scope === 'none' || transaction.scope === 'session') return 'N'
  return transaction.stableAcrossConsents ? 'S' : 'C'
}

/** Banks of these countries keep another day than Amsterdam's; the rest of the single zone agrees with it. */
const timeZones: Readonly<Record<string, string>> = {
  BE: 'Europe/Brussels',
  DE: 'Europe/Berlin',
  EE: 'Europe/Tallinn',
  FI: 'Europe/Helsinki',
  GB: 'Europe/London',
  IE: 'Europe/Dublin',
  LT: 'Europe/Vilnius',
  LV: 'Europe/Riga',
  PT: 'Europe/Lisbon',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
}

export const toTraits = (manifest: ProviderManifest): SourceTraits => {
  const [country] = manifest.countries
  return {
    mode: modeOf(manifest.ids),
    paging: manifest.paging,
    listsPending: manifest.lists.pending,
    historyDays: manifest.historyDays,
    unattendedReads: manifest.unattendedReads,
    accountIdsAreStable: manifest.ids.account.stableAcrossConsents,
    timeZone:
      manifest.timeZone ??
      (manifest.countries.length === 1 ? timeZones[country ?? ''] : undefined) ??
      'Europe/Amsterdam',
  }
}

/**
 * The one place that knows core's connections.
 * @throws NostroError `invalid_request` when the provider has no accounts.
 *
 * @example
 * const run = ledger.sync([toSource(connection)])
 */
export const toSource = (connection: SyncConnection): Source => {
  checkArguments([connection], [['connection', syncConnection]])
  const { id, owner, provider, access } = connection
  const { accounts, manifest } = provider
  if (accounts === undefined) {
    throw new NostroError({
      code: 'invalid_request',
      message: `${manifest.name} has no accounts to keep in a ledger.`,
      provider: manifest.id,
      hint: 'Leave this connection out of the sync.',
    })
  }
  return {
    id,
    owner,
    provider: manifest.id,
    environment: manifest.environment,
    traits: toTraits(manifest),
    consent: async () => {
      const session = await access.get()
      return {
        key: `${session.id}:${session.consentValidUntil ?? session.createdAt}`,
        sessionId: session.id,
        validUntil: session.consentValidUntil,
      }
    },
    accounts: (ctx) => accounts.accounts(access, ctx),
    balances: (account, ctx) => accounts.balances(access, account, ctx),
    transactions: (account, query, ctx) => accounts.transactions(access, account, query, ctx),
  }
}
