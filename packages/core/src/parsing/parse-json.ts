import { NostroError } from '../errors/nostro-error.ts'
import { decodeText } from './decode-text.ts'

/**
 * JSON bytes to a value. Numbers under a key of `decimalKeys` arrive as strings in the sender's own digits, so that
 * an amount never passes through a float (`{"amount":0.10}` gives `"0.10"`). `charset` is the one that the answer names;
 * JSON is UTF-8 otherwise (RFC 8259 section 8.1).
 * @throws NostroError `protocol_violation` when the bytes are not text of that charset or not JSON.
 *
 * @example
 * parseJson(response.body, new Set(['amount'])) // amounts stay text, digit for digit
 */
export const parseJson = (
  bytes: Uint8Array,
  decimalKeys: ReadonlySet<string> = noKeys,
  charset: string | undefined = undefined,
): unknown => {
  const text = decodeText(bytes, charset)
  try {
    return JSON.parse(decimalKeys.size === 0 ? text : quoteDecimals(text, decimalKeys)) as unknown
  } catch {
    // The engine's own message may quote the body, and with it a token.
    throw new NostroError({
      code: 'protocol_violation',
      message: `The answer is not JSON (${describeBytes(bytes)}).`,
      hint: 'A proxy’s error page or a truncated answer looks like this. Try again; if it stays, ask the bank with its request id.',
    })
  }
}

const noKeys: ReadonlySet<string> = new Set()

/** What stands before a number, the number, what stands before the next …: joined, each number is between quotation marks. */
const quoteDecimals = (text: string, keys: ReadonlySet<string>): string => {
  const pattern = patternOf(keys)
  const pieces: string[] = []
  let taken = 0
  pattern.lastIndex = 0
  while (pattern.test(text)) {
    const start = pattern.lastIndex
    numberPattern.lastIndex = start
    if (!numberPattern.test(text)) continue
    const end = numberPattern.lastIndex
    pieces.push(text.slice(taken, start), expand(text.slice(start, end)))
    taken = end
  }
  if (taken === 0) return text
  pieces.push(text.slice(taken))
  return pieces.join('"')
}

const numberPattern = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const patterns = new WeakMap<ReadonlySet<string>, RegExp>()

/**
 * A key and its colon, before what may be a number. Looking for the keys alone is several times as fast as reading every token, and as exact:
 * inside a string each quotation mark has a backslash before it, and one that ends a string has no name behind it.
 */
const patternOf = (keys: ReadonlySet<string>): RegExp => {
  const known = patterns.get(keys)
  if (known !== undefined) return known
  const names = [...keys].map((key) => key.replace(/[^A-Za-z0-9_]/g, '\\$&')).join('|')
  const made = new RegExp(`(?<!\\\\)"(?:${names})"\\s*:\\s*(?=[-\\d])`, 'g')
  patterns.set(keys, made)
  return made
}

const exponentMark = /[eE]/

/** Writes a number without an exponent, digit for digit: `1.5e2` is `150`, `1E-2` is `0.01`. */
const expand = (number: string): string => {
  if (!exponentMark.test(number)) return number
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number)
  const [, sign = '', integer = '', fraction = '', exponentText] = match ?? []
  const exponent = Number(exponentText)
  // An absurd exponent stays as it came: parsing the amount refuses it.
  if (Math.abs(exponent) > 40) return number
  const digits = `${integer}${fraction}`
  const point = integer.length + exponent
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

const describeBytes = (bytes: Uint8Array): string => {
  const start = String.fromCharCode(...bytes.subarray(0, 64))
    .trimStart()
    .toLowerCase()
  if (bytes.length === 0) return 'the body is empty'
  return start.startsWith('<') ? `${bytes.length} bytes of HTML or XML` : `${bytes.length} bytes`
}
