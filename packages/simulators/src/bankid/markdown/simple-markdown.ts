import { MarkdownFault, readSpans, type Span } from './spans.ts'
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
  readonly reason: string
}

export type MarkdownResult =
  | { readonly ok: true; readonly blocks: readonly Block[] }
  | { readonly ok: false; readonly error: MarkdownError }

/** U+0020-U+007E, U+00A0-U+FFEF, tab; line ends are gone by now. Lone or paired surrogates lie above the range. */
const foreign = /[^\t\u0020-\u007e\u00a0-\ud7ff\ue000-\uffef]/u

const readLine = (line: string): Block => {
  if (line === '') return { kind: 'space' }
  if (line === '---') return { kind: 'rule' }
  const heading = /^(#{1,3}) ([^ \t].*)$/.exec(line)
  if (heading !== null) {
    return { kind: 'heading', level: heading[1]?.length ?? 1, spans: readSpans(heading[2] ?? '') }
  }
  const item = /^\+(0|[1-9]\d?)? ([ \t]*[^ \t].*)$/.exec(line)
  if (item === null) return { kind: 'paragraph', spans: readSpans(line) }
  const spans = readSpans((item[2] ?? '').trim())
  return item[1] === undefined ? { kind: 'item', spans } : { kind: 'item', number: Number(item[1]), spans }
}

/** Reads a document by the grammar of BankID's formatting guide; the first fault ends the reading. */
export const readSimpleMarkdown = (text: string): MarkdownResult => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''))
  const blocks: Block[] = []
  let at = 0
  try {
    for (; at < lines.length; at += 1)
      if (foreign.test(lines[at] ?? '')) throw new MarkdownFault('a code point out of range')
    for (at = 0; at < lines.length; ) {
      let end = at
      while (lines[end]?.startsWith('|')) end += 1
      blocks.push(end > at ? readTable(lines.slice(at, end)) : readLine(lines[at] ?? ''))
      at = Math.max(end, at + 1)
    }
  } catch (error) {
    if (!(error instanceof MarkdownFault)) throw error
    return { ok: false, error: { line: at + 1, reason: error.message } }
  }
  return { ok: true, blocks }
}

/** The first fault of a document, or nothing. */
export const simpleMarkdownFault = (text: string): MarkdownError | undefined => {
  const result = readSimpleMarkdown(text)
  return result.ok ? undefined : result.error
}
