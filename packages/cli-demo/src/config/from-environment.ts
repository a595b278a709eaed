import { join } from 'node:path'
import { NostroError } from '@nostro/core'

type Environment = Readonly<Record<string, string | undefined>>

/** Variable -> place in the configuration. One row per variable; docs/cli.md prints the same table. */
export const environmentVariables: Readonly<Record<string, string>> = {
  NOSTRO_ING_ENVIRONMENT: 'ing.environment',
  NOSTRO_ING_CLIENT_ID: 'ing.clientId',
  NOSTRO_ING_TLS_CERTIFICATE: 'ing.tls.certificate',
  NOSTRO_ING_TLS_KEY: 'ing.tls.key',
  NOSTRO_ING_TLS_PKCS12: 'ing.tls.pkcs12',
  NOSTRO_ING_TLS_PASSPHRASE: 'ing.tls.passphrase',
  NOSTRO_ING_SIGNING_CERTIFICATE: 'ing.signing.certificate',
  NOSTRO_ING_SIGNING_KEY: 'ing.signing.key',
  NOSTRO_ING_SIGNING_PASSPHRASE: 'ing.signing.passphrase',
  NOSTRO_ING_COUNTRY: 'ing.country',
  NOSTRO_ING_API_URL: 'ing.apiUrl',
  NOSTRO_ING_AUTHORIZE_URL: 'ing.authorizeUrl',
  NOSTRO_ING_CA: 'ing.ca',
  NOSTRO_BUNQ_ENVIRONMENT: 'bunq.environment',
  NOSTRO_BUNQ_API_KEY: 'bunq.apiKey',
  NOSTRO_BUNQ_API_KEY_FILE: 'bunq.apiKeyFile',
  NOSTRO_BUNQ_API_URL: 'bunq.apiUrl',
  NOSTRO_BUNQ_CA: 'bunq.ca',
  NOSTRO_BANKID_ENVIRONMENT: 'bankid.environment',
  NOSTRO_BANKID_CERTIFICATE: 'bankid.identity.certificate',
  NOSTRO_BANKID_KEY: 'bankid.identity.key',
  NOSTRO_BANKID_PKCS12: 'bankid.identity.pkcs12',
  NOSTRO_BANKID_PASSPHRASE: 'bankid.identity.passphrase',
  NOSTRO_BANKID_API_URL: 'bankid.apiUrl',
  NOSTRO_BANKID_CA: 'bankid.ca',
  NOSTRO_BANKID_USER_ROOT: 'bankid.userRoot',
  NOSTRO_BANKID_END_USER_IP: 'bankid.endUserIp',
  NOSTRO_SESSIONS_DIR: 'sessions.dir',
  NOSTRO_SESSIONS_KEY_FILE: 'sessions.keyFile',
}

/** Variables that are no part of the configuration object. */
const otherVariables = new Set(['NOSTRO_CONFIG', 'NOSTRO_MASTER_KEY', 'NOSTRO_ING_REDIRECT_URIS'])

/**
 * The part of the configuration that stands in environment variables. `NOSTRO_ING_REDIRECT_URIS` is separated by blanks.
 * `PSD2_CLIENT_ID`, `PSD2_ENVIRONMENT` and `PSD2_CERT_PATH` (a folder with ING's four named files) serve ING too.
 * @throws NostroError `invalid_config` for an unknown `NOSTRO_` variable: usually a typing error
 */
export const fromEnvironment = (env: Environment): Record<string, unknown> => {
  const config: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(psd2Variables(env))) assign(config, name, value)
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '' || !name.startsWith('NOSTRO_') || otherVariables.has(name)) continue
    const place = environmentVariables[name]
    if (place === undefined) throw unknownVariable(name)
    assign(config, place, value)
  }
  const uris = env['NOSTRO_ING_REDIRECT_URIS']?.split(/\s+/).filter(Boolean)
  if (uris !== undefined && uris.length > 0) assign(config, 'ing.redirectUris', uris)
  return config
}

const psd2Variables = (env: Environment): Record<string, string> => {
  const [clientId, environment, folder] = [env['PSD2_CLIENT_ID'], env['PSD2_ENVIRONMENT'], env['PSD2_CERT_PATH']]
  return {
    ...(clientId ? { 'ing.clientId': clientId } : {}),
    ...(environment ? { 'ing.environment': environment } : {}),
    ...(folder
      ? {
          'ing.tls.certificate': join(folder, 'example_client_tls.cer'),
          'ing.tls.key': join(folder, 'example_client_tls.key'),
          'ing.signing.certificate': join(folder, 'example_client_signing.cer'),
          'ing.signing.key': join(folder, 'example_client_signing.key'),
        }
      : {}),
  }
}

const assign = (config: Record<string, unknown>, place: string, value: unknown): void => {
  const keys = place.split('.')
  const last = keys.pop() ?? ''
  let inner = config
  for (const key of keys) {
    inner[key] ??= {}
    inner = inner[key] as Record<string, unknown>
  }
  inner[last] = value
}

const unknownVariable = (name: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The environment variable ${name} is not known.`,
    hint: `Unset it, or use one of these: ${
      Object.keys(environmentVariables)
        .filter((known) => known.split('_')[1] === name.split('_')[1])
        .join(', ') || 'see docs/cli.md'
    }.`,
  })
