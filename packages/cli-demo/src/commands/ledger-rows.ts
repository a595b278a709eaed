import { type Account, type Balance, type ConnectionRecord, NostroError, toInstant } from '@nostro/core'
import { ledgerExists, ledgerPlace, loadConfig, openLedger, openStores } from '@nostro/host'
import type { Ledger, LedgerAccount, LedgerTransaction, TransactionFilter } from '@nostro/ledger'
import { matchConnections } from '../banks/choose-connection.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import type { Terminal } from '../terminal.ts'
import type { ReadFault } from './read-accounts.ts'
import type { TransactionRow } from './read-transactions.ts'

/** A ledger that was synced, with what the options choose of it. */
export interface LedgerReading {
  readonly ledger: Ledger
  readonly accounts: readonly LedgerAccount[]
  /** Name of the bank in the configuration. */
  readonly bankOf: (account: Pick<LedgerAccount, 'connection'>) => string
  /** Accounts that were not read lately, and connections that never were. */
  readonly faults: readonly ReadFault[]
}

export interface LedgerReadOptions extends SettingOptions {
  /** Ask the banks, not the ledger. */
  readonly live?: boolean
}

/**
 * Reads from the ledger where one is configured, exists and was synced; no bank is opened.
 * @returns nothing where the banks have to be asked
 */
export const fromLedger = async <T>(
  options: LedgerReadOptions,
  terminal: Terminal,
  work: (reading: LedgerReading) => Promise<T>,
): Promise<{ readonly result: T } | undefined> => {
  const { env, cwd } = terminal
  if (options.live === true) return undefined
  const loaded = loadConfig({ env, cwd, file: options.config })
  if (loaded === undefined) return undefined
  const place = ledgerPlace(loaded, env)
  if (!ledgerExists(place)) return undefined
  const opened = await openLedger(loaded, { env })
  try {
    const { ledger } = opened
    const all = await ledger.accounts()
    const stores = await openStores(loaded, { env, ledger })
    const records = await stores.connections.list()
    const known = new Set(Object.keys(loaded.config.banks))
    const chosen = choose(records, options, { all, known })
    if (!chosen.accounts.some(({ asOf }) => asOf !== undefined)) return undefined
    return { result: await work({ ledger, ...chosen }) }
  } finally {
    await opened.close()
  }
}

interface Known {
  readonly all: readonly LedgerAccount[]
  readonly known: ReadonlySet<string>
}

const choose = (
  kept: readonly ConnectionRecord[],
  { provider, connection }: SettingOptions,
  ledger: Known,
): Omit<LedgerReading, 'ledger'> => {
  // Several configurations may share one ledger: banks of another one are not shown. What was removed here stays.
  const records = kept.filter(({ instance }) => ledger.known.has(instance))
  const foreign = new Set(kept.filter((record) => !records.includes(record)).map(({ id }) => id))
  const all = ledger.all.filter((account) => !foreign.has(account.connection))
  const byId = new Map(records.map((record) => [record.id, record]))
  const bankOf = ({ connection: id, provider: bank = id }: Pick<LedgerAccount, 'connection'> & { provider?: string }) =>
    byId.get(id)?.instance ?? bank
  const isWanted = (bank: string, id: string): boolean => provider === undefined || bank === provider || id === provider
  const ids = [...new Set([...all.map((account) => account.connection), ...records.map(({ id }) => id)])]
  const named = ids.map((id) => byId.get(id) ?? { id, label: undefined })
  const chosen = new Set(matchConnections(named, connection).map(({ id }) => id))
  const accounts = all.filter(
    (account) => chosen.has(account.connection) && isWanted(bankOf(account), account.provider),
  )
  const wanted = records.filter(({ id, instance, provider: bank }) => chosen.has(id) && isWanted(instance, bank))
  return { accounts, bankOf, faults: [...late(accounts, bankOf), ...unsynced(wanted, accounts)] }
}

