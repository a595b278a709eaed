import type { Provider } from '../contracts/provider.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { assertProvider } from './assert-provider.ts'

/** The providers of a program by their manifest id. */
export interface ProviderRegistry {
  /** @throws NostroError `invalid_config` naming the ids there are. */
  get(id: string): Provider
  /** In the order in which they were given. */
  readonly all: readonly Provider[]
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

/** @throws NostroError `invalid_config` on an empty list, on two providers with one id, and on what is no provider. */
export const createProviderRegistry = (providers: readonly Provider[]): ProviderRegistry => {
  if (providers.length === 0) {
    throw refuse('There is no provider.', 'Give at least one, such as ingProvider(options) or bunqProvider(options).')
  }
  const byId = new Map<string, Provider>()
  for (const provider of providers) {
    assertProvider(provider)
    const { id } = provider.manifest
    if (byId.has(id)) throw refuse(`Two providers have the id “${id}”.`, 'Give each bank once.')
    byId.set(id, provider)
  }
  return Object.freeze({
    all: Object.freeze([...providers]),
    get: (id: string) => {
      const provider = byId.get(id)
      if (provider !== undefined) return provider
      throw refuse(`There is no provider “${id.slice(0, 40)}”.`, `Known are: ${[...byId.keys()].join(', ')}.`)
    },
  })
}
