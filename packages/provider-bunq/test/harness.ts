import { generateKeyPairSync } from 'node:crypto'
import {
  type CallRecord,
  type Clock,
  createMemorySessionStore,
  createSessionAccess,
  type Session,
  type SessionAccess,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { type SimulatorOptions, type Simulators, startSimulators } from '@nostro/simulators'
import { createLeapingClock } from '../../../test/support/leaping-clock.ts'
import { type BunqOptions, type BunqProvider, createBunqProvider } from '../src/index.ts'

/** The simulated bunq and what a test does with it. Stop it: it holds servers and connections. */
export interface Harness {
  readonly simulators: Simulators
  readonly options: BunqOptions
  readonly calls: readonly CallRecord[]
  readonly clock: Clock
  /** The key of the first seeded customer, of another one, or of a user without history. */
  apiKey(customer?: { readonly empty?: boolean; readonly customer?: string }): Promise<string>
  provider(overrides?: Partial<BunqOptions>): BunqProvider
  connect(provider: BunqProvider): Promise<Session>
  /** Provider, session and access in one, for a new API key. */
  open(overrides?: Partial<BunqOptions>): Promise<Opened>
  access(provider: BunqProvider, session: Session): SessionAccess
  stop(): Promise<void>
}

export interface Opened {
  readonly provider: BunqProvider
  readonly session: Session
  readonly access: SessionAccess
}

interface Customers {
  readonly items: readonly { readonly customer: string }[]
}

let madeKey: string | undefined

/** One key for all sessions of `open`: making one takes a tenth of a second. `provider` leaves it to bunq's context. */
const ownKey = (): string => {
  madeKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  return madeKey
}

export const startHarness = async (simulatorOptions: SimulatorOptions = {}): Promise<Harness> => {
  const clock = createLeapingClock()
  const simulators = await startSimulators({ banks: ['bunq'], realNow: () => clock.now(), ...simulatorOptions })
  const { bunq, environment } = simulators.ready
  if (bunq === undefined) throw new Error('The simulated bunq did not start.')
  const options: BunqOptions = {
    environment,
    apiUrl: bunq.url,
    ca: simulators.pki.serverCa,
    timeoutMs: 1_200_000,
    maxQueueMs: 1_200_000,
  }
  const calls: CallRecord[] = []
  const opened: BunqProvider[] = []
  const harness: Harness = {
    simulators,
    options,
    calls,
    clock,
    apiKey: async (customer = {}) => {
      const { items } = (await simulators.control.call('GET', '/bunq/customers')) as Customers
      const wanted = customer.empty === true ? customer : { customer: items[0]?.customer, ...customer }
      const answer = (await simulators.control.call('POST', '/bunq/api-keys', wanted)) as { apiKey: string }
      return answer.apiKey
    },
    provider: (overrides = {}) => {
      const services = createNodeServices({
        observeCall: (record) => calls.push(record),
        clock,
      })
      const provider = createBunqProvider({ ...options, ...overrides }, services)
      opened.push(provider)
      return provider
    },
    connect: async (provider) => {
      const challenge = await provider.auth.start({ purpose: 'accounts' })
      const result = await provider.auth.advance(challenge, {})
      if (result.status !== 'complete') throw new Error(`Connecting ended as ${result.status}.`)
      return result.session
    },
    open: async (overrides = {}) => {
      const provider = harness.provider({ apiKey: await harness.apiKey(), keyPair: ownKey(), ...overrides })
      const session = await harness.connect(provider)
      return { provider, session, access: harness.access(provider, session) }
    },
    access: (provider, session) =>
      createSessionAccess({ session, store: createMemorySessionStore(), auth: provider.auth, clock }),
    stop: async () => {
      for (const provider of opened) await provider.close()
      await simulators.stop()
    },
  }
  return harness
}

/** Everything that a listing gives, page by page. */
export const collect = async <T>(pages: AsyncIterable<{ readonly items: readonly T[] }>): Promise<T[]> => {
  const items: T[] = []
  for await (const page of pages) items.push(...page.items)
  return items
}

/** Id of the customer's first current account in euros. */
export const mainAccount = async ({ provider, access }: Opened): Promise<string> => {
  const accounts = await collect(provider.accounts.accounts(access))
  return accounts.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')?.id ?? ''
}

/** Bookings with a text, among the newest of an account. */
export const bookingsOf = async ({ provider, access }: Opened, accountId: string, text: string) => {
  for await (const { items } of provider.accounts.transactions(
    access,
    { id: accountId, kind: 'current' },
    { pageSize: 50 },
  )) {
    return items.filter(({ remittanceInformation }) => remittanceInformation?.unstructured?.[0] === text)
  }
  return []
}
