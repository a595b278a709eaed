import { wireAmount } from './amount-text.ts'
import type { Ledger } from './ledger.ts'
import type { WireOptions } from './to-transaction.ts'

/** How far back a standing order is looked for. */
const LOOK_BACK = 400

/** The customer's running standing orders: here the rent, which leaves on the same day each month. */
export const standingOrders = (ledger: Ledger, wire: WireOptions, now: number): readonly unknown[] | undefined => {
  const last = ledger.positionOf(now + 1) - 1
  for (let position = last; position > Math.max(-1, last - LOOK_BACK); position--) {
    const transaction = ledger.entryAt(position, now)?.transaction
    if (transaction?.kind !== 'rent' || transaction.amount >= 0n) continue
    const { counterparty, bookingDate, remittance, amount } = transaction
    return [
      {
        transactionAmount: { currency: wire.currency, amount: wireAmount(amount, wire.currency, wire.asString) },
        creditorName: counterparty.name,
        creditorAccount: counterparty.iban === undefined ? undefined : { iban: counterparty.iban },
        transactionType: wire.quirks.transactionType,
        remittanceInformationUnstructured: remittance,
        additionalInformationStructured: {
          StandingOrderDetails: {
            startDate: bookingDate,
            frequency: 'MNTH',
            dayOfExecution: Number(bookingDate.slice(8)),
          },
        },
      },
    ]
  }
  return undefined
}
