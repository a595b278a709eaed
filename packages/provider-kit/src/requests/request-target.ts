import type { Bank } from '../bank.ts'
import { invalidRequest } from '../errors/invalid-request.ts'

/** What may stand in a path. */
export interface PathRules {
  readonly bank: Bank
  /** What a value may look like, where the bank's ids are narrower than any text. */
  readonly allowed?: RegExp | undefined
}

/**
 * A path with each `{name}` filled in and percent-encoded. A value that would lead to another path is refused.
 * @throws NostroError `invalid_request` naming the parameter
 *
 * @example
 * fillPath('/v3/accounts/{accountId}/balances', { accountId: 'a/1' }, { bank }) // '/v3/accounts/a%2F1/balances'
 */
export const fillPath = (
  path: string,
  params: Readonly<Record<string, string | undefined>>,
  { bank, allowed }: PathRules,
): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const encoded = encodeSegment(Object.hasOwn(params, name) ? params[name] : undefined, allowed)
    if (encoded !== undefined) return encoded
    throw invalidRequest(
      bank,
      `The value of \`${name}\` in the path is missing or not allowed there.`,
      `Pass on the id as ${bank.name} gave it.`,
    )
  })

const encodeSegment = (value: unknown, allowed: RegExp | undefined): string | undefined => {
  // A segment of dots alone is another path.
  if (typeof value !== 'string' || value === '' || /^\.+$/.test(value)) return undefined
  if (allowed !== undefined && !allowed.test(value)) return undefined
  try {
    return encodeURIComponent(value)
  } catch {
    // Half of a surrogate pair has no encoding.
    return undefined
  }
}

/**
 * Appends a query to a target and leaves what is there as it is: a link that is encoded anew no longer fits its
 * signature. Members that are `undefined` are left out.
 *
 * @example
 * withQuery('/v3/accounts?currency=EUR', { limit: '10' }) // '/v3/accounts?currency=EUR&limit=10'
 */
export const withQuery = (target: string, query: Readonly<Record<string, string | undefined>> = {}): string => {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (entries.length === 0) return target
  const text = new URLSearchParams(entries).toString()
  return `${target}${target.includes('?') ? '&' : '?'}${text}`
}

/**
 * Does a target speak of this resource? True when one of its path's segments is the id.
 *
 * @example
 * namesResource('/v2/accounts/a-1/transactions?next=2', 'a-1') // true
 */
export const namesResource = (target: string, id: string): boolean =>
  (target.split(/[?#]/, 1)[0] ?? '').split('/').some((segment) => segment === id || decode(segment) === id)

const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
