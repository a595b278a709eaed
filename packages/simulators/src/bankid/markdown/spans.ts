/** A stretch of text, plain or strong. */
export interface Span {
  readonly text: string
  readonly strong: boolean
}

/** Breaks the reading off with a reason; the caller adds the line. */
export class MarkdownFault extends Error {}

const escapable = '#+|*-\\'

/**
 * Text with `*strong*` parts and escapes. Runs of white space show as one space.
 * @throws MarkdownFault for a bad escape or a strong part that is empty, spaced or never closed.
 */
export const readSpans = (source: string): readonly Span[] => {
  const spans: Span[] = []
  let text = ''
  let strong = false
  const close = () => {
    if (text !== '') spans.push({ text: text.replace(/[ \t]+/g, ' '), strong })
    text = ''
  }
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at)
    if (character === '\\') {
      at += 1
      const next = source.charAt(at)
      if (next === '' || !escapable.includes(next)) throw new MarkdownFault('a backslash before a plain character')
      text += next
    } else if (character === '*') {
      if (strong && (text === '' || /[ \t]$/.test(text))) throw new MarkdownFault('white space or nothing before *')
      if (!strong && /^[ \t]|^$/.test(source.slice(at + 1, at + 2))) throw new MarkdownFault('white space after *')
      close()
      strong = !strong
    } else {
      text += character
    }
  }
  if (strong) throw new MarkdownFault('a strong part is never closed')
  close()
  return spans
}
