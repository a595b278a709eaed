import fc from 'fast-check'
import { describe, expect, test as it } from 'vitest'
import { readSimpleMarkdown, simpleMarkdownFault } from './simple-markdown.ts'

const kinds = (text: string): readonly string[] | string => {
  const result = readSimpleMarkdown(text)
  return result.ok
    ? result.blocks.map(({ kind }) => kind)
    : `line ${result.error.line}, column ${result.error.column}: ${result.error.reason}`
}

describe('accepted', () => {
  it.each([
    ['plain text', 'Hej!', ['paragraph']],
    ['empty document', '', ['space']],
    ['three kinds of line end', 'a\rb\r\nc\nd', ['paragraph', 'paragraph', 'paragraph', 'paragraph']],
    ['three levels of heading', '# a\n## b\n### c', ['heading', 'heading', 'heading']],
    ['rule with white space after it', '--- \t', ['rule']],
    ['four dashes', '----', ['paragraph']],
    ['items', '+ a\n+0 b\n+12 c\n+12 d', ['item', 'item', 'item', 'item']],
    ['an escaped sign at the start of a line', '\\#a\n\\+a', ['paragraph', 'paragraph']],
    ['every escape', '\\# \\+ \\| \\* \\- \\\\', ['paragraph']],
    ['strong', 'a *b c* d', ['paragraph']],
    ['table without body', '|a|\n|-|', ['table']],
    ['table of five columns', '|a|b|c|d|e|\n|-|:-|-:|:-:|---|\n|1|2|3|4|5|', ['table']],
    ['escaped bar in a cell', '|a \\| b|\n|-|', ['table']],
    ['two tables', '|a|\n|-|\n\n|b|\n|-|', ['table', 'space', 'table']],
    ['edges of the range', '~\u00a0\uffef', ['paragraph']],
  ])('%s', (_name, text, expected) => {
    expect(kinds(text)).toEqual(expected)
  })
})

describe('refused', () => {
  it.each([
    ['escape of a letter', 'ok\n\\a', 2, 'a backslash before a plain character'],
    ['backslash at the end', '\\', 1, 'a backslash before a plain character'],
    ['unclosed strong', 'a *b', 1, 'a strong part is never closed'],
    ['strong over a line end', 'a *b\nc*', 1, 'a strong part is never closed'],
    ['space after the asterisk', 'a * b*', 1, 'white space after *'],
    ['space before the asterisk', 'a *b *', 1, 'white space or nothing before *'],
    ['empty strong', '**', 1, 'white space or nothing before *'],
    ['asterisk at the end', 'a*', 1, 'white space after *'],
    ['row without its last bar', '|a|b\n|-|-|', 1, 'a table row does not end with a bar'],
    ['lone bar', '|', 1, 'a table row does not end with a bar'],
    ['table without delimiters', '|a|', 1, 'a table without a delimiter row'],
    ['text as delimiters', '|a|\n|b|', 1, 'the second row of a table is not a delimiter row'],
    ['six columns', '|a|b|c|d|e|f|\n|-|-|-|-|-|-|', 1, 'a table of more than 5 columns'],
    ['rows of different width', 'x\n|a|b|\n|-|-|\n|1|', 2, 'the rows of a table differ in their number of cells'],
    ['control character', 'a\n\u0007', 2, 'a code point out of range'],
    ['C1 control', '\u0085', 1, 'a code point out of range'],
    ['emoji', '😀', 1, 'a code point out of range'],
    ['U+FFF0', '\ufff0', 1, 'a code point out of range'],
    ['lone surrogate', '\ud800', 1, 'a code point out of range'],
  ])('%s', (_name, text, line, reason) => {
    expect(simpleMarkdownFault(text)).toEqual({ line, column: expect.any(Number), reason })
  })
})

const itemRule = "Initial token for unordered list items must be '+' and it must be followed by space."

describe('D8: a line that only looks like a heading or an item is refused, and its place is named', () => {
  it.each([
    ['the document that the service refused', 'a\n\nb:\n+ c\n+Dd', 5, 1, itemRule],
    ['no text', '+', 1, 1, itemRule],
    ['a tab for the space', '+\ta', 1, 1, itemRule],
    ['behind white space', 'a\n \t+a', 2, 3, itemRule],
    ['leading zero', '+01 a', 1, 1, expect.stringMatching('ordered list items')],
    ['three digits', '+123 a', 1, 1, expect.stringMatching('ordered list items')],
    ['heading without a space', '#a', 1, 1, expect.stringMatching('headings')],
    ['heading with two spaces', '#  a', 1, 1, expect.stringMatching('headings')],
    ['heading of four signs', '#### a', 1, 1, expect.stringMatching('headings')],
    ['a bad escape inside an item', '+1 a \\b', 1, 6, 'a backslash before a plain character'],
    ['an open strong part inside a heading', ' ## a *b', 1, 7, 'a strong part is never closed'],
  ])('%s', (_name, text, line, column, reason) => {
    expect(simpleMarkdownFault(text)).toEqual({ line, column, reason })
  })
})

it('F4: reads long runs of blanks and of asterisks once', () => {
  // Quadratic work on this would take minutes.
  const blanks = ' '.repeat(1_000_000)
  expect(
    simpleMarkdownFault(`a${blanks}b\n+ a${blanks}b\n|a${blanks}b|\n|-|\n${'*a*'.repeat(100_000)}`),
  ).toBeUndefined()
})

it('drops white space at the ends of a line and shows a run as one space', () => {
  expect(readSimpleMarkdown(' \t a  \t b \t')).toEqual({
    ok: true,
    blocks: [{ kind: 'paragraph', spans: [{ text: 'a b', strong: false }] }],
  })
})

it('accepts any text once its special characters are escaped', () => {
  const plain = fc.string({ unit: fc.constantFrom(...' ab#+|*-\\1åé\t') })
  fc.assert(
    fc.property(plain, (text) => {
      expect(simpleMarkdownFault(text.replace(/[#+|*\-\\]/g, '\\$&'))).toBeUndefined()
    }),
  )
})

it('either reads a document or names one of its lines', () => {
  const any = fc.string({ unit: fc.constantFrom(...' a#+|*-\\:1\n') })
  fc.assert(
    fc.property(any, (text) => {
      const fault = simpleMarkdownFault(text)
      if (fault === undefined) return
      expect(fault.line).toBeGreaterThanOrEqual(1)
      expect(fault.line).toBeLessThanOrEqual(text.split('\n').length)
    }),
  )
})
