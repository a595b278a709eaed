import { readFileSync } from 'node:fs'
import {
  type CallContext,
  type CallRecord,
  createSessionAccess,
  NostroError,
  type Provider,
  type ProviderFactory,
  type ProviderServices,
  type SessionAccess,
  type SessionPurpose,
  type SessionStore,
  type TlsIdentitySource,
} from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createFileIdentity, createNodeServices, decodeText } from '@nostro/core/node'
import type { Config, IdentityConfig } from '../config/config-schema.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Terminal } from '../terminal.ts'
import { announceExpiry } from './announce-expiry.ts'
import { authenticate } from './authenticate.ts'
import { chooseRedirectUri, comesBack } from './choose-redirect-uri.ts'
import { closeAll } from './close-all.ts'
import { keptSession, paysAsApplication } from './kept-session.ts'
import { loadPlugin } from './load-plugin.ts'
import { openSessionStore } from './session-store.ts'
import type { Bank, Setting } from './setting.ts'
import { createTerminalLogger } from './terminal-logger.ts'

/** What only configured banks have: sessions that outlive the process. */
export interface ConfiguredSetting extends Setting {
  readonly config: Config
  readonly services: ProviderServices
  store(): Promise<SessionStore>
}

/** The banks of a configuration. Sessions come from the encrypted store; those that need no person are made, and kept where they can be told apart. */
export const openConfigured = async (
  { config, source }: LoadedConfig,
  { verbose }: { verbose: boolean },
  terminal: Terminal,
): Promise<ConfiguredSetting> => {
  const calls: CallRecord[] = []
  const services = createNodeServices({
    observeCall: (call) => calls.push(call),
    logger: createTerminalLogger(terminal, verbose),
  })
  const providers = await loadFactories(config, services)
  if (providers.length === 0) {
    throw new NostroError({
      code: 'invalid_config',
      message: `The configuration (${source}) names no bank.`,
      hint: 'Add “ing”, “bunq”, “bankid” or “plugins”; or remove the configuration to use simulated banks.',
    })
  }
  const nostro = createNostro({ banks: Object.fromEntries(providers), services })
  const store = openSessionStore(config, terminal)
  return {
    environment: 'configured',
    config,
    services,
    store,
    calls,
    banks: nostro.registry.all.map(
      ({ provider }): Bank => ({
        provider,
        connect: async (ctx, purpose = 'accounts') =>
          connect(provider, purpose, { config, store: await store(), services, ctx, terminal }),
      }),
    ),
    close: () => closeAll([nostro.close, store.close]),
  }
}

interface ConnectParts {
  readonly config: Config
  readonly store: SessionStore
  readonly services: ProviderServices
  readonly ctx: CallContext
  readonly terminal: Terminal
}

const connect = async (
  provider: Provider,
  purpose: SessionPurpose,
  { config, store, services, ctx, terminal }: ConnectParts,
): Promise<SessionAccess> => {
  const { id } = provider.manifest
  const stored = await keptSession(provider, purpose, store)
  const session =
    stored ??
    (await authenticate({
      provider,
      clock: services.clock,
      ctx,
      request: {
        ...(purpose === 'payments' ? { purpose } : {}),
        ...(comesBack(provider) ? { redirectUri: chooseRedirectUri(config, id, undefined) } : {}),
      },
      respond: async (challenge) => {
        if (challenge.kind === 'none') return {}
        throw new NostroError({
          code: 'consent_required',
          provider: id,
          message: `${provider.manifest.name} is configured but not connected yet.`,
          hint: challenge.kind === 'decoupled' ? `Run “nostro ${id} auth”.` : `Run “nostro connect ${id}”.`,
        })
      },
    }))
  // A session made from a key alone is kept like any other: banks count installations and new sessions. Only where the
  // provider can tell later whose it is. An application's own session for payments costs the bank nothing, and serves no other use.
  const isOfApplication = purpose === 'payments' && paysAsApplication(provider)
  if (stored === undefined && provider.auth.serves !== undefined && !isOfApplication)
    await store.put(session, undefined)
  announceExpiry(provider, session, services.clock.now(), terminal)
  return createSessionAccess({ session, store, auth: provider.auth, clock: services.clock })
}

