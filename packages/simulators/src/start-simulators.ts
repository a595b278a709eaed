import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { type BankIdOptions, createBankId } from './bankid/create-bankid.ts'
import { type BunqHandler, type BunqOptions, createBunq } from './bunq/create-bunq.ts'
import { type ClientOptions, type IngClientOptions, toClientOptions } from './client-options.ts'
import { createSimulatedClock, type EpochMs, type SimulatedClock } from './clock/simulated-clock.ts'
import { callInProcess } from './control/call-in-process.ts'
import { commonRoutes, parseInstant } from './control/common-routes.ts'
import { type Control, createControl } from './control/control.ts'
import { createControlServer } from './control/control-server.ts'
import { createFaultList, type FaultList } from './faults/fault-list.ts'
import { claimFolder } from './folder/claim-folder.ts'
import { makeTemporaryFolder } from './folder/temporary-folder.ts'
import type { BankHandler } from './http/bank-handler.ts'
import type { BankName, DefaultBank } from './http/bank-name.ts'
import { createBankServer } from './http/bank-server.ts'
import { createRecorder, type Recorder } from './http/recorder.ts'
import { createIng, type IngHandler } from './ing/create-ing.ts'
import type { IngOptions } from './ing/settings.ts'
import type { Tpp, TrustedTpp } from './ing/tpp/tpp.ts'
import type { PemPair, Pki } from './pki/pki.ts'
import { sharedPki } from './pki/shared-pki.ts'
import { writePemFiles } from './pki/write-pem-files.ts'
import type { BankContext, Environment, Profile } from './profile.ts'
import { type Ready, toReady } from './ready.ts'
import { createRequestedBanks, type RequestedBankOptions } from './requested-banks.ts'
import { createCustomers } from './seed/create-customers.ts'
import { createRandom } from './seed/create-random.ts'

/** A bank's options without those that `startSimulators` fills in. */
type BankOptions<Options> = Omit<Options, 'customers' | 'selfUrl' | 'redirectUris' | 'tpp'>

/** A certificate of one's own; with its key it also goes into `options.ing`. */
type OwnPair = Pick<PemPair, 'certificate'> & Partial<Pick<PemPair, 'key'>>

/**
 * A TPP with certificates of its own: registered at the simulated ING and trusted there, whatever their issuer. With both
 * keys, `options.ing` is that of this TPP.
 */
export interface OwnTpp extends Omit<Tpp, 'tls' | 'signing'> {
  readonly tls: OwnPair
  readonly signing: OwnPair
}

/** Which banks are simulated, with which people, clock and keys. */
export interface SimulatorOptions extends RequestedBankOptions {
  /** Which banks; ING, bunq and BankID by default, the others when they are named. */
  readonly banks?: readonly BankName[] | undefined
  /**
   * Where certificates and keys go: a folder that is new, empty, or was written by simulators before. Without it: a
   * temporary folder, removed by `stop`.
   */
  readonly dir?: string | undefined
  /** The same seed and time give the same people, accounts and movements. Default `1`. */
  readonly seed?: string | number | undefined
  /** Default `strict`. */
  readonly profile?: Profile | undefined
  /** Default `sandbox`. */
  readonly environment?: Environment | undefined
  /** Whether banks answer 429 where they document a limit. Default false. */
  readonly rateLimits?: boolean | undefined
  /** Where the simulators' clock starts: an ISO instant or epoch milliseconds. Default: the machine's time. */
  readonly now?: string | EpochMs | undefined
  /** Registered at ING for the first application. */
  readonly redirectUris?: readonly string[] | undefined
  /** Certificates of one's own for ING. */
  readonly tpp?: OwnTpp | undefined
  /** Beyond the common options, what one bank leaves open; see each bank's own docstrings. */
  readonly ing?: BankOptions<IngOptions> | undefined
  readonly bunq?: BankOptions<BunqOptions> | undefined
  readonly bankid?: BankOptions<BankIdOptions> | undefined
  /** A folder by which several processes share keys and certificates, which take about a second to make. */
  readonly pkiDir?: string | undefined
  /** The machine's clock. */
  readonly realNow?: (() => EpochMs) | undefined
}

