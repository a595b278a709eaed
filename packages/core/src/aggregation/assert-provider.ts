import type { Capability } from '../contracts/manifest.ts'
import type { Provider } from '../contracts/provider.ts'
import { NostroError } from '../errors/nostro-error.ts'

/** Where a capability that the manifest names has to be. `identify` is what `auth` itself may do. */
const members: Readonly<Partial<Record<Capability, Exclude<keyof Provider, symbol>>>> = {
  accounts: 'accounts',
  balances: 'accounts',
  transactions: 'accounts',
  payments: 'payments',
  funds: 'funds',
  events: 'events',
  esign: 'esign',
}

type Loose = { readonly [Key in keyof Provider]?: unknown }

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const has = (value: unknown, name: string): boolean => isObject(value) && typeof Reflect.get(value, name) === 'function'

/**
 * A provider comes from another package, and may be plain JavaScript or of another version of these contracts: looked at
 * once, where it is taken in, instead of failing in the middle of a call.
 * @throws NostroError `invalid_config` naming what is missing
 */
export const assertProvider: (value: unknown) => asserts value is Provider = (value) => {
  const provider: Loose = isObject(value) ? value : {}
  const { specVersion, manifest, auth } = provider
  const id = isObject(manifest) ? Reflect.get(manifest, 'id') : undefined
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]{0,39}$/.test(id)) {
    throw refuse(
      'A provider has no usable `manifest.id`.',
      'Give it one of lower-case letters, digits and “-”, starting with a letter.',
    )
  }
  if (specVersion !== 1) {
    throw refuse(
      `The provider “${id}” follows version ${String(specVersion)} of the contracts; this core knows version 1.`,
      'Install versions of the provider and of @nostro/core that go together.',
    )
  }
  const absent = [
    ...(has(auth, 'start') ? [] : ['auth.start']),
    ...(has(auth, 'advance') ? [] : ['auth.advance']),
    ...(has(provider, 'close') ? [] : ['close']),
  ]
  if (absent.length > 0) throw refuse(`The provider “${id}” lacks ${absent.join(', ')}.`, howTo)
  assertCapabilities(id, Reflect.get(Object(manifest), 'capabilities'), provider)
}

const assertCapabilities = (id: string, capabilities: unknown, provider: Loose): void => {
  if (!Array.isArray(capabilities)) throw refuse(`The provider “${id}” lacks manifest.capabilities.`, howTo)
  for (const name of capabilities) {
    const member = members[name as Capability]
    if (member === undefined || isObject(provider[member])) continue
    throw refuse(`The manifest of “${id}” names ${name}, but the provider has no \`${member}\`.`, howTo)
  }
}

const howTo = 'See the contract `Provider` of @nostro/core, and docs/providers.md.'

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })
