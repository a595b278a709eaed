import { checkOptions, type FileOptions, type SigningKey } from '@nostro/core'
import { createSigningKey } from '@nostro/core/node/provider'
import { z } from 'zod'

/** Keys are text, never paths: reading files is the caller's. */
export interface EnableBankingOptions {
  /** Id of the application in the control panel; the name of the key file that the panel gave. */
  readonly applicationId: string
  /** PEM of the application's private RSA key, or a key that lives elsewhere. */
  readonly privateKey: string | SigningKey
  /** Redirect URLs as they are registered in the control panel. */
  readonly redirectUris: readonly string[]
  /** The bank where `StartRequest.institution` names none. */
  readonly institution?: { readonly name: string; readonly country: string } | undefined
  /** The longest consent that is asked for, in days; the bank's maximum by default. */
  readonly consentDays?: number | undefined
  /** `auto` (the default): the customer's headers are sent where the customer is present. `never`: for banks that fail with them. */
  readonly psuHeaders?: 'auto' | 'never' | undefined
  /**
   * `auto` (the default): references of entries are taken for ids, except at banks that are known to change them. `never`: for
   * a bank where entries appear twice in the ledger.
   */
  readonly references?: 'auto' | 'never' | undefined
  /** `sandbox` or `production`, for people: the application decides which it is. */
  readonly environment?: 'sandbox' | 'production' | undefined
  /** Another address than the service's, for a simulator or a proxy. */
  readonly apiUrl?: string | undefined
  /** PEM of a private CA, in place of the system's. */
  readonly ca?: string | undefined
  /** Longest time for a call, in milliseconds; 60,000 by default, since the bank is asked while the call waits. */
  readonly timeoutMs?: number | undefined
}

const isSigningKey = (value: unknown): value is SigningKey =>
  typeof value === 'object' && value !== null && 'sign' in value && 'publicKey' in value && 'type' in value

const pemKey = z
  .string()
  .refine(
    (text) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text),
    'must be the text of a PEM private key, not a path',
  )

/** What a configuration gives as paths of files. */
export const fileOptions = { privateKey: 'text', ca: 'text' } as const satisfies FileOptions

/** Options as they are given, for programs that read them from a configuration. */
export const optionsSchema = z.strictObject({
  applicationId: z.guid({ error: 'must be the id of the application, a UUID' }),
  privateKey: z.union([pemKey, z.custom<SigningKey>(isSigningKey)], {
    error: 'must be the text of a PEM private key, not a path, or a SigningKey',
  }),
  redirectUris: z.array(z.url({ error: 'must be an absolute URL' })).min(1, 'must name at least one URL'),
  institution: z
    .strictObject({
      name: z.string().min(1),
      country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code such as FI'),
    })
    .optional(),
  consentDays: z.int().min(1).max(365).optional(),
  psuHeaders: z.enum(['auto', 'never'], { error: 'must be "auto" or "never"' }).default('auto'),
  references: z.enum(['auto', 'never'], { error: 'must be "auto" or "never"' }).default('auto'),
  environment: z.enum(['sandbox', 'production'], { error: 'must be "sandbox" or "production"' }).default('production'),
  apiUrl: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .refine((url) => URL.canParse(url) && new URL(url).pathname === '/', 'must be an origin without a path')
    .default('https://api.enablebanking.com'),
  ca: z
    .string()
    .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'must be the text of a PEM certificate, not a path')
    .optional(),
  timeoutMs: z.number().min(1).default(60_000),
})

/** Checked options: defaults filled in, the key loaded. */
export interface EnableBankingSettings extends Omit<z.infer<typeof optionsSchema>, 'apiUrl' | 'privateKey'> {
  readonly origin: string
  readonly key: SigningKey
}

/** @throws NostroError `invalid_config` naming the option and what to write */
export const readOptions = (options: EnableBankingOptions): EnableBankingSettings => {
  const { apiUrl, privateKey, ...rest } = checkOptions(optionsSchema, options, {
    provider: 'enable-banking',
    name: 'Enable Banking',
    taker: 'createEnableBankingProvider',
    fileContents: ['ca', 'privateKey'],
  })
  const key = typeof privateKey === 'string' ? createSigningKey(privateKey) : privateKey
  return { ...rest, origin: new URL(apiUrl).origin, key }
}
