import { type Balance, type BalanceType, isLocalDate, parseInstant, toInstant, toMoney } from '@nostro/core'
import type { WireBalance } from '../api/schemas.ts'

/** Types of the standard, and two that banks write besides: an older word and a misspelt one. */
const types: Readonly<Record<string, BalanceType>> = {
  closingAvailable: 'closingAvailable',
  closingBooked: 'closingBooked',
  expected: 'expected',
  forwardAvailable: 'forwardAvailable',
  information: 'information',
  interimAvailable: 'interimAvailable',
  interimAvaliable: 'interimAvailable',
  interimBooked: 'interimBooked',
  nonInvoiced: 'nonInvoiced',
  openingAvailable: 'openingAvailable',
  openingBooked: 'openingBooked',
  authorised: 'interimAvailable',
}

export const toBalance = (wire: WireBalance, raw: unknown): Balance => {
  const changed = parseInstant(wire.lastChangeDateTime ?? '')
  return {
    balanceType: types[wire.balanceType ?? ''] ?? 'unknown',
    amount: toMoney(wire.balanceAmount.amount, wire.balanceAmount.currency),
    referenceDate: isLocalDate(wire.referenceDate ?? '') ? wire.referenceDate : undefined,
    lastChange: changed === undefined ? undefined : toInstant(changed),
    raw,
  }
}
