import { type Account, type CallContext, maskIban, NostroError, normaliseIban, type SessionAccess } from '@nostro/core'
import type { BunqProvider } from '@nostro/provider-bunq'
import { chooseBank } from '../banks/choose-bank.ts'
import { openSetting, type SettingOptions } from '../banks/open-setting.ts'
import type { Bank, Setting } from '../banks/setting.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { collectPages } from './collect.ts'
import { printProblems } from './report-reading.ts'

export interface BunqCommandOptions extends SettingOptions {
  readonly json?: boolean
  /** Id or IBAN of the account to work on. */
  readonly account?: string
  /** Arguments that are no options. */
  readonly args?: readonly string[]
}

/** What the bunq commands work at: one connected bunq user. */
export interface BunqWork {
  readonly bunq: BunqProvider
  readonly access: SessionAccess
  readonly ctx: CallContext
  readonly environment: Setting['environment']
  /** The account of `--account`; without it the only one that can pay. */
  account(): Promise<Account>
}

/** Opens bunq alone, connects, does the work and closes everything again, whatever happened. */
export const atBunq = async (
  options: BunqCommandOptions,
  terminal: Terminal,
  work: (opened: BunqWork) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const setting = await openSetting({ ...options, provider: 'bunq' }, terminal)
  try {
    const bank = await chooseBank(setting, { provider: 'bunq', connection: options.connection })
    const bunq = bank === undefined ? undefined : asBunq(bank)
    if (bank === undefined || bunq === undefined) throw notBunq()
    const ctx: CallContext = { signal: terminal.signal }
    terminal.progress('bunq: connecting …')
    const access = await bank.connect(ctx)
    return await work({
      bunq,
      access,
      ctx,
      environment: setting.environment,
      account: async () => {
        const { items, problems } = await collectPages(bunq.accounts.accounts(access, ctx))
        printProblems('bunq, list of accounts', problems, terminal)
        return chooseAccount(items, options.account)
      },
    })
  } finally {
    await setting.close()
  }
}

/** A plug-in may take bunq's id; only bunq's own provider has what these commands need. */
const asBunq = ({ provider }: Bank): BunqProvider | undefined =>
  'statements' in provider && 'requests' in provider && 'cards' in provider ? (provider as BunqProvider) : undefined

const notBunq = (): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: 'The provider “bunq” here is not that of @nostro/provider-bunq.',
    hint: 'Remove the plug-in of that name, or configure “bunq”.',
  })

/** @throws NostroError `invalid_config` naming the accounts to choose from */
export const chooseAccount = (accounts: readonly Account[], wanted: string | undefined): Account => {
  const usable = accounts.filter(({ kind, status }) => status === 'enabled' && kind !== 'external')
  const fitting =
    wanted === undefined
      ? usable
      : accounts.filter(({ id, iban }) => id === wanted || (iban !== undefined && iban === normaliseIban(wanted)))
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return only
  const names = usable.map(
    ({ id, name, iban }) => `${id} (${name ?? (iban === undefined ? 'account' : maskIban(iban))})`,
  )
  throw new NostroError({
    code: 'invalid_config',
    provider: 'bunq',
    message:
      wanted === undefined
        ? `There are ${usable.length} accounts to choose from.`
        : 'No account has the id or IBAN given with --account.',
    hint: `Give --account with one of: ${names.join(', ') || 'none is active'}.`,
  })
}

/** The id that a command was given. @throws NostroError `invalid_config` when it is not one of bunq's numbers */
export const idArgument = ({ args }: BunqCommandOptions): string => {
  const id = args?.[0] ?? ''
  if (/^\d{1,18}$/.test(id)) return id
  throw new NostroError({
    code: 'invalid_config',
    message: 'The id must be one of bunq’s numbers.',
    hint: 'The list of the same command shows the ids.',
  })
}
