import { type Balance, type BalanceType, toMoney } from '@nostro/core'
import type { WireBalance } from '../api/account-schemas.ts'

const balanceTypes: ReadonlySet<string> = new Set<BalanceType>([
  'closingAvailable',
  'closingBooked',
  'expected',
  'forwardAvailable',
  'information',
  'interimAvailable',
  'interimBooked',
  'nonInvoiced',
  'openingAvailable',
  'openingBooked',
  'previouslyClosedBooked',
])

export const toBalance = (wire: WireBalance, raw: unknown): Balance => ({
  balanceType: balanceTypes.has(wire.balanceType) ? (wire.balanceType as BalanceType) : 'unknown',
  amount: toMoney(wire.balanceAmount.amount, wire.balanceAmount.currency),
  referenceDate: wire.referenceDate,
  lastChange: wire.lastChangeDateTime,
  raw,
})
