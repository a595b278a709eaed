import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CallRecord,
  type TlsIdentitySource,
  type TransportSettings,
  toRequest,
} from '../../packages/core/src/index.ts'
import {
  createFileIdentity,
  createNodeServices,
  type IdentityFiles,
  systemClock,
} from '../../packages/core/src/node/index.ts'
import { openssl, startOpensslServer } from '../../packages/core/test/openssl-server.ts'
import { startTlsServer } from '../../packages/core/test/tls-server.ts'
import { type BankIdOptions, createBankIdProvider } from '../../packages/provider-bankid/src/index.ts'
import { createIngProvider, type IngOptions, type IngProvider } from '../../packages/provider-ing/src/index.ts'
import {
  type IngTpp,
  issueTpp,
  type PemPair,
  type Pki,
  type Simulators,
  startSimulators,
  type TppOptions,
} from '../../packages/simulators/src/index.ts'
import { basicConstraints, subjectAlternativeNames } from '../../packages/simulators/src/pki/extensions.ts'
import { issueAuthority } from '../../packages/simulators/src/pki/issue-authority.ts'
import { issueCertificate } from '../../packages/simulators/src/pki/issue-certificate.ts'
import { generateRsaKey, toPkcs8Pem } from '../../packages/simulators/src/pki/rsa-key.ts'
import { authorityValidity, leafValidity, type ValidityChoice } from '../../packages/simulators/src/pki/validity.ts'

/** A call with a bad set-up, and the same call after its hint was followed. */
export interface Faulty {
  broken(): Promise<unknown>
  fixed(): Promise<unknown>
}

export interface SetUp {
  readonly simulators: Simulators
  readonly pki: Pki
  /** Calls of the set-up that ran last, oldest first. */
  readonly calls: readonly CallRecord[]
  /** Two greetings, one by each certificate, unless another call is given. */
  ing(broken: IngChange, fix: IngChange, call?: (ing: IngProvider) => Promise<void>): Faulty
  bankId(broken: Partial<BankIdOptions>, fix: Partial<BankIdOptions>): Faulty
  /** A pair of certificates; equal ones are made once. */
  tpp(options: TppOptions): Promise<IngTpp>
  /** One GET by the transport alone. */
  server(broken: ServerSetUp, fix: Partial<ServerSetUp>): Faulty
  /** Node's server. Rows start as many as they need; all are closed by `clear`. */
  serve(options?: ServerOptions): Promise<string>
  /** OpenSSL's server, which refuses clients by TLS alerts. */
  serveByOpenssl(version: string, crl?: string): Promise<string>
  /** Answers without TLS. */
  servePlain(): Promise<string>
  /** Writes a file into a folder of the row's own; its path. */
  file(name: string, contents: string | Uint8Array): string
  fileIdentity(files: IdentityFiles): TlsIdentitySource
  /** Sets the clock that the providers see, as an offset from the machine's. */
  setClock(offsetMs: number): void
  clear(): Promise<void>
  stop(): Promise<void>
}

type IngChange = Partial<IngOptions>

const greet = async ({ showcase }: IngProvider): Promise<void> => {
  await showcase.mtls()
  await showcase.signed()
}

export interface ServerSetUp extends Pick<TransportSettings, 'identity' | 'ca'> {
  readonly origin: string
}

export const hasOpenssl = openssl !== undefined

