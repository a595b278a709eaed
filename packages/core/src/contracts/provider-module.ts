import type { ProviderFactory } from './provider.ts'

/**
 * What a configuration gives as paths of files, by the place of the option (`tls`, `oauth.key`).
 * `text`: one file, its text. `key-pair`: `{ certificate, key, passphrase? }`, both paths of PEM files.
 * `tls-identity`: a key pair, or `{ pkcs12, passphrase, alias? }`; read again when the files are renewed.
 */
export type FileOptions = Readonly<Record<string, 'text' | 'key-pair' | 'tls-identity'>>

/**
 * What the package of a provider exports so that programs can load it by the name of its package: built-in providers and
 * plug-ins alike.
 */
export interface ProviderModule {
  /** Takes the options of the configuration, files already read. @throws NostroError `invalid_config` naming the option */
  createProvider(options: never): ProviderFactory
  /** A zod schema of the options, for messages and for the JSON Schema of configurations. */
  readonly optionsSchema?: unknown
  readonly fileOptions?: FileOptions | undefined
}
