import { type Account, type CallContext, consentStatus, type EpochMs, NostroError } from '@nostro/core'
import { nextDue, type ReadOutcome } from '../schedule/next-due.ts'
import {
  type KeptAccounts,
  keepAccounts,
  keepConnection,
  keepUnread,
  type ReadableAccount,
  readableAccounts,
} from '../store/account-store.ts'
import { claimEnd, claimNotice } from '../store/consent-store.ts'
import { assertLease, endLease, extendLease, type Lease, leaseNow, takeLease } from '../store/lease-store.ts'
import { query, type SqlWork } from '../store/sql.ts'
import { nothingApplied } from './commit-walk.ts'
import type { Source, SourceConsent } from './source.ts'
import { endsConnection, syncAccount, toSyncError } from './sync-account.ts'
import {
  type AccountSyncResult,
  publicAccountId,
  type SyncError,
  type SyncEvent,
  type SyncOptions,
  type SyncParts,
  type SyncProblem,
} from './sync-types.ts'
import { budgetFreeAt, takeRead } from './unattended.ts'

/** Who syncs, and how it is seen that a former owner is gone. */
export interface LeaseOwner {
  /** Names this process and run. */
  readonly owner: string
  /** Is the process of that name known to have ended? */
  readonly isGone: (owner: string) => boolean
}

export interface ConnectionWork {
  readonly parts: SyncParts
  readonly source: Source
  readonly lease: LeaseOwner
  readonly options: SyncOptions
  readonly emit: (event: SyncEvent) => void
}

export interface ConnectionResult {
  readonly connection: string
  readonly accounts: readonly AccountSyncResult[]
  readonly problems: readonly SyncProblem[]
  readonly error?: SyncError | undefined
}

const listingMs = 24 * 3_600_000

interface Held {
  readonly lease: Lease
  readonly consent: number
}

/** Syncs the accounts of one connection under its lease; an account that fails costs only itself. */
export const syncConnection = async (work: ConnectionWork): Promise<ConnectionResult> => {
  const { source, emit } = work
  emit({ kind: 'connection_started', connection: source.id })
  let result: ConnectionResult
  let consent: SourceConsent | undefined
  try {
    consent = await source.consent()
    result = await underLease(work, consent)
  } catch (error) {
    result = await failedResult(work, error)
    // Without a consent nothing was begun: the next time is planned all the same, or a scheduler would ask without end.
    if (consent === undefined && work.options.dryRun !== true) await planAgain(work, result)
  }
  if (result.error?.code === 'consent_expired') await announceEnd(work)
  emit({ kind: 'connection_finished', connection: source.id, error: result.error })
  return result
}

const planAgain = async (work: ConnectionWork, result: ConnectionResult): Promise<void> => {
  const { parts, source, lease: owner, options } = work
  const { store, clock } = parts
  const lease = await store.write(function* () {
    yield* keepUnread(source, clock.now())
    const now = yield* leaseNow(store, clock)
    return yield* takeLease(source.id, { ...owner, now, onlyDue: options.onlyDue === true, leaseMs: parts.leaseMs })
  })
  if (lease !== undefined) await giveBack(work, lease, result)
}

/** The end of a consent is said once, whatever it was found by: its date, or the bank's refusal. */
const announceEnd = async ({ parts, source, emit, options }: ConnectionWork): Promise<void> => {
  if (options.dryRun === true) return
  const ended = await parts.store.write(() => claimEnd(source.id))
  if (ended === undefined) return
  const validUntil = ended.validUntil ?? parts.clock.now()
  emit({ kind: 'consent_expiring', connection: source.id, daysLeft: 0, notice: 0, validUntil })
}

/** Nothing could be read: each known account says so. */
const failedResult = async ({ parts, source }: ConnectionWork, error: unknown): Promise<ConnectionResult> => {
  const known = await parts.store.read(() => knownAccounts(source.id))
  const fault = toSyncError(error)
  const accounts = known.map(
    ({ id, name, kind }): AccountSyncResult => ({
      connection: source.id,
      account: publicAccountId(id),
      name: name ?? kind,
      ...nothingApplied,
      problems: [],
      error: fault,
    }),
  )
  return { connection: source.id, accounts, problems: [], error: fault }
}

