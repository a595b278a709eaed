import { addDays, type LocalDate } from '@nostro/core'
import type { Entry, Mode } from '../../src/plan/types.ts'
import { entryOf } from './book.ts'

/** What happens at the bank, drawn from one seed. */
export interface HistoryOptions {
  readonly seed: number
  readonly mode: Mode
  readonly paging: 'stable' | 'shifting'
  /** Days of business. */
  readonly days: number
  /** Entries of a page. */
  readonly pageSize: number
}

/** One true payment: what the bank knows, and what the ledger must find out. */
interface Payment {
  readonly token: number
  readonly merchant: number
  readonly pendingDay: LocalDate | undefined
  readonly pendingAmount: string
  readonly isDead: boolean
  readonly iban: string | undefined
  readonly endToEndId: string | undefined
  readonly executedAt: number | undefined
  readonly hasBlankId: boolean
  bookedDay: LocalDate
  amount: string
  text: string
  isWithdrawn: boolean
}

/** A stream of numbers in [0, 1) from a seed (mulberry32). */
export const createDice = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const merchants = [
  'Coffee Corner',
  'Albert Market',
  'Shell Station',
  'Book Shop',
  'Green Garden',
  'Night Train',
] as const
const cities = ['Amsterdam', 'Utrecht', 'Gent'] as const
const amounts = ['2.50', '5.00', '7.95', '12.50', '19.99', '25.00', '40.00', '100.00'] as const

export interface Listing {
  readonly entries: readonly Entry[]
  readonly pages: number
}

