import { coreModule, createNostro, ProviderRegistryToken, providerModule } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { Container } from 'inversify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(async () => harness.stop())

const { clock, random, logger, createTransport } = createNodeServices()

describe('ING is had', () => {
  it('by two lines', async () => {
    const nostro = createNostro({
      banks: { ing: ingProvider(harness.options) },
      services: { clock, random, logger, createTransport },
    })
    const [diagnosis] = (await nostro.registry.get('ing').diagnose?.()) ?? []
    expect(diagnosis).toMatchObject({ status: 'ok' })
    await nostro.close()
  })

  it('from a container, which each gets its own of', async () => {
    const containers = [new Container(), new Container()]
    const providers = containers.map((container) => {
      container.load(
        coreModule({ clock, random, logger, createTransport }),
        providerModule(ingProvider(harness.options)),
      )
      return container.get(ProviderRegistryToken).get('ing')
    })
    expect(providers[0]).not.toBe(providers[1])
    for (const provider of providers) {
      expect(provider.manifest.id).toBe('ing')
      await provider.close()
    }
  })

  it('alone, without any of both', async () => {
    const provider = harness.provider()
    await expect(provider.showcase.mtls()).resolves.toMatchObject({ message: 'Welcome to ING!' })
    await provider.close()
    await provider.close()
  })
})
