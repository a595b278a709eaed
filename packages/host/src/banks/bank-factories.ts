import { type FileOptions, NostroError, type Provider, type ProviderFactory, type ProviderServices } from '@nostro/core'
import { z } from 'zod'
import { configError } from '../config/config-error.ts'
import { describeIssues } from '../config/config-issues.ts'
import type { BankConfig } from '../config/config-schema.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { JsonObject } from '../config/read-json-file.ts'
import { type LoadedModule, loadProviderModule, type ProviderImporters } from './load-provider-module.ts'
import { readBankOptions } from './read-bank-options.ts'

/**
 * The factories of all banks that the configuration names: only their packages are loaded.
 * @throws NostroError `invalid_config` naming the key and what to do
 *
 * @example
 * const banks = await bankFactories(loaded, { clock, logger })
 */
export const bankFactories = async (
  loaded: LoadedConfig,
  services: Pick<ProviderServices, 'clock' | 'logger'>,
  importers: ProviderImporters = {},
): Promise<Readonly<Record<string, ProviderFactory>>> => {
  const factories: Record<string, ProviderFactory> = {}
  for (const [name, bank] of Object.entries(loaded.config.banks)) {
    factories[name] = bankFactory(
      name,
      bank,
      { ...loaded, module: await loadProviderModule(bank.provider ?? name, loaded.folder, importers) },
      services,
    )
  }
  return factories
}

const bankFactory = (
  name: string,
  { provider: _named, ...given }: BankConfig,
  { folder, source, module }: LoadedConfig & { readonly module: LoadedModule },
  services: Pick<ProviderServices, 'clock' | 'logger'>,
): ProviderFactory => {
  const at = `banks.${name}`
  // Values before files: a misspelt key is worth more words than a file that is missing besides.
  const { values, files } = withoutFiles(given, module.fileOptions ?? {})
  checkAgainstSchema(module, values, { at, source, given, ignore: files })
  const options = readBankOptions(given, { at, folder, fileOptions: module.fileOptions ?? {}, services })
  checkAgainstSchema(module, options, { at, source, given, ignore: new Set() })
  const factory = withPlace(at, () => module.createProvider(options) as unknown)
  if (typeof factory !== 'function') {
    throw configError(`${at}: createProvider gave no function.`, 'It must return a ProviderFactory of @nostro/core.')
  }
  return (own) => withPlace(at, () => factory(own) as Provider)
}

interface SchemaCheck {
  readonly at: string
  readonly source: string
  readonly given: JsonObject
  /** Options that are not looked at. */
  readonly ignore: ReadonlySet<string>
}

/** The options that stand in the configuration itself, and the names of those that stand in files. */
const withoutFiles = (given: JsonObject, fileOptions: FileOptions) => {
  const files = new Set(Object.keys(fileOptions).map((place) => place.split('.')[0] ?? ''))
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (/[a-z]File$/.test(name) && typeof value === 'string') files.add(name.slice(0, -4))
    else if (!files.has(name)) values[name] = value
  }
  return { values, files }
}

/** The provider checks its options itself; its schema, where it exports one, gives messages that know the configuration. */
const checkAgainstSchema = (
  { optionsSchema }: LoadedModule,
  options: JsonObject,
  { at, source, given, ignore }: SchemaCheck,
): void => {
  if (!(optionsSchema instanceof z.ZodType)) return
  const { error } = optionsSchema.safeParse(options)
  const issues = error?.issues.filter(({ path: [first] }) => !ignore.has(String(first))) ?? []
  if (issues.length === 0) return
  const known = optionsSchema instanceof z.ZodObject ? Object.keys(optionsSchema.shape) : []
  const lines = describeIssues(issues, given, { at, known: [...known, 'provider'] })
  throw configError(
    `The configuration (${source}) is wrong:\n  ${lines.join('\n  ')}`,
    'Fix the keys named; docs/cli.md lists what each may hold.',
  )
}

/** What a provider refuses keeps its words, and says which bank of the configuration it is about. */
const withPlace = <T>(at: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (NostroError.isInstance(error)) {
      const { code, provider, message, hint } = error
      throw new NostroError({ code, provider, message: `${at}: ${message}`, hint, cause: error })
    }
    const text = error instanceof Error ? error.message : String(error)
    throw configError(`${at}: the provider failed (${text}).`, 'Check its options, or ask its author.', error)
  }
}
