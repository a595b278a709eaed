import { checkOptions, type FileOptions, NostroError, type SigningKey } from '@nostro/core'
import { z } from 'zod'
import { checkApiKey } from './auth/api-key.ts'
import type { OauthSettings } from './oauth/exchange-code.ts'
import { isRange } from './webhooks/source-range.ts'

/** Keys and certificates are bytes or text, never paths: reading files is the caller's. */
export interface BunqOptions {
  /** Chooses bunq's addresses, unless `apiUrl` does, and which API keys are taken. */
  readonly environment: 'sandbox' | 'production'
  /** Another address than bunq's, for a simulator or a proxy: `https://127.0.0.1:8443/v1`. */
  readonly apiUrl?: string | undefined
  /** Left out, `auth.start` asks for it with an `input` challenge. */
  readonly apiKey?: string | undefined
  /** What `apiKey` is: a key from the app (the default), an OAuth access token, or the token of a PSD2 credential. */
  readonly credential?: 'api-key' | 'oauth' | 'psd2' | undefined
  /** PEM of the RSA 2048 key to install, or a key that lives elsewhere. One is made for each context when absent. */
  readonly keyPair?: string | SigningKey | undefined
  /** PEM of a private CA, in place of the system's. */
  readonly ca?: string | undefined
  /** How the device is called in the bunq app. */
  readonly deviceDescription?: string | undefined
  /** IPv4 addresses that the key may be used from, or `*`. Absent: the address of the first call. */
  readonly permittedIps?: readonly string[] | undefined
  /** Signs every call, also where bunq does not ask for it. Off by default. */
  readonly signAll?: boolean | undefined
  readonly userAgent?: string | undefined
  /** Of the bank's error texts. */
  readonly language?: 'en_US' | 'nl_NL' | undefined
  readonly region?: string | undefined
  readonly oauth?: BunqOauthOptions | undefined
  /** bunq's addresses (CIDR) that webhooks may come from; not checked when absent. */
  readonly webhookSources?: readonly string[] | undefined
  /** Longest time for a call, in milliseconds; 30,000 by default. */
  readonly timeoutMs?: number | undefined
  /** Longest wait in the queue of a rate limit, in milliseconds; 180,000 by default. */
  readonly maxQueueMs?: number | undefined
  /** How long after a lost payment its absence is looked for before it counts as not made; 3,000 ms by default. */
  readonly lookupSettleMs?: number | undefined
}

/** The application that asks other users for their consent. */
export interface BunqOauthOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUris?: readonly string[] | undefined
  /** Other addresses than bunq's. */
  readonly authorizeUrl?: string | undefined
  readonly tokenUrl?: string | undefined
}

const httpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .transform((url) => url.replace(/\/+$/, ''))

const isSigningKey = (value: unknown): value is SigningKey =>
  typeof value === 'object' && value !== null && 'sign' in value && 'publicKey' in value && 'type' in value

const pemKey = z
  .string()
  .refine(
    (text) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text),
    'must be the text of a PEM private key, not a path',
  )

const headerText = z.string().regex(/^[!-~]([ -~]*[!-~])?$/, 'must be printable ASCII text')

const ipv4 = /^(\d{1,3}\.){3}\d{1,3}$/

/** What a configuration gives as paths of files. */
export const fileOptions = { keyPair: 'text', ca: 'text' } as const satisfies FileOptions

