import {
  addDays,
  type CallContext,
  type CallRecord,
  localDateIn,
  NostroError,
  type Provider,
  type SessionAccess,
  sumByCurrency,
} from '@nostro/core'
import { errorToJson } from '../render/render-error.ts'
import type { Bank, Setting } from '../wiring/setting.ts'
import { accountsWithBalances, mainBalance, transactionsOf } from './collect.ts'

/** What `nostro compare --json` prints for one bank. What a bank lacks is null. */
export interface BankReport {
  readonly id: string
  readonly status: 'ok' | 'failed'
  readonly authentication: readonly string[]
  readonly signatureSchemes: readonly string[]
  readonly capabilities: readonly string[]
  readonly accounts: number | null
  /** Currency -> exact decimal sum of the accounts' main balances. */
  readonly balances: Readonly<Record<string, string>> | null
  readonly transactions: { readonly count: number; readonly from: string | null; readonly to: string | null } | null
  /** Milliseconds as the bank took them: waiting in our own queues is left out. */
  readonly calls: { readonly count: number; readonly p50Ms: number | null; readonly p95Ms: number | null }
  readonly error?: Readonly<Record<string, unknown>>
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

const report = async (
  { provider, connect }: Bank,
  setting: Setting,
  { now, ctx, progress }: { now: number; ctx: CallContext; progress: (text: string) => void },
): Promise<BankReport> => {
  const { id, name, authentication, signatureSchemes, capabilities } = provider.manifest
  const known = { id, authentication, signatureSchemes, capabilities }
  const nothing = { accounts: null, balances: null, transactions: null }
  const calls = () => latency(setting.calls.filter((call) => call.provider === id))
  try {
    progress(`${name}: authenticating …`)
    const needsPerson = setting.environment === 'configured' && provider.accounts === undefined
    const access = needsPerson && provider.diagnose ? await ask(provider, ctx) : await connect(ctx)
    const found =
      access === undefined || provider.accounts === undefined
        ? nothing
        : await read(provider, access, { now, ctx, progress })
    progress(`${name}: done`)
    return { ...known, status: 'ok', ...found, calls: calls() }
  } catch (error) {
    if (ctx.signal?.aborted) throw error
    progress(`${name}: failed`)
    return { ...known, status: 'failed', ...nothing, calls: calls(), error: errorToJson(error) }
  }
}

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

const read = async (
  provider: Provider,
  access: SessionAccess,
  { now, ctx, progress }: { now: number; ctx: CallContext; progress: (text: string) => void },
): Promise<Pick<BankReport, 'accounts' | 'balances' | 'transactions'>> => {
  const { name } = provider.manifest
  progress(`${name}: reading accounts …`)
  const accounts = await accountsWithBalances(provider, access, ctx)
  progress(`${name}: reading transactions of ${accounts.length} accounts …`)
  const dateTo = localDateIn('Europe/Amsterdam', now)
  const period = { dateFrom: addDays(dateTo, -days), dateTo }
  const lists = await Promise.all(accounts.map(({ account }) => transactionsOf(provider, access, account, period, ctx)))
  const dates = lists.flat().flatMap(({ bookingDate }) => (bookingDate === undefined ? [] : [bookingDate]))
  const sorted = dates.toSorted()
  return {
    accounts: accounts.length,
    balances: sumByCurrency(accounts.flatMap(({ balances }) => mainBalance(balances)?.amount ?? [])),
    transactions: { count: lists.flat().length, from: sorted[0] ?? null, to: sorted.at(-1) ?? null },
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
