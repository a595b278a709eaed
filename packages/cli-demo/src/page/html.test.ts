import { describe, expect, it } from 'vitest'
import { html } from './html.ts'

describe('html: the gate for text that goes to a page', () => {
  it('escapes what is inserted, also in attributes, and not what a template made', () => {
    const inner = html`<b title="${"\" onclick='x'"}">${'<script>&'}</b>`
    expect(html`<p>${inner}${[inner]}</p>`.text).toBe(
      `<p>${'<b title="&quot; onclick=&#39;x&#39;">&lt;script&gt;&amp;</b>'.repeat(2)}</p>`,
    )
  })

  it('A1: marks of direction and control characters of both ranges become dots; line feeds stay', () => {
    const bidi = ['\u061c', '\u200e', '\u200f', '\u202a', '\u202d', '\u202e', '\u2066', '\u2067', '\u2069']
    const controls = ['\0', '\b', '\t', '\r', '\x1b', '\x7f', '\x80', '\x85', '\x9b', '\x9f', '\u2028', '\u2029']
    for (const sign of [...bidi, ...controls]) expect(html`a${`b${sign}c`}`.text).toBe('ab·c')
    expect(html`${'two\nlines'}`.text).toBe('two\nlines')
  })

  it('keeps letters of every writing, and joins of emoji', () => {
    for (const text of ['Zoë Åström', 'שלום', 'مرحبا', '👩‍👩‍👧', 'naïve – “x”', '日本語'])
      expect(html`${text}`.text).toBe(text)
  })

  it('inserts nothing for nothing, and numbers as they are', () => {
    expect(html`[${undefined}|${0}|${''}]`.text).toBe('[|0|]')
  })
})
