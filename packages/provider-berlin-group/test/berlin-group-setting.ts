import { readFileSync } from 'node:fs'
import {
  type Account,
  createSessionAccess,
  type Page,
  type ProviderServices,
  type Session,
  type SessionAccess,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { nextTimeOfDay } from '../../../test/support/next-time-of-day.ts'
import {
  type BankRow,
  type BerlinGroupOptions,
  type BerlinGroupProvider,
  type BerlinGroupStartRequest,
  createBerlinGroupProvider,
} from '../src/index.ts'

const row = (more: Pick<BankRow, 'id' | 'country'> & Partial<BankRow>): BankRow => ({
  name: `Simulated ${more.id}`,
  source: 'The simulator',
  checked: '2026',
  tried: 'simulator',
  baseUrl: 'https://127.0.0.1',
  consentKinds: ['global'],
  products: { sepa: 'sepa-credit-transfers', instant: 'instant-sepa-credit-transfers' },
  paymentKinds: ['single', 'instant', 'scheduled', 'periodic', 'bulk'],
  cards: true,
  withBalance: true,
  ...more,
})

/** The simulated banks as rows: what the simulator does by its data, the engine must do by these. */
export const simulatedRows = {
  standard: row({ id: 'standard', country: 'DE', funds: { consent: 'api' } }),
  developers: row({
    id: 'developers',
    country: 'BE',
    prefixes: {
      consents: '/berlingroup/v1',
      accounts: '/berlingroup/v1',
      payments: '/berlingroup/v1',
      funds: '/berlingroup/v1',
      fundsConsents: '/berlingroup/v2',
    },
    funds: { consent: 'api' },
    psuId: 'never',
    oauth: {},
  }),
  prestep: row({
    id: 'prestep',
    country: 'DE',
    bookingStatus: 'booked',
    withBalance: false,
    maxValidityDays: 89,
    oauth: {
      preStep: true,
      authorizeUrl: 'https://127.0.0.1/prestep/oauth/authorize',
      tokenUrl: 'https://127.0.0.1/prestep/oauth/token',
      accountsScope: 'AIS',
      paymentsScope: 'PIS',
      fundsScope: 'PIIS',
    },
    funds: { consent: 'api' },
  }),
  embedded: row({
    id: 'embedded',
    country: 'DE',
    psuId: 'required',
    signature: {},
    bookingStatus: 'booked',
    funds: { consent: 'api' },
  }),
  hub: row({
    id: 'hub',
    country: 'ES',
    signature: {
      serial: 'decimal',
      name: 'subject',
      blanks: 'removed',
      algorithm: 'SHA-256',
      headers: ['digest', 'x-request-id', 'tpp-redirect-uri'],
    },
  }),
  group: row({
    id: 'group',
    country: 'DE',
    psuId: 'required',
    psuIdType: 'DE_ONLB_DB',
    positiveDebits: true,
    funds: { consent: 'bank' },
    cards: false,
  }),
  nordic: row({
    id: 'nordic',
    country: 'SE',
    prefixes: { consents: '/v4', accounts: '/v4', payments: '/v3' },
    consentKinds: ['availableAccounts', 'dedicated'],
    products: { sepa: 'sepa-credit-transfers', domestic: 'domestic-credit-transfers' },
  }),
  savings: row({ id: 'savings', country: 'DE', consentKinds: ['dedicated'] }),
} as const satisfies Record<string, BankRow>

export type SimulatedBank = keyof typeof simulatedRows

export interface Setting {
  readonly simulators: Simulators
  create(bank: SimulatedBank, change?: Partial<BerlinGroupOptions>): BerlinGroupProvider
  /** What the customer's browser would come back with. */
  decide(url: string, decision?: Readonly<Record<string, unknown>>): Promise<string>
  connect(bank: SimulatedBank, request?: Partial<BerlinGroupStartRequest>): Promise<Connected>
  stop(): Promise<void>
}

export interface Connected {
  readonly provider: BerlinGroupProvider
  readonly session: Session
  readonly access: SessionAccess
  readonly accounts: readonly Account[]
}

const secrets: Readonly<Record<string, string>> = { password: 'start123', method: 'sms', otp: '123456' }

/** Goes on until the bank is satisfied: redirects are followed, apps confirm, fields are filled in. */
const settle = async (
  setting: Pick<Setting, 'simulators' | 'decide'>,
  provider: BerlinGroupProvider,
  request: BerlinGroupStartRequest,
): Promise<Session> => {
  let challenge = await provider.auth.start(request)
  for (let steps = 0; steps < 8; steps++) {
    const restored = JSON.parse(JSON.stringify(challenge)) as typeof challenge
    if (challenge.kind === 'decoupled')
      await setting.simulators.control.call('POST', '/berlin-group/modes', { autoApprove: true })
    const input =
      challenge.kind === 'input'
        ? Object.fromEntries(challenge.fields.map(({ name }) => [name, secrets[name] ?? '']))
        : undefined
    const redirectUrl = challenge.kind === 'redirect' ? await setting.decide(challenge.url) : undefined
    const result = await provider.auth.advance(restored, { input, redirectUrl })
    if (result.status === 'complete') return result.session
    if (result.status === 'failed') throw new Error(`The authorisation failed: ${result.reason ?? result.code}`)
    challenge = result.challenge
  }
  throw new Error('The authorisation has no end')
}

export const openSetting = async (
  wrap: (services: ProviderServices) => ProviderServices = (services) => services,
): Promise<Setting> => {
  const simulators = await startSimulators({
    banks: ['berlin-group'],
    now: nextTimeOfDay('14:00'),
    redirectUris: ['https://tpp.example/cb'],
  })
  const { berlinGroup, ca } = simulators.ready
  if (berlinGroup === undefined) throw new Error('The simulator did not start')
  const read = (path: string): string => readFileSync(path, 'utf8')
  const services = wrap(
    createNodeServices({ clock: { ...createNodeServices().clock, now: () => simulators.clock.now() } }),
  )
  const made: BerlinGroupProvider[] = []
  const create: Setting['create'] = (bank, change = {}) => {
    const provider = createBerlinGroupProvider(
      {
        bank: { ...simulatedRows[bank], baseUrl: 'https://127.0.0.1' },
        baseUrl: `${berlinGroup.url}/${bank}`,
        tls: { certificate: read(berlinGroup.tlsCertificate), key: read(berlinGroup.tlsKey) },
        signing: { certificate: read(berlinGroup.signingCertificate), key: read(berlinGroup.signingKey) },
        clientId: 'PSDDE-BAFIN-123456',
        redirectUris: ['https://tpp.example/cb'],
        ownIpAddress: '192.0.2.10',
        ca: read(ca),
        ...change,
      },
      services,
    )
    made.push(provider)
    return provider
  }
  const decide: Setting['decide'] = async (url, decision = {}) =>
    ((await simulators.control.call('POST', '/berlin-group/sca', { url, ...decision })) as { location: string })
      .location
  return {
    simulators,
    create,
    decide,
    connect: async (bank, request = {}) => {
      const provider = create(bank)
      const session = await settle({ simulators, decide }, provider, { purpose: 'accounts', ...request })
      const access = createSessionAccess({ session, auth: provider.auth, clock: { now: () => simulators.clock.now() } })
      const accounts = session.purpose === 'accounts' ? await itemsOf(provider.accounts.accounts(access)) : []
      return { provider, session, access, accounts }
    },
    stop: async () => {
      await Promise.all(made.map((provider) => provider.close()))
      await simulators.stop()
    },
  }
}

/** IBANs of the first customer of a bank. */
export const ibansOf = async (
  { simulators }: Pick<Setting, 'simulators'>,
  bank: string,
): Promise<readonly string[]> => {
  const { items } = (await simulators.control.call('GET', `/berlin-group/banks?bank=${bank}`)) as {
    items: { customers: { accounts: { iban: string }[] }[] }[]
  }
  return (items[0]?.customers[0]?.accounts ?? []).map(({ iban }) => iban).filter((iban) => iban !== '')
}

export const pagesOf = async <T>(listing: AsyncIterable<Page<T>>): Promise<readonly Page<T>[]> => {
  const pages: Page<T>[] = []
  for await (const page of listing) pages.push(page)
  return pages
}

export const itemsOf = async <T>(listing: AsyncIterable<Page<T>>): Promise<readonly T[]> =>
  (await pagesOf(listing)).flatMap(({ items }) => items)
