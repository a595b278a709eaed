import { readFileSync } from 'node:fs'
import {
  type Account,
  createSessionAccess,
  type Page,
  type ProviderServices,
  type Session,
  type SessionAccess,
  type StartRequest,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { nextTimeOfDay } from '../../../test/support/next-time-of-day.ts'
import { createEnableBankingProvider, type EnableBankingOptions, type EnableBankingProvider } from '../src/index.ts'

export interface Setting {
  readonly simulators: Simulators
  readonly provider: EnableBankingProvider
  /** What `provider` was made from. */
  readonly options: EnableBankingOptions
  readonly services: ProviderServices
  /** How long the provider wanted to wait, in milliseconds: nothing waits in tests. */
  readonly waits: readonly number[]
  create(change?: Partial<EnableBankingOptions>): EnableBankingProvider
  /** What the customer's browser would come back with. */
  decide(url: string, decision?: Readonly<Record<string, unknown>>): Promise<string>
  connect(bank: string, country: string, more?: Partial<StartRequest>): Promise<Session>
  accessOf(session: Session): SessionAccess
  stop(): Promise<void>
}

/** The provider over real TLS against the simulator. */
export const openSetting = async (choice: Parameters<typeof startSimulators>[0] = {}): Promise<Setting> => {
  const simulators = await startSimulators({ banks: ['enable-banking'], now: nextTimeOfDay('14:00'), ...choice })
  const { enableBanking, ca } = simulators.ready
  if (enableBanking === undefined) throw new Error('The simulator did not start')
  const waits: number[] = []
  const real = createNodeServices().clock
  const clock = {
    ...real,
    now: () => simulators.clock.now(),
    // The provider's own waits end at once; the transport's deadlines stay.
    sleep: async (ms: number, signal?: AbortSignal) => {
      if (ms !== 2000) return real.sleep(ms, signal)
      waits.push(ms)
    },
  }
  const services = createNodeServices({ clock })
  const providers: EnableBankingProvider[] = []
  const options: EnableBankingOptions = {
    applicationId: enableBanking.applicationId,
    privateKey: readFileSync(enableBanking.privateKey, 'utf8'),
    redirectUris: ['https://tpp.example/cb'],
    environment: 'sandbox',
    apiUrl: enableBanking.url,
    ca: readFileSync(ca, 'utf8'),
  }
  const create = (change: Partial<EnableBankingOptions> = {}): EnableBankingProvider => {
    const provider = createEnableBankingProvider({ ...options, ...change }, services)
    providers.push(provider)
    return provider
  }
  const provider = create()
  const decide: Setting['decide'] = async (url, decision = {}) => {
    const path = url.includes('/pis/') ? '/enable-banking/payments' : '/enable-banking/authorisations'
    const answer = (await simulators.control.call('POST', path, { url, ...decision })) as { location: string }
    return answer.location
  }
  return {
    simulators,
    provider,
    options,
    services,
    waits,
    create,
    decide,
    connect: async (bank, country, more = {}) => {
      const challenge = await provider.auth.start({
        purpose: 'accounts',
        institution: { name: bank, country },
        ...more,
      })
      if (challenge.kind !== 'redirect') throw new Error(`A ${challenge.kind} challenge was not expected`)
      const result = await provider.auth.advance(challenge, { redirectUrl: await decide(challenge.url) })
      if (result.status !== 'complete') throw new Error(`The authorisation ended as ${result.status}`)
      return result.session
    },
    accessOf: (session) => createSessionAccess({ session, auth: provider.auth, clock }),
    stop: async () => {
      await Promise.all(providers.map((each) => each.close()))
      await simulators.stop()
    },
  }
}

/** All pages of a listing. */
export const pagesOf = async <T>(listing: AsyncIterable<Page<T>>): Promise<readonly Page<T>[]> => {
  const pages: Page<T>[] = []
  for await (const page of listing) pages.push(page)
  return pages
}

export const itemsOf = async <T>(listing: AsyncIterable<Page<T>>): Promise<readonly T[]> =>
  (await pagesOf(listing)).flatMap(({ items }) => items)

export const currentOf = (accounts: readonly Account[]): Account => {
  const found = accounts.find(({ product }) => product === 'Current account')
  if (found === undefined) throw new Error('There is no current account')
  return found
}
