import { resolve } from 'node:path'
import { z } from 'zod'
import { configError } from './config-error.ts'
import type { LoadedConfig } from './load-config.ts'
import { readText } from './read-json-file.ts'

const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)

/** OpenID Connect Discovery 1.0, section 2: https, without query and fragment. */
const issuer = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.search !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}, 'must be an https address without query (http on this machine)')

const oidcSchema = z.strictObject({
  /** Its issuer identifier, exactly as it writes it. */
  issuer,
  /** As registered there, with `PUBLIC-URL/auth/oidc/callback` as the redirect URI. */
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  /** File with the secret instead. Without either the client is a public one. */
  clientSecretFile: z.string().min(1).optional(),
  /** Name for the button. */
  name: z.string().min(1).max(40).optional(),
  /** Who is the owner: values of `sub`, compared exactly. People of the team have theirs in `nostro user add --subject`. */
  subjects: z.array(z.string().min(1).max(255)).optional(),
})

/** What `nostro serve` reads from the configuration. */
export const serverConfigSchema = z.strictObject({
  /** An OpenID provider by which people sign in. */
  oidc: oidcSchema.optional(),
  /** Addresses to which the page after a bank's redirect may send a browser on, compared exactly. */
  returnUrls: z.array(z.url({ protocol: /^https?$/, error: 'must be a web address' })).optional(),
})

/** What a server takes from the configuration, with secrets read from their files. */
export interface ServerConfig {
  readonly returnUrls?: readonly string[] | undefined
  readonly oidc?:
    | {
        readonly issuer: string
        readonly clientId: string
        readonly clientSecret?: string | undefined
        readonly name?: string | undefined
        readonly subjects: readonly string[]
      }
    | undefined
}

/**
 * @throws NostroError `invalid_config` naming key and path of a secret that cannot be read, or is given twice
 *
 * @example
 * const { oidc } = readServerConfig(loaded)
 */
export const readServerConfig = ({ config, folder }: LoadedConfig): ServerConfig => {
  const { oidc, returnUrls } = config.server ?? {}
  if (oidc === undefined) return { returnUrls }
  const { clientSecret, clientSecretFile, subjects = [], ...rest } = oidc
  if (clientSecret !== undefined && clientSecretFile !== undefined)
    throw configError(
      'server.oidc.clientSecretFile and “clientSecret” are both given.',
      'Keep one of them: the file is safer for secrets.',
    )
  const secret =
    clientSecretFile === undefined
      ? clientSecret
      : readText(resolve(folder, clientSecretFile), 'server.oidc.clientSecretFile').trim()
  return { returnUrls, oidc: { ...rest, clientSecret: secret, subjects } }
}
