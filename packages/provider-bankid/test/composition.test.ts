import { coreModule, createNostro, ProviderToken, providerModule } from '@nostro/core/di'
import { Container } from 'inversify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bankIdProvider, createBankIdProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

describe('BankID', () => {
  it('works alone, with services of its own', async () => {
    const { timeoutMs: _left, ...options } = harness.options
    const provider = createBankIdProvider(options)
    expect((await provider.auth.start({ purpose: 'identify' })).kind).toBe('decoupled')
    await provider.close()
  })

  it('stands in the registry of createNostro', async () => {
    const nostro = createNostro({ banks: { bankid: bankIdProvider(harness.options) } })
    expect(nostro.registry.get('bankid').manifest).toMatchObject({
      id: 'bankid',
      capabilities: ['identify', 'esign'],
      signatureSchemes: ['none'],
    })
    await nostro.close()
  })

  it('binds itself into a container', async () => {
    const container = new Container()
    await container.load(coreModule(), providerModule(bankIdProvider(harness.options)))
    const { provider } = container.get(ProviderToken)
    expect(provider.manifest.id).toBe('bankid')
    await provider.close()
  })

  it('tells how long its certificate holds', async () => {
    expect(await harness.provider().diagnose?.()).toMatchObject([
      { subject: 'certificate', status: 'ok' },
      { subject: 'reachability', status: 'ok' },
      { subject: 'clock', status: 'ok' },
    ])
  })
})
