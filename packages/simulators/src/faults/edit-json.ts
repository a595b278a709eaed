/** One change of a JSON text. */
export interface JsonEdit {
  /** Where, as a JSON Pointer (RFC 6901): `/accounts/0/currency`. It must be there. */
  readonly at: string
  /** What stands there afterwards; absent: the member or entry is taken away. */
  readonly value?: unknown
}

/**
 * A JSON text with some of its values replaced or taken away. All else stays as it is, digit for digit, which a parser
 * and a writer would not promise of numbers.
 * @throws Error when a pointer leads nowhere
 */
export const editJson = (text: string, edits: readonly JsonEdit[]): string =>
  edits.reduce((current, { at, value }) => {
    const found = spanAt(current, tokensOf(at))
    if (found === undefined) throw new Error(`There is nothing at ${at} in the answer.`)
    return value === undefined ? taken(current, found) : replaced(current, found, JSON.stringify(value))
  }, text)

/** A value, from the start of its name where it has one. */
interface Span {
  readonly member: number
  readonly start: number
  readonly end: number
}

const tokensOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

const replaced = (text: string, { start, end }: Span, value: string): string =>
  `${text.slice(0, start)}${value}${text.slice(end)}`

/** With the comma behind it, or before it where it is the last. */
const taken = (text: string, { member, end }: Span): string => {
  const [before, after] = [text.slice(0, member), text.slice(end)]
  return /^\s*,/.test(after) ? before + after.replace(/^\s*,/, '') : before.replace(/,\s*$/, '') + after
}

const spanAt = (text: string, tokens: readonly string[]): Span | undefined => {
  let span: Span = { member: 0, start: skipSpace(text, 0), end: text.length }
  for (const token of tokens) {
    const inner = childrenOf(text, span.start).get(token)
    if (inner === undefined) return undefined
    span = inner
  }
  return span
}

const childrenOf = (text: string, start: number): ReadonlyMap<string, Span> => {
  const children = new Map<string, Span>()
  const isObject = text[start] === '{'
  if (!isObject && text[start] !== '[') return children
  let at = skipSpace(text, start + 1)
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const member = at
    let name = String(children.size)
    if (isObject) {
      const nameEnd = valueEnd(text, at)
      name = JSON.parse(text.slice(at, nameEnd)) as string
      at = skipSpace(text, skipSpace(text, nameEnd) + 1)
    }
    const end = valueEnd(text, at)
    children.set(name, { member, start: at, end })
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return children
}

const skipSpace = (text: string, from: number): number => {
  let at = from
  while (/\s/.test(text[at] ?? '')) at += 1
  return at
}

/** Where the value that begins here ends: texts, brackets within brackets, or a bare word. */
const valueEnd = (text: string, start: number): number => {
  let [at, depth] = [start, 0]
  do {
    const sign = text[at]
    if (sign === '"') {
      for (at += 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
      at += 1
    } else if (sign === '{' || sign === '[') {
      depth += 1
      at += 1
    } else if (sign === '}' || sign === ']') {
      depth -= 1
      at += 1
    } else if (depth > 0) at += 1
    else while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at += 1
  } while (depth > 0 && at < text.length)
  return at
}
