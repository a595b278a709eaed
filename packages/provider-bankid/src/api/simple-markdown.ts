export interface MarkdownFault {
  /** From 1. */
  readonly line: number
  readonly reason: string
}

const foreign = /[^\t\n\r\u0020-\u007E\u00A0-\uFFEF]/u

/** What is wrong with a simpleMarkdownV1 document (reference section 5.8), or nothing. */
export const simpleMarkdownFault = (text: string): MarkdownFault | undefined => {
  const lines = text.split(/\r\n|\r|\n/)
  let table: TableState | undefined
  for (const [index, line] of lines.entries()) {
    const trimmed = line.replace(/^[ \t]+|[ \t]+$/g, '')
    const isRow = trimmed.startsWith('|')
    if (!isRow && table !== undefined && table.rows < 2) {
      return { line: index, reason: 'a table has a header and a delimiter row' }
    }
    table = isRow ? { rows: (table?.rows ?? 0) + 1, columns: table?.columns ?? cellsOf(trimmed).length } : undefined
    const reason = lineFault(line, trimmed) ?? (table === undefined ? undefined : rowFault(trimmed, table))
    if (reason !== undefined) return { line: index + 1, reason }
  }
  return table !== undefined && table.rows < 2
    ? { line: lines.length, reason: 'a table has a header and a delimiter row' }
    : undefined
}

interface TableState {
  readonly rows: number
  readonly columns: number
}

const lineFault = (line: string, trimmed: string): string | undefined => {
  if (foreign.test(line)) return 'a character outside of U+0020–U+007E and U+00A0–U+FFEF'
  if (trimmed.startsWith('#')) {
    if (!/^#{1,3} [^ \t]/.test(trimmed)) return 'a heading is 1 to 3 “#”, one space and a text'
  } else if (trimmed.startsWith('+')) {
    if (!/^\+(?:0|[1-9]\d?)?[ \t]+\S/.test(trimmed)) return 'a list item is “+” or “+N”, a space and a text'
  }
  return trimmed.startsWith('|') ? undefined : spanFault(trimmed)
}

/** Escapes and strong text. */
const spanFault = (text: string): string | undefined => {
  let opened: number | undefined
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') {
      at += 1
      if (!/^[#+|*\-\\]$/.test(text[at] ?? '')) return '“\\” may stand only before # + | * - and \\'
    } else if (character === '*' && opened === undefined) {
      opened = at
      if (/^[ \t*]?$/.test(text[at + 1] ?? '')) return 'strong text starts right after its “*”'
    } else if (character === '*') {
      if (/[ \t]/.test(text[at - 1] ?? '')) return 'strong text ends right before its “*”'
      opened = undefined
    }
  }
  return opened === undefined ? undefined : 'a “*” is not closed'
}

const cellsOf = (row: string): readonly string[] => row.replaceAll(/\\./g, 'xx').split('|').slice(1, -1)

const rowFault = (row: string, { rows, columns }: TableState): string | undefined => {
  if (row.length < 2 || !row.replaceAll(/\\./g, 'xx').endsWith('|')) return 'a table’s row starts and ends with “|”'
  const cells = cellsOf(row)
  if (columns > 5) return 'a table has at most 5 columns'
  if (cells.length !== columns) return 'a table’s rows have equally many cells'
  if (rows === 2 && !cells.every((cell) => /^[ \t]*:?-+:?[ \t]*$/.test(cell))) {
    return 'a table’s second row holds “-” with “:” for alignment'
  }
  return row
    .replaceAll(/\\\|/g, '\\\\')
    .split('|')
    .slice(1, -1)
    .map((cell) => spanFault(cell))
    .find((fault) => fault !== undefined)
}
