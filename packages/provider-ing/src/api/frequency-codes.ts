import type { PaymentFrequency } from '@nostro/core'

/** ING's code by our word: of standing orders and of periodic payments. `monthly-variable` has none. */
export const frequencyCodes = {
  daily: 'DAIL',
  weekly: 'WEEK',
  'every-two-weeks': 'TOWK',
  monthly: 'MNTH',
  'every-two-months': 'TOMN',
  quarterly: 'QUTR',
  'half-yearly': 'SEMI',
  yearly: 'YEAR',
} as const satisfies Partial<Record<PaymentFrequency, string>>

/** ING's example of a standing order has a word in place of a code. */
const frequencies: Readonly<Record<string, PaymentFrequency>> = {
  ...Object.fromEntries(Object.entries(frequencyCodes).map(([ours, code]) => [code, ours as PaymentFrequency])),
  DAILY: 'daily',
  WEEKLY: 'weekly',
  MONTHLY: 'monthly',
  QUARTERLY: 'quarterly',
  YEARLY: 'yearly',
}

/** `FOMN`, every four months, has no word of ours and is `unknown`. */
export const toFrequency = (text: string | undefined): PaymentFrequency | 'unknown' => {
  const code = (text ?? '').toUpperCase()
  return (Object.hasOwn(frequencies, code) ? frequencies[code] : undefined) ?? 'unknown'
}
