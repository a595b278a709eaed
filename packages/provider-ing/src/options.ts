import {
  checkOptions,
  checkTlsIdentity,
  type FileOptions,
  NostroError,
  type SigningKey,
  type TlsIdentity,
  type TlsIdentitySource,
} from '@nostro/core'
import { z } from 'zod'

/** Bank certificates and keys are bytes (PEM text, PKCS#12 bytes), never paths: reading files is the caller's. */
export interface IngOptions {
  /** Chooses ING's addresses, unless `apiUrl` and `authorizeUrl` do. */
  readonly environment: 'sandbox' | 'production'
  /** Another address than ING's, for a simulator or a proxy: `https://127.0.0.1:8443`. */
  readonly apiUrl?: string | undefined
  /** Another authorization page, without the country: `https://127.0.0.1:8443/authorize/v2`. */
  readonly authorizeUrl?: string | undefined
  /** The id that registration gave. When it is left out, it is learnt from the first token's answer. */
  readonly clientId?: string | undefined
  /** `premium` for applications registered in the developer portal with self-signed certificates. `psd2` by default. */
  readonly application?: 'psd2' | 'premium' | undefined
  /** The QWAC: the TLS client certificate. */
  readonly tls: TlsIdentity | TlsIdentitySource
  /** The QSealC: who signs. The key may live elsewhere, behind a SigningKey. */
  readonly signing: IngSigningOptions
  /** PEM of a private CA, in place of the system's. */
  readonly ca?: string | undefined
  /** The redirect URIs registered with ING, exactly. */
  readonly redirectUris?: readonly string[] | undefined
  /** Default country of the authorization page (`NL`, `WB` …). */
  readonly country?: string | undefined
  /** Days that a consent to read accounts lasts; 180 by law. */
  readonly consentDays?: number | undefined
  /** How payments are signed: `jws` (ING's newest word) or `http-signature` (ING's specification and known clients). */
  readonly paymentSignature?: 'jws' | 'http-signature' | undefined
  /** Writes payment texts in the SEPA character set (`ü` becomes `ue`) instead of refusing them. Off by default. */
  readonly transliterate?: boolean | undefined
  /** Sends and signs `X-ING-ReqID`, as the premium interfaces want it. Off by default. */
  readonly sendReqId?: boolean | undefined
  /** PEM of the certificate, or of its issuer, that ING's answers to JWS calls must be signed with. Not checked when absent. */
  readonly responseCertificate?: string | undefined
  /** Path of the confirmation of funds. No source confirms it; `/v1/funds-confirmations` by default. */
  readonly fundsPath?: string | undefined
  /** How long before its end a token is no longer used, in seconds; 60 by default. */
  readonly tokenMarginSeconds?: number | undefined
  /** Longest time for a call, in milliseconds; 30,000 by default. */
  readonly timeoutMs?: number | undefined
}

/** The signing certificate and its key. */
export interface IngSigningOptions {
  /** PEM. */
  readonly certificate: string
  /** PEM, or a key that lives elsewhere. */
  readonly key: string | SigningKey
  readonly passphrase?: string | undefined
}

// Which PEM it is, is checked with the pair: a certificate in the place of a key gets a message of its own.
const pem = (what: string) =>
  z
    .string({ error: `must be the text of a PEM ${what}` })
    .refine((text) => text.includes('-----BEGIN '), `must be the text of a PEM ${what}, not a path`)
const pemCertificate = pem('certificate')
const pemKey = pem('private key')
const isSigningKey = (value: unknown): value is SigningKey =>
  typeof value === 'object' && value !== null && 'sign' in value && 'publicKey' in value && 'type' in value

const httpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .transform((url) => url.replace(/\/+$/, ''))

/** What a configuration gives as paths of files. */
export const fileOptions = {
  tls: 'tls-identity',
  signing: 'key-pair',
  ca: 'text',
  responseCertificate: 'text',
} as const satisfies FileOptions