const knownAccounts = (connection: string): SqlWork<readonly { id: number; name: string | null; kind: string }[]> =>
  query<{ id: number; name: string | null; kind: string }>(
    'select id, coalesce(name, product) as name, kind from account where connection = ? and in_consent = 1 order by id',
    connection,
  )

const busy = (source: Source): NostroError =>
  new NostroError({
    code: 'conflict',
    message: 'Another sync works on this connection.',
    provider: source.provider,
    hint: 'Wait until it has finished; a sync that was killed is taken over after a minute.',
    retryable: true,
  })

const underLease = async (work: ConnectionWork, consent: SourceConsent): Promise<ConnectionResult> => {
  const { parts, source, lease: owner, options } = work
  const { store, clock } = parts
  const held = await store.write(function* (): SqlWork<Held | undefined> {
    const id = yield* keepConnection(source, consent, clock.now())
    const now = yield* leaseNow(store, clock)
    const lease = yield* takeLease(source.id, {
      ...owner,
      now,
      onlyDue: options.onlyDue === true,
      leaseMs: parts.leaseMs,
    })
    return lease === undefined ? undefined : { lease, consent: id }
  })
  if (held === undefined && options.onlyDue === true) return { connection: source.id, accounts: [], problems: [] }
  if (held === undefined) throw busy(source)
  await announceConsent(work, consent, held)
  const abort = new AbortController()
  const beating = keepAlive(work, held.lease, abort)
  let result: ConnectionResult | undefined
  try {
    result = await readAccounts(work, held, abort.signal)
    return result
  } finally {
    abort.abort()
    await beating
    await giveBack(work, held.lease, result)
  }
}

/** Each notice of a consent is given once, whatever the number of syncs and processes (section 5.4). */
const announceConsent = async (
  { parts, source, emit, options }: ConnectionWork,
  consent: SourceConsent,
  held: Held,
): Promise<void> => {
  if (consent.validUntil === undefined || options.dryRun === true) return
  const { validUntil } = consent
  const status = consentStatus({ consentValidUntil: validUntil }, parts.clock.now())
  if (status.status !== 'expiring' && status.status !== 'expired') return
  const [notice, daysLeft] = status.status === 'expired' ? [0, 0] : [status.notice, status.daysLeft]
  const isMine = await parts.store.write(() => claimNotice(held.consent, notice))
  if (isMine) emit({ kind: 'consent_expiring', connection: source.id, daysLeft, notice, validUntil })
}

const keepAlive = async (
  { parts, source }: ConnectionWork,
  { epoch }: Lease,
  abort: AbortController,
): Promise<void> => {
  const { store, clock, leaseMs } = parts
  try {
    for (;;) {
      await clock.sleep(leaseMs / 4, abort.signal)
      const isHeld = await store.write(function* () {
        return yield* extendLease(source.id, epoch, (yield* leaseNow(store, clock)) + leaseMs)
      })
      if (!isHeld) abort.abort(busy(source))
    }
  } catch (error) {
    if (!abort.signal.aborted) abort.abort(error)
  }
}

const giveBack = async (
  { parts, source, options }: ConnectionWork,
  lease: Lease,
  result: ConnectionResult | undefined,
): Promise<void> => {
  const { store, clock, budgets, random, plan } = parts
  const fault = result?.error ?? result?.accounts.find(({ error }) => error !== undefined)?.error
  const isFailed = result === undefined || fault !== undefined
  const failures = isFailed ? lease.failures + 1 : 0
  const { unattendedReads } = source.traits
  const usage = unattendedReads === null ? [] : await budgets.usage(`${source.provider}|${source.id}|`)
  await store.write(function* () {
    const now = yield* leaseNow(store, clock)
    const outcome: ReadOutcome = {
      lastStart: lease.lastStart ?? now,
      now,
      failures,
      budgetFreeAt: budgetFreeAt(
        usage.filter(({ bucket }) => !bucket.endsWith('|accounts|unattended')),
        unattendedReads,
        now,
      ),
      isBudgeted: unattendedReads !== null,
      retryAfterMs: fault?.retryAfterMs ?? 0,
      fraction: random.fraction(),
    }
    const nextDueAt = options.dryRun === true ? lease.nextDueAt : nextDue(outcome, plan)
    yield* endLease(source.id, lease.epoch, { nextDueAt, failures, lastError: fault?.code ?? null })
  })
}

