import {
  type Account,
  addDays,
  isIban,
  type LocalDate,
  localDateIn,
  maskIban,
  NostroError,
  normaliseIban,
} from '@nostro/core'
import { openSetting } from '../banks/open-setting.ts'
import type { Setting } from '../banks/setting.ts'
import type { ExitCode } from '../exit-code.ts'
import { jsonText, oneLine, plain } from '../render/harmless.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import {
  allTransactions,
  fromLedger,
  type LedgerReading,
  type LedgerReadOptions,
  toTransactionRow,
} from './ledger-rows.ts'
import { readTransactions, type TransactionRow, type TransactionsReading } from './read-transactions.ts'
import { errorsToJson, exitCodeOfReading, printFaults } from './report-reading.ts'
import { type AmountRange, isInRange, searchMatches, signedRanges } from './search-options.ts'

export interface TransactionsOptions extends LedgerReadOptions {
  readonly from?: LocalDate
  readonly to?: LocalDate
  readonly account?: string
  /** Part of text, reference or counterparty. */
  readonly search?: string
  readonly amount?: AmountRange
  readonly counterparty?: string
  readonly json?: boolean
}

/** Without `--from`, the last 30 days. */
const defaultDays = 30

interface Period {
  readonly dateFrom: LocalDate
  readonly dateTo: LocalDate
}

/** Transactions of a period: from the ledger once it was synced, else from the banks. */
export const transactions = async (options: TransactionsOptions, terminal: Terminal): Promise<ExitCode> => {
  const dateTo = options.to ?? localDateIn('Europe/Amsterdam', Date.now())
  const dateFrom = options.from ?? addDays(dateTo, -defaultDays)
  if (dateFrom > dateTo) {
    throw new NostroError({
      code: 'invalid_config',
      message: `--from ${dateFrom} is after --to ${dateTo}.`,
      hint: 'Swap them.',
    })
  }
  const period = { dateFrom, dateTo }
  const kept = await fromLedger(options, terminal, (reading) => readLedger(reading, options, period))
  if (kept !== undefined) return report(kept.result, 'configured', { options, terminal })
  const setting = await openSetting(options, terminal)
  try {
    const reading = await readBanks(setting, { options, terminal }, period)
    return report(reading, setting.environment, { options, terminal })
  } finally {
    await setting.close()
  }
}

interface Asked {
  readonly options: TransactionsOptions
  readonly terminal: Terminal
}

const readBanks = async (
  setting: Setting,
  { options, terminal }: Asked,
  period: Period,
): Promise<TransactionsReading> => {
  let found = 0
  const accountFilter = ({ id, iban }: Account): boolean => {
    const fits = matches(options.account, id, iban)
    if (fits) found += 1
    return fits
  }
  const ctx = { signal: terminal.signal }
  const reading = await readTransactions(setting, ctx, { ...period, accountFilter }, terminal.progress)
  if (options.account !== undefined && found === 0 && reading.faults.length === 0) throw noSuchAccount(options.account)
  const items = reading.items.filter(
    (item) =>
      searchMatches(item, options) && (options.amount === undefined || isInRange(item.amount.amount, options.amount)),
  )
  return { ...reading, items }
}

const readLedger = async (
  { ledger, accounts, bankOf, faults }: LedgerReading,
  options: TransactionsOptions,
  { dateFrom }: Period,
): Promise<TransactionsReading> => {
  const chosen = accounts.filter(({ id, iban }) => matches(options.account, id, iban))
  if (options.account !== undefined && chosen.length === 0) throw noSuchAccount(options.account)
  const items: TransactionRow[] = []
  for (const account of chosen) {
    for (const range of signedRanges(options.amount)) {
      // Without `--to` nothing is left out: another bank's day may have begun before Amsterdam's.
      const filter = { account: account.id, from: dateFrom, to: options.to, ...range }
      const found = await allTransactions(ledger, {
        ...filter,
        text: options.search,
        counterparty: options.counterparty,
      })
      const place = { provider: account.provider, bank: bankOf(account) }
      items.push(...found.map((entry) => toTransactionRow(entry, place)))
    }
  }
  return { items, faults, problems: [], done: chosen.length, cut: [] }
}

const report = (
  reading: TransactionsReading,
  environment: Setting['environment'],
  { options, terminal }: Asked,
): ExitCode => {
  const sorted = reading.items.toSorted(newestFirst)
  if (options.json === true) {
    terminal.out(jsonText({ environment, transactions: sorted, errors: errorsToJson(reading) }))
  } else {
    if (sorted.length > 0 || reading.faults.length === 0) terminal.out(renderTable(sorted, columns(terminal), terminal))
    for (const { place, from } of reading.cut)
      terminal.err(plain`${oneLine(place)}: the bank gives nothing from before ${from}.`)
    printFaults(reading, terminal)
  }
  return exitCodeOfReading(reading)
}

const noSuchAccount = (account: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `No connected account has the id or IBAN “${isIban(normaliseIban(account)) ? maskIban(normaliseIban(account)) : account.slice(0, 60)}”.`,
    hint: 'Take --account from the ids or IBANs of “nostro accounts --json”.',
  })

const matches = (wanted: string | undefined, id: string, iban: string | undefined): boolean =>
  wanted === undefined || wanted === id || (iban !== undefined && normaliseIban(wanted) === iban)

const newestFirst = (a: TransactionRow, b: TransactionRow): number => {
  const [left, right] = [a.bookingDate ?? '9999', b.bookingDate ?? '9999']
  return left < right ? 1 : left > right ? -1 : 0
}

const columns = (terminal: Terminal): readonly Column<TransactionRow>[] => [
  { title: 'Bank', priority: 1, value: ({ bank }) => bank },
  { title: 'Date', value: ({ bookingDate, bookingStatus }) => bookingDate ?? terminal.style('dim', bookingStatus) },
  { title: 'Status', priority: 3, value: ({ bookingStatus }) => bookingStatus },
  {
    title: 'Amount',
    align: 'right',
    value: ({ amount }) => {
      const text = `${amount.amount} ${amount.currency}`
      return amount.amount.startsWith('-') ? text : terminal.style('green', text)
    },
  },
  { title: 'Counterparty', value: ({ counterparty }) => counterparty?.name ?? '–' },
  {
    title: 'Text',
    priority: 2,
    value: ({ remittanceInformation }) => remittanceInformation?.unstructured?.join(' ') ?? '–',
  },
  { title: 'Id', priority: 4, value: ({ id }) => id ?? '–' },
]
