import type { MinorUnits } from '../../seed/model.ts'

/** `"12.5"` to 1250n. Expects the checked form: optional sign, digits, at most two decimals. */
export const toMinorUnits = (value: string): MinorUnits => {
  const negative = value.startsWith('-')
  const [whole = '0', decimals = ''] = value.replace('-', '').split('.')
  const units = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0'))
  return negative ? -units : units
}

/** 1250n to `"12.50"`. */
export const fromMinorUnits = (units: MinorUnits): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(3, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export interface WireAmount {
  readonly value: string
  readonly currency: string
}

export const wireAmount = (units: MinorUnits, currency: string): WireAmount => ({
  value: fromMinorUnits(units),
  currency,
})
