import type { RegisteredKey } from '../application.ts'
import { parseJson } from '../parse-json.ts'
import { refuse } from '../refusal.ts'
import type { IngWorld } from '../world.ts'
import { readKeys } from './jwk.ts'

/** What a registration or an update says. */
export interface RegistrationBody {
  readonly contact: string
  readonly redirectUris: readonly string[]
  readonly keys?: { readonly tls: readonly RegisteredKey[]; readonly sign: readonly RegisteredKey[] }
}

const wrong = (path: string, reason: string, received?: unknown): never =>
  refuse({
    row: 44,
    status: 400,
    text: `${path} is not valid`,
    path,
    reason,
    ...(typeof received === 'string' ? { received } : {}),
  })

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)

const isRedirectUri = (value: unknown, loopback: boolean): value is string => {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const url = new URL(value)
  return url.hash === '' && (url.protocol === 'https:' || (loopback && url.protocol === 'http:' && isLoopback(url)))
}

/** Rows 44 and 45. */
export const readRegistrationBody = (world: IngWorld, bytes: Buffer, now: number): RegistrationBody => {
  const reading = parseJson(bytes)
  if ('problem' in reading) return wrong('body', `The body ${reading.problem}`)
  const json = reading.value
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return wrong('body', 'Not a JSON object')
  const { contact, redirect_uris: uris, keys } = json as { contact?: unknown; redirect_uris?: unknown; keys?: unknown }
  if (typeof contact !== 'string' || !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(contact)) {
    return wrong('contact', 'contact must be an e-mail address', contact)
  }
  if (!Array.isArray(uris)) return wrong('redirect_uris', 'redirect_uris must be an array')
  const loopback = world.settings.loopbackRedirects
  const redirectUris = uris.map((uri: unknown, at) =>
    isRedirectUri(uri, loopback) ? uri : wrong(`redirect_uris[${at}]`, 'An absolute https URI is expected', uri),
  )
  if (keys === undefined) return { contact, redirectUris }
  const { tls, sign } = (keys ?? {}) as { tls?: unknown; sign?: unknown }
  return {
    contact,
    redirectUris,
    keys: {
      tls: readKeys(world, tls, { purpose: 'tls', now }),
      sign: readKeys(world, sign, { purpose: 'sign', now }),
    },
  }
}
