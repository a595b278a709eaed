import {
  addDays,
  type CallContext,
  type CallRecord,
  localDateIn,
  NostroError,
  type Provider,
  sumByCurrency,
} from '@nostro/core'
import type { Bank, Setting } from '../banks/setting.ts'
import { errorToJson } from '../render/render-error.ts'
import { mainBalance } from './main-balance.ts'
import { readAccounts } from './read-accounts.ts'
import { readTransactions } from './read-transactions.ts'
import { errorsToJson } from './report-reading.ts'

/** What `nostro compare --json` prints for one bank. What a bank lacks is null. */
export interface BankReport {
  readonly id: string
  readonly status: 'ok' | 'failed'
  readonly authentication: readonly string[]
  readonly signatureSchemes: readonly string[]
  readonly capabilities: readonly string[]
  readonly accounts: number | null
  /** Currency -> exact decimal sum of what is booked on the accounts. */
  readonly balances: Readonly<Record<string, string>> | null
  readonly transactions: { readonly count: number; readonly from: string | null; readonly to: string | null } | null
  /** Milliseconds as the bank took them: waiting in our own queues is left out. */
  readonly calls: { readonly count: number; readonly p50Ms: number | null; readonly p95Ms: number | null }
  /** Set when the bank failed as a whole. */
  readonly error?: Readonly<Record<string, unknown>> | undefined
  /** Accounts that failed and entries that could not be read, while the rest went on. */
  readonly errors: readonly object[]
}

export interface Comparison {
  readonly environment: Setting['environment']
  readonly providers: readonly BankReport[]
}

/** How far back the comparison reads. */
const days = 90

/** All banks at once; one that fails is reported beside the others. */
export const compareBanks = async (
  setting: Setting,
  { now, ctx, progress }: { now: number; ctx: CallContext; progress: (text: string) => void },
): Promise<Comparison> => ({
  environment: setting.environment,
  providers: await Promise.all(setting.banks.map((bank) => report(bank, setting, { now, ctx, progress }))),
})

interface CompareParts {
  readonly now: number
  readonly ctx: CallContext
  readonly progress: (text: string) => void
}

const report = async (bank: Bank, setting: Setting, { now, ctx, progress }: CompareParts): Promise<BankReport> => {
  const { instance, provider } = bank
  const { id, name, authentication, signatureSchemes, capabilities } = provider.manifest
  const known = { id: instance, authentication, signatureSchemes, capabilities }
  const nothing = { accounts: null, balances: null, transactions: null, errors: [] }
  const calls = () => latency(setting.calls.filter((call) => call.provider === id))
  try {
    progress(`${name}: authenticating …`)
    const read = await readBank(bank, setting, { now, ctx, progress })
    progress(`${name}: done`)
    const failed = read?.failed
    return {
      ...known,
      status: failed === undefined ? 'ok' : 'failed',
      ...(read?.figures ?? nothing),
      calls: calls(),
      error: failed,
    }
  } catch (error) {
    if (ctx.signal?.aborted) throw error
    progress(`${name}: failed`)
    return { ...known, status: 'failed', ...nothing, calls: calls(), error: errorToJson(error) }
  }
}

const readBank = async (bank: Bank, setting: Setting, parts: CompareParts): Promise<BankReading | undefined> => {
  const { provider } = bank
  if (provider.accounts !== undefined) return read(ofBank(setting, bank.instance), provider.manifest.name, parts)
  // At a real bank a person would have to be there, and reading commands make nothing at a bank.
  if (setting.environment === 'configured') await ask(provider, parts.ctx)
  else await bank.connect(parts.ctx)
  return undefined
}

/** The same banks with the connections of one alone. */
const ofBank = (setting: Setting, instance: string): Setting => ({
  ...setting,
  readable: async (ctx) => {
    const { connections, unreadable } = await setting.readable(ctx)
    return {
      connections: connections.filter((connection) => connection.instance === instance),
      unreadable: unreadable.filter((bank) => bank.instance === instance),
    }
  },
})

/** A bank that only identifies people, with nobody there to be identified: what it says of itself must do. */
const ask = async (provider: Provider, ctx: CallContext): Promise<undefined> => {
  const bad = (await provider.diagnose?.(ctx))?.find(({ status }) => status === 'failed')
  if (bad === undefined) return
  const { message, hint } = bad
  const { id } = provider.manifest
  throw new NostroError({
    code: 'bank_unavailable',
    provider: id,
    message,
    hint: hint ?? 'Run “nostro doctor”.',
  })
}

interface BankReading {
  readonly figures: Pick<BankReport, 'accounts' | 'balances' | 'transactions' | 'errors'>
  /** Set when nothing at all could be read. */
  readonly failed: Readonly<Record<string, unknown>> | undefined
}

const read = async (setting: Setting, name: string, { now, ctx, progress }: CompareParts): Promise<BankReading> => {
  progress(`${name}: reading accounts …`)
  const accounts = await readAccounts(setting, ctx)
  progress(`${name}: reading transactions of ${accounts.items.length} accounts …`)
  const dateTo = localDateIn('Europe/Amsterdam', now)
  const transactions =
    accounts.items.length === 0
      ? { items: [], faults: [], problems: [] }
      : await readTransactions(setting, ctx, { dateFrom: addDays(dateTo, -days), dateTo })
  const dates = transactions.items
    .flatMap(({ bookingDate }) => (bookingDate === undefined ? [] : [bookingDate]))
    .toSorted()
  const faults = [...accounts.faults, ...transactions.faults]
  // The list of accounts was read twice: what it lacks is said once.
  const problems = [...accounts.problems, ...transactions.problems.filter(({ account }) => account !== undefined)]
  const [first] = faults
  return {
    figures: {
      accounts: accounts.items.length,
      balances: sumByCurrency(
        accounts.items.flatMap(({ account, balances }) => mainBalance(account, balances)?.amount ?? []),
      ),
      transactions: { count: transactions.items.length, from: dates[0] ?? null, to: dates.at(-1) ?? null },
      errors: errorsToJson({ items: [], done: 0, faults, problems }),
    },
    failed: accounts.items.length === 0 && first !== undefined ? errorToJson(first.error) : undefined,
  }
}

const latency = (calls: readonly CallRecord[]): BankReport['calls'] => {
  const sorted = calls.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return { count: sorted.length, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) }
}

/** Nearest rank, rounded to a tenth of a millisecond. */
const percentile = (sorted: readonly number[], share: number): number | null => {
  const value = sorted[Math.ceil(share * sorted.length) - 1]
  return value === undefined ? null : Math.round(value * 10) / 10
}
