import { describe, expect, it } from 'vitest'
import { renderTable } from './render-table.ts'
import { isMet, type Row } from './row.ts'

const row: Row = { name: 'Work', unit: 'ms', ours: 12.3456, other: 10, otherSide: 'by hand', ratio: 1.23456 }

describe('isMet', () => {
  const rows = [
    { aim: undefined, expected: undefined },
    { aim: { of: 'ratio', bound: 'at most', value: 1.25 }, expected: true },
    { aim: { of: 'ratio', bound: 'at most', value: 1.2 }, expected: false },
    { aim: { of: 'ratio', bound: 'at least', value: 1.2 }, expected: true },
    { aim: { of: 'ratio', bound: 'at least', value: 1.25 }, expected: false },
    { aim: { of: 'difference', bound: 'at most', value: 2.4 }, expected: true },
    { aim: { of: 'difference', bound: 'at most', value: 2.3 }, expected: false },
    { aim: { of: 'ours', bound: 'at most', value: 1_000 }, expected: true },
    { aim: { of: 'ours', bound: 'at most', value: 0.001 }, expected: false },
  ] as const
  it.each(rows.map((entry, index) => ({ ...entry, index })))('$index: $expected', ({ aim, expected }) => {
    expect(isMet(aim === undefined ? row : { ...row, aim })).toBe(expected)
  })
})

describe('the table', () => {
  it('is Markdown with a line for each row, aims in words and figures of three digits', () => {
    const table = renderTable([
      row,
      { ...row, name: 'Start', ours: 1234.5, other: 0.01234, aim: { of: 'difference', bound: 'at most', value: 40 } },
      { ...row, name: 'More', aim: { of: 'ratio', bound: 'at least', value: 0.95 } },
    ])
    expect(table.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
      '| What | Nostro | Bare | Unit | Ratio | Aim | Met | The other side |',
      expect.stringMatching(/^\|(-+\|){8}$/),
      '| Work | 12.3 | 10 | ms | 1.23 | | | by hand |',
      '| Start | 1235 | 0.0123 | ms | 1.23 | ≤ 40 ms more | no | by hand |',
      '| More | 12.3 | 10 | ms | 1.23 | ≥ 0.95 | yes | by hand |',
    ])
  })

  it('has lines of one length', () => {
    const lengths = renderTable([row, { ...row, name: 'Something longer' }])
      .split('\n')
      .map((line) => line.length)
    expect(new Set(lengths).size).toBe(1)
  })
})
