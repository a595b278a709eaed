import { type Account, addDays, type Page, type Transaction, type TransactionQuery, toInstant } from '@nostro/core'
import type { NewEntry } from '../bank.ts'
import { accountsOf, attended, type CheckContext, type Connected } from './check-context.ts'
import { readPages } from './outcomes.ts'

/** An account with entries that the check has booked, and nothing older of interest. */
export interface Booked extends Connected {
  readonly account: Account
  /** From the day before, so that the bank’s zone does not matter. */
  readonly dateFrom: string
}

/** Texts of one check, so that its entries differ from others. */
let serial = 0
export const uniqueText = (): string => `kit ${++serial}`

export const bookEntries = async (context: CheckContext, entries: readonly NewEntry[]): Promise<Booked> => {
  const connected = await context.connect()
  const account = await context.account(connected)
  await context.bank.book?.(account, entries)
  const dateFrom = addDays(toInstant(context.clock.now()).slice(0, 10), -1)
  return { ...connected, account, dateFrom }
}

export const readEntryPages = async (
  { provider, access, account, dateFrom }: Booked,
  query: TransactionQuery = {},
  most?: number,
): Promise<readonly Page<Transaction>[]> =>
  readPages(accountsOf(provider).transactions(access, account, { dateFrom, ...query }, attended(provider)), most)

export const readEntries = async (booked: Booked, query?: TransactionQuery): Promise<readonly Transaction[]> =>
  (await readEntryPages(booked, query)).flatMap(({ items }) => items)

export const textOf = ({ remittanceInformation, counterparty }: Transaction): string =>
  [...(remittanceInformation?.unstructured ?? []), counterparty?.name ?? ''].join(' | ')

/** Those of the entries that carry the text. */
export const withText = (entries: readonly Transaction[], text: string): readonly Transaction[] =>
  entries.filter((entry) => textOf(entry).split(' | ').includes(text))
