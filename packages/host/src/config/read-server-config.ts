import { resolve } from 'node:path'
import { configError } from './config-error.ts'
import type { LoadedConfig } from './load-config.ts'
import { readText } from './read-json-file.ts'

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
