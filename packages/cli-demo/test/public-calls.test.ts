import { generateKeyPairSync } from 'node:crypto'
import {
  createMemoryStores,
  NostroError,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
  type Session,
  type SessionAccess,
  type Transport,
} from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { loadConfig, openHost, openStores } from '@nostro/host'
import { bankIdProvider } from '@nostro/provider-bankid'
import { berlinGroupProvider } from '@nostro/provider-berlin-group'
import { bunqProvider } from '@nostro/provider-bunq'
import { enableBankingProvider } from '@nostro/provider-enable-banking'
import { ingProvider } from '@nostro/provider-ing'
import { simpleFinProvider } from '@nostro/provider-simplefin'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** What plain JavaScript passes by mistake. */
const wrongs: readonly (readonly [string, () => unknown])[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a number', () => 7],
  ['a text', () => 'x'],
  ['an empty text', () => ''],
  ['a list', () => [1]],
  ['an empty object', () => ({})],
  ['a misspelt member', () => ({ acount: 1, get: 1 })],
  ['a function', () => () => 1],
  ['a symbol', () => Symbol('x')],
  ['a Date', () => new Date(0)],
  ['not a number', () => Number.NaN],
  [
    'members that throw when they are read',
    () =>
      new Proxy(
        {},
        {
          get: (_target, name) => {
            // What a promise looks at first.
            if (name === 'then') return undefined
            throw new Error('planted')
          },
        },
      ),
  ],
]

type Call = (...args: readonly unknown[]) => unknown

/** Every function of an object and of the objects in it, by its path. */
const callsOf = (value: object, path = ''): readonly (readonly [string, Call])[] =>
  Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const own = path === '' ? name : `${path}.${name}`
    if (typeof member === 'function') return [[own, (member as Call).bind(value)] as const]
    return typeof member === 'object' && member !== null && !Array.isArray(member) && path.split('.').length < 3
      ? callsOf(member, own)
      : []
  })

/** The outcome of a call, whichever way it comes: thrown, rejected, or thrown by the first step of an iteration. */
const outcomeOf = async (call: Call, args: readonly unknown[]): Promise<unknown> => {
  try {
    const value = await call(...args)
    if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
      const iterator = (value as AsyncIterable<unknown>)[Symbol.asyncIterator]()
      await iterator.next()
      await iterator.return?.()
    }
    return undefined
  } catch (error) {
    return error
  }
}

/** What must not come out: anything but a value or an error of ours with words for people. */
const faultOf = (error: unknown): string | undefined => {
  if (error === undefined) return undefined
  if (!NostroError.isInstance(error))
    return String(error instanceof Error ? (error.stack ?? error) : error).slice(0, 400)
  if (/undefined|\[object|NaN|Cannot|is not a function|planted/.test(`${error.message} ${error.hint}`))
    return `${error.code}: ${error.message} ${error.hint}`
  return undefined
}

/** Calls with a wrong value at each place, those before it being right as far as they can be. */
const faultsOf = async (target: object, rights: readonly (readonly unknown[])[]): Promise<readonly string[]> => {
  const faults: string[] = []
  for (const [name, call] of callsOf(target)) {
    if (/(^|\.)(close|stop|diagnose|\$dispose)$|^manifest\./.test(name)) continue
    for (const [what, make] of wrongs)
      for (const right of rights) {
        const fault = faultOf(await outcomeOf(call, [...right, make(), make(), make()]))
        if (fault !== undefined) faults.push(`${name} after ${right.length} with ${what}: ${fault}`)
      }
  }
  return faults
}

let simulators: Simulators
let providers: Readonly<Record<string, Provider>>

const services = (): ProviderServices => ({
  ...createNodeServices(),
  createTransport: (): Transport => ({
    send: async () => {
      throw new NostroError({ code: 'bank_unavailable', message: 'No bank is here.', hint: 'Try later.' })
    },
    resolveLink: (_origin, href) => href,
    bankNow: () => 0,
    close: async () => undefined,
  }),
})

const accessOf = (provider: string, purpose: Session['purpose']): SessionAccess => {
  const session: Session = { specVersion: 1, id: 's', provider, purpose, revision: 1, createdAt: 0, secrets: {} }
  return { get: async () => session, renew: async () => session }
}

beforeAll(async () => {
  simulators = await startSimulators()
  const { ing, bunq, bankid } = simulators.options
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  const factories: Readonly<Record<string, ProviderFactory>> = {
    ing: ingProvider(ing),
    // A key of its own: none is made for each registration that is refused.
    bunq: bunqProvider({ ...bunq, keyPair: privateKey }),
    bankid: bankIdProvider(bankid),
    simplefin: simpleFinProvider({ accessUrl: 'https://u:p@bridge.example/simplefin' }),
    'enable-banking': enableBankingProvider({
      applicationId: '5ca1ab1e-c0ca-4c01-8afe-154deadbea75',
      privateKey,
      redirectUris: ['https://tpp.example/cb'],
    }),
    'berlin-group': berlinGroupProvider({
      bank: 'commerzbank',
      clientId: 'PSDDE-BAFIN-1',
      tls: ing.tls,
      redirectUris: ['https://tpp.example/cb'],
    } as never),
  }
  providers = Object.fromEntries(Object.entries(factories).map(([name, factory]) => [name, factory(services())]))
})
afterAll(async () => {
  await Promise.all(Object.values(providers).map((provider) => provider.close()))
  await simulators.stop()
})

/** The providers above, which are closed at the end. */
const providersAsBanks = (): Readonly<Record<string, ProviderFactory>> =>
  Object.fromEntries(Object.entries(providers).map(([name, provider]) => [name, () => provider]))

describe('plain JavaScript that passes what no call takes: a value, or an error of ours by name', () => {
  it.each(['ing', 'bunq', 'bankid', 'simplefin', 'enable-banking', 'berlin-group'])('%s', async (name) => {
    const provider = providers[name]
    if (provider === undefined) throw new Error(`${name} did not open`)
    const { id } = provider.manifest
    expect(await faultsOf(provider, [[], [accessOf(id, 'accounts')], [accessOf(id, 'payments'), 'a']])).toEqual([])
  })

  it('connections and the aggregator', async () => {
    const nostro = createNostro({ banks: providersAsBanks(), services: services(), stores: createMemoryStores() })
    const faults = await faultsOf({ connections: nostro.connections, aggregator: nostro.aggregator }, [[], ['bunq']])
    expect(faults).toEqual([])
  })

  it('a program: its configuration and stores', async () => {
    expect(await faultsOf({ loadConfig, openHost, openStores }, [[]])).toEqual([])
  })
})
