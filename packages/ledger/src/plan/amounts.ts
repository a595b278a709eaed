import { parseDecimal } from '@nostro/core'

/** The same text for the same number: `12.50`, `12.5` and `012.5` are one. */
export const amountKey = (amount: string): string => {
  if (!amount.includes('.')) return amount
  const last = amount.charCodeAt(amount.length - 1)
  return last !== 48 && last !== 46 ? amount : amount.replace(/\.?0+$/, '')
}

/** Digits after the point of {@link plainScaled} and {@link toScaled}. */
export const plainScale = 5
const mostWhole = 9
const [zero, nine, point, minus] = [48, 57, 46, 45]

/**
 * The amount as a number at scale 5, where it is exact: at most nine digits before the point and five after it. Written out, since
 * it runs twice for every entry that a bank lists.
 */
export const plainScaled = (amount: string): number | undefined => {
  const start = amount.charCodeAt(0) === minus ? 1 : 0
  let [value, cut] = [0, -1]
  for (let index = start; index < amount.length; index += 1) {
    const code = amount.charCodeAt(index)
    if (code >= zero && code <= nine) value = value * 10 + (code - zero)
    else if (code === point && cut < 0) cut = index
    else return undefined
  }
  const whole = (cut < 0 ? amount.length : cut) - start
  const digits = cut < 0 ? 0 : amount.length - cut - 1
  if (whole < 1 || whole > mostWhole || digits > plainScale || (cut >= 0 && digits < 1)) return undefined
  for (let missing = plainScale - digits; missing > 0; missing -= 1) value *= 10
  return start === 0 || value === 0 ? value : -value
}

const largest = 2n ** 63n - 1n

/** The amount as an integer at scale 5; nothing when it has more digits or does not fit 64 bits. */
export const toScaled = (amount: string): bigint | undefined => {
  const plain = plainScaled(amount)
  if (plain !== undefined) return BigInt(plain)
  const value = parseDecimal(amountKey(amount))
  if (value.scale > plainScale) return undefined
  const scaled = value.unscaled * 10n ** BigInt(plainScale - value.scale)
  return scaled > largest || scaled < -largest ? undefined : scaled
}

/** How far two amounts are apart: of the same sign, and by which share of the first. */
export const amountDistance = (from: string, to: string): { readonly sameSign: boolean; readonly share: number } => {
  const [a, b] = [parseDecimal(from), parseDecimal(to)]
  const digits = Math.max(a.scale, b.scale)
  const left = a.unscaled * 10n ** BigInt(digits - a.scale)
  const right = b.unscaled * 10n ** BigInt(digits - b.scale)
  const sameSign = left < 0n === right < 0n
  if (left === right) return { sameSign, share: 0 }
  if (left === 0n) return { sameSign, share: Number.POSITIVE_INFINITY }
  const [size, other] = [left < 0n ? -left : left, right < 0n ? -right : right]
  return { sameSign, share: Number(((other - size) * 1_000_000n) / size) / 1_000_000 }
}
