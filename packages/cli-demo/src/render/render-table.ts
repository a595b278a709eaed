import Table from 'cli-table3'
import type { Terminal } from '../terminal.ts'
import { markColours, releaseMarked } from './harmless.ts'

export interface Column<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Narrow terminals drop the columns with the highest number first; 0 always stays. */
  readonly priority?: number
  /** Several lines are given as a list: a line break inside a text is not ours. */
  value(row: Row): string | readonly string[]
}

type Ready<Row> = Omit<Column<Row>, 'value'> & { value(row: Row): string }

/** One cell: each text harmless and on one line, with our own colours. */
const toCell = (value: string | readonly string[]): string =>
  (typeof value === 'string' ? [value] : value).map((line) => releaseMarked(line.replaceAll('\n', '·'))).join('\n')

/** A plain table that fits the terminal: less important columns go first, then the widest is cut. */
export const renderTable = <Row>(rows: readonly Row[], given: readonly Column<Row>[], terminal: Terminal): string => {
  const columns = given.map((column) => ({ ...column, value: (row: Row) => toCell(column.value(row)) }))
  const fitting = columnsThatFit(rows, columns, terminal.width)
  const widths = fitting.map((column) => widthOf(rows, column))
  const excess = widths.reduce((sum, width) => sum + width + 2, 0) - terminal.width
  const widest = widths.indexOf(Math.max(...widths))
  const table = new Table({
    head: fitting.map(({ title }) => toCell(terminal.style('bold', title))),
    colAligns: fitting.map(({ align = 'left' }) => align),
    colWidths: widths.map(
      (width, index) => (index === widest && excess > 0 ? Math.max(10, width - excess) : width) + 2,
    ),
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  table.push(...rows.map((row) => fitting.map((column) => column.value(row))))
  // Every code in it is ours by now.
  return markColours(table.toString().replace(/[ \t]+$/gm, ''))
}

const widthOf = <Row>(rows: readonly Row[], { title, value }: Ready<Row>): number =>
  Math.max(title.length, ...rows.map((row) => Math.max(...value(row).split('\n').map(visibleLength))))

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control characters
const visibleLength = (text: string): number => text.replace(/\x1b\[[0-9;]*m/g, '').length

const columnsThatFit = <Row>(
  rows: readonly Row[],
  columns: readonly Ready<Row>[],
  width: number,
): readonly Ready<Row>[] => {
  const total = columns.reduce((sum, column) => sum + widthOf(rows, column) + 2, 0)
  const worst = Math.max(...columns.map(({ priority = 0 }) => priority))
  return total <= width || worst === 0
    ? columns
    : columnsThatFit(
        rows,
        columns.filter(({ priority = 0 }) => priority < worst),
        width,
      )
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const
