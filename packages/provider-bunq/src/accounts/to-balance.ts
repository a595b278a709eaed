import { type Balance, type BalanceType, toMoney } from '@nostro/core'
import type { WireAccount } from '../api/account-schemas.ts'
import type { Entry } from '../api/client.ts'
import type { WireAmount } from '../api/common-schemas.ts'
import { toDayAndInstant } from '../api/timestamp.ts'

/** bunq has one number: what can be spent now. Accounts at other banks have what that bank said when it was last asked. */
export const toBalances = ({ wire, raw }: Entry<WireAccount>): readonly Balance[] => {
  const external = wire.open_banking_account
  const synced = external?.time_synced_last
  const known = synced == null ? undefined : toDayAndInstant(synced)
  const at = known === undefined ? {} : { referenceDate: known.day, lastChange: known.instant }
  const one = (balanceType: BalanceType, amount: WireAmount | null | undefined): readonly Balance[] =>
    amount == null ? [] : [{ balanceType, amount: toMoney(amount.value, amount.currency), ...at, raw }]
  if (external != null) {
    return [
      ...one('interimBooked', external.balance_booked),
      ...one('interimAvailable', external.balance_available ?? wire.balance),
    ]
  }
  return [...one('interimAvailable', wire.balance), ...one('information', wire.balance_real)]
}
