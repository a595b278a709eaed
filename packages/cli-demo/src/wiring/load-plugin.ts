import { pathToFileURL } from 'node:url'
import { NostroError, type Provider, type ProviderFactory } from '@nostro/core'
import type { Config } from '../config/config-schema.ts'

/**
 * A provider of somebody else's, by the path of its module. Whatever it is that comes, who named it is told in words.
 * @throws NostroError `invalid_config`, or what the plug-in itself refuses its options with
 */
export const loadPlugin = async ({
  module,
  options,
}: NonNullable<Config['plugins']>[number]): Promise<ProviderFactory> => {
  const loaded: unknown = await import(pathToFileURL(module).href).catch((error: unknown) => {
    throw pluginFault(
      `${module} cannot be loaded (${textOf(error)})`,
      '“module” is the path of a JavaScript file that this Node can import; of an installed package, the path below node_modules.',
    )
  })
  const create = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'createProvider') : undefined
  if (typeof create !== 'function') throw pluginFault(`${module} exports no function “createProvider”`, whatToExport)
  const factory = unlessItThrows(module, () => create(options ?? {}) as unknown)
  if (typeof factory !== 'function') throw pluginFault(`createProvider of ${module} gave no function`, whatToExport)
  return (services) => unlessItThrows(module, () => factory(services) as Provider)
}

const whatToExport = 'Export createProvider(options), which returns a ProviderFactory of @nostro/core.'

/** What a plug-in refuses in its own words goes on; what it throws by accident is told to be its own. */
const unlessItThrows = <T>(module: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (NostroError.isInstance(error)) throw error
    throw pluginFault(
      `createProvider of ${module} failed (${textOf(error)})`,
      'Check the plug-in’s “options”, or ask its author.',
    )
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const pluginFault = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message: `plugins: ${message}.`, hint })
