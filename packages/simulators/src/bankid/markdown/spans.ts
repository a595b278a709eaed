/** A stretch of text, plain or strong. */
export interface Span {
  readonly text: string
  readonly strong: boolean
}

/** Breaks the reading off with a reason; the caller adds the line. */
export class MarkdownFault extends Error {
  /** Where in the text that was being read, from 0. */
  readonly at: number
  constructor(reason: string, at = 0) {
    super(reason)
    this.at = at
  }
}

const escapable = '#+|*-\\'
const isBlank = (character: string): boolean => character === ' ' || character === '\t'

/** Without the spaces and tabs at both ends. In one pass: a regular expression takes quadratic time on long runs. */
export const trimBlanks = (text: string): { readonly text: string; readonly offset: number } => {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charAt(start))) start += 1
  while (end > start && isBlank(text.charAt(end - 1))) end -= 1
  return { text: text.slice(start, end), offset: start }
}

/**
 * Text with `*strong*` parts and escapes. Runs of white space show as one space.
 * @throws MarkdownFault for a bad escape or a strong part that is empty, spaced or never closed.
 */
export const readSpans = (source: string): readonly Span[] => {
  const spans: Span[] = []
  let text = ''
  let strong = false
  let opened = 0
  const close = () => {
    if (text !== '') spans.push({ text: text.replace(/[ \t]+/g, ' '), strong })
    text = ''
  }
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at)
    if (character === '\\') {
      const next = source.charAt(at + 1)
      if (next === '' || !escapable.includes(next)) throw new MarkdownFault('a backslash before a plain character', at)
      text += next
      at += 1
    } else if (character === '*') {
      const last = text.charAt(text.length - 1)
      if (strong && (text === '' || isBlank(last))) throw new MarkdownFault('white space or nothing before *', at)
      const next = source.charAt(at + 1)
      if (!strong && (next === '' || isBlank(next))) throw new MarkdownFault('white space after *', at)
      close()
      strong = !strong
      opened = at
    } else {
      text += character
    }
  }
  if (strong) throw new MarkdownFault('a strong part is never closed', opened)
  close()
  return spans
}
