/** A decimal number as an exact pair: `unscaled / 10^scale`. */
interface Exact {
  readonly unscaled: bigint
  readonly scale: number
}

const parse = (text: string): Exact => {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) throw new TypeError('This is no decimal text.')
  const [, sign = '', whole = '0', fraction = ''] = match
  const digits = BigInt(whole + fraction)
  return { unscaled: sign === '-' ? -digits : digits, scale: fraction.length }
}

const toText = ({ unscaled, scale }: Exact): string => {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const cut = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`
  return unscaled < 0n ? `-${text}` : text
}

const aligned = (left: string, right: string): readonly [bigint, bigint, number] => {
  const [a, b] = [parse(left), parse(right)]
  const scale = Math.max(a.scale, b.scale)
  return [a.unscaled * 10n ** BigInt(scale - a.scale), b.unscaled * 10n ** BigInt(scale - b.scale), scale]
}

/** Exact sum of decimal texts. */
export const addDecimals = (left: string, right: string): string => {
  const [a, b, scale] = aligned(left, right)
  return toText({ unscaled: a + b, scale })
}

export const negateDecimal = (text: string): string => {
  const { unscaled, scale } = parse(text)
  return toText({ unscaled: -unscaled, scale })
}

export const compareDecimals = (left: string, right: string): number => {
  const [a, b] = aligned(left, right)
  return a === b ? 0 : a < b ? -1 : 1
}

export const isNegative = (text: string): boolean => parse(text).unscaled < 0n

export const isZero = (text: string): boolean => parse(text).unscaled === 0n

/** A place on a drawing. Only plots use it: what is written comes from the text. */
export const toPlotValue = (text: string): number => Number.parseFloat(text)
