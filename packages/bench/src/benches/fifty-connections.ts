import { type AggregateSource, collect, createAggregator, type Session } from '@nostro/core'
import { createNodeServices, systemClock } from '@nostro/core/node'
import { createIngProvider } from '@nostro/provider-ing'
import type { Bench } from '../bench.ts'
import { interleave } from '../support/interleave.ts'
import { type Bank, startBank } from '../support/start-bank.ts'

const count = 50
/** Connections that are asked alone, for the slowest of them. */
const alone = 5

/** Accounts of fifty customers at one bank whose every answer takes 100 ms: together they should take no longer than one. */
export const fiftyConnections: Bench = {
  name: 'fifty-connections',
  run: async ({ quick, progress }) => {
    progress('fifty-connections: starting the bank')
    const bank = await startBank()
    const provider = openProvider(bank)
    // Above the legal four reads a day without the customer, who is therefore said to be there.
    const ctx = { psu: { ipAddress: '192.0.2.1' } }
    const aggregator = createAggregator({ clock: systemClock })
    const ask = async (connections: readonly AggregateSource[]): Promise<number> => {
      const start = performance.now()
      const { ok } = await collect(aggregator.accounts(connections, { ctx }))
      if (ok.length !== connections.length) throw new Error('A connection failed.')
      return performance.now() - start
    }
    const connections = Array.from({ length: count }, (_, index) => ({
      id: String(index),
      provider,
      access: accessOf(index),
    }))
    try {
      progress('fifty-connections: asking all, then one by one')
      const compared = await interleave(
        quick ? 1 : 21,
        () => ask(connections),
        async () => {
          let slowest = 0
          for (const connection of connections.slice(0, alone)) slowest = Math.max(slowest, await ask([connection]))
          return slowest
        },
      )
      return [
        {
          name: `${count} connections at a bank that answers after 100 ms`,
          unit: 'ms',
          ...compared,
          otherSide: `the slowest of ${alone} of them, each asked alone`,
          aim: { of: 'ratio', bound: 'at most', value: 1.2 },
        },
      ]
    } finally {
      await provider.close()
      await bank.stop()
    }
  },
}

const openProvider = ({ origin, pki }: Bank) =>
  createIngProvider(
    {
      environment: 'sandbox',
      apiUrl: origin,
      authorizeUrl: `${origin}/authorize/v2`,
      clientId: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75',
      tls: pki.ing.tpp.tls,
      signing: pki.ing.tpp.signing,
      ca: pki.serverCa,
    },
    createNodeServices(),
  )

const accessOf = (index: number) => {
  const session: Session = {
    specVersion: 1,
    id: `session-${index}`,
    provider: 'ing',
    purpose: 'accounts',
    revision: 1,
    createdAt: 0,
    secrets: { accessToken: `token-${index}`, scope: 'payment-accounts:balances:view' },
  }
  return { get: async () => session, renew: async () => session }
}
