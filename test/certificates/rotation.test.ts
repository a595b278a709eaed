import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFileIdentity, createNodeServices, systemClock } from '../../packages/core/src/node/index.ts'
import { createFakeClock } from '../../packages/core/src/testing/index.ts'
import { createBankIdProvider } from '../../packages/provider-bankid/src/index.ts'
import { createIngProvider } from '../../packages/provider-ing/src/index.ts'
import { type SetUp, startSetUp } from './set-up.ts'

let setUp: SetUp

beforeAll(async () => {
  setUp = await startSetUp()
})

afterEach(async () => setUp.clear())

afterAll(async () => setUp.stop())

const watchedServices = () => {
  const warnings: string[] = []
  const warn = (_fields: unknown, message: string): void => void warnings.push(message)
  const logger = { debug: () => {}, info: () => {}, warn, error: warn }
  const clock = createFakeClock(systemClock.now())
  return { warnings, logger, clock, services: createNodeServices({ logger }) }
}

describe('a provider whose certificate is renewed while it runs', { timeout: 180_000 }, () => {
  it('BankID: the next order is that of the new certificate, without a new provider', async () => {
    const { simulators, pki, file } = setUp
    const { relyingParty: first, secondRelyingParty: second } = pki.bankid
    const { services, clock, logger, warnings } = watchedServices()
    const paths = { certificate: file('rp.pem', first.certificate), key: file('rp.key', first.key) }
    const bankId = createBankIdProvider(
      {
        environment: 'test',
        apiUrl: simulators.ready.bankid?.url ?? '',
        ca: pki.serverCa,
        identity: createFileIdentity(paths, { clock, logger }),
        userRoot: pki.bankid.userRoot.certificate,
      },
      services,
    )
    try {
      const open = () => bankId.orders.openOrder('auth', { endUserIp: '192.0.2.1' })
      const order = await open()

      file('rp.pem', second.certificate)
      await clock.advance(1_000)
      await bankId.orders.cancel(await open())
      expect(warnings).toEqual([expect.stringMatching(/the old one stays: .*do not belong together/)])

      file('rp.key', second.key)
      await clock.advance(1_000)
      // BankID shows an order to the certificate that started it, and to no other.
      expect(simulators.recorder.rejections()).toEqual([])
      await bankId.orders.cancel(order)
      expect(simulators.recorder.rejections()).toHaveLength(1)
      await bankId.orders.cancel(await open())
      expect(warnings).toHaveLength(1)
    } finally {
      await bankId.close()
    }
  })

  it('ING: a new pair that is good but for signing is not used for TLS', async () => {
    const { simulators, pki, file } = setUp
    const { tls, signing } = pki.ing.tpp
    const { services, clock, logger, warnings } = watchedServices()
    const paths = { certificate: file('qwac.pem', tls.certificate), key: file('qwac.key', tls.key) }
    const ing = createIngProvider(
      {
        environment: 'sandbox',
        apiUrl: simulators.ready.ing?.url ?? '',
        authorizeUrl: simulators.ready.ing?.authorizeUrl ?? '',
        clientId: simulators.ready.ing?.clientId ?? '',
        ca: pki.serverCa,
        tls: createFileIdentity(paths, { clock, logger }),
        signing,
      },
      services,
    )
    try {
      await ing.showcase.mtls()
      file('qwac.pem', signing.certificate)
      file('qwac.key', signing.key)
      await clock.advance(1_000)
      await ing.showcase.mtls()
      await ing.showcase.mtls()
      expect(warnings.filter((line) => line.startsWith('New TLS'))).toEqual([
        expect.stringMatching(/New TLS certificate is not used: .*QSealC/),
      ])
      expect(simulators.recorder.rejections()).toEqual([])
    } finally {
      await ing.close()
    }
  })
})