/** The running banks. */
export interface Simulators {
  /** Addresses and files, as `nostro simulators start` prints them. */
  readonly ready: Ready
  /** All certificates and keys as PEM, and the authorities to issue more with. */
  readonly pki: Pki
  readonly clock: SimulatedClock
  readonly faults: FaultList
  readonly recorder: Pick<Recorder, 'requests' | 'rejections' | 'clear'>
  /** Ready options of the providers, as plain values. */
  readonly options: ClientOptions
  readonly control: Control
  /** What came of the option `tpp`: the id under which it is registered, its roles and scopes. */
  readonly tpp: TrustedTpp | undefined
  /** Back to the state just after the start: data, tokens, orders, faults, record and clock. */
  reset(): void
  /** Closes all servers and removes the temporary folder. May be called again. */
  stop(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

const everyBank: readonly DefaultBank[] = ['ing', 'bunq', 'bankid']
const defaultRedirectUris: readonly string[] = ['https://tpp.example/cb', 'http://127.0.0.1:8765/callback']

const startOfClock = (now: string | EpochMs | undefined, realNow: EpochMs): EpochMs => {
  if (now === undefined) return realNow
  const instant = typeof now === 'string' ? parseInstant(now) : now
  if (instant !== undefined && Number.isFinite(instant)) return instant
  throw new TypeError(`now must be an ISO 8601 instant such as 2026-01-31T12:00:00Z, not ${JSON.stringify(now)}`)
}

const folderFor = (dir: string | undefined): string => {
  if (dir === undefined) return makeTemporaryFolder()
  const folder = resolve(dir)
  claimFolder(folder)
  return folder
}

const toTpp = (own: OwnTpp | undefined): Tpp | undefined =>
  own === undefined ? undefined : { ...own, tls: own.tls.certificate, signing: own.signing.certificate }

type TppOptions = Pick<IngClientOptions, 'clientId' | 'redirectUris' | 'tls' | 'signing'>

/** Those of one's own TPP, where both of its keys are known. */
const tppOptions = (own: OwnTpp | undefined, ing: IngHandler | undefined, seeded: TppOptions): TppOptions => {
  const [registered, tlsKey, signingKey] = [ing?.ownTpp, own?.tls.key, own?.signing.key]
  if (own === undefined || registered === undefined || tlsKey === undefined || signingKey === undefined) return seeded
  return {
    clientId: registered.clientId,
    redirectUris: registered.redirectUris,
    tls: { certificate: own.tls.certificate, key: tlsKey },
    signing: { certificate: own.signing.certificate, key: signingKey },
  }
}

/**
 * Starts the simulated banks on free ports of 127.0.0.1, with a control address beside them.
 *
 * @throws SimulatorsError for a folder that is not the simulators', or a certificate that is none
 * @example
 * const simulators = await startSimulators()
 * const bunq = createBunqProvider(simulators.options.bunq)
 */
export const startSimulators = async (options: SimulatorOptions = {}): Promise<Simulators> => {
  const realNow = options.realNow ?? Date.now
  const [began, seed] = [realNow(), options.seed ?? 1]
  const start = startOfClock(options.now, began)
  const banks = everyBank.filter((bank) => (options.banks ?? everyBank).includes(bank))
  const redirectUris = options.redirectUris ?? defaultRedirectUris
  const clock = createSimulatedClock(start, realNow)
  const [recorder, faults] = [createRecorder(clock), createFaultList()]
  const context: BankContext = {
    clock,
    random: (purpose) => createRandom(`${seed}/${purpose}`),
    randomBytes,
    profile: options.profile ?? 'strict',
    environment: options.environment ?? 'sandbox',
    rateLimits: options.rateLimits ?? false,
  }
  const pki = await sharedPki({
    realNow: began,
    simulatedNow: start,
    ...(options.pkiDir === undefined ? {} : { folder: options.pkiDir }),
  })

  const origins: Partial<Record<BankName, string>> = {}
  const requested = await createRequestedBanks({
    ...options,
    banks: options.banks ?? [],
    context,
    pki,
    realNow: began,
    start,
    redirectUris,
    originOf: (bank) => origins[bank] ?? '',
  })
  const seedOf = (bank: DefaultBank) => ({
    customers: createCustomers(bank, context.random, start),
    selfUrl: () => origins[bank] ?? '',
  })
  const create = {
    ing: (): IngHandler =>
      createIng(context, pki.ing, { ...options.ing, redirectUris, ...seedOf('ing'), tpp: toTpp(options.tpp) }),
    bunq: (): BunqHandler => createBunq(context, { ...options.bunq, ...seedOf('bunq') }),
    bankid: () => createBankId(context, pki.bankid, { ...options.bankid, ...seedOf('bankid') }),
  } as const satisfies Record<DefaultBank, () => BankHandler>
  const clientCas: Readonly<Partial<Record<BankName, string>>> = {
    ing: pki.ing.clientCa,
    bankid: pki.bankid.clientCa,
    ...requested.clientCas,
  }
  const handlers: readonly BankHandler[] = [...banks.map((bank) => create[bank]()), ...requested.handlers]

  const reset = (): void => {
    clock.set(start + realNow() - began)
    faults.clear()
    recorder.clear()
    for (const handler of handlers) handler.reset()
  }
  const routes = [
    ...commonRoutes({ clock, recorder, faults, handlers, reset }),
    ...handlers.flatMap((handler) => handler.control),
  ]
  const servers = handlers.map((handler) => {
    const clientCa = clientCas[handler.bank]
    const ca = clientCa === undefined ? {} : { clientCa }
    return {
      bank: handler.bank,
      server: createBankServer({ handler, tls: pki.server, ...ca, recorder, faults, clock }),
    }
  })
  const controlServer = createControlServer(routes)

  const dir = folderFor(options.dir)
  const stop = async (): Promise<void> => {
    for (const handler of handlers) handler.close?.()
    await Promise.all([controlServer.stop(), ...servers.map(({ server }) => server.stop())])
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true })
  }
  try {
    const files = writePemFiles(dir, pki, banks)
    for (const { bank, server } of servers) origins[bank] = await server.listen()
    const controlUrl = await controlServer.listen()
    const ing = handlers.find((handler): handler is IngHandler => handler.bank === 'ing')
    const bunq = handlers.find((handler): handler is BunqHandler => handler.bank === 'bunq')
    const passphrase = pki.bankid.relyingParty.passphrase
    const { profile, environment } = context
    const clientId = ing?.clientId ?? ''
    const own = toReady({
      profile,
      environment,
      dir,
      control: controlUrl,
      origins,
      files,
      clientId,
      redirectUris,
      passphrase,
    })
    const ready = { ...own, ...requested.ready(dir) }
    const clientOptions = toClientOptions({
      environment,
      pki,
      origins,
      ing: tppOptions(options.tpp, ing, { ...pki.ing.tpp, clientId, redirectUris }),
      apiKey: bunq?.apiKey ?? '',
      requested: requested.options(),
    })
    const control = createControl(callInProcess(routes))
    const tpp = ing?.ownTpp
    return {
      ready,
      pki,
      clock,
      faults,
      recorder,
      options: clientOptions,
      control,
      tpp,
      reset,
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