/** Accounts whose last reading failed: what is shown of them is older. */
const late = (accounts: readonly LedgerAccount[], bankOf: (account: LedgerAccount) => string): readonly ReadFault[] =>
  accounts
    .filter(({ lastError, isInConsent }) => lastError !== undefined && isInConsent)
    .map((account) => {
      const since = account.asOf === undefined ? 'nothing was read yet' : `this is of ${toInstant(account.asOf)}`
      return {
        connection: account.connection,
        bank: bankOf(account),
        provider: account.provider,
        account: toAccount(account),
        error: new NostroError({
          code: errorCode(account.lastError ?? ''),
          provider: account.provider,
          message: `The last sync could not read it; ${since}. ${(account.lastError ?? '').replace(/^[a-z_]+: /, '')}`,
          hint: 'Run “nostro sync” again, or “nostro status” to see when it is due.',
        }),
      }
    })

const errorCode = (text: string): NostroError['code'] => {
  const code = text.split(':')[0] ?? ''
  return /^[a-z]+(_[a-z]+)+$/.test(code) && code !== 'internal' ? (code as NostroError['code']) : 'bank_unavailable'
}

const unsynced = (records: readonly ConnectionRecord[], accounts: readonly LedgerAccount[]): readonly ReadFault[] => {
  const synced = new Set(accounts.map(({ connection }) => connection))
  return records
    .filter(({ id }) => !synced.has(id))
    .map(({ id, instance, provider }) => ({
      connection: id,
      bank: instance,
      provider,
      error: new NostroError({
        code: 'not_found',
        provider,
        message: `The connection ${id} was not synced yet.`,
        hint: 'Run “nostro sync”, or ask the bank with --live.',
      }),
    }))
}

/** An account of the ledger in the shape of the domain, under the ledger's id. */
export const toAccount = (account: LedgerAccount): Account => ({
  id: account.id,
  key: account.id,
  recognition: { iban: account.iban, maskedPan: account.maskedPan, currency: account.currency },
  provider: account.provider,
  kind: account.kind as Account['kind'],
  currency: account.currency,
  iban: account.iban,
  bban: account.bban,
  maskedPan: account.maskedPan,
  name: account.name,
  ownerName: account.ownerName,
  product: account.product,
  status: account.status as Account['status'],
  raw: undefined,
})

export const toBalances = ({ balances }: LedgerAccount): readonly Balance[] =>
  balances.map(({ type, amount, day }) => ({ balanceType: type, amount, referenceDate: day, raw: undefined }))

export type LedgerTransactionRow = TransactionRow & Pick<LedgerTransaction, 'id' | 'isUnlisted' | 'annotations'>

/** An entry of the ledger in the shape of the domain, under the ledger's ids. */
export const toTransactionRow = (
  entry: LedgerTransaction,
  { provider, bank }: { readonly provider: string; readonly bank: string },
): LedgerTransactionRow => ({
  id: entry.id,
  provider,
  bank,
  connection: entry.connection,
  accountId: entry.account,
  transactionId: entry.bankId,
  entryReference: entry.entryReference,
  endToEndId: entry.endToEndId,
  bookingStatus: entry.state === 'booked' || entry.state === 'pending' ? entry.state : 'unknown',
  bookingDate: entry.state === 'booked' ? entry.day : undefined,
  valueDate: entry.valueDay,
  executedAt: entry.executedAt === undefined ? undefined : toInstant(entry.executedAt),
  amount: entry.amount,
  counterparty: entry.counterparty,
  remittanceInformation:
    entry.text === undefined && entry.reference === undefined
      ? undefined
      : { unstructured: entry.text === undefined ? undefined : [entry.text], reference: entry.reference },
  mandateId: entry.mandateId,
  creditorId: entry.creditorId,
  bankTransactionCode: entry.code,
  balanceAfter: entry.balanceAfter,
  originalAmount: entry.originalAmount,
  exchangeRate: entry.exchangeRate,
  isUnlisted: entry.isUnlisted,
  annotations: entry.annotations,
  raw: undefined,
})

/** All entries that fit, page by page. */
export const allTransactions = async (
  ledger: Ledger,
  filter: TransactionFilter,
): Promise<readonly LedgerTransaction[]> => {
  const items: LedgerTransaction[] = []
  let cursor: string | undefined
  do {
    const page = await ledger.transactions({ ...filter, limit: 1000, cursor })
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return items
}
