import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstForbidden, isSepaText, toSepaText } from './sepa-text.ts'

describe('SEPA texts', () => {
  it.each([
    ['Łukasz Żółć', 'Lukasz Zolc'],
    ['Ærø & Ångström', 'AEro + Angstroem'],
    ['10 € – “ja”!', "10 EUR - 'ja'."],
    ['日本', '..'],
    ['a\tb\nc', 'a b c'],
  ])('%s becomes %s', (text, expected) => {
    expect(toSepaText(text)).toBe(expected)
  })

  it('names the first character that is not allowed', () => {
    expect(firstForbidden('Müller & Co')).toBe('ü')
    expect(firstForbidden('Bakker BV')).toBeUndefined()
  })

  it('whatever comes in, what comes out is allowed or empty; what is allowed stays', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = toSepaText(text)
        expect(written === '' || isSepaText(written)).toBe(true)
        expect(toSepaText(written)).toBe(written)
      }),
    )
  })
})
