/** Where a document is wrong. BankID's own answer names the place the same way: `At (5, 1): …`. */
export interface MarkdownFault {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units of the line as it was given. */
  readonly column: number
  readonly reason: string
}

/** A fault inside a line: `at` counts from 0. */
interface LineFault {
  readonly at: number
  readonly reason: string
}

/** A line without the white space around it. `offset`: how much was cut off in front. */
interface Line {
  readonly text: string
  readonly offset: number
}

/** All but U+0009, U+000A, U+000D, U+0020–U+007E and U+00A0–U+FFEF; surrogates without their other half too. */
const foreign = /[^\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFEF]/u
const maxColumns = 5
const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'

/**
 * What is wrong with a simpleMarkdownV1 document (BankID, “formatting text”), or nothing. A line that begins with `#` or
 * `+` must be a heading or a list item: BankID's service refuses `+text` (“must be followed by space”); as text such a
 * line begins with `\#` or `\+`.
 *
 * @example simpleMarkdownFault('+item')?.column // 1
 */
export const simpleMarkdownFault = (text: string): MarkdownFault | undefined => {
  const lines = text.split(/\r\n|\r|\n/).map(trimmed)
  let table: TableState | undefined
  for (const [index, line] of lines.entries()) {
    const cells = line.text.startsWith('|') ? cellsOf(line.text) : undefined
    if (cells === undefined && table?.rows === 1) return faultAt(index - 1, lines[index - 1], lonelyHeader)
    table = cells && { rows: (table?.rows ?? 0) + 1, columns: table?.columns ?? cells.length }
    const fault =
      foreignFault(line.text) ?? (cells && table ? rowFault(line.text, cells, table) : blockFault(line.text))
    if (fault !== undefined) return faultAt(index, line, fault)
  }
  return table?.rows === 1 ? faultAt(lines.length - 1, lines.at(-1), lonelyHeader) : undefined
}

const faultAt = (index: number, line: Line | undefined, { at, reason }: LineFault): MarkdownFault => ({
  line: index + 1,
  column: (line?.offset ?? 0) + at + 1,
  reason,
})

/** In one pass: a regular expression for the blanks at the end takes quadratic time on blanks in the middle. */
const trimmed = (line: string): Line => {
  let [start, end] = [0, line.length]
  while (start < end && isBlank(line[start])) start += 1
  while (end > start && isBlank(line[end - 1])) end -= 1
  return { text: line.slice(start, end), offset: start }
}

const foreignFault = (text: string): LineFault | undefined => {
  const at = text.search(foreign)
  return at === -1 ? undefined : { at, reason: 'a character outside of U+0020–U+007E and U+00A0–U+FFEF' }
}

const heading = /^#{1,3} [^ \t]/
const listItem = /^\+(?:0|[1-9]\d?)? [ \t]*[^ \t]/

/** A heading, a list item, a rule or a paragraph. */
const blockFault = (text: string): LineFault | undefined => {
  if (text.startsWith('#') && !heading.test(text)) {
    return { at: 0, reason: 'a heading is one to three “#”, one space and a text; “\\#” begins a line of text' }
  }
  if (text.startsWith('+') && !listItem.test(text)) {
    return {
      at: 0,
      reason: 'a list item is “+” or “+” and a number from 0 to 99, a space and a text; “\\+” begins a line of text',
    }
  }
  return spanFault(text)
}

interface TableState {
  /** Including the one being read. */
  readonly rows: number
  readonly columns: number
}

const lonelyHeader: LineFault = { at: 0, reason: 'a table has a header and a delimiter row' }

/** Escapes and strong text. */
const spanFault = (text: string): LineFault | undefined => {
  let opened: number | undefined
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') {
      if (!/^[#+|*\-\\]$/.test(text[at + 1] ?? '')) return { at, reason: '“\\” may stand only before # + | * - and \\' }
      at += 1
    } else if (character === '*' && opened === undefined) {
      opened = at
      if (/^[ \t*]?$/.test(text[at + 1] ?? '')) return { at, reason: 'strong text starts right after its “*”' }
    } else if (character === '*') {
      if (isBlank(text[at - 1])) return { at, reason: 'strong text ends right before its “*”' }
      opened = undefined
    }
  }
  return opened === undefined ? undefined : { at: opened, reason: 'a “*” is not closed' }
}

interface Cell extends Line {
  /** The cell and its bars: where it begins in the row. */
  readonly start: number
}

/** What stands between the bars, escapes as they were written: an escaped bar is text. */
const cellsOf = (row: string): readonly Cell[] =>
  [...row.matchAll(/\|(?:\\.|[^|\\])*/g)]
    .slice(0, -1)
    .map(({ 0: cell, index }) => ({ start: index + 1, ...trimmed(cell.slice(1)) }))

/** A row as it must be: pieces of text and escapes, each closed by a bar. A stray backslash is a fault of its cell. */
const rowShape = /^\|(?:(?:\\.|[^|\\])*\|)+$/

const rowFault = (row: string, cells: readonly Cell[], { rows, columns }: TableState): LineFault | undefined => {
  if (!rowShape.test(row)) return { at: row.length - 1, reason: 'a table’s row starts and ends with “|”' }
  if (columns > maxColumns) return { at: 0, reason: `a table has at most ${maxColumns} columns` }
  if (cells.length !== columns) return { at: 0, reason: 'a table’s rows have equally many cells' }
  for (const { text, start, offset } of cells) {
    if (rows === 2 && !/^:?-+:?$/.test(text)) {
      return { at: start + offset, reason: 'a table’s second row holds “-” with “:” for alignment' }
    }
    const fault = spanFault(text)
    if (fault !== undefined) return { ...fault, at: start + offset + fault.at }
  }
  return undefined
}
