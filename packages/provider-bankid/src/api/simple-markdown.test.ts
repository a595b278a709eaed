import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simpleMarkdownFault } from './simple-markdown.ts'

const legal = [
  '',
  'Vanlig text – utan märken',
  '# Ett\n## Två\r\n### Tre',
  '---  ',
  '+ punkt\n+0 noll\n+99 nittionio',
  'ett *starkt* ord och \\* och \\\\',
  '|a|b|\n|-|:-:|\n|1|*två*|',
  '|a|\n|-|\n\n|b|\n|-|',
  // A backslash that is escaped escapes nothing: the bar after it ends the cell.
  '|a \\\\|b|\n|-|-|',
  '|a \\| b|\n|-|',
  // As text, “#” and “+” at the start of a line are escaped.
  '\\#utan blank\n\\+01 nolla först',
]

const faulty: readonly (readonly [line: number, column: number, document: string])[] = [
  [2, 1, 'bra\n*öppen'],
  [1, 1, '* blank*'],
  [1, 8, '*blank *'],
  [1, 3, 'a \\b'],
  [1, 6, 'slut \\'],
  [1, 8, 'klocka \u0007'],
  [1, 6, 'bild 😀'],
  [2, 1, '|a|b|\n|-|'],
  [2, 2, '|a|b|\n|x|-|'],
  [1, 1, '|a|b|c|d|e|f|'],
  [1, 4, '|a|b'],
  [1, 1, '|ensam|'],
  [1, 1, '|'],
  [1, 5, '|a \\|'],
  [1, 3, '|a\\x|\n|-|'],
  [3, 2, '|a|\n|-|\n|*b|'],
  [1, 14, 'halvt tecken \ud83d'],
]

describe('5.8: simpleMarkdownV1', () => {
  it.each(legal)('%j is legal', (document) => {
    expect(simpleMarkdownFault(document)).toBeUndefined()
  })

  it.each(faulty)('line %i, column %i of %j is wrong', (line, column, document) => {
    expect(simpleMarkdownFault(document)).toEqual({ line, column, reason: expect.stringMatching(/\S/) })
  })

  it.each([
    ['a\n\nb:\n+ c\n+Dd', 5, 1],
    ['#x', 1, 1],
    ['####  x', 1, 1],
    ['#  två blanka', 1, 1],
    ['# ', 1, 1],
    ['+01 x', 1, 1],
    ['+100 för långt', 1, 1],
    ['text\n\t+', 2, 2],
    ['+\ttabb', 1, 1],
  ])('D8: %j only looks like a heading or an item: refused at line %i, column %i', (document, line, column) => {
    expect(simpleMarkdownFault(document)).toEqual({
      line,
      column,
      reason: expect.stringMatching(/^a (heading|list item) is/),
    })
  })

  it('F4: reads long runs of blanks once', () => {
    // Quadratic work on this would take minutes.
    expect(simpleMarkdownFault(`a${' '.repeat(1_000_000)}b\n|x${'\t'.repeat(1_000_000)}y|\n|-|`)).toBeUndefined()
  })

  it('text without any mark is always legal, one open “*” never', () => {
    const words = fc.stringMatching(/^[a-zåäö ,.!?]{1,60}$/)
    const check = (text: string): void => {
      expect(simpleMarkdownFault(text)).toBeUndefined()
      expect(simpleMarkdownFault(`${text}*x`)).toBeDefined()
    }
    fc.assert(fc.property(words, check))
  })
})
