import { type Counterparty, isIban, normaliseIban, type Transaction, toMoney } from '@nostro/core'
import type { Entry } from '../api/client.ts'
import type { WireLabel } from '../api/common-schemas.ts'
import type { WirePayment } from '../api/payment-schemas.ts'
import { toDayAndInstant } from './timestamp.ts'

/** A listed payment is booked; its sign is that of the account it was listed under. */
export const toTransaction = ({ wire, raw }: Entry<WirePayment>, accountId: string): Transaction => {
  const counterparty = toCounterparty(wire.counterparty_alias)
  const text = wire.description ?? ''
  const reference = wire.merchant_reference ?? ''
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
    ...(counterparty === undefined ? {} : { counterparty }),
    ...(text === '' && reference === ''
      ? {}
      : {
          remittanceInformation: {
            ...(text === '' ? {} : { unstructured: text.split(/\r?\n/) }),
            ...(reference === '' ? {} : { reference }),
          },
        }),
    ...(wire.type == null ? {} : { bankTransactionCode: wire.type }),
    ...(balance == null ? {} : { balanceAfter: toMoney(balance.value, balance.currency) }),
    raw,
  }
}

/** The other side. bunq may put a name of the account or of its user. */
export const toCounterparty = (label: WireLabel | null | undefined): Counterparty | undefined => {
  const name = label?.display_name ?? label?.label_user?.display_name ?? ''
  const iban = normaliseIban(label?.iban ?? '')
  const bic = label?.swift_bic ?? ''
  if (name === '' && iban === '' && bic === '') return undefined
  return {
    ...(name === '' ? {} : { name }),
    ...(isIban(iban) ? { iban } : iban === '' ? {} : { bban: iban }),
    ...(bic === '' ? {} : { bic }),
  }
}