export const startSetUp = async (): Promise<SetUp> => {
  const simulators = await startSimulators({ banks: ['ing', 'bankid'] })
  const { ready, pki } = simulators
  const calls: CallRecord[] = []
  const issued = new Map<string, Promise<IngTpp>>()
  const opened: { close(): Promise<void> }[] = []
  let offsetMs = 0
  let dir: string | undefined
  const clock = { now: () => systemClock.now() + offsetMs, sleep: systemClock.sleep }
  const services = () => {
    calls.length = 0
    return createNodeServices({ clock, observeCall: (call) => calls.push(call) })
  }
  if (ready.ing === undefined || ready.bankid === undefined) throw new Error('A bank did not start')
  const goodIng: IngOptions = {
    environment: 'sandbox',
    apiUrl: ready.ing.url,
    authorizeUrl: ready.ing.authorizeUrl,
    clientId: ready.ing.clientId,
    ca: pki.serverCa,
    ...pki.ing.tpp,
  }
  const goodBankId: BankIdOptions = {
    environment: 'test',
    apiUrl: ready.bankid.url,
    ca: pki.serverCa,
    identity: { certificate: pki.bankid.relyingParty.certificate, key: pki.bankid.relyingParty.key },
    userRoot: pki.bankid.userRoot.certificate,
  }
  const callIng = async (change: IngChange, call: (ing: IngProvider) => Promise<void>): Promise<void> => {
    const ing = createIngProvider({ ...goodIng, ...change }, services())
    try {
      await call(ing)
    } finally {
      await ing.close()
    }
  }
  const callBankId = async (options: BankIdOptions): Promise<void> => {
    const bankId = createBankIdProvider(options, services())
    try {
      await bankId.orders.openOrder('auth', { endUserIp: '192.0.2.1' })
    } finally {
      await bankId.close()
    }
  }
  const callServer = async ({ origin, ...settings }: ServerSetUp): Promise<void> => {
    const transport = services().createTransport({ provider: 'test', origins: [origin], ...settings })
    try {
      const request = toRequest({ method: 'GET', origin, target: '/' })
      await transport.send(request, { ctx: {}, route: 'GET /', idempotent: true })
    } finally {
      await transport.close()
    }
  }
  const keep = <T extends { readonly origin: string; close(): Promise<void> }>(server: T): string => {
    opened.push(server)
    return server.origin
  }
  return {
    simulators,
    pki,
    calls,
    ing: (broken, fix, call = greet) => ({
      broken: () => callIng(broken, call),
      fixed: () => callIng({ ...broken, ...fix }, call),
    }),
    tpp: (options) => {
      const key = JSON.stringify(options)
      const tpp =
        issued.get(key) ?? issueTpp(pki.authorities, { organizationIdentifier: 'PSDNL-SBX-0000000001', ...options })
      issued.set(key, tpp)
      return tpp
    },
    bankId: (broken, fix) => ({
      broken: () => callBankId({ ...goodBankId, ...broken }),
      fixed: () => callBankId({ ...goodBankId, ...broken, ...fix }),
    }),
    server: (broken, fix) => ({
      broken: () => callServer(broken),
      fixed: () => callServer({ ...broken, ...fix }),
    }),
    serve: async (options = {}) => {
      const { certificate: cert, key } = pki.server
      return keep(await startTlsServer((_request, response) => response.end('{}'), { cert, key, ...options }))
    },
    serveByOpenssl: async (version, crl) => keep(await startOpensslServer(pki, version, crl)),
    servePlain: async () => keep(await startPlainServer()),
    file: (name, contents) => {
      dir ??= mkdtempSync(join(tmpdir(), 'nostro-set-up-'))
      writeFileSync(join(dir, name), contents, { mode: 0o600 })
      return join(dir, name)
    },
    fileIdentity: (files) => createFileIdentity(files, services()),
    setClock: (offset) => {
      offsetMs = offset
    },
    clear: async () => {
      offsetMs = 0
      simulators.reset()
      if (dir !== undefined) rmSync(dir, { recursive: true })
      dir = undefined
      for (const each of opened.splice(0)) await each.close()
    },
    stop: () => simulators.stop(),
  }
}

const startPlainServer = async () => {
  const server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An authority below another. */
export const issueBelow = (issuer: PemPair): Promise<PemPair> =>
  issueAuthority({
    subject: [['commonName', 'Authority in between']],
    validity: authorityValidity(leafValidity(systemClock.now())),
    issuer,
  })

/** A server's pair for these names. */
export const issueServer = async (
  issuer: PemPair,
  names: { readonly dns?: readonly string[]; readonly ip?: readonly string[] },
  validity: Exclude<ValidityChoice, string> = leafValidity(systemClock.now()),
): Promise<PemPair> => {
  const { publicKey, privateKey } = await generateRsaKey()
  const certificate = issueCertificate({
    subject: [['commonName', 'server']],
    publicKey,
    issuer,
    validity,
    extensions: [basicConstraints(false), subjectAlternativeNames(names.dns ?? [], names.ip ?? [])],
  })
  return { certificate, key: toPkcs8Pem(privateKey) }
}

/** A pair on the curve P-256. */
export const issueEc = (issuer: PemPair): PemPair => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = issueCertificate({
    subject: [['commonName', 'Example TPP seal']],
    publicKey,
    issuer,
    validity: leafValidity(systemClock.now()),
    extensions: [basicConstraints(false)],
  })
  return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

export const encrypt = (key: string, passphrase: string): string =>
  createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString()
