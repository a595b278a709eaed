import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bankProfiles } from './berlin-group/bank-profiles.ts'
import { type BerlinGroupOptions, createBerlinGroup } from './berlin-group/create-berlin-group.ts'
import type { EpochMs } from './clock/simulated-clock.ts'
import { createEnableBanking, type EnableBankingOptions } from './enable-banking/create-enable-banking.ts'
import type { BankHandler } from './http/bank-handler.ts'
import type { BankName } from './http/bank-name.ts'
import { issueTpp } from './pki/issue-tpp.ts'
import type { Pki } from './pki/pki.ts'
import { sharedRsaKey, toPkcs8Pem } from './pki/rsa-key.ts'
import { leafValidity } from './pki/validity.ts'
import { writeTppFiles } from './pki/write-pem-files.ts'
import type { BankContext } from './profile.ts'
import { type RequestedClientOptions, standardBank } from './requested-client-options.ts'
import type { RequestedReady } from './requested-ready.ts'
import { createCustomers } from './seed/create-customers.ts'
import { createSimpleFin, type SimpleFinOptions } from './simplefin/create-simplefin.ts'

/** What the banks that are started on request leave open; see each bank's own docstrings. */
export interface RequestedBankOptions {
  readonly enableBanking?: Partial<Omit<EnableBankingOptions, 'publicKey' | 'customersOf' | 'selfUrl' | 'redirectUris'>>
  readonly simplefin?: Partial<Omit<SimpleFinOptions, 'customer' | 'selfUrl'>>
  readonly berlinGroup?: Partial<Omit<BerlinGroupOptions, 'customersOf' | 'selfUrl' | 'clientCa'>>
}

export interface RequestedBankParts extends RequestedBankOptions {
  readonly banks: readonly BankName[]
  readonly context: BankContext
  readonly pki: Pki
  /** The machine's clock, by which TLS judges certificates. */
  readonly realNow: EpochMs
  /** Where the simulators' clock starts. */
  readonly start: EpochMs
  readonly redirectUris: readonly string[]
  /** Asked when a page's address is needed. */
  readonly originOf: (bank: BankName) => string
}

export interface RequestedBanks {
  readonly handlers: readonly BankHandler[]
  /** PEM of the CA of each bank that asks for client certificates. */
  readonly clientCas: Readonly<Partial<Record<BankName, string>>>
  /** Writes what clients need under `dir` and says where it is. */
  ready(dir: string): RequestedReady
  /** What providers of these banks are made from; asked when the servers' addresses are known. */
  options(): Partial<RequestedClientOptions>
}

const writeSecret = (dir: string, folder: string, name: string, content: string): string => {
  mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 })
  const path = join(dir, folder, name)
  rmSync(path, { force: true })
  writeFileSync(path, content, { mode: 0o600 })
  return path
}

interface RequestedBankSetup {
  readonly handler: BankHandler
  readonly clientCa?: string
  /** Asked when the server's address is known. */
  options(): Partial<RequestedClientOptions>
  ready(dir: string): RequestedReady
}

const enableBanking = async (parts: RequestedBankParts): Promise<RequestedBankSetup> => {
  const { context, start, redirectUris } = parts
  const key = await sharedRsaKey('enable-banking application')
  const url = () => parts.originOf('enable-banking')
  const handler = createEnableBanking(context, {
    ...parts.enableBanking,
    publicKey: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    redirectUris,
    customersOf: (bank) => createCustomers('enable-banking', (purpose) => context.random(`${bank}/${purpose}`), start),
    selfUrl: url,
  })
  const privateKey = toPkcs8Pem(key.privateKey)
  return {
    handler,
    options: () => ({
      enableBanking: {
        environment: context.environment,
        apiUrl: url(),
        ca: parts.pki.serverCa,
        applicationId: handler.applicationId,
        privateKey,
        redirectUris: redirectUris.slice(0, 1),
      },
    }),
    ready: (dir) => ({
      enableBanking: {
        url: url(),
        applicationId: handler.applicationId,
        privateKey: writeSecret(dir, 'enable-banking', `${handler.applicationId}.pem`, privateKey),
        redirectUris,
      },
    }),
  }
}

const simplefin = (parts: RequestedBankParts): RequestedBankSetup => {
  const url = () => parts.originOf('simplefin')
  const [customer] = createCustomers('simplefin', parts.context.random, parts.start)
  if (customer === undefined) throw new Error('The seed has no customer for SimpleFIN')
  const handler = createSimpleFin(parts.context, { ...parts.simplefin, customer, selfUrl: url })
  return {
    handler,
    options: () => ({ simplefin: { ca: parts.pki.serverCa } }),
    ready: () => ({ simplefin: { url: `${url()}/simplefin`, setupToken: handler.setupToken() } }),
  }
}

/** The TPP's certificates come from the same authority that ING's simulator trusts. */
const berlinGroup = async (parts: RequestedBankParts): Promise<RequestedBankSetup> => {
  const { context, pki, start } = parts
  const url = () => parts.originOf('berlin-group')
  const organizationIdentifier = 'PSDDE-BAFIN-123456'
  const tpp = await issueTpp(pki.authorities, {
    roles: ['PSP_PI', 'PSP_AI', 'PSP_IC'],
    organizationIdentifier,
    validity: leafValidity(parts.realNow, start),
  })
  const handler = createBerlinGroup(context, {
    ...parts.berlinGroup,
    clientCa: pki.authorities.ing.certificate,
    customersOf: (bank) => createCustomers('berlin-group', (purpose) => context.random(`${bank}/${purpose}`), start),
    selfUrl: url,
  })
  return {
    handler,
    clientCa: pki.authorities.ing.certificate,
    options: () => ({
      berlinGroup: {
        bank: standardBank,
        baseUrl: `${url()}/${standardBank.id}`,
        ca: pki.serverCa,
        clientId: organizationIdentifier,
        redirectUris: parts.redirectUris.slice(0, 1),
        ownIpAddress: '192.0.2.10',
        tls: tpp.tls,
        signing: tpp.signing,
      },
    }),
    ready: (dir) => ({
      berlinGroup: {
        url: url(),
        banks: [...(parts.berlinGroup?.moreBanks ?? []), ...bankProfiles].map(({ id }) => id),
        ...writeTppFiles(join(dir, 'berlin-group'), tpp),
      },
    }),
  }
}

const makers: Readonly<
  Partial<Record<BankName, (parts: RequestedBankParts) => RequestedBankSetup | Promise<RequestedBankSetup>>>
> = { 'enable-banking': enableBanking, simplefin, 'berlin-group': berlinGroup }

/** Makes the banks that were named. Their keys are made here, since most runs need none of them. */
export const createRequestedBanks = async (parts: RequestedBankParts): Promise<RequestedBanks> => {
  const setups = await Promise.all(parts.banks.flatMap((bank) => makers[bank]?.(parts) ?? []))
  return {
    handlers: setups.map(({ handler }) => handler),
    clientCas: Object.fromEntries(setups.map(({ handler, clientCa }) => [handler.bank, clientCa])),
    ready: (dir) => Object.assign({}, ...setups.map((setup) => setup.ready(dir))) as RequestedReady,
    options: () => Object.assign({}, ...setups.map((setup) => setup.options())) as Partial<RequestedClientOptions>,
  }
}
