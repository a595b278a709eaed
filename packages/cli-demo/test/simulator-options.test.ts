import { type BankIdOptions, createBankIdProvider } from '@nostro/provider-bankid'
import type { BerlinGroupOptions } from '@nostro/provider-berlin-group'
import { type BunqOptions, createBunqProvider } from '@nostro/provider-bunq'
import type { EnableBankingOptions } from '@nostro/provider-enable-banking'
import { createIngProvider, type IngOptions } from '@nostro/provider-ing'
import type { SimpleFinOptions } from '@nostro/provider-simplefin'
import { type ClientOptions, issueTpp, startSimulators } from '@nostro/simulators'
import { describe, expect, expectTypeOf, it } from 'vitest'

describe('the ready options of the simulators', () => {
  it('are the providers’ own, though the simulators know no provider', () => {
    expectTypeOf<ClientOptions['ing']>().toExtend<IngOptions>()
    expectTypeOf<ClientOptions['bunq']>().toExtend<BunqOptions>()
    expectTypeOf<ClientOptions['bankid']>().toExtend<BankIdOptions>()
    expectTypeOf<ClientOptions['enableBanking']>().toExtend<EnableBankingOptions>()
    expectTypeOf<ClientOptions['berlinGroup']>().toExtend<BerlinGroupOptions>()
    expectTypeOf<ClientOptions['simplefin']>().toExtend<SimpleFinOptions>()
  })

  it('work as they stand at all three banks', async () => {
    const { options, stop, recorder } = await startSimulators()
    try {
      const providers = [
        createIngProvider(options.ing),
        createBunqProvider(options.bunq),
        createBankIdProvider(options.bankid),
      ]
      for (const provider of providers) {
        const findings = await provider.diagnose?.()
        expect(findings?.filter(({ status }) => status !== 'ok')).toEqual([])
        await provider.close()
      }
      expect(recorder.requests().length).toBeGreaterThan(0)
    } finally {
      await stop()
    }
  })

  it('name a bank that was not started', async () => {
    const { options, stop } = await startSimulators({ banks: ['bunq'] })
    await stop()
    expect(Object.keys(options)).toEqual(['bunq'])
    expect(() => options.ing).toThrow(/simulated ing was not started/)
    expect(() => options.berlinGroup).toThrow(/simulated berlin-group was not started/)
  })

  it('are those of one’s own TPP where its keys are known', async () => {
    const { pki, stop } = await startSimulators({ banks: ['ing'] })
    await stop()
    const own = await issueTpp(pki.authorities, { authority: 'foreign' })
    const simulators = await startSimulators({ banks: ['ing'], tpp: own })
    const provider = createIngProvider(simulators.options.ing)
    try {
      expect(simulators.options.ing).toMatchObject({ clientId: simulators.tpp?.clientId, tls: own.tls })
      const findings = await provider.diagnose?.()
      expect(findings?.filter(({ status }) => status !== 'ok')).toEqual([])
    } finally {
      await provider.close()
      await simulators.stop()
    }
  })
})
