import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ProviderFactory, ProviderModule } from '@nostro/core'
import { configError, suggest } from '../config/config-error.ts'

/** Providers that a configuration may name without more: each is the package `@nostro/provider-NAME`. */
export const builtInProviders = ['ing', 'bunq', 'bankid', 'enable-banking', 'berlin-group', 'simplefin'] as const

/** How a program imports the providers that it brings itself, by their names. */
export type ProviderImporters = Readonly<Record<string, () => Promise<unknown>>>

/** A provider's module with `createProvider` checked to be a function. */
export interface LoadedModule extends Omit<ProviderModule, 'createProvider'> {
  createProvider(options: unknown): ProviderFactory
}

/**
 * A provider's module: a built-in one by its name, a module by its path (relative to `folder`), or a package that is
 * installed where `folder` finds it.
 * @throws NostroError `invalid_config` naming what cannot be loaded and what to do
 *
 * @example
 * const { createProvider } = await loadProviderModule('bunq', process.cwd())
 */
export const loadProviderModule = async (
  name: string,
  folder: string,
  importers: ProviderImporters = {},
): Promise<LoadedModule> => {
  const own = Object.hasOwn(importers, name) ? importers[name] : undefined
  const loaded = await (own?.() ?? importProvider(name, folder))
  const module = typeof loaded === 'object' && loaded !== null ? loaded : {}
  if (typeof Reflect.get(module, 'createProvider') === 'function') return module as LoadedModule
  throw configError(`${name} exports no function “createProvider”.`, whatToExport)
}

const importProvider = async (name: string, folder: string): Promise<unknown> => {
  if ((builtInProviders as readonly string[]).includes(name)) {
    return import(`@nostro/provider-${name}`).catch((error: unknown) => {
      throw configError(
        `The provider “${name}” is not installed.`,
        `Install it: npm install @nostro/provider-${name}`,
        error,
      )
    })
  }
  const isPath = /^\.{0,2}\//.test(name) || /\.[cm]?[jt]s$/.test(name)
  const specifier = isPath ? pathToFileURL(resolve(folder, name)).href : installed(name, folder)
  return import(specifier).catch((error: unknown) => {
    throw configError(`${name} cannot be loaded (${textOf(error)}).`, howToName, error)
  })
}

const installed = (name: string, folder: string): string => {
  try {
    const path = createRequire(join(folder, 'noop.js')).resolve(name)
    return existsSync(path) ? pathToFileURL(path).href : name
  } catch {
    const meant = suggest(name, builtInProviders)
    throw configError(
      `There is no provider “${name}”${meant === undefined ? '' : `; did you mean “${meant}”?`}`,
      `Built in are: ${builtInProviders.join(', ')}. ${howToName}`,
    )
  }
}

const whatToExport = 'Export createProvider(options), which returns a ProviderFactory of @nostro/core.'
const howToName =
  '“provider” is a built-in provider, an installed package, or the path of a JavaScript module such as ./my-bank.js.'

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
