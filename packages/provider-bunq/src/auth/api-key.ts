import { NostroError } from '@nostro/core'

export type CredentialKind = 'api-key' | 'oauth' | 'psd2'

export type BunqEnvironment = 'sandbox' | 'production'

const refuse = (message: string, hint: string): never => {
  throw new NostroError({ code: 'invalid_config', provider: 'bunq', message, hint })
}

/**
 * Keys do not cross environments: the sandbox's begin with `sandbox_`, production's are 64 hex digits. Tokens of OAuth
 * and PSD2 are 64 hex digits in both. Checked before any call, because a key that was sent to the wrong host is no longer secret.
 * @throws NostroError `invalid_config` with the fix; never quotes the key
 */
export const checkApiKey = (key: string, kind: CredentialKind, environment: BunqEnvironment): string => {
  const isSandbox = /^sandbox_[A-Za-z0-9]+$/.test(key)
  const isHex = /^[0-9a-f]{64}$/.test(key)
  if (!isSandbox && !isHex) {
    return refuse(
      'bunq option `apiKey`: has neither the shape of a sandbox key nor that of a production key.',
      'A sandbox key begins with “sandbox_”; a production key is 64 hexadecimal digits in lower case. Copy the whole key, without blanks.',
    )
  }
  if (environment === 'production' && isSandbox) {
    return refuse(
      'bunq option `apiKey`: is a sandbox key, but `environment` is “production”.',
      'Set `environment` to “sandbox”, or make a key in the bunq app. Nothing was sent.',
    )
  }
  if (environment === 'sandbox' && isHex && kind === 'api-key') {
    return refuse(
      'bunq option `apiKey`: is a production key, but `environment` is “sandbox”.',
      'Set `environment` to “production”; or, for a token of OAuth or PSD2, say so in `credential`. Nothing was sent.',
    )
  }
  return key
}
