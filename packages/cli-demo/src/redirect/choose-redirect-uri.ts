import { NostroError, type Provider } from '@nostro/core'
import type { Config } from '@nostro/host'
import { isLoopback } from './catch-redirect.ts'

const usual = 'http://127.0.0.1:8765/callback'

/**
 * Where the bank sends the browser back: the wanted one, else the usual one, else the first that this machine can
 * catch, else the first. Compared exactly with the registered ones, as banks do.
 * @throws NostroError `invalid_config` for one that is not registered
 */
export const chooseRedirectUri = (config: Config, instance: string, wanted: string | undefined): string => {
  const registered = redirectUrisOf(config, instance)
  if (wanted !== undefined && registered.length > 0 && !registered.includes(wanted)) {
    throw new NostroError({
      code: 'invalid_config',
      message: `${wanted} is not one of the registered redirect URIs.`,
      hint: `Banks compare exactly. Use one of: ${registered.join(', ')}; or register it first.`,
    })
  }
  if (wanted !== undefined) return wanted
  if (registered.includes(usual)) return usual
  return registered.find(isLoopback) ?? registered[0] ?? usual
}

/** What the configuration lists as registered with the bank. */
export const redirectUrisOf = ({ banks }: Config, instance: string): readonly string[] => {
  const listed = banks[instance]?.['redirectUris']
  return Array.isArray(listed) ? listed.filter((uri): uri is string => typeof uri === 'string') : []
}

/** Does the customer come back from a page of this bank? */
export const returnsByRedirect = ({ manifest }: Provider): boolean =>
  manifest.authentication.some((method) => method === 'oauth2-redirect' || method === 'redirect')
