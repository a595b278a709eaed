import type { Page, Transaction } from '@nostro/core'
import { type BankEntry, createFakeBank, type FakeBank } from './fake-bank.ts'

const shops = (count: number, prefix = 'b'): readonly BankEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    day: `2026-03-0${9 - (index % 9)}`,
    amount: `-${(index % 3) + 1}.00`,
    text: `Shop ${index % 4}`,
    id: `${prefix}${index}`,
  }))

const sorted = (): readonly BankEntry[] => shops(7).toSorted((a, b) => (a.day < b.day ? 1 : -1))

/** A first sync of several pages; then news: a claim, a modification, a new entry, a payment that comes back. */
export const crashPhases: readonly ((bank: FakeBank) => void)[] = [
  (bank) => {
    bank.entries.set('acc-1', [
      { day: '2026-03-10', amount: '-12.50', status: 'pending', text: 'COFFEE CORNER', id: 'p1' },
      ...sorted(),
    ])
    bank.entries.set('acc-2', shops(2, 'c'))
    bank.balances.set('acc-1', '500.00')
  },
  (bank) => {
    const [first, ...rest] = sorted()
    bank.entries.set('acc-1', [
      { day: '2026-03-11', amount: '-12.50', text: 'Coffee Corner Utrecht', id: 'b77' },
      { day: '2026-03-10', amount: '-20.00', text: 'Rent', id: 'b78', endToEndId: 'E2E-1' },
      ...(first === undefined ? [] : [{ ...first, text: 'Shop renamed' }]),
      ...rest,
    ])
    bank.balances.set('acc-1', '467.50')
  },
]

export const crashPayment = { id: 'intent-1', endToEndId: 'E2E-1', amount: '20.00', currency: 'EUR' } as const

export const createCrashBank = (): FakeBank => {
  const bank = createFakeBank()
  bank.pageSize = 3
  bank.accounts = [
    { id: 'acc-1', iban: 'NL91ABNA0417164300' },
    { id: 'acc-2', iban: 'NL20INGB0001234567' },
  ]
  return bank
}

const itemsOf = async <T>(pages: AsyncIterable<Page<T>>): Promise<T[][]> => {
  const items: T[][] = []
  for await (const page of pages) items.push([...page.items])
  return items
}

/** What the bank lists, as plain data for another process. */
export const plainBank = async (bank: FakeBank) => {
  const source = bank.source()
  const accounts = (await itemsOf(source.accounts({}))).flat()
  const pages: Record<string, Transaction[][]> = {}
  for (const { id, kind } of accounts) {
    const query = { dateFrom: '2000-01-01', dateTo: '2030-01-01' }
    pages[id] = await itemsOf(source.transactions({ id, kind }, query, {}))
  }
  return { accounts, balances: Object.fromEntries(bank.balances), pages, traits: source.traits }
}
