import type { Provider } from '../contracts/provider.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { assertProvider } from './assert-provider.ts'

/** A provider under the name that the program gives it. One bank may be configured several times. */
export interface ConfiguredProvider {
  /** Lower-case letters, digits and `-`, starting with a letter: `bunq`, `bunq-company`. */
  readonly instance: string
  readonly provider: Provider
}

/** The providers of a program by their instance ids. */
export interface ProviderRegistry {
  /** @throws NostroError `invalid_config` naming the ids there are. */
  get(instance: string): Provider
  has(instance: string): boolean
  /** In the order in which they were given. */
  readonly all: readonly ConfiguredProvider[]
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

/**
 * Checks each provider once, where it is taken in.
 * @throws NostroError `invalid_config` on an empty list, on two providers with one id, and on what is no provider.
 *
 * @example
 * const registry = createProviderRegistry([{ instance: 'bunq', provider: createBunqProvider(options) }])
 */
export const createProviderRegistry = (providers: readonly ConfiguredProvider[]): ProviderRegistry => {
  if (providers.length === 0) {
    throw refuse('There is no provider.', 'Give at least one, such as ingProvider(options) or bunqProvider(options).')
  }
  const byInstance = new Map<string, Provider>()
  for (const { instance, provider } of providers) {
    assertProvider(provider)
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(instance)) {
      throw refuse(
        `“${instance.slice(0, 40)}” is no usable name for a provider.`,
        'Use lower-case letters, digits and “-”, starting with a letter, at most 40 characters.',
      )
    }
    if (byInstance.has(instance)) {
      throw refuse(`Two providers have the id “${instance}”.`, 'Give each its own name, such as “bunq-company”.')
    }
    byInstance.set(instance, provider)
  }
  return Object.freeze({
    all: Object.freeze([...providers]),
    has: (instance: string) => byInstance.has(instance),
    get: (instance: string) => {
      const provider = byInstance.get(instance)
      if (provider !== undefined) return provider
      throw refuse(
        `There is no provider “${String(instance).slice(0, 40)}”.`,
        `Known are: ${[...byInstance.keys()].join(', ')}.`,
      )
    },
  })
}
