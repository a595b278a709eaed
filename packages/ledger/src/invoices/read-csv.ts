export interface CsvRow {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Rows of a CSV text (RFC 4180: quotes, doubled quotes, line ends inside of quotes). Empty rows are left out.
 * @throws SyntaxError naming the line of a quote that is never closed, or that closes before its cell ends
 */
export const readCsv = (text: string, delimiter: string): readonly CsvRow[] => {
  const rows: CsvRow[] = []
  let [cells, cell, line, start]: [string[], string, number, number] = [[], '', 1, 1]
  let quotedSince: number | undefined
  let wasQuoted = false
  const endCell = (): void => {
    cells.push(wasQuoted ? cell : cell.trim())
    cell = ''
    wasQuoted = false
  }
  const endRow = (): void => {
    endCell()
    if (cells.some((value) => value !== '')) rows.push({ line: start, cells })
    cells = []
    start = line + 1
  }
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place] ?? ''
    if (quotedSince !== undefined) {
      if (sign === '"' && text[place + 1] === '"') {
        cell += '"'
        place += 1
      } else if (sign === '"') quotedSince = undefined
      else cell += sign
      if (sign === '\n') line += 1
    } else if (sign === '"' && cell.trim() === '' && !wasQuoted) {
      cell = ''
      quotedSince = line
      wasQuoted = true
    } else if (sign === delimiter) endCell()
    else if (sign === '\n') {
      endRow()
      line += 1
    } else if (sign !== '\r') {
      if (wasQuoted && sign.trim() !== '')
        throw new SyntaxError(`line ${line}: after the closing quote stands “${sign}” instead of the next cell`)
      if (!wasQuoted) cell += sign
    }
  }
  if (quotedSince !== undefined)
    throw new SyntaxError(`line ${quotedSince}: the quote that begins here is never closed`)
  endRow()
  return rows
}
