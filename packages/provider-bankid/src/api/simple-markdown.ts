export interface MarkdownFault {
  /** From 1. */
  readonly line: number
  readonly reason: string
}

/** All but U+0009, U+000A, U+000D, U+0020–U+007E and U+00A0–U+FFEF; surrogates without their other half too. */
const foreign = /[^\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFEF]/u
const maxColumns = 5

/**
 * What is wrong with a simpleMarkdownV1 document (reference section 5.8), or nothing. A line that only looks like a
 * heading or a list item, such as “#text” or “+01 text”, is a paragraph: it is shown as it stands, and legal.
 */
export const simpleMarkdownFault = (text: string): MarkdownFault | undefined => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''))
  let table: TableState | undefined
  for (const [index, line] of lines.entries()) {
    if (foreign.test(line)) return { line: index + 1, reason: 'a character outside of U+0020–U+007E and U+00A0–U+FFEF' }
    const cells = line.startsWith('|') ? cellsOf(line) : undefined
    if (cells === undefined && table?.rows === 1) return { line: index, reason: lonelyHeader }
    table = cells && { rows: (table?.rows ?? 0) + 1, columns: table?.columns ?? cells.length }
    const reason = cells && table ? rowFault(line, cells, table) : spanFault(line)
    if (reason !== undefined) return { line: index + 1, reason }
  }
  return table?.rows === 1 ? { line: lines.length, reason: lonelyHeader } : undefined
}

interface TableState {
  /** Including the one being read. */
  readonly rows: number
  readonly columns: number
}

const lonelyHeader = 'a table has a header and a delimiter row'

/** Escapes and strong text. */
const spanFault = (text: string): string | undefined => {
  let opened = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') {
      at += 1
      if (!/^[#+|*\-\\]$/.test(text[at] ?? '')) return '“\\” may stand only before # + | * - and \\'
    } else if (character === '*' && !opened) {
      opened = true
      if (/^[ \t*]?$/.test(text[at + 1] ?? '')) return 'strong text starts right after its “*”'
    } else if (character === '*') {
      if (/[ \t]/.test(text[at - 1] ?? '')) return 'strong text ends right before its “*”'
      opened = false
    }
  }
  return opened ? 'a “*” is not closed' : undefined
}

/** What stands between the bars, escapes as they were written: an escaped bar is text. */
const cellsOf = (row: string): readonly string[] =>
  (row.match(/\|(?:\\.|[^|\\])*/g) ?? []).slice(0, -1).map((cell) => cell.slice(1).replace(/^[ \t]+|[ \t]+$/g, ''))

/** A row as it must be: pieces of text and escapes, each closed by a bar. A stray backslash is told by its cell. */
const rowShape = /^\|(?:(?:\\.|[^|\\])*\|)+$/

const rowFault = (row: string, cells: readonly string[], { rows, columns }: TableState): string | undefined => {
  if (!rowShape.test(row)) return 'a table’s row starts and ends with “|”'
  if (columns > maxColumns) return `a table has at most ${maxColumns} columns`
  if (cells.length !== columns) return 'a table’s rows have equally many cells'
  if (rows === 2 && !cells.every((cell) => /^:?-+:?$/.test(cell))) {
    return 'a table’s second row holds “-” with “:” for alignment'
  }
  return cells.map(spanFault).find((fault) => fault !== undefined)
}
