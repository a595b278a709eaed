import { NostroError } from '@nostro/core'

/** What the lines of a signing string are taken from. */
export interface SignedParts {
  readonly method: string
  /** Path and query exactly as on the request line. */
  readonly target: string
  /** Headers as they are sent, in any case. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * One line `name: value` for each name, in that order, joined by a single LF and without one at the end
 * (draft-cavage-http-signatures-10, section 2.3). `(request-target)` is the method in lower case, a blank, the target.
 * @throws NostroError `invalid_request` when a header that is to be signed is not on the request
 */
export const toSigningString = (names: readonly string[], parts: SignedParts): string => {
  const values = new Map(Object.entries(parts.headers).map(([name, value]) => [name.toLowerCase(), value]))
  values.set('(request-target)', `${parts.method.toLowerCase()} ${parts.target}`)
  return names.map((name) => `${name}: ${lineValue(name, values)}`).join('\n')
}

const lineValue = (name: string, values: ReadonlyMap<string, string>): string => {
  const value = values.get(name)
  if (value !== undefined) return value
  throw new NostroError({
    code: 'invalid_request',
    provider: 'ing',
    message: `The header ${name} is to be signed, but the request does not have it.`,
    hint: 'Set the header on the request before it is signed.',
  })
}
