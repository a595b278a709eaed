import { X509Certificate } from 'node:crypto'
import {
  checkOptions,
  checkTlsIdentity,
  type FileOptions,
  NostroError,
  type TlsIdentity,
  type TlsIdentitySource,
} from '@nostro/core'
import { z } from 'zod'
import type { OwnTexts } from './messages/message-texts.ts'
import { type MessageCode, recommendedTexts } from './messages/recommended-texts.ts'
import { productionTlsRoot, testTlsRoot } from './roots.ts'

/** Certificates and keys are bytes (PEM text, PKCS#12 bytes), never paths: reading files is the caller's. */
export interface BankIdOptions {
  /** Chooses address, certificate authority and policies. Test and production are never mixed. */
  readonly environment: 'test' | 'production'
  /** The relying party's certificate and key: who we are to BankID. */
  readonly identity: TlsIdentity | TlsIdentitySource
  /** Another address than BankID's, for a simulator: `https://127.0.0.1:8443/rp/v6.0`. */
  readonly apiUrl?: string | undefined
  /** PEM of the authority of the server's certificate. BankID's own, by environment, when absent. */
  readonly ca?: string | undefined
  /**
   * PEM of the roots above the persons' certificates, one or several. BankID's own, by environment, when absent; a simulator has
   * one of its own. Every completed order's evidence is verified up to them.
   */
  readonly userRoot?: string | readonly string[] | undefined
  /** The customer's address where a call does not carry one (`ctx.psu.ipAddress`): for terminals and tests. */
  readonly endUserIp?: string | undefined
  /** Texts of your own over BankID's, and further languages: `{ de: { RFA1: '…' } }`. */
  readonly texts?: OwnTexts | undefined
  /** Longest time for a call, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number | undefined
}

const pem = z.string().includes('-----BEGIN', { error: 'must be the text of a PEM file, not a path' })
/** A PEM file may hold several. */
const certificatesIn = (text: string): readonly string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
const isCertificate = (text: string): boolean => {
  try {
    return new X509Certificate(text).raw.length > 0
  } catch {
    return false
  }
}
const textNames = Object.keys(recommendedTexts) as MessageCode[]
/** What a configuration gives as paths of files. */
export const fileOptions = { identity: 'tls-identity', ca: 'text', userRoot: 'text' } as const satisfies FileOptions

/** Options as they are given, for programs that read them from a configuration. */
export const optionsSchema = z.strictObject({
  environment: z.enum(['test', 'production'], { error: 'must be "test" or "production"' }),
  identity: z.unknown(),
  apiUrl: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  ca: pem.optional(),
  userRoot: z
    .union([pem, z.array(pem).min(1)], { error: 'must be the text of PEM files, not paths' })
    .transform((texts) => [texts].flat().flatMap(certificatesIn))
    .refine((roots) => roots.length > 0 && roots.every(isCertificate), { error: 'must hold certificates' })
    .optional(),
  endUserIp: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IPv4 or IPv6 address' }).optional(),
  texts: z.record(z.string(), z.partialRecord(z.enum(textNames), z.string().min(1))).optional(),
  timeoutMs: z.number().min(1).default(10_000),
})

/** Checked options with addresses and authority filled in. */
export interface BankIdSettings {
  readonly environment: 'test' | 'production'
  readonly identity: TlsIdentity | TlsIdentitySource
  readonly origin: string
  /** Path of the API without a slash at the end: `/rp/v6.0`. */
  readonly basePath: string
  readonly ca: string
  /** PEM; BankID's own when absent. */
  readonly userRoots?: readonly string[] | undefined
  readonly endUserIp?: string | undefined
  readonly timeoutMs: number
  readonly texts: OwnTexts
  /** True at BankID's own addresses: there the certificate's environment is checked. */
  readonly isBankIdItself: boolean
}

const apiUrls = {
  test: 'https://appapi2.test.bankid.com/rp/v6.0',
  production: 'https://appapi2.bankid.com/rp/v6.0',
} as const

/** @throws NostroError `invalid_config` naming the option and how to correct it */
export const readOptions = (options: BankIdOptions): BankIdSettings => {
  const checked = checkOptions(optionsSchema, options, optionsOf)
  const { environment, identity, apiUrl, ca, userRoot, endUserIp, timeoutMs, texts = {} } = checked
  const url = new URL(apiUrl ?? apiUrls[environment])
  refuseForeign(url, environment)
  return {
    environment,
    identity: checkTlsIdentity(identity, { ...optionsOf, at: 'identity' }),
    origin: url.origin,
    basePath: url.pathname,
    ca: ca ?? (environment === 'test' ? testTlsRoot : productionTlsRoot),
    timeoutMs,
    texts: texts as OwnTexts,
    isBankIdItself: apiUrl === undefined || url.hostname.endsWith('.bankid.com'),
    userRoots: userRoot,
    endUserIp,
  }
}

/** A certificate of one environment is not shown to the other. */
const refuseForeign = ({ hostname }: URL, environment: 'test' | 'production'): void => {
  const foreign = new URL(apiUrls[environment === 'test' ? 'production' : 'test']).hostname
  if (hostname !== foreign) return
  throw new NostroError({
    code: 'invalid_config',
    provider: 'bankid',
    message: `BankID option \`apiUrl\`: is BankID’s address of the other environment, but \`environment\` is “${environment}”.`,
    hint: 'Leave `apiUrl` out, or set `environment` to the one that it belongs to. Nothing was sent.',
  })
}

const optionsOf = {
  provider: 'bankid',
  name: 'BankID',
  taker: 'createBankIdProvider',
  fileContents: ['identity', 'ca', 'userRoot'],
}
