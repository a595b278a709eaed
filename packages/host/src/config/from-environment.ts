import { join } from 'node:path'
import { configError, suggest } from './config-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Variable -> place in the configuration. One row per variable; docs/cli.md prints the same table. */
export const environmentVariables: Readonly<Record<string, string>> = {
  NOSTRO_ING_ENVIRONMENT: 'banks.ing.environment',
  NOSTRO_ING_CLIENT_ID: 'banks.ing.clientId',
  NOSTRO_ING_TLS_CERTIFICATE: 'banks.ing.tls.certificate',
  NOSTRO_ING_TLS_KEY: 'banks.ing.tls.key',
  NOSTRO_ING_TLS_PKCS12: 'banks.ing.tls.pkcs12',
  NOSTRO_ING_TLS_PASSPHRASE: 'banks.ing.tls.passphrase',
  NOSTRO_ING_SIGNING_CERTIFICATE: 'banks.ing.signing.certificate',
  NOSTRO_ING_SIGNING_KEY: 'banks.ing.signing.key',
  NOSTRO_ING_SIGNING_PASSPHRASE: 'banks.ing.signing.passphrase',
  NOSTRO_ING_COUNTRY: 'banks.ing.country',
  NOSTRO_ING_API_URL: 'banks.ing.apiUrl',
  NOSTRO_ING_AUTHORIZE_URL: 'banks.ing.authorizeUrl',
  NOSTRO_ING_CA: 'banks.ing.ca',
  NOSTRO_BUNQ_ENVIRONMENT: 'banks.bunq.environment',
  NOSTRO_BUNQ_API_KEY: 'banks.bunq.apiKey',
  NOSTRO_BUNQ_API_KEY_FILE: 'banks.bunq.apiKeyFile',
  NOSTRO_BUNQ_API_URL: 'banks.bunq.apiUrl',
  NOSTRO_BUNQ_CA: 'banks.bunq.ca',
  NOSTRO_BANKID_ENVIRONMENT: 'banks.bankid.environment',
  NOSTRO_BANKID_CERTIFICATE: 'banks.bankid.identity.certificate',
  NOSTRO_BANKID_KEY: 'banks.bankid.identity.key',
  NOSTRO_BANKID_PKCS12: 'banks.bankid.identity.pkcs12',
  NOSTRO_BANKID_PASSPHRASE: 'banks.bankid.identity.passphrase',
  NOSTRO_BANKID_API_URL: 'banks.bankid.apiUrl',
  NOSTRO_BANKID_CA: 'banks.bankid.ca',
  NOSTRO_BANKID_USER_ROOT: 'banks.bankid.userRoot',
  NOSTRO_BANKID_END_USER_IP: 'banks.bankid.endUserIp',
  NOSTRO_STORAGE_DIR: 'storage.dir',
  NOSTRO_STORAGE_KEY_FILE: 'storage.keyFile',
  NOSTRO_LEDGER_FILE: 'ledger.file',
  NOSTRO_LEDGER_URL: 'ledger.url',
  NOSTRO_OIDC_ISSUER: 'server.oidc.issuer',
  NOSTRO_OIDC_CLIENT_ID: 'server.oidc.clientId',
  NOSTRO_OIDC_CLIENT_SECRET: 'server.oidc.clientSecret',
  NOSTRO_OIDC_CLIENT_SECRET_FILE: 'server.oidc.clientSecretFile',
  NOSTRO_OIDC_NAME: 'server.oidc.name',
}

/** Variables that hold several values, separated by blanks. */
const listVariables: Readonly<Record<string, string>> = {
  NOSTRO_ING_REDIRECT_URIS: 'banks.ing.redirectUris',
  NOSTRO_OIDC_SUBJECTS: 'server.oidc.subjects',
}

/** Variables that are no part of the configuration object. */
const otherVariables = new Set(['NOSTRO_CONFIG', 'NOSTRO_MASTER_KEY', 'NOSTRO_SIMULATORS_KEYS'])

/**
 * The part of the configuration that stands in environment variables. `NOSTRO_ING_REDIRECT_URIS` and `NOSTRO_OIDC_SUBJECTS` are separated by blanks.
 * `PSD2_CLIENT_ID`, `PSD2_ENVIRONMENT` and `PSD2_CERT_PATH` (a folder with ING's four named files) serve ING too.
 * @throws NostroError `invalid_config` for an unknown `NOSTRO_` variable: usually a typing error
 */
export const fromEnvironment = (env: Environment): Record<string, unknown> => {
  const config: Record<string, unknown> = {}
  for (const [place, value] of psd2Variables(env)) assign(config, place, value)
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '' || !name.startsWith('NOSTRO_') || otherVariables.has(name)) continue
    if (Object.hasOwn(listVariables, name)) continue
    const place = environmentVariables[name]
    if (place === undefined) throw unknownVariable(name)
    assign(config, place, value)
  }
  for (const [name, place] of Object.entries(listVariables)) {
    const values = env[name]?.split(/\s+/).filter(Boolean) ?? []
    if (values.length > 0) assign(config, place, values)
  }
  return config
}

const psd2Variables = (env: Environment): readonly (readonly [place: string, value: string])[] => {
  const folder = env['PSD2_CERT_PATH']
  const files =
    folder === undefined || folder === ''
      ? []
      : ['tls', 'signing'].flatMap((use) => [
          [`banks.ing.${use}.certificate`, join(folder, `example_client_${use}.cer`)] as const,
          [`banks.ing.${use}.key`, join(folder, `example_client_${use}.key`)] as const,
        ])
  const plain = [
    ['banks.ing.clientId', env['PSD2_CLIENT_ID'] ?? ''],
    ['banks.ing.environment', env['PSD2_ENVIRONMENT'] ?? ''],
  ] as const
  return [...plain.filter(([, value]) => value !== ''), ...files]
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

const unknownVariable = (name: string) => {
  const known = [...Object.keys(environmentVariables), ...Object.keys(listVariables), ...otherVariables]
  const meant = suggest(name, known)
  const neighbours = known.filter((each) => each.split('_')[1] === name.split('_')[1])
  return configError(
    `The environment variable ${name} is not known.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    `Unset it, or use one of these: ${neighbours.join(', ') || 'see docs/cli.md'}.`,
  )
}
