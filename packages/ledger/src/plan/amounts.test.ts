import { parseDecimal } from '@nostro/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainScale, plainScaled, toScaled } from './amounts.ts'

const digits = (most: number, least = 1) => fc.stringMatching(new RegExp(`^\\d{${least},${most}}$`))

it('scales plain amounts exactly, and no other text', () => {
  const amount = fc.tuple(fc.constantFrom('', '-'), digits(12), fc.option(digits(7)))
  fc.assert(
    fc.property(amount, ([sign, whole, rest]) => {
      const text = `${sign}${whole}${rest === null ? '' : `.${rest}`}`
      const { unscaled, scale } = parseDecimal(text)
      const isPlain = whole.length <= 9 && scale <= plainScale
      const exact = scale <= plainScale ? unscaled * 10n ** BigInt(plainScale - scale) : undefined
      const plain = plainScaled(text)
      expect(plain === undefined ? undefined : BigInt(plain)).toBe(isPlain ? exact : undefined)
      expect(exact === undefined ? undefined : toScaled(text)).toBe(exact)
    }),
    { numRuns: 500, seed: 11 },
  )
})

it.each(['', '-', '.5', '5.', '1.2.3', '1e3', '+1', ' 1', '1,5', '--1', '1-', '١'])(
  '“%s” is no plain amount',
  (text) => {
    expect(plainScaled(text)).toBeUndefined()
  },
)
