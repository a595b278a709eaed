import { type Transaction, toMoney } from '@nostro/core'
import type { Entry } from '../api/client.ts'
import { toOptionalText } from '../api/common-schemas.ts'
import type { WirePayment } from '../api/payment-schemas.ts'
import { toDayAndInstant } from '../api/timestamp.ts'
import { toCounterparty } from '../api/to-counterparty.ts'

/** A listed payment is booked; its sign is that of the account it was listed under. */
export const toTransaction = ({ wire, raw }: Entry<WirePayment>, accountId: string): Transaction => {
  const counterparty = toCounterparty(wire.counterparty_alias)
  const text = toOptionalText(wire.description)
  const reference = toOptionalText(wire.merchant_reference)
  const balance = wire.balance_after_mutation
  const { day, instant } = toDayAndInstant(wire.created)
  return {
    provider: 'bunq',
    accountId,
    transactionId: String(wire.id),
    bookingStatus: 'booked',
    bookingDate: day,
    executedAt: instant,
    amount: toMoney(wire.amount.value, wire.amount.currency),
    counterparty,
    remittanceInformation:
      text === undefined && reference === undefined ? undefined : { unstructured: text?.split(/\r?\n/), reference },
    bankTransactionCode: wire.type ?? undefined,
    balanceAfter: balance == null ? undefined : toMoney(balance.value, balance.currency),
    raw,
  }
}
