import { parseDecimal } from '@nostro/core'

/** The same text for the same number: `12.50`, `12.5` and `012.5` are one. */
export const amountKey = (amount: string): string => {
  if (!amount.includes('.')) return amount
  const last = amount.charCodeAt(amount.length - 1)
  return last !== 48 && last !== 46 ? amount : amount.replace(/\.?0+$/, '')
}

const scale = 5
/** Amounts that are exact as a number at scale 5. */
const plainAmount = /^(-?\d{1,9})(?:\.(\d{1,5}))?$/
const largest = 2n ** 63n - 1n

/** The amount as an integer at scale 5; nothing when it has more digits or does not fit 64 bits. */
export const toScaled = (amount: string): bigint | undefined => {
  const plain = plainAmount.exec(amount)
  if (plain !== null) return BigInt(Number(`${plain[1]}${(plain[2] ?? '').padEnd(scale, '0')}`))
  const value = parseDecimal(amountKey(amount))
  if (value.scale > scale) return undefined
  const scaled = value.unscaled * 10n ** BigInt(scale - value.scale)
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
