import { type Counterparty, type LocalDate, type Money, type PaymentFrequency, toMoney } from '@nostro/core'
import type { WireStandingOrder } from '../api/account-schemas.ts'
import { toLines } from './remittance.ts'

/** An agreement to pay again and again, as ING lists it beside the transactions (v3, where a country has it). */
export interface StandingOrder {
  readonly provider: 'ing'
  readonly accountId: string
  readonly amount: Money
  readonly creditor: Counterparty
  readonly frequency: PaymentFrequency | 'unknown'
  readonly startDate?: LocalDate
  readonly endDate?: LocalDate
  /** Day of the month, 1 to 31. */
  readonly dayOfExecution?: number
  readonly remittanceInformation?: readonly string[]
  readonly raw: unknown
}

/** ING's code by our word. Its example of a standing order has a word instead of a code. */
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

const frequencies: Readonly<Record<string, PaymentFrequency>> = {
  ...Object.fromEntries(Object.entries(frequencyCodes).map(([ours, code]) => [code, ours as PaymentFrequency])),
  DAILY: 'daily',
  WEEKLY: 'weekly',
  MONTHLY: 'monthly',
  QUARTERLY: 'quarterly',
  YEARLY: 'yearly',
}

/** `FOMN`, every four months, has no word of ours and is `unknown`. */
export const toFrequency = (text: string | undefined): PaymentFrequency | 'unknown' =>
  frequencies[(text ?? '').toUpperCase()] ?? 'unknown'

export const toStandingOrder = (wire: WireStandingOrder, raw: unknown, accountId: string): StandingOrder => {
  const information = wire.additionalInformationStructured
  const details = information?.StandingOrderDetails ?? information?.standingOrderDetails ?? undefined
  const day = Number(details?.dayOfExecution)
  const lines = toLines(wire.remittanceInformationUnstructured)
  return {
    provider: 'ing',
    accountId,
    amount: toMoney(wire.transactionAmount.amount, wire.transactionAmount.currency),
    creditor: {
      ...(wire.creditorName === undefined ? {} : { name: wire.creditorName }),
      ...(wire.creditorAccount?.iban === undefined ? {} : { iban: wire.creditorAccount.iban }),
      ...(wire.creditorAccount?.bban === undefined ? {} : { bban: wire.creditorAccount.bban }),
      ...(wire.creditorAccount?.bic === undefined ? {} : { bic: wire.creditorAccount.bic }),
    },
    frequency: toFrequency(details?.frequency),
    ...(details?.startDate === undefined ? {} : { startDate: details.startDate }),
    ...(details?.endDate === undefined ? {} : { endDate: details.endDate }),
    ...(Number.isInteger(day) && day >= 1 && day <= 31 ? { dayOfExecution: day } : {}),
    ...(lines.length === 0 ? {} : { remittanceInformation: lines }),
    raw,
  }
}
