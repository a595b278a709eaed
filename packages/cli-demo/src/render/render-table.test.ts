import { describe, expect, it } from 'vitest'
import type { Terminal } from '../terminal.ts'
import { type Column, renderTable } from './render-table.ts'

const terminal = (width: number): Terminal => ({
  out: () => {},
  err: () => {},
  write: () => {},
  progress: () => {},
  style: (_style, text) => text,
  width,
  interactive: false,
  env: {},
  cwd: '/',
  signal: new AbortController().signal,
})

const columns: readonly Column<{ name: string; sum: string; id: string }>[] = [
  { title: 'Name', value: ({ name }) => name },
  { title: 'Sum', align: 'right', value: ({ sum }) => sum },
  { title: 'Id', priority: 1, value: ({ id }) => id },
]

const rows = [
  { name: 'Savings', sum: '1.00', id: 'aaaaaaaaaaaaaaaa' },
  { name: 'Current', sum: '-250.00', id: 'bbbbbbbbbbbbbbbb' },
]

describe('renderTable', () => {
  it('aligns columns and leaves no blanks at the ends', () => {
    expect(renderTable(rows, columns, terminal(80)).split('\n')).toEqual([
      'Name         Sum  Id',
      'Savings     1.00  aaaaaaaaaaaaaaaa',
      'Current  -250.00  bbbbbbbbbbbbbbbb',
    ])
  })

  it('drops the least important column on a narrow terminal', () => {
    expect(renderTable(rows, columns, terminal(20))).not.toContain('Id')
  })

  it('cuts the widest column when nothing else helps', () => {
    const long = [{ name: 'x'.repeat(60), sum: '1.00', id: '' }]
    for (const line of renderTable(long, columns, terminal(30)).split('\n')) expect(line.length).toBeLessThanOrEqual(30)
  })

  it('prints the titles of an empty table', () => {
    expect(renderTable([], columns, terminal(80))).toContain('Name')
  })
})