/** Options as they are given, for programs that read them from a configuration. */
export const optionsSchema = z.strictObject({
  environment: z.enum(['sandbox', 'production'], { error: 'must be "sandbox" or "production"' }),
  apiUrl: httpsUrl
    .refine((url) => new URL(url).pathname === '/', 'must be an origin, without a path: paths are ING’s')
    .optional(),
  authorizeUrl: httpsUrl.optional(),
  clientId: z.guid({ error: 'must be the UUID that ING gave at registration' }).optional(),
  application: z.enum(['psd2', 'premium'], { error: 'must be "psd2" or "premium"' }).default('psd2'),
  tls: z.unknown(),
  signing: z.strictObject({
    certificate: pemCertificate,
    key: z.union([pemKey, z.custom<SigningKey>(isSigningKey)], {
      error: 'must be the text of a PEM private key, not a path, or a SigningKey',
    }),
    passphrase: z.string().optional(),
  }),
  ca: pemCertificate.optional(),
  redirectUris: z.array(z.url({ error: 'must be an absolute URL' })).default([]),
  country: z.string().optional(),
  consentDays: z.int().min(1).max(3_650).default(180),
  paymentSignature: z.enum(['jws', 'http-signature'], { error: 'must be "jws" or "http-signature"' }).default('jws'),
  transliterate: z.boolean().default(false),
  sendReqId: z.boolean().default(false),
  responseCertificate: pemCertificate.optional(),
  fundsPath: z
    .string()
    .regex(/^\/[\w./-]*$/, 'must be a path such as /v1/funds-confirmations')
    .default('/v1/funds-confirmations'),
  tokenMarginSeconds: z.number().min(0).max(600).default(60),
  timeoutMs: z.number().min(1).optional(),
})

/** Checked options: defaults filled in, addresses known. */
export type IngSettings = Omit<z.infer<typeof optionsSchema>, 'tls' | 'apiUrl' | 'authorizeUrl'> & {
  readonly tls: TlsIdentity | TlsIdentitySource
  readonly apiUrl: string
  readonly authorizeUrl: string
  /** ING's own address of the environment, which its links name also behind a proxy. */
  readonly bankUrl: string
}

const addresses = {
  production: { apiUrl: 'https://api.ing.com', authorizeUrl: 'https://myaccount.ing.com/authorize/v2' },
  sandbox: { apiUrl: 'https://api.sandbox.ing.com', authorizeUrl: 'https://myaccount.sandbox.ing.com/authorize/v2' },
} as const

/** @throws NostroError `invalid_config` naming the option and what to set */
export const readOptions = (options: IngOptions): IngSettings => {
  const { apiUrl, authorizeUrl, tls, ...rest } = checkOptions(optionsSchema, options, optionsOf)
  if (apiUrl !== undefined && authorizeUrl === undefined) throw needsBoth()
  for (const [option, url] of Object.entries({ apiUrl, authorizeUrl })) {
    if (url !== undefined) refuseForeign(option, url, rest.environment)
  }
  return {
    ...rest,
    tls: checkTlsIdentity(tls, { ...optionsOf, at: 'tls' }),
    bankUrl: addresses[rest.environment].apiUrl,
    apiUrl: apiUrl ?? addresses[rest.environment].apiUrl,
    authorizeUrl: authorizeUrl ?? addresses[rest.environment].authorizeUrl,
  }
}

/** Certificates, tokens and customers of one environment do not go to the other. */
const refuseForeign = (option: string, url: string, environment: IngOptions['environment']): void => {
  const others = addresses[environment === 'sandbox' ? 'production' : 'sandbox']
  const { hostname } = new URL(url)
  if (Object.values(others).every((other) => new URL(other).hostname !== hostname)) return
  throw new NostroError({
    code: 'invalid_config',
    provider: 'ing',
    message: `ING option \`${option}\`: is ING’s address of the other environment, but \`environment\` is “${environment}”.`,
    hint: `Leave \`${option}\` out, or set \`environment\` to the one that it belongs to. Nothing was sent.`,
  })
}

const optionsOf = {
  provider: 'ing',
  name: 'ING',
  taker: 'createIngProvider',
  fileContents: ['tls', 'signing', 'ca', 'responseCertificate'],
}

const needsBoth = (): NostroError =>
  new NostroError({
    code: 'invalid_config',
    provider: 'ing',
    message: 'ING option `authorizeUrl`: is missing, while `apiUrl` is set.',
    hint: 'Set both: a customer must not be sent to ING’s own page for a consent that another server will ask about.',
  })
