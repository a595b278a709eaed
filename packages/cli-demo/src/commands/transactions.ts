import {
  addDays,
  isIban,
  type LocalDate,
  localDateIn,
  maskIban,
  NostroError,
  normaliseIban,
  type Transaction,
} from '@nostro/core'
import { type ExitCode, exitCode, exitCodeOfErrors } from '../exit-code.ts'
import { errorToJson, renderError } from '../render/render-error.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { openSetting, type SettingOptions } from '../wiring/open-setting.ts'
import { collectPages, transactionsOf } from './collect.ts'
import { perBank } from './per-bank.ts'

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
    const { items, errors, done } = await perBank(setting, terminal, async ({ provider }, access, ctx) => {
      if (provider.accounts === undefined) return []
      const accounts = await collectPages(provider.accounts.accounts(access, ctx))
      const chosen = accounts.filter(({ id, iban }) => matches(options.account, id, iban))
      found += chosen.length
      const lists = await Promise.all(
        chosen.map((account) => transactionsOf(provider, access, account, { dateFrom, dateTo }, ctx)),
      )
      return lists.flat()
    })
    if (options.account !== undefined && found === 0 && errors.length === 0) throw noSuchAccount(options.account)
    const sorted = items.toSorted(newestFirst)
    if (options.json === true) {
      terminal.out(
        JSON.stringify({
          environment: setting.environment,
          transactions: sorted,
          errors: errors.map(({ provider, error }) => ({ provider, ...errorToJson(error) })),
        }),
      )
    } else {
      if (sorted.length > 0 || errors.length === 0) terminal.out(renderTable(sorted, columns(terminal), terminal))
      for (const { error } of errors) terminal.err(renderError(error, terminal))
    }
    return exitCodeOfErrors(done, errors)
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

const newestFirst = (a: Transaction, b: Transaction): number => {
  const [left, right] = [a.bookingDate ?? '9999', b.bookingDate ?? '9999']
  return left < right ? 1 : left > right ? -1 : 0
}

const columns = (terminal: Terminal): readonly Column<Transaction>[] => [
  { title: 'Bank', priority: 1, value: ({ provider }) => provider },
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
