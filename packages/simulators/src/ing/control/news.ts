import type { EpochMs } from '../../clock/simulated-clock.ts'
import { amsterdamDate } from '../../seed/amsterdam.ts'
import { employers, shops } from '../../seed/merchants.ts'
import type { SeedTransaction } from '../../seed/model.ts'
import type { Random } from '../../seed/random.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface NewsOptions {
  readonly now: EpochMs
  readonly days: number
  readonly newId: () => string
  readonly random: Random
}

/**
 * What happens on coming days, each entry at its own hour: a transfer that is booked at once and whose text the bank
 * writes anew a day later, and a card payment that is pending for two days and then books under another id, every second
 * one with a tip. So a reader who comes again finds entries that are new, changed, and booked.
 */
export const newsOf = ({ now, days, newId, random }: NewsOptions): readonly SeedTransaction[] =>
  Array.from({ length: days }, (_, day) => {
    const [at, later] = [now + day * DAY_MS + HOUR_MS, now + day * DAY_MS + 2 * HOUR_MS]
    const [payer, shop] = [random.pick(employers), random.pick(shops)]
    const spent = -BigInt(random.integer(300, 9_000))
    const transfer: SeedTransaction = {
      id: newId(),
      status: 'booked',
      instant: at,
      bookingDate: amsterdamDate(at),
      amount: BigInt(random.integer(1_000, 90_000)),
      counterparty: payer,
      remittance: `Invoice ${day + 1}`,
      kind: 'transfer',
      change: { at: at + DAY_MS, fields: { remittance: `Invoice ${day + 1}, paid in full` } },
    }
    const card: SeedTransaction = {
      id: newId(),
      bookedId: newId(),
      status: 'pending',
      booksAt: later + 2 * DAY_MS,
      instant: later,
      bookingDate: amsterdamDate(later + 2 * DAY_MS),
      amount: spent,
      counterparty: { name: shop.name },
      remittance: `${shop.name} card payment`,
      kind: 'card',
      ...(day % 2 === 1 ? { change: { at: later + 2 * DAY_MS, fields: { amount: spent + spent / 10n } } } : {}),
    }
    return [transfer, card]
  }).flat()
