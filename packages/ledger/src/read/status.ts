import { type ConsentStatus, consentStatus, type EpochMs, unattendedBucket, unattendedWindowMs } from '@nostro/core'
import { keyOfRef } from '../store/account-store.ts'
import { query, type SqlWork } from '../store/sql.ts'
import { publicAccountId } from '../sync/sync-types.ts'

/** `fresh` up to 8 hours, `late` up to 24, `stale` beyond; `blocked` until a person does something. */
export type Freshness = 'fresh' | 'late' | 'stale' | 'blocked'

/** How old what was read of an account is, and when it is read again. */
export interface EndpointStatus {
  readonly account: string
  readonly connection: string
  readonly kind: 'transactions' | 'balances'
  readonly state: Freshness
  /** When the bank answered the last complete read. */
  readonly asOf?: EpochMs | undefined
  readonly lastAttemptAt?: EpochMs | undefined
  readonly lastError?: string | undefined
  readonly nextAt?: EpochMs | undefined
  /** Why it is not read earlier. */
  readonly why: 'planned' | 'budget' | 'backoff' | 'consent_expired' | 'bank'
  /** Unattended reads that are left in these 24 hours; absent where the bank has no such limit. */
  readonly budgetLeft?: number | undefined
}

/** How a connection stands. */
export interface ConnectionStatus {
  readonly connection: string
  readonly provider: string
  readonly consent: ConsentStatus
  readonly validUntil?: EpochMs | undefined
  readonly failures: number
  readonly lastError?: string | undefined
  readonly nextAt?: EpochMs | undefined
}

/** How all connections and accounts stand. */
export interface LedgerStatus {
  readonly connections: readonly ConnectionStatus[]
  readonly endpoints: readonly EndpointStatus[]
}

/** From when on data counts as late or old, in milliseconds. */
export interface FreshnessLimits {
  readonly freshMs: number
  readonly lateMs: number
}

const defaultLimits: FreshnessLimits = { freshMs: 8 * 3_600_000, lateMs: 24 * 3_600_000 }

interface AccountRecord {
  readonly id: number
  readonly connection: string
  readonly provider: string
  readonly ref: string | null
  readonly as_of: number | null
  readonly balances_as_of: number | null
  readonly balances_error: string | null
  readonly last_attempt_at: number | null
  readonly last_error: string | null
}

interface LeaseRecord {
  readonly connection: string
  readonly provider: string
  readonly valid_until: number | null
  readonly next_due_at: number | null
  readonly failures: number | null
  readonly last_error: string | null
}

interface BudgetRecord {
  readonly bucket: string
  readonly starts: string
  readonly closed_until: number | null
  readonly most: number | null
}

/** How old the ledger's data is, account by account and endpoint by endpoint, and when it will be read again (section 5.3). */
export function* readStatus(now: EpochMs, limits: FreshnessLimits = defaultLimits): SqlWork<LedgerStatus> {
  const leases = yield* query<LeaseRecord>(
    `select c.id as connection, c.provider, l.next_due_at, l.failures, l.last_error,
      (select n.valid_until from consent n where n.connection = c.id order by n.id desc limit 1) as valid_until
      from connection c left join lease l on l.connection = c.id where c.status <> 'erased' order by c.id`,
  )
  const accounts = yield* query<AccountRecord>(
    `select a.id, a.connection, c.provider, (select r.ref from account_ref r where r.account = a.id order by r.consent desc limit 1) as ref,
      s.as_of, s.balances_as_of, s.balances_error, s.last_attempt_at, s.last_error
      from account a join account_sync s on s.account = a.id join connection c on c.id = a.connection
      where a.in_consent = 1 order by a.id`,
  )
  const budgets = new Map(
    (yield* query<BudgetRecord>('select bucket, starts, closed_until, most from budget')).map((row) => [
      row.bucket,
      row,
    ]),
  )
  const byConnection = new Map(leases.map((lease) => [lease.connection, lease]))
  const endpoints = accounts.flatMap((account) =>
    (['transactions', 'balances'] as const).map((kind) =>
      toEndpoint(account, kind, { now, limits, budgets, lease: byConnection.get(account.connection) }),
    ),
  )
  return { connections: leases.map((lease) => toConnection(lease, now)), endpoints }
}

const consentOf = (validUntil: number | null, now: EpochMs): ConsentStatus =>
  validUntil === null ? { status: 'unlimited' } : consentStatus({ consentValidUntil: validUntil }, now)

const toConnection = (lease: LeaseRecord, now: EpochMs): ConnectionStatus => ({
  connection: lease.connection,
  provider: lease.provider,
  consent: consentOf(lease.valid_until, now),
  validUntil: lease.valid_until ?? undefined,
  failures: lease.failures ?? 0,
  lastError: lease.last_error ?? undefined,
  nextAt: lease.next_due_at ?? undefined,
})

interface EndpointContext {
  readonly now: EpochMs
  readonly limits: FreshnessLimits
  readonly budgets: ReadonlyMap<string, BudgetRecord>
  readonly lease: LeaseRecord | undefined
}

const consentErrors: ReadonlySet<string> = new Set([
  'consent_expired',
  'consent_required',
  'session_expired',
  'sca_required',
])

const toEndpoint = (account: AccountRecord, kind: EndpointStatus['kind'], context: EndpointContext): EndpointStatus => {
  const { now, limits, budgets, lease } = context
  const asOf = kind === 'transactions' ? account.as_of : account.balances_as_of
  const fault = (kind === 'transactions' ? account.last_error : account.balances_error)?.split(':')[0]
  const isExpired = consentOf(lease?.valid_until ?? null, now).status === 'expired'
  const isBlocked = isExpired || consentErrors.has(fault ?? lease?.last_error ?? '')
  const read = { connection: account.connection, account: keyOfRef(account.id, account.ref), endpoint: kind }
  const budget = budgets.get(unattendedBucket(account.provider, read))
  const left = budgetLeft(budget, now)
  const isBusy = (budget?.closed_until ?? 0) > now
  const age = asOf === null ? Number.POSITIVE_INFINITY : now - asOf
  return {
    account: publicAccountId(account.id),
    connection: account.connection,
    kind,
    state: isBlocked ? 'blocked' : age <= limits.freshMs ? 'fresh' : age <= limits.lateMs ? 'late' : 'stale',
    asOf: asOf ?? undefined,
    lastAttemptAt: account.last_attempt_at ?? undefined,
    lastError: fault,
    nextAt: isBlocked ? undefined : (lease?.next_due_at ?? undefined),
    why: isBlocked
      ? 'consent_expired'
      : isBusy
        ? 'bank'
        : left === 0
          ? 'budget'
          : (lease?.failures ?? 0) > 0
            ? 'backoff'
            : 'planned',
    budgetLeft: left,
  }
}

const budgetLeft = (budget: BudgetRecord | undefined, now: EpochMs): number | undefined => {
  if (budget === undefined || budget.most === null) return undefined
  const spent = (JSON.parse(budget.starts) as number[]).filter((start) => start > now - unattendedWindowMs).length
  return Math.max(0, budget.most - spent)
}
