import type { SignatureParameters } from '../signature-header.ts'
import { type HeaderSource, headerLookup, type VerificationKey } from '../verification.ts'
import { explainRequest } from './explain-request.ts'
import type { CapturedRequest, Explanation } from './explanation.ts'

/** Texts tried for each refusal of a simulator: about a hundredth of a second. The command tries many more. */
const effort = 8000

interface Judged {
  readonly method: string
  readonly target: string
  readonly headers: HeaderSource
  readonly body: Uint8Array
  readonly now: number
  /** The text of an HTTP signature that stands under `Authorization`. */
  readonly signature?: string
}

const names = [
  'date',
  'digest',
  'x-request-id',
  'x-ing-reqid',
  'content-type',
  'host',
  'tpp-signature-certificate',
  'signature',
  'x-jws-signature',
] as const

const capture = (input: Judged, signed: readonly string[]): CapturedRequest => {
  const header = headerLookup(input.headers)
  const present = [...new Set([...names, ...signed])].flatMap((name): [string, string][] => {
    const value = header(name)
    return value === undefined ? [] : [[name, value]]
  })
  const authorization: [string, string][] =
    input.signature === undefined || header('signature') !== undefined
      ? []
      : [['authorization', `Signature ${input.signature}`]]
  const { method, target, body } = input
  return { method, target, headers: [...present, ...authorization], body }
}

/** Why a signature does not verify, with each of the keys that might have made it; the one that tells most. */
export const explainMismatch = (
  input: Judged,
  parameters: SignatureParameters | undefined,
  keys: readonly VerificationKey[],
): Explanation => {
  const request = capture(input, parameters?.headers ?? [])
  const [first, ...rest] = keys.map((key) => explainRequest({ request, key, now: input.now, effort }))
  if (first === undefined) throw new RangeError('a key is needed')
  return [first, ...rest].find(({ cause }) => cause !== 'signature_damaged') ?? first
}

/** The reason of a refusal: the explanation's words and the part that was changed. */
export const reasonOf = ({ words, part, others = [] }: Explanation): string =>
  part === undefined ? words : `${words} Changed: ${[part, ...others].join(' or ')}.`