/** Options as they are given, for programs that read them from a configuration. */
export const optionsSchema = z.strictObject({
  environment: z.enum(['sandbox', 'production'], { error: 'must be "sandbox" or "production"' }),
  apiUrl: httpsUrl
    .refine((url) => /^\/(v1)?$/.test(new URL(url).pathname), 'must be an origin, or one with /v1 behind it')
    .optional(),
  apiKey: z.string().optional(),
  credential: z
    .enum(['api-key', 'oauth', 'psd2'], { error: 'must be "api-key", "oauth" or "psd2"' })
    .default('api-key'),
  keyPair: z
    .union([pemKey, z.custom<SigningKey>(isSigningKey)], {
      error: 'must be the text of a PEM private key, not a path, or a SigningKey',
    })
    .optional(),
  ca: z
    .string()
    .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'must be the text of a PEM certificate, not a path')
    .optional(),
  deviceDescription: z.string().min(1).max(120).default('Nostro'),
  permittedIps: z
    .array(z.string().refine((ip) => ip === '*' || ipv4.test(ip), 'must be an IPv4 address or *'))
    .min(1)
    .optional(),
  signAll: z.boolean().default(false),
  userAgent: headerText.default('nostro'),
  language: z.enum(['en_US', 'nl_NL'], { error: 'must be "en_US" or "nl_NL"' }).default('en_US'),
  region: headerText.default('en_US'),
  oauth: z
    .strictObject({
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
      redirectUris: z.array(z.url({ error: 'must be an absolute URL' })).default([]),
      authorizeUrl: httpsUrl.optional(),
      tokenUrl: httpsUrl.optional(),
    })
    .optional(),
  webhookSources: z.array(z.string().refine(isRange, 'must be a range such as 185.40.108.0/22')).optional(),
  timeoutMs: z.number().min(1).optional(),
  maxQueueMs: z.number().min(0).default(180_000),
  lookupSettleMs: z.number().min(0).default(3_000),
})

/** Checked options: defaults filled in, addresses known. */
export type BunqSettings = Omit<z.infer<typeof optionsSchema>, 'apiUrl' | 'oauth'> & {
  /** Scheme, host and port. Paths begin with `/v1/`. */
  readonly origin: string
  readonly oauth?: OauthSettings | undefined
}

const addresses = {
  production: {
    origin: 'https://api.bunq.com',
    authorizeUrl: 'https://oauth.bunq.com/auth',
    tokenUrl: 'https://api.oauth.bunq.com/v1/token',
  },
  sandbox: {
    origin: 'https://public-api.sandbox.bunq.com',
    authorizeUrl: 'https://oauth.sandbox.bunq.com/auth',
    tokenUrl: 'https://api-oauth.sandbox.bunq.com/v1/token',
  },
} as const

/** @throws NostroError `invalid_config` naming the option and the fix */
export const readOptions = (options: BunqOptions): BunqSettings => {
  const { apiUrl, oauth, ...rest } = checkOptions(optionsSchema, options, {
    provider: 'bunq',
    name: 'bunq',
    taker: 'createBunqProvider',
    fileContents: ['ca', 'keyPair'],
  })
  const known = addresses[rest.environment]
  const origin = apiUrl === undefined ? known.origin : new URL(apiUrl).origin
  const foreign = addresses[rest.environment === 'sandbox' ? 'production' : 'sandbox']
  refuseForeign('apiUrl', origin, foreign, rest.environment)
  refuseForeign('oauth.authorizeUrl', oauth?.authorizeUrl, foreign, rest.environment)
  refuseForeign('oauth.tokenUrl', oauth?.tokenUrl, foreign, rest.environment)
  if (rest.apiKey !== undefined) checkApiKey(rest.apiKey, rest.credential, rest.environment)
  return {
    ...rest,
    origin,
    // A simulator serves both beside its API: a customer of another server is never sent to bunq's own page.
    oauth: oauth && {
      ...oauth,
      authorizeUrl: oauth.authorizeUrl ?? (apiUrl === undefined ? known.authorizeUrl : `${origin}/auth`),
      tokenUrl: oauth.tokenUrl ?? (apiUrl === undefined ? known.tokenUrl : `${origin}/v1/token`),
    },
  }
}

/** A key that was sent to the wrong host is no longer secret, wherever its address came from. */
const refuseForeign = (
  option: string,
  url: string | undefined,
  foreign: (typeof addresses)[keyof typeof addresses],
  environment: string,
): void => {
  if (url === undefined) return
  const hosts = Object.values(foreign).map((address) => new URL(address).hostname)
  if (!hosts.includes(new URL(url).hostname)) return
  throw new NostroError({
    code: 'invalid_config',
    provider: 'bunq',
    message: `bunq option \`${option}\`: is bunq’s address of the other environment, but \`environment\` is “${environment}”.`,
    hint: 'Leave the address out, or set `environment` to the one that it belongs to. Nothing was sent.',
  })
}
