import { MarkdownFault, readSpans, type Span, trimBlanks } from './spans.ts'

export type Alignment = 'left' | 'right' | 'center'

export interface Table {
  readonly kind: 'table'
  readonly alignments: readonly Alignment[]
  readonly header: readonly (readonly Span[])[]
  readonly rows: readonly (readonly (readonly Span[])[])[]
}

const maxColumns = 5

/** The raw cells between the bars; an escaped bar is text. */
const cellsOf = (line: string): readonly string[] => {
  const cells: string[] = []
  let cell = ''
  for (let at = 1; at < line.length; at += 1) {
    const character = line.charAt(at)
    if (character === '|') {
      cells.push(trimBlanks(cell).text)
      cell = ''
    } else if (character === '\\') {
      cell += line.slice(at, at + 2)
      at += 1
    } else {
      cell += character
    }
  }
  if (cell !== '' || cells.length === 0) throw new MarkdownFault('a table row does not end with a bar')
  return cells
}

const alignmentOf = (cell: string): Alignment => {
  if (!/^:?-+:?$/.test(cell)) throw new MarkdownFault('the second row of a table is not a delimiter row')
  if (!cell.endsWith(':')) return 'left'
  return cell.startsWith(':') ? 'center' : 'right'
}

/** Consecutive lines that begin with a bar. @throws MarkdownFault */
export const readTable = (lines: readonly string[]): Table => {
  const [header, delimiters, ...rows] = lines.map(cellsOf)
  if (header === undefined || delimiters === undefined) throw new MarkdownFault('a table without a delimiter row')
  if (header.length > maxColumns) throw new MarkdownFault(`a table of more than ${maxColumns} columns`)
  if ([delimiters, ...rows].some((row) => row.length !== header.length)) {
    throw new MarkdownFault('the rows of a table differ in their number of cells')
  }
  return {
    kind: 'table',
    alignments: delimiters.map(alignmentOf),
    header: header.map(readSpans),
    rows: rows.map((row) => row.map(readSpans)),
  }
}
