import { type Account, type Balance, maskIban } from '@nostro/core'
import { openSetting } from '../banks/open-setting.ts'
import type { Setting } from '../banks/setting.ts'
import type { ExitCode } from '../exit-code.ts'
import { jsonText } from '../render/harmless.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { fromLedger, type LedgerReadOptions, toAccount, toBalances } from './ledger-rows.ts'
import { mainBalance } from './main-balance.ts'
import { type AccountWithBalances, type Reading, readAccounts } from './read-accounts.ts'
import { errorsToJson, exitCodeOfReading, printFaults } from './report-reading.ts'

type Row = Account & { readonly connection: string; readonly bank: string; readonly balances: readonly Balance[] }

export interface AccountsOptions extends LedgerReadOptions {
  readonly json?: boolean
}

/** Accounts with their balances: from the ledger once it was synced, else from the banks. */
export const accounts = async (options: AccountsOptions, terminal: Terminal): Promise<ExitCode> => {
  const kept = await fromLedger(options, terminal, async ({ accounts: known, bankOf, faults }) => ({
    items: known.map((account) => ({
      connection: account.connection,
      bank: bankOf(account),
      account: toAccount(account),
      balances: toBalances(account),
    })),
    faults,
    problems: [],
    done: known.length,
  }))
  if (kept !== undefined) return report(kept.result, 'configured', { options, terminal })
  const setting = await openSetting(options, terminal)
  try {
    const reading = await readAccounts(setting, { signal: terminal.signal }, terminal.progress)
    return report(reading, setting.environment, { options, terminal })
  } finally {
    await setting.close()
  }
}

const report = (
  reading: Reading<AccountWithBalances>,
  environment: Setting['environment'],
  { options, terminal }: { readonly options: AccountsOptions; readonly terminal: Terminal },
): ExitCode => {
  const rows = reading.items.map(({ account, ...rest }): Row => ({ ...account, ...rest }))
  if (options.json === true) {
    terminal.out(jsonText({ environment, accounts: rows, errors: errorsToJson(reading) }))
  } else {
    if (rows.length > 0 || reading.faults.length === 0) terminal.out(renderTable(rows, columns(terminal), terminal))
    printFaults(reading, terminal)
  }
  return exitCodeOfReading(reading)
}

const columns = (terminal: Terminal): readonly Column<Row>[] => [
  { title: 'Bank', value: ({ bank }) => bank },
  { title: 'Account', value: ({ name, product, kind }) => name ?? product ?? kind },
  { title: 'Kind', priority: 2, value: ({ kind }) => kind },
  {
    title: 'Number',
    priority: 1,
    value: ({ iban, maskedPan, bban }) => (iban === undefined ? (maskedPan ?? bban ?? '–') : maskIban(iban)),
  },
  { title: 'Holder', priority: 3, value: ({ ownerName }) => ownerName ?? '–' },
  {
    title: 'Balance',
    align: 'right',
    value: ({ kind, balances }) => {
      const amount = mainBalance({ kind }, balances)?.amount
      if (amount === undefined) return '–'
      const text = `${amount.amount} ${amount.currency}`
      return amount.amount.startsWith('-') ? terminal.style('red', text) : text
    },
  },
  { title: 'Connection', priority: 5, value: ({ connection }) => connection },
  { title: 'Id', priority: 4, value: ({ id }) => id },
]