/** A bank with six shops and eight prices, so that coincidences abound; late bookings, drift, withdrawn and corrected bookings. */
export const createBankHistory = ({ seed, mode, paging, days, pageSize }: HistoryOptions) => {
  const dice = createDice(seed)
  const chance = (share: number): boolean => dice() < share
  const below = (limit: number): number => Math.floor(dice() * limit)
  const payments: Payment[] = []
  const firstDay: LocalDate = '2026-01-05'
  const lastDay = addDays(firstDay, days)
  let consent = 1

  const drift = (amount: string): string => (Number(amount) * (1 + below(25) / 100)).toFixed(2)

  const addPayment = (day: LocalDate, twin: Payment | undefined): void => {
    const merchant = twin?.merchant ?? below(merchants.length)
    const base = twin?.pendingAmount ?? `-${amounts[below(amounts.length)]}`
    const isCard = chance(0.6)
    const delay = chance(0.9) ? below(4) : below(15)
    payments.push({
      token: payments.length + 1,
      merchant,
      pendingDay: isCard ? day : undefined,
      pendingAmount: base,
      isDead: isCard && chance(0.02),
      iban: chance(0.3) ? `NL${10 + merchant}TEST000000000${merchant}` : undefined,
      endToEndId: chance(0.2) ? `E2E-${payments.length + 1}` : undefined,
      executedAt: isCard && chance(0.3) ? Date.parse(`${day}T10:00:00Z`) + payments.length * 1000 : undefined,
      hasBlankId: chance(0.05),
      bookedDay: isCard ? addDays(day, delay) : day,
      amount: isCard && chance(0.04) ? drift(base) : base,
      text: `${merchants[merchant]} ${cities[below(cities.length)]}`,
      isWithdrawn: false,
    })
  }

  for (let day = firstDay; day < lastDay; day = addDays(day, 1)) {
    for (let count = below(4); count > 0; count -= 1) {
      addPayment(day, chance(0.12) && payments.at(-1)?.pendingDay === day ? payments.at(-1) : undefined)
    }
  }

  const idOf = ({ token, hasBlankId }: Payment, isPending: boolean): string | null => {
    if (mode === 'N') return chance(0.5) ? String(below(1_000_000)) : null
    if (hasBlankId) return chance(0.5) ? '0' : ' '
    return mode === 'S' ? String(token) : `${consent}-${isPending ? 'p' : 'b'}${token}`
  }

  /** Entries are made once for each state of a payment: most of a listing was listed before. */
  const made = new Map<string, Entry>()
  const toEntry = (payment: Payment, today: LocalDate, isPending: boolean): Entry => {
    // Some banks list a pending entry under today.
    const day = isPending ? (chance(0.1) ? today : (payment.pendingDay ?? today)) : payment.bookedDay
    const key = `${isPending}|${payment.token}|${day}|${payment.text}`
    const entry = made.get(key) ?? makeEntry(payment, day, isPending)
    made.set(key, entry)
    return { ...entry, bankId: idOf(payment, isPending) }
  }

  const makeEntry = (payment: Payment, day: LocalDate, isPending: boolean): Entry => ({
    ...entryOf({
      status: isPending ? 'pending' : 'booked',
      day,
      amount: isPending ? payment.pendingAmount : payment.amount,
      text: isPending ? `${merchants[payment.merchant]?.toUpperCase()} kaart` : payment.text,
      counterpartyName: merchants[payment.merchant] ?? null,
      counterpartyIban: payment.iban ?? null,
      endToEndId: payment.endToEndId ?? null,
      executedAt: payment.executedAt ?? null,
    }),
    raw: String(payment.token),
  })

  const shuffled = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, at: dice() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item)

  const booked = (from: LocalDate, today: LocalDate): readonly Payment[] =>
    payments.filter(
      ({ isDead, isWithdrawn, bookedDay }) => !isDead && !isWithdrawn && bookedDay >= from && bookedDay <= today,
    )

  const pending = (today: LocalDate): readonly Payment[] =>
    payments.filter(
      ({ pendingDay, isDead, bookedDay }) =>
        pendingDay !== undefined &&
        pendingDay <= today &&
        (isDead ? addDays(pendingDay, 7) > today : bookedDay > today),
    )

  /** Cuts into pages; a page may be served twice, and where paging shifts the last entry may come again on the next page. */
  const paged = (entries: readonly Entry[], isFaulty: boolean): Listing => {
    const result: Entry[] = []
    let page = 0
    for (let start = 0; start < entries.length; start += pageSize) {
      const items = entries.slice(start, start + pageSize)
      const before = entries[start - 1]
      const isShifted = isFaulty && paging === 'shifting' && before !== undefined && chance(0.2)
      for (const entry of isShifted ? [before, ...items] : items) result.push({ ...entry, page })
      page += 1
      if (isFaulty && chance(0.05)) {
        for (const entry of items) result.push({ ...entry, page })
        page += 1
      }
    }
    return { entries: result, pages: page }
  }

  return {
    firstDay,
    lastBusinessDay: lastDay,
    lastDay: addDays(lastDay, 20),
    consent: () => consent,
    renew: () => {
      consent += 1
    },
    /** The bank corrects itself: withdrawn bookings, corrected days, rewritten texts. */
    correct: (today: LocalDate): void => {
      for (const payment of booked(addDays(today, -10), today)) {
        const share = dice()
        if (share < 0.004) payment.isWithdrawn = true
        else if (share < 0.008) payment.bookedDay = addDays(payment.bookedDay, chance(0.5) ? 1 : -1)
        else if (share < 0.018) payment.text = `${payment.text} NL`
      }
    },
    list: (from: LocalDate, today: LocalDate, isFaulty: boolean): Listing => {
      const rows = shuffled(booked(from, today)).sort((a, b) =>
        a.bookedDay < b.bookedDay ? 1 : a.bookedDay > b.bookedDay ? -1 : 0,
      )
      return paged(
        [
          ...shuffled(pending(today)).map((payment) => toEntry(payment, today, true)),
          ...rows.map((payment) => toEntry(payment, today, false)),
        ],
        isFaulty,
      )
    },
    /** What the bank says stands on the account, 1,000.00 before the first day. */
    balance: (today: LocalDate): string =>
      (
        booked(addDays(firstDay, -400), today).reduce(
          (sum, { amount }) => sum + Math.round(Number(amount) * 100),
          100_000,
        ) / 100
      ).toFixed(2),
    /** What must stand in the book in the end: one text for each booking. */
    truth: (today: LocalDate): readonly string[] =>
      booked(firstDay < addDays(today, -400) ? addDays(today, -400) : addDays(firstDay, -2), today)
        .map(({ bookedDay, amount, merchant }) => `${bookedDay}|${amount}|${merchants[merchant]}`)
        .sort(),
    /** Pending payments that booked while somebody looked, by token. */
    payments: () => payments,
    chance,
    below,
  }
}
