import { connectionsOf, type Provider, type ProviderServices } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createRecordingTransport } from '@nostro/core/testing'
import { createBankIdProvider } from '@nostro/provider-bankid'
import { createBerlinGroupProvider } from '@nostro/provider-berlin-group'
import { createBunqProvider } from '@nostro/provider-bunq'
import { createEnableBankingProvider } from '@nostro/provider-enable-banking'
import { createIngProvider } from '@nostro/provider-ing'
import { createSimpleFinProvider } from '@nostro/provider-simplefin'
import { startSimulators } from '@nostro/simulators'
import { expect, it } from 'vitest'

const banks = ['ing', 'bunq', 'bankid', 'enable-banking', 'berlin-group', 'simplefin'] as const

it('await using closes simulators, each provider with its connections to the bank, and what connectionsOf gives', async () => {
  let closed: string[] = []
  const services: ProviderServices = {
    ...createNodeServices(),
    createTransport: ({ provider }) => ({
      ...createRecordingTransport({}),
      close: async () => {
        closed.push(provider)
      },
    }),
  }
  let control = ''
  {
    await using simulators = await startSimulators({ banks })
    control = simulators.ready.control
    const { options } = simulators
    const providers: readonly (() => Provider & AsyncDisposable)[] = [
      () => createIngProvider(options.ing, services),
      () => createBunqProvider(options.bunq, services),
      () => createBankIdProvider(options.bankid, services),
      () => createEnableBankingProvider(options.enableBanking, services),
      () => createBerlinGroupProvider(options.berlinGroup, services),
      () => createSimpleFinProvider(options.simplefin, services),
    ]
    for (const [index, create] of providers.entries()) {
      closed = []
      await (async () => {
        await using provider = create()
        expect(provider.manifest.id).toBe(banks[index])
      })()
      // A SimpleFIN server is known by its setup token alone: without one there is no connection to close.
      const opened = banks[index] === 'simplefin' ? [] : [banks[index]]
      expect(new Set(closed)).toEqual(new Set(opened))
    }
    closed = []
    await (async () => {
      await using connections = connectionsOf(createBunqProvider(options.bunq, services))
      expect(await connections.records()).toEqual([])
    })()
    expect(closed).toEqual(['bunq'])
  }
  await expect(fetch(`${control}/clock`)).rejects.toThrow('fetch failed')
})
