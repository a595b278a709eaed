import { type Balance, type BalanceType, isLocalDate, parseInstant, toInstant, toMoney } from '@nostro/core'
import type { WireBalance } from '../api/schemas.ts'

/** ISO 20022 `ExternalBalanceType1Code` as the service uses it. */
const types: Readonly<Record<string, BalanceType>> = {
  CLAV: 'closingAvailable',
  CLBD: 'closingBooked',
  FWAV: 'forwardAvailable',
  INFO: 'information',
  ITAV: 'interimAvailable',
  ITBD: 'interimBooked',
  OPAV: 'openingAvailable',
  OPBD: 'openingBooked',
  PRCD: 'previouslyClosedBooked',
  XPCD: 'expected',
}

/** A balance; its amount carries its sign. */
export const toBalance = (wire: WireBalance, raw: unknown): Balance => {
  const { amount, currency } = wire.balance_amount
  const changed = parseInstant(wire.last_change_date_time ?? '')
  return {
    balanceType: types[wire.balance_type ?? ''] ?? 'unknown',
    amount: toMoney(amount, currency),
    referenceDate: isLocalDate(wire.reference_date ?? '') ? wire.reference_date : undefined,
    lastChange: changed === undefined ? undefined : toInstant(changed),
    raw,
  }
}
