import { type GoodRequest, headerIn, type Mutant, withHeader } from './mutant.ts'
import { changeByte, changeToken } from './mutate-text.ts'
import type { Choices } from './random.ts'

/** A part of a request: how it is changed, and which rows may refuse it then (section 15 of the reference). */
export interface Part {
  readonly name: string
  /** Rows for an HTTP signature; `jws` for the other scheme. */
  readonly http: readonly string[]
  readonly jws: readonly string[]
  /** The request with this part changed; undefined when it has none, or the change changed nothing. */
  change(request: GoodRequest, choices: Choices): Partial<Mutant> | undefined
}

/** Names of lines, right and wrong ones. */
export const lineNames = [
  '(request-target)',
  'date',
  'digest',
  'x-request-id',
  'host',
  'content-type',
  'x-ing-reqid',
] as const

export const hour = 3_600_000

/** Half the changes are of a byte, half of a token. */
export const changed = (
  text: string,
  separator: RegExp,
  tokens: readonly string[],
  choices: Choices,
): string | undefined => {
  const other = choices.below(2) === 0 ? changeByte(text, choices) : changeToken(text, separator, tokens, choices)
  const clean = other.trim()
  return clean === text ? undefined : clean
}

export const header = (
  name: string,
  change: (value: string, choices: Choices) => string | undefined,
): Part['change'] => {
  return (request, choices) => {
    const value = headerIn(request, name)
    const other = value === undefined ? undefined : change(value, choices)
    return other === undefined || other === value ? undefined : { request: withHeader(request, name, other) }
  }
}
