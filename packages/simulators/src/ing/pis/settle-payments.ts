import { amsterdamDate } from '../../seed/amsterdam.ts'
import type { SeedTransaction } from '../../seed/model.ts'
import { fractionDigits } from '../ais/amount-text.ts'
import type { IngAccount } from '../ais/ing-account.ts'
import type { IngWorld } from '../world.ts'
import type { Json } from './fields.ts'
import { executedItems, executesAt, statusOf } from './life-cycle.ts'
import type { Payment } from './payment.ts'

const minorUnits = (amount: string, currency: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(`${whole}${fraction.padEnd(fractionDigits(currency), '0')}`)
}

export const accountByIban = (world: IngWorld, iban: unknown): IngAccount | undefined =>
  typeof iban !== 'string' || iban === ''
    ? undefined
    : [...world.state.accounts.values()].find((account) => account.iban === iban)

/** The account that pays: the one named, else the one that the customer chose. */
export const debtorOf = (world: IngWorld, payment: Payment): IngAccount | undefined => {
  const { debtorAccount } = payment.instruction as { debtorAccount?: Json }
  return (
    accountByIban(world, debtorAccount?.['iban']) ??
    world.state.accounts.get(payment.second?.accountId ?? payment.decision?.accountId ?? '')
  )
}

const toMovement = (world: IngWorld, item: Json, at: number): SeedTransaction => {
  const { amount = '0', currency = 'EUR' } = item['instructedAmount'] as { amount?: string; currency?: string }
  const { iban } = item['creditorAccount'] as { iban?: string }
  const endToEnd = item['endToEndIdentification']
  return {
    id: world.uuid(),
    status: 'booked',
    instant: at,
    bookingDate: amsterdamDate(at),
    amount: -minorUnits(amount, currency),
    counterparty: { name: String(item['creditorName'] ?? ''), ...(iban === undefined ? {} : { iban }) },
    remittance: String(item['remittanceInformationUnstructured'] ?? ''),
    ...(typeof endToEnd === 'string' ? { endToEndId: endToEnd } : {}),
    kind: 'transfer',
  }
}

const book = (world: IngWorld, payment: Payment): void => {
  const debtor = debtorOf(world, payment)
  const at = executesAt(payment) + 2 * world.settings.paymentStepSeconds * 1000
  for (const item of executedItems(payment)) {
    const { currency } = item['instructedAmount'] as { currency?: string }
    const ledger = debtor?.ledgers.find((each) => each.currency === currency)
    ledger?.append(toMovement(world, item, at))
  }
}

/** Writes what has settled since the last look into the payers' accounts, so that it shows among their transactions. */
export const settlePayments = (world: IngWorld, now: number): void => {
  for (const payment of world.state.payments.values()) {
    if (payment.booked || payment.service === 'periodic-payments') continue
    const status = statusOf(world, payment, now)
    if (status !== 'ACSC' && status !== 'PART') continue
    payment.booked = true
    book(world, payment)
  }
}
