import { addDays, type LocalDate, type Page, type Transaction } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import type { Source } from '@nostro/ledger'

export const accountCount = 4
export const pageSize = 200
const days = 1000

const today = new Date(systemClock.now()).toISOString().slice(0, 10)
const asOf = new Date(systemClock.now()).toISOString()
const daysBack: readonly LocalDate[] = Array.from({ length: days }, (_, index) => addDays(today, -index))
const padding = 'x'.repeat(300)

/** A word that one entry in 10,000 has. */
export const rareText = 'Zwanenburg'

/** About 620 bytes of the bank's JSON each; `index` counts from the newest entry. */
const entryOf = (account: number, index: number, each: number): Transaction => {
  const text = `Invoice ${(index * 7919) % 100_003} for goods delivered to ${index % 10_000 === 77 ? rareText : 'account'} ${account}`
  const amount = { amount: `-${1 + (index % 500)}.${String(index % 100).padStart(2, '0')}`, currency: 'EUR' }
  const id = String(1_000_000 + each - index)
  return {
    provider: 'bench',
    accountId: String(account),
    transactionId: id,
    bookingStatus: 'booked',
    bookingDate: daysBack[Math.floor((index / each) * days)] ?? today,
    amount,
    counterparty: { name: `Company ${index % 300}`, iban: `NL00BENC${String(index % 300).padStart(10, '0')}` },
    remittanceInformation: { unstructured: [text] },
    endToEndId: `E2E-${account}-${index}`,
    raw: { id, text, amount, kind: 'SCT', padding },
  }
}

/** A bank with stable ids that lists `each` entries of each account, over a thousand days, in pages of 200. */
export const ledgerBank = (each: number): Source => ({
  id: 'bench',
  provider: 'bench',
  environment: 'bench',
  traits: {
    mode: 'S',
    paging: 'stable',
    listsPending: false,
    historyDays: null,
    unattendedReads: null,
    accountIdsAreStable: true,
    timeZone: 'Europe/Amsterdam',
  },
  consent: async () => ({ key: 'bench' }),
  async *accounts() {
    const items = Array.from({ length: accountCount }, (_, index) => ({
      id: String(index),
      key: `${index}:EUR`,
      recognition: {},
      provider: 'bench',
      kind: 'current' as const,
      currency: 'EUR',
      status: 'enabled' as const,
      raw: {},
    }))
    yield { items, problems: [], asOf }
  },
  balances: async () => ({ items: [], problems: [], asOf }),
  async *transactions({ id }, { dateFrom, cursor }): AsyncGenerator<Page<Transaction>> {
    for (let start = Number(cursor ?? 0); start < each; start += pageSize) {
      const items: Transaction[] = []
      for (let index = start; index < Math.min(each, start + pageSize); index += 1) {
        const entry = entryOf(Number(id), index, each)
        if ((entry.bookingDate ?? '') >= dateFrom) items.push(entry)
      }
      const isLast = start + pageSize >= each || items.length === 0
      yield { items, problems: [], asOf, cursor: isLast ? undefined : String(start + pageSize) }
      if (isLast) return
    }
  },
})
