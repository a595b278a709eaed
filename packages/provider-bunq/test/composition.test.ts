import { coreModule, createNostro, ProviderRegistryToken, providerModule } from '@nostro/core/di'
import { createNodeServices, createSigningKey, generateRsaKeyPair } from '@nostro/core/node'
import { Container } from 'inversify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bunqProvider, createBunqProvider } from '../src/index.ts'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const { clock, random, logger, createTransport } = createNodeServices()

describe('bunq is had', () => {
  it('by two lines', async () => {
    const nostro = createNostro({
      banks: { bunq: bunqProvider(harness.options) },
      services: { clock, random, logger, createTransport },
    })
    expect(nostro.registry.get('bunq').manifest.name).toBe('bunq')
    await nostro.close()
  })

  it('from a container, which each gets its own of', async () => {
    const providers = [new Container(), new Container()].map((container) => {
      container.load(
        coreModule({ clock, random, logger, createTransport }),
        providerModule(bunqProvider(harness.options)),
      )
      return container.get(ProviderRegistryToken).get('bunq')
    })
    expect(providers[0]).not.toBe(providers[1])
    for (const provider of providers) {
      expect(provider.manifest.id).toBe('bunq')
      await provider.close()
    }
  })

  it('alone, closed twice without harm', async () => {
    const provider = createBunqProvider(harness.options)
    await expect(provider.close()).resolves.toBeUndefined()
    await expect(provider.close()).resolves.toBeUndefined()
  })
})

describe('a bunq provider', () => {
  it('has what its manifest names, and nothing that it does not', () => {
    const provider = harness.provider()
    const { capabilities, signatureSchemes, psuHeaders } = provider.manifest
    for (const name of ['accounts', 'payments', 'funds', 'events', 'esign'] as const) {
      expect(name in provider).toBe(capabilities.includes(name))
    }
    expect(signatureSchemes).toEqual(['body-signature'])
    expect(psuHeaders).toEqual({ consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' })
    expect(provider.signers()).toEqual({})
  })

  it('makes no call until it is asked for something', () => {
    harness.simulators.recorder.clear()
    harness.provider({ apiKey: 'sandbox_6f0d2c1e9a7b4d58' })
    expect(harness.simulators.recorder.requests()).toEqual([])
  })

  it('explains a signature with a session’s own key', async () => {
    const { provider, session } = await harness.open()
    const signer = provider.signers(session)['body-signature']
    const request = {
      method: 'POST',
      origin: 'https://a.example',
      target: '/v1',
      headers: {},
      body: Buffer.from('{}'),
    } as const
    const explanation = await signer?.explain(request, { now: 0 })
    expect(Buffer.from(explanation?.signingInput ?? []).toString()).toBe('{}')
    expect(explanation?.headers['X-Bunq-Client-Signature']).toMatch(/==$/)
  })

  it('works with a key that lives elsewhere, which then is in no session', async () => {
    const { privateKey } = await generateRsaKeyPair()
    const keyPair = createSigningKey(privateKey)
    const { provider, session, access } = await harness.open({ keyPair })
    expect(JSON.stringify(session)).not.toContain('PRIVATE KEY')
    await provider.auth.revoke(session)
    expect(await collect(provider.accounts.accounts(access))).not.toEqual([])
    const without = harness.provider()
    const accounts = collect(without.accounts.accounts(harness.access(without, await access.get())))
    await expect(accounts).rejects.toMatchObject({ code: 'invalid_config' })
  })

  it('refuses a wrong key with what to do, after the bank did', async () => {
    const apiKey = `sandbox_${'0'.repeat(40)}`
    const error = await harness.open({ apiKey }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ provider: 'bunq', httpStatus: 400 })
    expect((error as { hint: string }).hint).toMatch(/IP address/)
    expect(JSON.stringify(error)).not.toContain(apiKey)
  })

  it('makes sandbox users, who pay one another', async () => {
    const provider = harness.provider()
    const apiKey = await provider.sandbox?.createUser('company')
    const opened = await harness.open({ apiKey: apiKey ?? '' })
    const accounts = await collect(opened.provider.accounts.accounts(opened.access))
    expect(accounts).toHaveLength(1)
    expect(accounts[0]).toMatchObject({ kind: 'current', currency: 'EUR', status: 'enabled' })
  })

  it('has no sandbox in production', () => {
    expect(harness.provider({ environment: 'production' }).sandbox).toBeUndefined()
  })
})
