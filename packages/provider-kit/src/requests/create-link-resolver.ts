import type { Transport } from '@nostro/core'

/** Where links of the bank may lead. */
export interface LinkResolverParts {
  readonly transport: Pick<Transport, 'resolveLink'>
  /** The configured origin, to which calls go. */
  readonly origin: string
  /** The environment's own origins. Behind a proxy the bank still writes these into its links. */
  readonly bankOrigins?: readonly string[] | undefined
}

/** A link of the bank as a target on the configured origin. @throws NostroError `protocol_violation` for a foreign link */
export type LinkResolver = (href: string) => string

/**
 * Reads links of the bank. A relative link and one to the configured origin are taken; a link to the environment's own
 * host is taken too, and the call goes to the configured origin. Any other would hand the token to a stranger.
 *
 * @example
 * const resolve = createLinkResolver({ transport, origin: 'https://proxy.example', bankOrigins: ['https://api.ing.com'] })
 * resolve('https://api.ing.com/v3/accounts/a-1/balances') // '/v3/accounts/a-1/balances'
 */
export const createLinkResolver = ({ transport, origin, bankOrigins = [] }: LinkResolverParts): LinkResolver => {
  const known = new Set(bankOrigins.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin))
  return (href) => {
    const named = URL.canParse(href) ? new URL(href).origin : origin
    return transport.resolveLink(known.has(named) ? named : origin, href)
  }
}
