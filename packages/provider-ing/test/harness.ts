import {
  type CallRecord,
  createMemoryPaymentIntentStore,
  createMemorySessionStore,
  createSessionAccess,
  type PaymentIntentStore,
  type Session,
  type SessionAccess,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { redirectUrlOf } from '@nostro/core/testing'
import { type SimulatorOptions, type Simulators, startSimulators } from '@nostro/simulators'
import { createLeapingClock } from '../../../test/support/leaping-clock.ts'
import { createIngProvider, type IngOptions, type IngProvider } from '../src/index.ts'

export const redirectUri = 'https://tpp.example/cb'

/** The simulated ING and what a test does with it. Close it: it holds servers and connections. */
export interface Harness {
  readonly simulators: Simulators
  readonly options: IngOptions
  readonly calls: readonly CallRecord[]
  /** Another instance over the same bank, with its own tokens and connections. */
  provider(overrides?: Partial<IngOptions>, clock?: { now(): number }, intents?: PaymentIntentStore): IngProvider
  /** A session as a customer makes it, in a browser. */
  connect(provider: IngProvider, decision?: { readonly profile?: string }): Promise<Session>
  access(provider: IngProvider, session: Session): SessionAccess
  stop(): Promise<void>
}

export const startHarness = async (simulatorOptions: SimulatorOptions = {}): Promise<Harness> => {
  const time = createLeapingClock()
  const simulators = await startSimulators({ banks: ['ing'], realNow: () => time.now(), ...simulatorOptions })
  const { ing } = simulators.ready
  if (ing === undefined) throw new Error('The simulated ING did not start.')
  const { pki } = simulators
  const options: IngOptions = {
    environment: simulators.ready.environment,
    apiUrl: ing.url,
    authorizeUrl: ing.authorizeUrl,
    tls: pki.ing.tpp.tls,
    signing: pki.ing.tpp.signing,
    ca: pki.serverCa,
    redirectUris: ing.redirectUris,
    // Longer than the clock leaps over.
    timeoutMs: 1_200_000,
  }
  const calls: CallRecord[] = []
  const opened: IngProvider[] = []
  return {
    simulators,
    options,
    calls,
    provider: (overrides = {}, clock = time, intents = createMemoryPaymentIntentStore()) => {
      const services = createNodeServices({
        observeCall: (record) => calls.push(record),
        clock: { now: () => clock.now(), sleep: time.sleep },
      })
      const provider = createIngProvider({ ...options, ...overrides }, { ...services, intents })
      opened.push(provider)
      return provider
    },
    connect: async (provider, decision = {}) => {
      const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL' })
      const redirectUrl = await simulators.control.decideIngConsent(redirectUrlOf(challenge), decision)
      const result = await provider.auth.advance(challenge, { redirectUrl })
      if (result.status !== 'complete') throw new Error(`The consent ended as ${result.status}.`)
      return result.session
    },
    access: (provider, session) =>
      createSessionAccess({
        session,
        store: createMemorySessionStore(),
        auth: provider.auth,
        clock: time,
      }),
    stop: async () => {
      for (const provider of opened) await provider.close()
      await simulators.stop()
    },
  }
}

/** Everything that a listing gives, page by page. */
export const collect = async <T>(pages: AsyncIterable<{ readonly items: readonly T[] }>): Promise<T[]> => {
  const items: T[] = []
  for await (const page of pages) items.push(...page.items)
  return items
}