const loadFactories = async (
  config: Config,
  services: ProviderServices,
): Promise<readonly (readonly [string, ProviderFactory])[]> =>
  Promise.all([
    ...(config.ing === undefined ? [] : [named('ing', ingFactory(config.ing, services))]),
    ...(config.bunq === undefined ? [] : [named('bunq', bunqFactory(config.bunq))]),
    ...(config.bankid === undefined ? [] : [named('bankid', bankIdFactory(config.bankid, services))]),
    ...(config.plugins ?? []).map((plugin, index) => named(`plugin-${index + 1}`, loadPlugin(plugin))),
  ])

const named = async (name: string, factory: Promise<ProviderFactory>): Promise<readonly [string, ProviderFactory]> => [
  name,
  await factory,
]

const read = (path: string, key: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new NostroError({
      code: 'invalid_config',
      message: `${key}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      hint: 'Check the path and who may read the file.',
    })
  }
}

/** The files are read again when they are renewed: a command that runs for days needs no restart. */
const readIdentity = (identity: IdentityConfig, key: string, services: ProviderServices): TlsIdentitySource => {
  for (const [name, path] of Object.entries(identity)) {
    if (path !== undefined && name !== 'passphrase' && name !== 'alias') read(path, `${key}.${name}`)
  }
  try {
    return createFileIdentity('pkcs12' in identity ? identity : pemPair(identity), services)
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    const { code, message, hint } = error
    throw new NostroError({
      code,
      message: `${key}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    })
  }
}

const pemPair = ({ passphrase, ...paths }: NonNullable<Config['ing']>['signing']) => ({
  ...paths,
  ...(passphrase === undefined ? {} : { passphrase }),
})

const readSigningPair = ({ certificate, key, passphrase }: NonNullable<Config['ing']>['signing']) => ({
  certificate: decodeText(read(certificate, 'ing.signing.certificate')),
  key: decodeText(read(key, 'ing.signing.key')),
  ...(passphrase === undefined ? {} : { passphrase }),
})

const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never

const readCa = (path: string | undefined, key: string): { ca?: string } =>
  path === undefined ? {} : { ca: readCertificates(path, `${key}.ca`) }

/** Checked here, where the path is known: what the provider would say is for who gives it the contents. */
const readCertificates = (path: string, key: string): string => {
  const text = read(path, key).toString()
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new NostroError({
    code: 'invalid_config',
    message: `${key}: ${path} holds no PEM certificate.`,
    hint: 'Name a file with “-----BEGIN CERTIFICATE-----”; openssl x509 -inform der turns a DER file into PEM.',
  })
}

const ingFactory = async (config: NonNullable<Config['ing']>, services: ProviderServices): Promise<ProviderFactory> => {
  const { ingProvider } = await import('@nostro/provider-ing')
  const { tls, signing, ca, responseCertificate: answers, ...rest } = config
  return ingProvider(
    defined({
      ...rest,
      ...readCa(ca, 'ing'),
      responseCertificate: answers === undefined ? undefined : readCertificates(answers, 'ing.responseCertificate'),
      tls: readIdentity(tls, 'ing.tls', services),
      signing: readSigningPair(signing),
    }) as never,
  )
}

const bunqFactory = async (config: NonNullable<Config['bunq']>): Promise<ProviderFactory> => {
  const { bunqProvider } = await import('@nostro/provider-bunq')
  const { apiKeyFile, ca, ...rest } = config
  const apiKey =
    rest.apiKey ?? (apiKeyFile === undefined ? undefined : read(apiKeyFile, 'bunq.apiKeyFile').toString().trim())
  return bunqProvider(defined({ ...rest, ...readCa(ca, 'bunq'), apiKey }) as never)
}

const bankIdFactory = async (
  config: NonNullable<Config['bankid']>,
  services: ProviderServices,
): Promise<ProviderFactory> => {
  const { bankIdProvider } = await import('@nostro/provider-bankid')
  const { identity, ca, userRoot, ...rest } = config
  return bankIdProvider(
    defined({
      ...rest,
      ...readCa(ca, 'bankid'),
      userRoot: userRoot === undefined ? undefined : readCertificates(userRoot, 'bankid.userRoot'),
      identity: readIdentity(identity, 'bankid.identity', services),
    }) as never,
  )
}
