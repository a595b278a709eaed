import { type Aim, isMet, type Row } from './row.ts'

const titles = ['What', 'Nostro', 'Bare', 'Unit', 'Ratio', 'Aim', 'Met', 'The other side']

/** The table for people: Markdown, so that it can be pasted into a document as it is. */
export const renderTable = (rows: readonly Row[]): string => {
  const cells = [titles, ...rows.map(toCells)]
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = cells
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n')
}

const toCells = (row: Row): readonly string[] => {
  const met = isMet(row)
  return [
    row.name,
    toFigure(row.ours),
    toFigure(row.other),
    row.unit,
    row.ratio.toFixed(2),
    row.aim === undefined ? '' : toAimText(row.aim, row.unit),
    met === undefined ? '' : met ? 'yes' : 'no',
    row.otherSide,
  ]
}

/** Three digits that say something, whatever the size. */
const toFigure = (value: number): string =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))

const toAimText = ({ of, bound, value }: Aim, unit: string): string =>
  `${bound === 'at least' ? '≥' : '≤'} ${value}${{ ratio: '', ours: ` ${unit}`, difference: ` ${unit} more` }[of]}`
