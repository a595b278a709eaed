import type { VerificationKey } from '../verification.ts'
import { type ExplanationCause, explanationWords } from './words.ts'

/** A request as it went over the wire, or was captured. */
export interface CapturedRequest {
  readonly method: string
  /** Path and query exactly as on the request line. */
  readonly target: string
  /** In their order, names in any case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/** A request whose signature does not hold, and what is known of its signer. */
export interface ExplainInput {
  readonly request: CapturedRequest
  /** The certificate or public key that should have signed. */
  readonly key: VerificationKey
  /** The client id that the key id should name on calls with a token; not judged when absent. */
  readonly clientId?: string | undefined
  /** Epoch milliseconds of the bank's clock when it judged the request; the clock is not judged when absent. */
  readonly now?: number | undefined
  /** How many texts may be tried in search of the one that was signed; 1,500,000 by default, about a second. */
  readonly effort?: number | undefined
}

export type ExplainedScheme = 'http-signature' | 'detached-jws' | 'body-signature' | 'none'

/** Where two texts part. */
export interface Difference {
  /** Offset of the first differing byte in the part named. */
  readonly at: number
  /** The part as it was signed. */
  readonly signed: string
  /** The part as the request has it. */
  readonly received: string
}

/** Why a signature does not hold. */
export interface Explanation {
  readonly ok: boolean
  readonly scheme: ExplainedScheme
  readonly cause: ExplanationCause
  /** The sentence for the cause. */
  readonly words: string
  /** What was most likely changed: `method`, `path`, `query`, `digest`, `body`, `key id`, `signature`, or a header's name. */
  readonly part?: string
  readonly difference?: Difference
  /** Other parts that the evidence leaves open, where it does. */
  readonly others?: readonly string[]
  /** The text that the signature should cover, by the request as it is. */
  readonly expected?: string
  /** The text that it does cover, where that was found. */
  readonly signed?: string
}

/** What a step of the search found. */
export interface Finding {
  readonly cause: ExplanationCause
  readonly part: string
  readonly signed?: string | undefined
  readonly received?: string | undefined
  readonly others?: readonly string[] | undefined
}

export const finding = (cause: ExplanationCause, part: string, signed?: string, received?: string): Finding => ({
  cause,
  part,
  signed,
  received,
})

/** Offset of the first byte by which two texts differ (UTF-8). */
export const firstDifference = (left: string, right: string): number => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1
  return at
}

export const toExplanation = (scheme: ExplainedScheme, found: Finding | undefined, expected?: string): Explanation => {
  const text = expected === undefined ? {} : { expected }
  if (found === undefined) return { ok: true, scheme, cause: 'holds', words: explanationWords.holds, ...text }
  const { cause, part, signed, received, others } = found
  return {
    ok: false,
    scheme,
    cause,
    words: explanationWords[cause],
    part,
    ...(signed === undefined || received === undefined
      ? {}
      : { difference: { at: firstDifference(signed, received), signed, received } }),
    ...(others === undefined || others.length === 0 ? {} : { others }),
    ...text,
  }
}

/** The value of a header by any case; several are joined by `, `. */
export const headerOf = ({ headers }: CapturedRequest, name: string): string | undefined => {
  const values = headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}
