import type { BankName, DefaultBank } from './http/bank-name.ts'
import type { PemPair, Pki } from './pki/pki.ts'
import type { Environment } from './profile.ts'
import type { RequestedClientOptions } from './requested-client-options.ts'
import { SimulatorsError } from './simulators-error.ts'

/** What a client of the simulated ING needs, as plain values: PEM texts, URLs, ids. */
export interface IngClientOptions {
  readonly environment: Environment
  /** Origin, without a slash at the end. */
  readonly apiUrl: string
  /** Without the country. */
  readonly authorizeUrl: string
  /** PEM of the CA of the server's certificate. */
  readonly ca: string
  readonly clientId: string
  /** One alone, so that none needs to be named when a consent is started; the others of `ready` are registered too. */
  readonly redirectUris: readonly string[]
  readonly country: 'NL'
  /** QWAC and its key. */
  readonly tls: PemPair
  /** QSealC and its key. */
  readonly signing: PemPair
}

/** What a client of the simulated bunq needs. */
export interface BunqClientOptions {
  readonly environment: Environment
  /** Ends in `/v1`. */
  readonly apiUrl: string
  readonly ca: string
  /** Key of the first seeded customer; it does not die unused, and survives a reset. */
  readonly apiKey: string
}

/** What a relying party of the simulated BankID needs. */
export interface BankIdClientOptions {
  readonly environment: 'test' | 'production'
  /** Ends in `/rp/v6.0`. */
  readonly apiUrl: string
  readonly ca: string
  readonly identity: PemPair
  /** PEM of the root above the simulated persons' certificates. */
  readonly userRoot: string
  /** Sent where a call does not say from where the person comes. */
  readonly endUserIp: string
}

/**
 * Ready options of the providers: `createIngProvider(simulators.options.ing)` works as it stands. A bank that was
 * not started is refused by name when its options are read.
 */
export interface ClientOptions extends RequestedClientOptions {
  readonly ing: IngClientOptions
  readonly bunq: BunqClientOptions
  readonly bankid: BankIdClientOptions
}

interface ClientOptionsParts {
  readonly environment: Environment
  readonly pki: Pki
  readonly origins: Readonly<Partial<Record<DefaultBank, string>>>
  readonly ing: Pick<IngClientOptions, 'clientId' | 'redirectUris' | 'tls' | 'signing'>
  readonly apiKey: string
  readonly requested: Partial<RequestedClientOptions>
}

type Makers = { readonly [Bank in DefaultBank]: (origin: string) => ClientOptions[Bank] }

/** Names of the banks that are started on request, by their member. */
const requestedNames = {
  enableBanking: 'enable-banking',
  simplefin: 'simplefin',
  berlinGroup: 'berlin-group',
} as const satisfies Record<keyof RequestedClientOptions, BankName>

const makersOf = ({ environment, pki, ing, apiKey }: ClientOptionsParts): Makers => ({
  ing: (origin) => ({
    environment,
    apiUrl: origin,
    authorizeUrl: `${origin}/authorize/v2`,
    ca: pki.serverCa,
    country: 'NL',
    ...ing,
    redirectUris: ing.redirectUris.slice(0, 1),
  }),
  bunq: (origin) => ({ environment, apiUrl: `${origin}/v1`, ca: pki.serverCa, apiKey }),
  bankid: (origin) => ({
    environment: environment === 'production' ? 'production' : 'test',
    apiUrl: `${origin}/rp/v6.0`,
    ca: pki.serverCa,
    identity: { certificate: pki.bankid.relyingParty.certificate, key: pki.bankid.relyingParty.key },
    userRoot: pki.bankid.userRoot.certificate,
    endUserIp: '127.0.0.1',
  }),
})

const notStarted = (bank: BankName): SimulatorsError =>
  new SimulatorsError(`The simulated ${bank} was not started.`, `Add '${bank}' to the option \`banks\`.`)

/** The options of each bank that runs; those of the others throw when they are read. */
export const toClientOptions = (parts: ClientOptionsParts): ClientOptions => {
  const options = {}
  const add = (member: string, bank: BankName, value: unknown): void => {
    if (value !== undefined) Object.defineProperty(options, member, { enumerable: true, value })
    else {
      Object.defineProperty(options, member, {
        enumerable: false,
        get: () => {
          throw notStarted(bank)
        },
      })
    }
  }
  for (const [name, make] of Object.entries(makersOf(parts))) {
    const bank = name as DefaultBank
    const origin = parts.origins[bank]
    add(bank, bank, origin === undefined ? undefined : make(origin))
  }
  for (const [member, bank] of Object.entries(requestedNames)) {
    add(member, bank, parts.requested[member as keyof RequestedClientOptions])
  }
  return options as ClientOptions
}
