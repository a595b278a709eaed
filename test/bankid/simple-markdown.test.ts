import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simpleMarkdownFault } from '../../packages/provider-bankid/src/index.ts'
import { readSimpleMarkdown } from '../../packages/simulators/src/bankid/markdown/simple-markdown.ts'

/** Pieces that make and break documents, more often than chance would. */
const piece = fc.constantFrom(
  ...[
    '# ',
    '## ',
    '### ',
    '#### ',
    '+ ',
    '+1 ',
    '+01 ',
    '+100 ',
    '---',
    '|',
    '|a|b|',
    '|-|:-:|',
    '|:-|-:|',
    '*',
    '*x*',
  ],
  ...['* x*', '\\', '\\*', '\\|', '\\#', '\\x', ' ', '\t', 'a', 'åäö', '-', '\n', '\r\n', '\r', '\n\n', '\u007f', '😀'],
)
const document = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))

describe('simpleMarkdownV1', () => {
  it('is judged by provider and simulator alike', () => {
    let [good, bad] = [0, 0]
    fc.assert(
      fc.property(document, (text) => {
        const fault = simpleMarkdownFault(text)
        const read = readSimpleMarkdown(text)
        if (read.ok) good += 1
        else bad += 1
        expect({ ok: fault === undefined, text }).toEqual({ ok: read.ok, text })
      }),
      { numRuns: 4_000 },
    )
    // Neither side is rare, or this would prove little.
    expect(Math.min(good, bad)).toBeGreaterThan(200)
  })
})
