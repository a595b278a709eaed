import { type Account, type Balance, maskIban, type NostroError } from '@nostro/core'
import { type ExitCode, exitCodeOfErrors } from '../exit-code.ts'
import { errorToJson, renderError } from '../render/render-error.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { openSetting, type SettingOptions } from '../wiring/open-setting.ts'
import { accountsWithBalances, mainBalance } from './collect.ts'
import { perBank } from './per-bank.ts'

type Row = Account & { readonly balances: readonly Balance[] }

export const accounts = async (options: SettingOptions & { json?: boolean }, terminal: Terminal): Promise<ExitCode> => {
  const setting = await openSetting(options, terminal)
  try {
    const { items, errors, done } = await perBank(setting, terminal, async ({ provider }, access, ctx) => {
      const found = await accountsWithBalances(provider, access, ctx)
      return found.map(({ account, balances }): Row => ({ ...account, balances }))
    })
    if (options.json === true) {
      terminal.out(JSON.stringify({ environment: setting.environment, accounts: items, errors: errors.map(toJson) }))
    } else {
      if (items.length > 0 || errors.length === 0) terminal.out(renderTable(items, columns(terminal), terminal))
      for (const { error } of errors) terminal.err(renderError(error, terminal))
    }
    return exitCodeOfErrors(done, errors)
  } finally {
    await setting.close()
  }
}

const toJson = ({ provider, error }: { provider: string; error: NostroError | unknown }): object => ({
  provider,
  ...errorToJson(error),
})

const columns = (terminal: Terminal): readonly Column<Row>[] => [
  { title: 'Bank', value: ({ provider }) => provider },
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
    value: ({ balances }) => {
      const amount = mainBalance(balances)?.amount
      if (amount === undefined) return '–'
      const text = `${amount.amount} ${amount.currency}`
      return amount.amount.startsWith('-') ? terminal.style('red', text) : text
    },
  },
  { title: 'Id', priority: 4, value: ({ id }) => id },
]
