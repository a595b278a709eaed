import { readFileSync } from 'node:fs'
import { createSessionAccess, NostroError } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createSeededRandom } from '@nostro/core/testing'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import { createSimpleFinProvider } from '../src/index.ts'
import { spoilResponse } from './spoil-response.ts'

let simulators: Simulators

beforeAll(async () => {
  simulators = await startSimulators({ banks: ['simplefin'] })
})
afterAll(() => simulators.stop())

it('spoilt answers give values, problems or errors of ours, and nothing else', async () => {
  const random = createSeededRandom('fuzz')
  /** Answers are spoilt while this is on. */
  const spoiling = { isOn: false }
  const services = createNodeServices()
  const provider = createSimpleFinProvider(
    { ca: readFileSync(simulators.ready.ca, 'utf8'), keepMinutes: 0, requestsPerDay: 10_000 },
    {
      ...services,
      createTransport: (settings) => {
        const transport = services.createTransport(settings)
        return {
          ...transport,
          send: async (request, options) => {
            const response = await transport.send(request, options)
            return spoiling.isOn ? spoilResponse(response, random) : response
          },
        }
      },
    },
  )
  const token = async () =>
    ((await simulators.control.call('POST', '/simplefin/tokens')) as { setupToken: string }).setupToken
  const connect = async () =>
    provider.auth.advance(await provider.auth.start({ purpose: 'accounts' }), { input: { setupToken: await token() } })
  const result = await connect()
  if (result.status !== 'complete') throw new Error('A session was expected')
  const access = createSessionAccess({ session: result.session, auth: provider.auth })
  const drain = async (listing: AsyncIterable<unknown>): Promise<unknown> => {
    let last: unknown
    for await (const page of listing) last = page
    return last
  }
  const account = { id: 'CON-1|ACT-001', kind: 'unknown', currency: 'USD' } as const
  const asks: readonly (() => Promise<unknown>)[] = [
    connect,
    () => drain(provider.accounts.accounts(access)),
    () => provider.accounts.balances(access, account),
    () => drain(provider.accounts.transactions(access, account, {})),
  ]
  const strange: unknown[] = []
  spoiling.isOn = true
  for (let run = 0; run < counted(80, 1_000); run++) {
    await asks[run % asks.length]?.().catch((error: unknown) => {
      if (!NostroError.isInstance(error)) strange.push(error)
    })
  }
  spoiling.isOn = false
  await provider.close()
  expect(strange).toEqual([])
})
