import { z } from 'zod'

const path = z.string().min(1)
const url = z.url({ protocol: /^https$/, error: 'must be an https URL' })

/** A certificate with its key, as PEM files, or one PKCS#12 file. Paths are relative to the configuration file. */
const identitySchema = z.union(
  [
    z.strictObject({ certificate: path, key: path, passphrase: z.string().optional() }),
    z.strictObject({ pkcs12: path, passphrase: z.string(), alias: z.string().optional() }),
  ],
  { error: 'must be {certificate, key, passphrase?} or {pkcs12, passphrase, alias?}, each a path to a file' },
)

const ingSchema = z.strictObject({
  environment: z.enum(['sandbox', 'production']),
  /** Not every UUID of ING has a version digit that RFC 9562 knows. */
  clientId: z.guid().optional(),
  tls: identitySchema,
  signing: z.strictObject({ certificate: path, key: path, passphrase: z.string().optional() }),
  redirectUris: z.array(z.url()).min(1).optional(),
  country: z.string().length(2).optional(),
  /** Other addresses than ING's, for a simulator or a proxy. */
  apiUrl: url.optional(),
  authorizeUrl: url.optional(),
  ca: path.optional(),
  /** As in the provider's options of the same names. */
  application: z.enum(['psd2', 'premium']).optional(),
  consentDays: z.int().min(1).max(3_650).optional(),
  paymentSignature: z.enum(['jws', 'http-signature']).optional(),
  transliterate: z.boolean().optional(),
  sendReqId: z.boolean().optional(),
  responseCertificate: path.optional(),
})

const bunqSchema = z.strictObject({
  environment: z.enum(['sandbox', 'production']),
  apiKey: z.string().min(1).optional(),
  apiKeyFile: path.optional(),
  apiUrl: url.optional(),
  ca: path.optional(),
})

const bankIdSchema = z.strictObject({
  environment: z.enum(['test', 'production']),
  identity: identitySchema,
  apiUrl: url.optional(),
  ca: path.optional(),
  /** PEM of the root above the persons' certificates, for a simulator. */
  userRoot: path.optional(),
  /** Address sent as `endUserIp` when signing in from this terminal. */
  endUserIp: z.union([z.ipv4(), z.ipv6()]).optional(),
})

const pluginSchema = z.strictObject({
  /** A module that exports `createProvider`: options in, ProviderFactory out. */
  module: path,
  options: z.record(z.string(), z.unknown()).optional(),
})

/** What a configuration file may hold, and what the environment variables are gathered into. */
export const configSchema = z.strictObject({
  ing: ingSchema.optional(),
  bunq: bunqSchema.optional(),
  bankid: bankIdSchema.optional(),
  plugins: z.array(pluginSchema).optional(),
  sessions: z
    .strictObject({
      /** Folder of the encrypted sessions; the XDG state folder by default. */
      dir: path.optional(),
      /** File with the master key; made on first use. Must not lie in `dir`. */
      keyFile: path.optional(),
    })
    .optional(),
})

export type Config = z.infer<typeof configSchema>
export type IdentityConfig = z.infer<typeof identitySchema>
