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
  // No heading and no item by the rules: paragraphs.
  '#utan blank\n#### fyra\n#  två blanka\n# ',
  '+utan blank\n+01 nolla först\n+100 för långt\n+',
]

const faulty: readonly (readonly [line: number, document: string])[] = [
  [2, 'bra\n*öppen'],
  [1, '* blank*'],
  [1, '*blank *'],
  [1, 'a \\b'],
  [1, 'slut \\'],
  [1, 'klocka \u0007'],
  [1, 'bild 😀'],
  [2, '|a|b|\n|-|'],
  [2, '|a|b|\n|x|-|'],
  [1, '|a|b|c|d|e|f|'],
  [1, '|a|b'],
  [1, '|ensam|'],
  [1, '|'],
  [1, '|a \\|'],
  [1, '|a\\x|\n|-|'],
  [3, '|a|\n|-|\n|*b|'],
  [1, 'halvt tecken \ud83d'],
]

describe('5.8: simpleMarkdownV1', () => {
  it.each(legal)('%j is legal', (document) => {
    expect(simpleMarkdownFault(document)).toBeUndefined()
  })

  it.each(faulty)('line %i of %j is wrong', (line, document) => {
    expect(simpleMarkdownFault(document)).toMatchObject({ line, reason: expect.stringMatching(/\S/) })
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
