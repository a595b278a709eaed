import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDecimals, compareDecimals, isNegative, negateDecimal } from './decimal.ts'
import { formatMoney } from './money.ts'

const show = (amount: string, currency: string, language: string, sign?: 'always'): string =>
  formatMoney({ amount, currency }, { language, sign }).replaceAll('\u00A0', ' ').replaceAll('\u202F', ' ')

describe('amounts for people', () => {
  it.each([
    ['-1234.5', 'EUR', 'en-GB', '−€1,234.50'],
    ['-1234.50', 'EUR', 'nl', '−€ 1.234,50'],
    ['1234.50', 'EUR', 'de', '1.234,50 €'],
    ['1234.50', 'SEK', 'sv', '1 234,50 kr'],
    ['0.00', 'EUR', 'en-GB', '€0.00'],
    ['1000', 'JPY', 'en-GB', '¥1,000'],
    // More digits than the currency has are the bank's own: none is dropped.
    ['0.12345', 'EUR', 'en-GB', '€0.12345'],
  ])('%s %s in %s is %s', (amount, currency, language, expected) => {
    expect(show(amount, currency, language)).toBe(expected)
  })

  it('entries carry their sign, nothing does not', () => {
    expect(show('8.01', 'EUR', 'en-GB', 'always')).toBe('+€8.01')
    expect(show('-8.01', 'EUR', 'en-GB', 'always')).toBe('−€8.01')
    expect(show('0', 'EUR', 'en-GB', 'always')).toBe('€0.00')
  })

  it('no digit is lost where a float would lose it', () => {
    expect(show('90071992547409931.07', 'EUR', 'en-GB')).toBe('€90,071,992,547,409,931.07')
    expect(show('0.1', 'EUR', 'en-GB')).toBe('€0.10')
    const digits = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 99 }))
    fc.assert(
      fc.property(digits, ([whole, cents]) => {
        const text = `${whole}.${String(cents).padStart(2, '0')}`
        expect(show(text, 'EUR', 'en-GB').replace(/[€,]/g, '')).toBe(text)
      }),
    )
  })
})

describe('sums of decimal texts', () => {
  const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
  const toText = (value: bigint): string => {
    const size = (value < 0n ? -value : value).toString().padStart(3, '0')
    return `${value < 0n ? '-' : ''}${size.slice(0, -2)}.${size.slice(-2)}`
  }

  it('are exact, and negation turns them round', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3')
    expect(addDecimals('10', '-0.005')).toBe('9.995')
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(addDecimals(toText(a), toText(b))).toBe(toText(a + b))
        expect(compareDecimals(addDecimals(toText(a), negateDecimal(toText(a))), '0')).toBe(0)
      }),
    )
  })

  it('know what is negative and what is larger', () => {
    expect([isNegative('-0.01'), isNegative('0.00'), isNegative('-0.00')]).toEqual([true, false, false])
    expect([compareDecimals('1.10', '1.1'), compareDecimals('-2', '1'), compareDecimals('2.01', '2')]).toEqual([
      0, -1, 1,
    ])
  })

  it('refuse what is no decimal text', () => {
    for (const text of ['', '1,5', '1e3', 'NaN', '--1']) expect(() => addDecimals(text, '0')).toThrow(TypeError)
  })
})
