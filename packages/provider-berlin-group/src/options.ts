import { X509Certificate } from 'node:crypto'
import {
  checkOptions,
  type FileOptions,
  NostroError,
  type SigningKey,
  type TlsIdentity,
  type TlsIdentitySource,
} from '@nostro/core'
import { createSigningKey } from '@nostro/core/node/provider'
import { z } from 'zod'
import { type BankProfile, type BankRow, bankProfileSchema } from './banks/bank-profile.ts'
import { banks } from './banks/banks.ts'
import type { Seal } from './signing/message-signer.ts'

/** Keys and certificates are text, never paths: reading files is the caller's. */
export interface BerlinGroupOptions {
  /** Id of a known bank, or a row of one's own. */
  readonly bank: string | BankRow
  /** The QWAC with its key. */
  readonly tls: TlsIdentity | TlsIdentitySource
  /** The QSealC with its key, for banks that want messages signed. */
  readonly signing?: { readonly certificate: string; readonly key: string | SigningKey } | undefined
  readonly redirectUris: readonly string[]
  /** `client_id` for OAuth: the organisation identifier of the certificate at most banks, such as `PSDDE-BAFIN-123456`. */
  readonly clientId?: string | undefined
  /** Values of headers that the bank wants besides the standard's, such as an API key. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Another address than the row's, for a sandbox, a simulator or a proxy. */
  readonly baseUrl?: string | undefined
  /** Our own address, sent where the customer's is not known and the bank wants one. */
  readonly ownIpAddress?: string | undefined
  /** PEM of a private CA, in place of the system's. */
  readonly ca?: string | undefined
  readonly timeoutMs?: number | undefined
}

const isSigningKey = (value: unknown): value is SigningKey =>
  typeof value === 'object' && value !== null && 'sign' in value && 'publicKey' in value && 'type' in value

const pemCertificate = z
  .string()
  .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'must be the text of a PEM certificate, not a path')

/** Whether Node can read it, with an RSA key: banks take no other seals. */
const isRsaCertificate = (text: string): boolean => {
  try {
    return new X509Certificate(text).publicKey.asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

/** What a configuration gives as paths of files. */
export const fileOptions = { tls: 'tls-identity', signing: 'key-pair', ca: 'text' } as const satisfies FileOptions

/** Options as they are given, for programs that read them from a configuration. */
export const optionsSchema = z.strictObject({
  bank: z.union([z.string().min(1), bankProfileSchema]),
  tls: z.custom<TlsIdentity | TlsIdentitySource>(
    (value) => typeof value === 'object' && value !== null,
    'must be a certificate with its key',
  ),
  signing: z
    .strictObject({
      certificate: pemCertificate.refine(
        isRsaCertificate,
        'must be a certificate with an RSA key, and cannot be read as one',
      ),
      key: z.union([z.string().includes('PRIVATE KEY'), z.custom<SigningKey>(isSigningKey)], {
        error: 'must be the text of a PEM private key, or a SigningKey',
      }),
      passphrase: z.string().optional(),
    })
    .optional(),
  redirectUris: z.array(z.url({ error: 'must be an absolute URL' })).min(1, 'must name at least one URL'),
  clientId: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  baseUrl: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  ownIpAddress: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IPv4 or IPv6 address' }).optional(),
  ca: pemCertificate.optional(),
  timeoutMs: z.number().min(1).optional(),
})

export interface BerlinGroupSettings {
  readonly profile: BankProfile
  readonly origin: string
  readonly basePath: string
  readonly tls: TlsIdentity | TlsIdentitySource
  readonly seal: Seal | undefined
  readonly redirectUris: readonly string[]
  readonly clientId: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly ownIpAddress: string | undefined
  readonly ca: string | undefined
  readonly timeoutMs: number | undefined
}

const invalid = (message: string, hint: string) =>
  new NostroError({ code: 'invalid_config', provider: 'berlin-group', message, hint })

const profileOf = (bank: string | BankProfile): BankProfile => {
  if (typeof bank !== 'string') return bank
  const found = banks.find(({ id }) => id === bank)
  if (found !== undefined) return found
  throw invalid(
    `Berlin Group option \`bank\`: there is no row “${bank.slice(0, 40)}”.`,
    `Known are: ${banks.map(({ id }) => id).join(', ')}. A row of your own may stand in its place.`,
  )
}

/** What the row wants must be there before the first call. */
const requireParts = ({ profile, seal, clientId, headers }: BerlinGroupSettings): void => {
  const want = (option: string, why: string) =>
    invalid(`Berlin Group option \`${option}\`: is missing. ${profile.name} ${why}.`, `Set \`${option}\`.`)
  if (profile.signature !== undefined && seal === undefined) throw want('signing', 'wants messages signed')
  if (profile.oauth !== undefined && clientId === undefined) throw want('clientId', 'uses OAuth')
  const given = Object.keys(headers).map((name) => name.toLowerCase())
  const missing = profile.extraHeaders.find((name) => !given.includes(name.toLowerCase()))
  if (missing !== undefined) throw want(`headers.${missing}`, 'wants this header')
}

/** @throws NostroError `invalid_config` naming the option and what to write */
export const readOptions = (options: BerlinGroupOptions): BerlinGroupSettings => {
  const of = {
    provider: 'berlin-group',
    name: 'Berlin Group',
    taker: 'createBerlinGroupProvider',
    fileContents: ['ca', 'tls', 'signing'],
  }
  const read = checkOptions(optionsSchema, options, of)
  const profile = profileOf(read.bank)
  const url = new URL(read.baseUrl ?? profile.baseUrl)
  const { signing } = read
  const settings: BerlinGroupSettings = {
    ...read,
    profile,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    seal:
      signing === undefined
        ? undefined
        : {
            certificate: signing.certificate,
            key: typeof signing.key === 'string' ? createSigningKey(signing.key, signing.passphrase) : signing.key,
          },
    clientId: read.clientId,
    ownIpAddress: read.ownIpAddress,
    ca: read.ca,
    timeoutMs: read.timeoutMs,
  }
  requireParts(settings)
  return settings
}
