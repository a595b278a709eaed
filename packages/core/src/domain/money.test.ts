import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMoney,
  compareMoney,
  formatDecimal,
  isNegative,
  negateMoney,
  parseDecimal,
  subtractMoney,
  sumByCurrency,
  toMoney,
} from './money.ts'

const decimal = fc.record({
  unscaled: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
  scale: fc.integer({ min: 0, max: 5 }),
})
const amount = decimal.map(formatDecimal)
const euros = amount.map((text) => ({ amount: text, currency: 'EUR' }))

/** The oracle: everything in hundred-thousandths, since no amount here has more than five fraction digits. */
const oracle = (text: string): bigint => {
  const [, sign = '', integer = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  return BigInt(`${sign}${integer}${fraction.padEnd(5, '0')}`)
}

describe('amounts', () => {
  it('survive formatting and parsing, digit for digit', () => {
    fc.assert(
      fc.property(decimal, (value) => {
        expect(parseDecimal(formatDecimal(value))).toEqual(value)
      }),
    )
  })

  it('add, subtract and compare as exact integers do', () => {
    fc.assert(
      fc.property(euros, euros, (left, right) => {
        const [a, b] = [oracle(left.amount), oracle(right.amount)]
        expect(oracle(addMoney(left, right).amount)).toBe(a + b)
        expect(oracle(subtractMoney(left, right).amount)).toBe(a - b)
        expect(compareMoney(left, right)).toBe(a < b ? -1 : a > b ? 1 : 0)
        expect(oracle(negateMoney(left).amount)).toBe(-a)
        expect(isNegative(left)).toBe(a < 0n)
      }),
    )
  })

  it('take their normal form, whether they have it already or not', () => {
    const written = fc.stringMatching(/^[+-]?0{0,2}[0-9]{1,4}(\.[0-9]{1,3})?$/)
    fc.assert(
      fc.property(written, (text) => {
        expect(toMoney(text, 'EUR').amount).toBe(formatDecimal(parseDecimal(text)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('sum alike in any order', () => {
    fc.assert(
      fc.property(fc.array(euros, { minLength: 1 }), (values) => {
        const forward = sumByCurrency(values)['EUR'] ?? ''
        const backward = sumByCurrency(values.toReversed())['EUR'] ?? ''
        expect(oracle(forward)).toBe(oracle(backward))
      }),
    )
  })

  it('do not lose a cent where floats do', () => {
    expect(addMoney({ amount: '0.10', currency: 'EUR' }, { amount: '0.20', currency: 'EUR' }).amount).toBe('0.30')
    expect(addMoney({ amount: '9007199254740993', currency: 'EUR' }, { amount: '0.01', currency: 'EUR' }).amount).toBe(
      '9007199254740993.01',
    )
  })

  it.each([
    ['+250.0', '250.0'],
    ['0250.00', '250.00'],
    ['-0.00', '0.00'],
    ['7', '7'],
  ])('%j is written %s', (text, written) => {
    expect(toMoney(text, 'EUR').amount).toBe(written)
  })

  it.each(['-.5', '1.', '1e3', '1,50', '0x10', '٣', ' 1', '', 'NaN', '--1'])('%j is refused', (text) => {
    expect(() => toMoney(text, 'EUR')).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
  })

  it.each(['eur', 'EURO', '', 'E1R'])('refuses the currency %j', (currency) => {
    expect(() => toMoney('1', currency)).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
  })

  it('of two currencies are never combined', () => {
    const [left, right] = [toMoney('1', 'EUR'), toMoney('1', 'SEK')]
    for (const operation of [addMoney, subtractMoney, compareMoney]) {
      expect(() => operation(left, right)).toThrow(/EUR and SEK/)
    }
    expect(sumByCurrency([left, right, left])).toEqual({ EUR: '2', SEK: '1' })
  })
})
