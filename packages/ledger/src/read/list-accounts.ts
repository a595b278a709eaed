import type { AccountRef, BalanceType, LocalDate } from '@nostro/core'
import { query, type SqlWork } from '../store/sql.ts'
import type { Gate } from '../store/sync-state.ts'
import { publicAccountId } from '../sync/sync-types.ts'
import type { LedgerAccount, LedgerBalance } from './ledger-types.ts'

interface AccountRecord {
  readonly id: number
  readonly connection: string
  readonly provider: string
  readonly bank_id: string | null
  readonly iban: string | null
  readonly bban: string | null
  readonly masked_pan: string | null
  readonly currency: string | null
  readonly kind: AccountRef['kind']
  readonly product: string | null
  readonly name: string | null
  readonly owner_name: string | null
  readonly status: string
  readonly in_consent: number
  readonly total: string
  readonly covered_from: string | null
  readonly covered_to: string | null
  readonly holes: string | null
  readonly as_of: number | null
  readonly last_attempt_at: number | null
  readonly last_error: string | null
  readonly outcome: string | null
  readonly balances_as_of: number | null
  readonly gate: Gate
  readonly gate_off: string | null
}

/** All accounts of the ledger, also those that the consent does not list any more. */
export function* listAccounts(connection?: string): SqlWork<readonly LedgerAccount[]> {
  const records = yield* query<AccountRecord>(
    `select a.id, a.connection, c.provider,
      (select r.bank_id from account_ref r where r.account = a.id order by r.consent desc limit 1) as bank_id, a.iban, a.bban, a.masked_pan, a.currency, a.kind, a.product, a.name, a.owner_name, a.status,
      a.in_consent, s.total, s.covered_from, s.covered_to, s.holes, s.as_of, s.last_attempt_at, s.last_error, s.outcome,
      s.balances_as_of, s.gate, s.gate_off
      from account a join account_sync s on s.account = a.id join connection c on c.id = a.connection order by a.id`,
  )
  const balances = yield* query<{
    account: number
    type: BalanceType
    day: string | null
    amount: string
    currency: string
    read_at: number
  }>('select account, type, day, amount, currency, read_at from balance order by account, type')
  const byAccount = new Map<number, LedgerBalance[]>()
  for (const { account, type, day, amount, currency, read_at: readAt } of balances) {
    const list = byAccount.get(account) ?? []
    list.push({ type, amount: { amount, currency }, day: day ?? undefined, readAt })
    byAccount.set(account, list)
  }
  return records
    .filter((record) => connection === undefined || record.connection === connection)
    .map((record) => toAccount(record, byAccount.get(record.id) ?? []))
}

const toAccount = (record: AccountRecord, balances: readonly LedgerBalance[]): LedgerAccount => ({
  id: publicAccountId(record.id),
  connection: record.connection,
  provider: record.provider,
  bankId: record.bank_id ?? undefined,
  iban: record.iban ?? undefined,
  bban: record.bban ?? undefined,
  maskedPan: record.masked_pan ?? undefined,
  currency: record.currency ?? undefined,
  kind: record.kind,
  product: record.product ?? undefined,
  name: record.name ?? undefined,
  ownerName: record.owner_name ?? undefined,
  status: record.status,
  isInConsent: record.in_consent === 1,
  balances,
  total: record.total,
  coveredFrom: record.covered_from ?? undefined,
  coveredTo: record.covered_to ?? undefined,
  holes: record.holes === null ? [] : (JSON.parse(record.holes) as [LocalDate, LocalDate][]),
  asOf: record.as_of ?? undefined,
  lastAttemptAt: record.last_attempt_at ?? undefined,
  lastError: record.last_error ?? undefined,
  outcome: record.outcome ?? undefined,
  balancesAsOf: record.balances_as_of ?? undefined,
  gate: record.gate,
  gateOff: record.gate_off ?? undefined,
})
