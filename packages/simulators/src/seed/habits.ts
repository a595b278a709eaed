import { toCreditorReference } from './check-digits.ts'
import { type Draft, monthly, nowAndThen, out, type Span } from './draft.ts'
import { abroad, coffee, type Subscription, shops, supermarkets } from './merchants.ts'
import type { SeedCounterparty } from './model.ts'
import type { Random } from './random.ts'

const shoppingHour = (random: Random): number => random.integer(8 * 60, 21 * 60)

/** Paid on the 25th, with a payroll reference; a little more in the second year. */
export const salary = (span: Span, employer: SeedCounterparty, cents: number, staff: string): readonly Draft[] =>
  monthly(span, 25).map(({ epochDay, month }) => ({
    epochDay,
    minutes: 7 * 60,
    amount: BigInt(epochDay - span.first > 365 ? Math.round(cents * 1.03) : cents),
    counterparty: employer,
    remittance: `Salary ${month}`,
    structuredReference: toCreditorReference(`${staff}${month.replace('-', '')}`),
    endToEndId: `SALARY-${staff}-${month}`,
    kind: 'salary',
  }))

export const rent = (span: Span, landlord: SeedCounterparty, cents: number, contract: string): readonly Draft[] =>
  monthly(span, 1).map(({ epochDay, month }) => ({
    epochDay,
    minutes: 9 * 60,
    amount: BigInt(-cents),
    counterparty: landlord,
    remittance: `Rent ${month}`,
    structuredReference: toCreditorReference(contract),
    endToEndId: `RENT-${month}`,
    kind: 'rent',
  }))

export const debits = (span: Span, all: readonly Subscription[]): readonly Draft[] =>
  all.flatMap(({ counterparty, cents, day, text }) =>
    monthly(span, day).map(({ epochDay, month }) => ({
      epochDay,
      minutes: 5 * 60,
      amount: BigInt(-cents),
      counterparty,
      remittance: `${text} ${month}`,
      endToEndId: `${text.toUpperCase()}-${month}`,
      kind: 'subscription',
    })),
  )

export interface Transfer {
  readonly to: SeedCounterparty
  readonly day: number
  /** Negative leaves the account. */
  readonly cents: number
  readonly text: string
}

export const transfers = (span: Span, transfer: Transfer): readonly Draft[] =>
  monthly(span, transfer.day).map(({ epochDay }) => ({
    epochDay,
    minutes: 10 * 60 + 30,
    amount: BigInt(transfer.cents),
    counterparty: transfer.to,
    remittance: transfer.text,
    kind: 'transfer',
  }))

export const groceries = (span: Span, random: Random, min: number, max: number): readonly Draft[] =>
  nowAndThen(span, random, min, max).map((epochDay) => {
    const counterparty = random.pick(supermarkets)
    return {
      epochDay,
      minutes: shoppingHour(random),
      amount: out(random, 380, 9_650),
      counterparty,
      remittance: `${counterparty.name} card payment`,
      kind: 'groceries',
    }
  })

/** Card payments; every fifteenth comes back some days later. */
export const cardPayments = (span: Span, random: Random, min: number, max: number): readonly Draft[] =>
  nowAndThen(span, random, min, max).flatMap((epochDay, index) => {
    const counterparty = random.pick(shops)
    const payment: Draft = {
      epochDay,
      minutes: shoppingHour(random),
      amount: out(random, 250, 8_900),
      counterparty,
      remittance: `${counterparty.name} card payment`,
      kind: 'card',
    }
    const refundDay = epochDay + random.integer(2, 9)
    if (index % 15 !== 7 || refundDay > span.last) return [payment]
    const refund: Draft = {
      ...payment,
      epochDay: refundDay,
      amount: -payment.amount,
      remittance: `${counterparty.name} refund`,
      kind: 'refund',
    }
    return [payment, refund]
  })

/** Paid in another currency: the amount in euros is the original divided by the rate, rounded half up. */
export const travels = (span: Span, random: Random): readonly Draft[] =>
  nowAndThen(span, random, 40, 90).map((epochDay) => {
    const { counterparty, currency, rate: around } = random.pick(abroad)
    const rate = around + random.integer(-Math.floor(around / 50), Math.floor(around / 50))
    const original = BigInt(random.integer(600, 14_000) * (rate > 50_000 ? 10 : 1))
    const euros = (original * 10_000n + BigInt(rate) / 2n) / BigInt(rate)
    return {
      epochDay,
      minutes: shoppingHour(random),
      amount: -euros,
      counterparty,
      remittance: `${counterparty.name} ${currency} card payment`,
      kind: 'foreign',
      original: {
        amount: -original,
        currency,
        rate: `${Math.floor(rate / 10_000)}.${String(rate % 10_000).padStart(4, '0')}`,
      },
    }
  })

/** Two coffees on one day that differ in nothing but their ids. */
export const twins = (span: Span, random: Random): readonly Draft[] =>
  nowAndThen(span, random, 95, 130).flatMap((epochDay) => {
    const coffees: Draft = {
      epochDay,
      minutes: 8 * 60 + 15,
      amount: -340n,
      counterparty: coffee,
      remittance: 'Koffiehoek Station card payment',
      kind: 'card',
    }
    return [coffees, coffees]
  })

export const interest = (span: Span, bank: SeedCounterparty, random: Random): readonly Draft[] =>
  monthly(span, 1)
    .filter(({ month }) => /-(01|04|07|10)$/.test(month))
    .map(({ epochDay, month }) => ({
      epochDay,
      minutes: 30,
      amount: BigInt(random.integer(900, 4_200)),
      counterparty: bank,
      remittance: `Interest until ${month}`,
      kind: 'interest',
    }))
