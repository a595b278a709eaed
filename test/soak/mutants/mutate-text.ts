import type { Choices } from './random.ts'

/** What may stand in a request line or a header: a blank would end the first and be trimmed from the second. */
const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(index + 33))

type Change = (text: string, choices: Choices) => string

const substitute: Change = (text, choices) => {
  const at = choices.below(text.length)
  return text.slice(0, at) + choices.of(printable) + text.slice(at + 1)
}
const insert: Change = (text, choices) => {
  const at = choices.below(text.length + 1)
  return text.slice(0, at) + choices.of(printable) + text.slice(at)
}
const remove: Change = (text, choices) => {
  const at = choices.below(text.length)
  return text.slice(0, at) + text.slice(at + 1)
}
const exchange: Change = (text, choices) => {
  const at = choices.below(Math.max(1, text.length - 1))
  return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2)
}
const flipCase: Change = (text, choices) => {
  const at = choices.below(text.length)
  const letter = text.slice(at, at + 1)
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  return text.slice(0, at) + other + text.slice(at + 1)
}

/** One byte changed, added, lost, exchanged with its neighbour, or in the other case. */
export const changeByte: Change = (text, choices) =>
  choices.of([substitute, substitute, insert, remove, exchange, flipCase])(text, choices)

/** Another token of the same kind: a number for a number, hexadecimal for hexadecimal. */
const likeIt = (token: string, words: readonly string[], choices: Choices): string => {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(token)) return choices.uuid()
  if (/^\d{4}-\d\d-\d\d$/.test(token))
    return new Date(Date.parse(token) + (1 + choices.below(300)) * 86_400_000).toISOString().slice(0, 10)
  if (/^\d{1,3}$/.test(token)) return String(choices.below(200)).padStart(token.length, '0')
  if (/^\d+$/.test(token)) return String(choices.below(10 ** Math.min(token.length, 9))).padStart(token.length, '0')
  if (/^[0-9a-f]+$/i.test(token)) return choices.hex(token.length)
  return choices.of(words)
}

/**
 * One token (what stands between `separator`s) lost, doubled, in the other case, exchanged with another, or replaced by
 * one of the same kind, for words by one of `words`.
 */
export const changeToken = (text: string, separator: RegExp, words: readonly string[], choices: Choices): string => {
  const pieces = text.split(separator)
  const spots = pieces.flatMap((piece, at) => (at % 2 === 0 && piece !== '' ? [at] : []))
  if (spots.length === 0) return text
  const at = choices.of(spots)
  const token = pieces[at] ?? ''
  const before = pieces[at - 1] ?? pieces[at + 1] ?? ''
  const put = (...other: readonly string[]): string => pieces.toSpliced(at, 1, ...other).join('')
  return choices.of([
    () => pieces.toSpliced(at === 0 ? 0 : at - 1, 2).join(''),
    () => put(token, before, token),
    () => put(token === token.toUpperCase() ? token.toLowerCase() : token.toUpperCase()),
    () => put(likeIt(token, words, choices)),
    () => put(likeIt(token, words, choices)),
    () => {
      const other = choices.of(spots)
      return pieces
        .toSpliced(at, 1, pieces[other] ?? '')
        .toSpliced(other, 1, token)
        .join('')
    },
  ])()
}