const readAccounts = async (work: ConnectionWork, held: Held, signal: AbortSignal): Promise<ConnectionResult> => {
  const { parts, source, options, emit } = work
  const ctx = {
    ...options.ctx,
    signal: options.ctx?.signal === undefined ? signal : AbortSignal.any([options.ctx.signal, signal]),
  }
  const listing = await listAccounts(work, held, ctx)
  const { accounts: wanted } = options
  const accounts = (await parts.store.read(() => readableAccounts(held.consent))).filter(
    ({ id }) => wanted?.includes(publicAccountId(id)) ?? true,
  )
  const results: AccountSyncResult[] = []
  let ended: unknown
  for (const account of accounts) {
    const result: AccountSyncResult =
      ended === undefined
        ? await syncAccount({
            parts,
            source,
            account,
            consent: held.consent,
            epoch: held.lease.epoch,
            ctx,
            options,
            emit,
          }).catch((error) => {
            ended = error
            return notRead(source, account, error)
          })
        : notRead(source, account, ended)
    results.push(result)
    emit({ kind: 'account_finished', result })
  }
  if (ended !== undefined && !endsConnection(ended)) throw ended
  const error = ended ?? listing.error
  return {
    connection: source.id,
    accounts: results,
    problems: listing.problems,
    error: error === undefined ? undefined : toSyncError(error),
  }
}

const notRead = (source: Source, { id, name }: ReadableAccount, error: unknown): AccountSyncResult => ({
  connection: source.id,
  account: publicAccountId(id),
  name,
  ...nothingApplied,
  problems: [],
  error: toSyncError(error),
})

interface AccountListing {
  readonly problems: readonly SyncProblem[]
  readonly error?: unknown
}

const isListingDue = async ({ parts, options }: ConnectionWork, { lease, consent }: Held): Promise<boolean> => {
  const { accounts: wanted } = options
  if (wanted !== undefined && wanted.length > 0) return false
  if (
    wanted !== undefined ||
    options.full === true ||
    options.ctx?.psu !== undefined ||
    lease.accountsListedAt === null
  )
    return true
  const known = await parts.store.read(() => readableAccounts(consent))
  return known.length === 0 || parts.clock.now() - lease.accountsListedAt >= listingMs
}

/** The list of accounts is asked for once a day and after a renewal: it has a budget of its own. */
const listAccounts = async (work: ConnectionWork, held: Held, ctx: CallContext): Promise<AccountListing> => {
  const { parts, source, options, emit } = work
  if (!(await isListingDue(work, held))) return { problems: [] }
  const accounts: Account[] = []
  const problems: SyncProblem[] = []
  try {
    await takeRead({ source, budgets: parts.budgets, ctx }, { endpoint: 'accounts' })
    for await (const page of source.accounts(ctx)) {
      accounts.push(...page.items)
      problems.push(...page.problems.map((problem): SyncProblem => ({ ...problem, of: 'accounts' })))
    }
  } catch (error) {
    if (endsConnection(error)) throw error
    return { problems, error }
  }
  const at = parts.clock.now()
  const kept = await parts.store.write(() =>
    keepListing(work, held, {
      accounts,
      at,
      isWhole: problems.length === 0,
      createMissing: options.createMissing ?? true,
    }),
  )
  if (kept.ambiguous > 0) {
    problems.push({
      of: 'accounts',
      message: `${kept.ambiguous} accounts have the same number and nothing tells them apart; they were left alone.`,
    })
  }
  emit({ kind: 'accounts_listed', connection: source.id, accounts: accounts.length, created: kept.created.length })
  return { problems }
}

interface Listed {
  readonly accounts: readonly Account[]
  readonly at: EpochMs
  readonly isWhole: boolean
  readonly createMissing: boolean
}

function* keepListing({ source }: ConnectionWork, { lease, consent }: Held, listed: Listed): SqlWork<KeptAccounts> {
  yield* assertLease(source.id, lease.epoch)
  const kept = yield* keepAccounts(source, listed.accounts, {
    consent,
    at: listed.at,
    createMissing: listed.createMissing,
    isWhole: listed.isWhole,
  })
  yield* query('update lease set accounts_listed_at = ? where connection = ?', listed.at, source.id)
  return kept
}
