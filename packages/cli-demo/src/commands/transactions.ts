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
import { openSetting, type SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { harmless } from '../render/harmless.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { readTransactions, type TransactionRow } from './read-transactions.ts'
import { errorsToJson, exitCodeOfReading, printFaults } from './report-reading.ts'

export interface TransactionsOptions extends SettingOptions {
  readonly from?: LocalDate
  readonly to?: LocalDate
  readonly account?: string
  readonly json?: boolean
}

/** Without `--from`, the last 30 days. */
const defaultDays = 30

export const transactions = async (options: TransactionsOptions, terminal: Terminal): Promise<ExitCode> => {
  const dateTo = options.to ?? localDateIn('Europe/Amsterdam', Date.now())
  const dateFrom = options.from ?? addDays(dateTo, -defaultDays)
  if (dateFrom > dateTo) {
    terminal.err(`--from ${dateFrom} is after --to ${dateTo}. Swap them.`)
    return exitCode.usage
  }
  const setting = await openSetting(options, terminal)
  try {
    let found = 0
    const accountFilter = ({ id, iban }: Account): boolean => {
      const fits = matches(options.account, id, iban)
      if (fits) found += 1
      return fits
    }
    const ctx = { signal: terminal.signal }
    const reading = await readTransactions(setting, ctx, { dateFrom, dateTo, accountFilter }, terminal.progress)
    if (options.account !== undefined && found === 0 && reading.faults.length === 0)
      throw noSuchAccount(options.account)
    const sorted = reading.items.toSorted(newestFirst)
    if (options.json === true) {
      const { environment } = setting
      terminal.out(JSON.stringify({ environment, transactions: sorted, errors: errorsToJson(reading) }))
    } else {
      if (sorted.length > 0 || reading.faults.length === 0)
        terminal.out(renderTable(sorted, columns(terminal), terminal))
      for (const { place, from } of reading.cut)
        terminal.err(`${harmless(place)}: the bank gives nothing from before ${from}.`)
      printFaults(reading, terminal)
    }
    return exitCodeOfReading(reading)
  } finally {
    await setting.close()
  }
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
]
