import { MarkdownFault, readSpans, type Span, trimBlanks } from './spans.ts'
import { readTable, type Table } from './table.ts'

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly spans: readonly Span[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'item'; readonly number?: number; readonly spans: readonly Span[] }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'space' }
  | Table

export interface MarkdownError {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1. */
  readonly column: number
  readonly reason: string
}

export type MarkdownResult =
  | { readonly ok: true; readonly blocks: readonly Block[] }
  | { readonly ok: false; readonly error: MarkdownError }

/** U+0020-U+007E, U+00A0-U+FFEF, tab; line ends are gone by now. Lone or paired surrogates lie above the range. */
const foreign = /[^\t\u0020-\u007e\u00a0-\ud7ff\ue000-\uffef]/u

/** The service's own sentence; those of the other blocks are made after it. */
const itemRule = "Initial token for unordered list items must be '+' and it must be followed by space."
const numberedRule =
  "Initial token for ordered list items must be '+' and a number from 0 to 99, and it must be followed by space."
const headingRule =
  "Initial token for headings must be one to three '#' and it must be followed by one space and a text."

const readHeading = (line: string): Block => {
  const heading = /^(#{1,3}) ([^ \t].*)$/.exec(line)
  if (heading === null) throw new MarkdownFault(headingRule)
  return { kind: 'heading', level: heading[1]?.length ?? 1, spans: inside(line, (heading[1]?.length ?? 0) + 1) }
}

const readItem = (line: string): Block => {
  const item = /^\+(0|[1-9]\d?)? [ \t]*(?=[^ \t])/.exec(line)
  if (item === null) throw new MarkdownFault(/^\+\d/.test(line) ? numberedRule : itemRule)
  const spans = inside(line, item[0].length)
  return item[1] === undefined ? { kind: 'item', spans } : { kind: 'item', number: Number(item[1]), spans }
}

/** Spans of what follows a token. */
const inside = (line: string, start: number): readonly Span[] => {
  try {
    return readSpans(line.slice(start))
  } catch (error) {
    throw error instanceof MarkdownFault ? new MarkdownFault(error.message, start + error.at) : error
  }
}

/** `#` and `+` begin a heading or an item and nothing else: the service refuses a line that only looks like one. */
const readLine = (line: string): Block => {
  if (line === '') return { kind: 'space' }
  if (line === '---') return { kind: 'rule' }
  if (line.startsWith('#')) return readHeading(line)
  if (line.startsWith('+')) return readItem(line)
  return { kind: 'paragraph', spans: readSpans(line) }
}

/** Reads a document by the grammar of BankID's formatting guide; the first fault ends the reading. */
export const readSimpleMarkdown = (text: string): MarkdownResult => {
  const trimmed = text.split(/\r\n|\r|\n/).map(trimBlanks)
  const lines = trimmed.map((line) => line.text)
  const blocks: Block[] = []
  let at = 0
  try {
    for (; at < lines.length; at += 1) {
      const found = lines[at]?.search(foreign) ?? -1
      if (found !== -1) throw new MarkdownFault('a code point out of range', found)
    }
    for (at = 0; at < lines.length; ) {
      let end = at
      while (lines[end]?.startsWith('|')) end += 1
      blocks.push(end > at ? readTable(lines.slice(at, end)) : readLine(lines[at] ?? ''))
      at = Math.max(end, at + 1)
    }
  } catch (error) {
    if (!(error instanceof MarkdownFault)) throw error
    const column = (trimmed[at]?.offset ?? 0) + error.at + 1
    return { ok: false, error: { line: at + 1, column, reason: error.message } }
  }
  return { ok: true, blocks }
}

/** The first fault of a document, or nothing. */
export const simpleMarkdownFault = (text: string): MarkdownError | undefined => {
  const result = readSimpleMarkdown(text)
  return result.ok ? undefined : result.error
}
