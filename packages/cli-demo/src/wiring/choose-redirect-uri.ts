import { NostroError, type Provider } from '@nostro/core'
import type { Config } from '../config/config-schema.ts'
import { isLoopback } from './catch-redirect.ts'

const usual = 'http://127.0.0.1:8765/callback'

/**
 * Where the bank sends the browser back: the wanted one, else the usual one, else the first that this machine can
 * catch, else the first. Compared letter for letter with the registered ones, as banks do.
 * @throws NostroError `invalid_config` for one that is not registered
 */
export const chooseRedirectUri = (config: Config, provider: string, wanted: string | undefined): string => {
  const registered = provider === 'ing' ? (config.ing?.redirectUris ?? []) : []
  if (wanted !== undefined && registered.length > 0 && !registered.includes(wanted)) {
    throw new NostroError({
      code: 'invalid_config',
      provider,
      message: `${wanted} is not one of the registered redirect URIs.`,
      hint: `Banks compare letter for letter. Use one of: ${registered.join(', ')}; or register it first.`,
    })
  }
  if (wanted !== undefined) return wanted
  if (registered.includes(usual)) return usual
  return registered.find(isLoopback) ?? registered[0] ?? usual
}

/** Does the customer come back from a page of this bank? */
export const comesBack = ({ manifest }: Provider): boolean => manifest.authentication.includes('oauth2-redirect')
