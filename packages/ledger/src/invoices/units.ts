import { formatDecimal } from '@nostro/core'
import { toScaled } from '../plan/amounts.ts'
import type { Units } from './match-types.ts'

export const scale = 5

/** Nothing for an amount that does not fit five decimals and 64 bits: such entries are left to a person. */
export const toUnits = toScaled

/** At least two decimals, as people write amounts. */
export const fromUnits = (units: Units): string => formatDecimal({ unscaled: units, scale }).replace(/0{1,3}$/, '')

export const absolute = (units: Units): Units => (units < 0n ? -units : units)

export const smaller = (a: Units, b: Units): Units => (a < b ? a : b)

/** `part` of `whole`, of another whole; rounded down. */
export const proportion = (part: Units, whole: Units, ofWhole: Units): Units =>
  part === whole ? ofWhole : (ofWhole * part) / whole

/** A share as decimal text (`0.005`) of an amount, to two decimals, half up. */
export const shareOf = (amount: Units, share: string, percent = false): Units => {
  const factor = toScaled(share) ?? 0n
  const divisor = 10n ** BigInt(scale) * (percent ? 100n : 1n)
  const cent = 1000n
  return ((amount * factor + (divisor * cent) / 2n) / (divisor * cent)) * cent
}
