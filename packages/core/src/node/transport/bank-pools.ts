import type { TlsIdentity, TransportSettings } from '../../contracts/transport.ts'
import type { BankPool, PoolMaker } from './create-pool.ts'
import { loadUndici, type Undici } from './load-undici.ts'
import type { ProxyChoice } from './proxy.ts'

/** The pools of one transport: one per origin under the identity of the moment, and those that still end their calls. */
export interface BankPools {
  of(origin: string): Promise<BankPool>
  /** Breaks all connections off, retired ones too. */
  destroy(): Promise<void>
}

export const createBankPools = (settings: TransportSettings, proxyOf: ProxyChoice, makePool: PoolMaker): BankPools => {
  const current = new Map<string, { readonly pool: BankPool; readonly identity: TlsIdentity | undefined }>()
  const open = new Set<BankPool>()
  // Kept once it is there: an import of what is loaded already still costs as much as the rest of a short call's way here.
  let loaded: Undici | undefined

  const retire = (pool: BankPool): void => {
    const forget = (): void => {
      open.delete(pool)
    }
    pool.retire().then(forget, forget)
  }

  return {
    of: async (origin) => {
      loaded ??= await loadUndici()
      const identity = identityOf(settings)
      const known = current.get(origin)
      if (known !== undefined && known.identity === identity) return known.pool
      const pool = makePool(origin, { undici: loaded, settings, identity, proxy: proxyOf(origin) })
      current.set(origin, { pool, identity })
      open.add(pool)
      if (known !== undefined) retire(known.pool)
      return pool
    },
    destroy: async () => {
      await Promise.all([...open].map(({ dispatcher }) => dispatcher.destroy()))
    },
  }
}

const identityOf = ({ identity }: TransportSettings): TlsIdentity | undefined =>
  identity !== undefined && 'current' in identity ? identity.current() : identity
