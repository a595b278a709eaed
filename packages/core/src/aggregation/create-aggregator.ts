import { createMemoryBudgetStore } from '../budgets/create-memory-budget-store.ts'
import type { AccountsProvider, Page, TransactionQuery } from '../contracts/accounts.ts'
import type { BudgetStore } from '../contracts/budget-store.ts'
import type { CallContext } from '../contracts/call-context.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Provider } from '../contracts/provider.ts'
import type { SessionAccess } from '../contracts/session-access.ts'
import type { Account } from '../domain/account.ts'
import type { Balance } from '../domain/balance.ts'
import type { Transaction } from '../domain/transaction.ts'
import { checkList, checkObject } from '../errors/check-arguments.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { joinSignals } from '../http/join-signals.ts'
import { merge } from './merge.ts'
import { createUnattendedReads, type UnattendedLimit, type UnattendedRead } from './unattended-reads.ts'

interface EventOrigin {
  /** Id of the connection. */
  readonly connection: string
  /** Its place among the connections that were given, from 0. */
  readonly position: number
  /** Manifest id of its provider. */
  readonly provider: string
}

/**
 * What arrives: pages in any order between connections and between the accounts of one (`inBankOrder` sorts them); for each connection exactly one `ok` or `failed` at its end.
 * A page keeps its `problems` and `adjustedFrom`: show both.
 */
export type AggregateEvent<T> =
  | (EventOrigin & {
      readonly status: 'page'
      /** Whose balances or transactions these are; absent for a page of accounts. */
      readonly account?: Account | undefined
      /** Place of the account in the bank's list, from 0; 0 for a page of accounts. */
      readonly accountPosition: number
      readonly page: Page<T>
    })
  /** `supported: false`: the bank has no such data, so there is nothing, and nothing is wrong. */
  | (EventOrigin & { readonly status: 'ok'; readonly supported: boolean })
  /** `error` is the first one; `accountErrors` names every account that failed while the others went on. */
  | (EventOrigin & {
      readonly status: 'failed'
      readonly error: NostroError
      readonly accountErrors: readonly AccountError[]
    })

/** An account that could not be read, and why. */
export interface AccountError {
  readonly account: Account
  /** Place of the account in the bank's list, from 0. */
  readonly accountPosition: number
  readonly error: NostroError
}

/** What the aggregator needs of a connection. */
export interface AggregateSource {
  /** Unique among the connections that are read together. */
  readonly id: string
  readonly provider: Provider
  readonly access: SessionAccess
}

/** Options of a read over all connections. */
export interface AggregateOptions {
  /** Its signal ends the whole: connections still running are reported `failed` with `aborted`. */
  readonly ctx?: CallContext | undefined
  /** Leave accounts out before anything is asked about them. */
  readonly accountFilter?: ((account: Account, connection: AggregateSource) => boolean) | undefined
}

/** Many connections at once. A slow or failing bank neither delays nor spoils the others. All listings are lazy. */
export interface Aggregator {
  accounts(connections: readonly AggregateSource[], options?: AggregateOptions): AsyncIterable<AggregateEvent<Account>>
  balances(connections: readonly AggregateSource[], options?: AggregateOptions): AsyncIterable<AggregateEvent<Balance>>
  transactions(
    connections: readonly AggregateSource[],
    query?: Omit<TransactionQuery, 'cursor'>,
    options?: AggregateOptions,
  ): AsyncIterable<AggregateEvent<Transaction>>
}

/** What {@link createAggregator} is made of. */
export interface AggregatorParts {
  readonly clock: Clock
  /** Accounts of one connection that are read at the same time, 4 by default. */
  readonly accountsAtOnce?: number | undefined
  /** Counts reads without the customer. In memory by default; the ledger's is shared by processes and survives them. */
  readonly budgetStore?: BudgetStore | undefined
  /** Reads in 24 hours without the customer; by default what the manifest's rate limit `unattended-reads` says. */
  readonly unattendedReads?: UnattendedLimit | undefined
}

type Read<T> = (
  provider: AccountsProvider,
  access: SessionAccess,
  account: Account,
  ctx: CallContext,
) => AsyncIterable<Page<T>>

type What = Omit<UnattendedRead, 'connection'>

interface AccountPage<T> {
  readonly account?: Account | undefined
  readonly accountPosition?: number | undefined
  readonly page: Page<T>
}

/**
 * Reads many connections at once: one that fails costs only itself.
 *
 * @example
 * const aggregator = createAggregator({ clock })
 */
export const createAggregator = (parts: AggregatorParts): Aggregator => {
  const { clock, accountsAtOnce = 4 } = parts
  const { budgetStore = createMemoryBudgetStore(clock) } = parts
  const reads = createUnattendedReads(budgetStore, parts.unattendedReads)

  const count = async ({ id, provider }: AggregateSource, ctx: CallContext, what: What): Promise<void> => {
    if (ctx.psu === undefined) await reads.take(provider.manifest, { ...what, connection: id })
  }

  async function* accountPages(provider: AccountsProvider, connection: AggregateSource, options: Settled) {
    await count(connection, options.ctx, { endpoint: 'accounts' })
    for await (const page of provider.accounts(connection.access, options.ctx)) {
      const items = page.items.filter((account) => options.accountFilter?.(account, connection) ?? true)
      yield { page: { ...page, items } }
    }
  }

  /** All accounts of a connection, a few at once; one that fails does not stop the others. */
  const readEach = <T>(endpoint: UnattendedRead['endpoint'], read: Read<T>): Work<T> =>
    async function* (provider, connection, options, report) {
      const accounts: Account[] = []
      for await (const { page } of accountPages(provider, connection, options)) {
        accounts.push(...page.items)
        // An account that cannot be read is missing here too: its problem is handed on with an empty page.
        if (page.problems.length > 0) yield { page: { ...page, items: [] } }
      }
      const tasks = accounts.map(
        (account, accountPosition) =>
          async function* () {
            try {
              await count(connection, options.ctx, { endpoint, account: account.key })
              for await (const page of read(provider, connection.access, account, options.ctx))
                yield { account, accountPosition, page }
            } catch (error) {
              report({ account, accountPosition, error: toNostroError(error, connection) })
            }
          },
      )
      yield* merge(tasks, { limit: accountsAtOnce })
    }

  return {
    accounts: (connections, options) => fanOut(connections, options, accountPages),
    balances: (connections, options) =>
      fanOut(
        connections,
        options,
        readEach('balances', async function* (provider, access, account, ctx) {
          yield await provider.balances(access, account, ctx)
        }),
      ),
    transactions: (connections, query = {}, options = {}) =>
      fanOut(
        connections,
        options,
        readEach('transactions', (provider, access, account, ctx) =>
          provider.transactions(access, account, query, ctx),
        ),
      ),
  }
}

type Settled = AggregateOptions & { readonly ctx: CallContext }

type Work<T> = (
  provider: AccountsProvider,
  connection: AggregateSource,
  options: Settled,
  report: (error: AccountError) => void,
) => AsyncIterable<AccountPage<T>>

async function* fanOut<T>(
  connections: readonly AggregateSource[],
  options: AggregateOptions = {},
  work: Work<T>,
): AsyncGenerator<AggregateEvent<T>, void, undefined> {
  assertDistinct(connections)
  const outer = options.ctx?.signal
  const stop = joinSignals(outer === undefined ? [] : [outer])
  const { signal } = stop
  const settled = { ...options, ctx: { ...options.ctx, signal } }
  const pending = new Set(connections.map(({ id }) => id))
  try {
    for await (const event of merge(
      connections.map((source, position) => () => eventsOf({ source, position }, settled, work)),
      { signal },
    )) {
      if (event.status !== 'page') pending.delete(event.connection)
      yield event
    }
  } catch (error) {
    if (outer?.aborted !== true) throw error
    for (const [position, source] of connections.entries())
      if (pending.has(source.id)) yield failed({ source, position }, aborted(source))
  } finally {
    // Leaving early leaves no call behind.
    stop.abort(undefined)
    stop.release()
  }
}

interface Placed {
  readonly source: AggregateSource
  readonly position: number
}

async function* eventsOf<T>(
  placed: Placed,
  options: Settled,
  work: Work<T>,
): AsyncGenerator<AggregateEvent<T>, void, undefined> {
  const { source, position } = placed
  const { id, provider } = source
  const origin = { connection: id, position, provider: provider.manifest.id }
  const accountErrors: AccountError[] = []
  try {
    if (provider.accounts !== undefined) {
      const pages = work(provider.accounts, source, options, (error) => accountErrors.push(error))
      for await (const { account, accountPosition = 0, page } of pages)
        yield { ...origin, status: 'page', account, accountPosition, page }
    }
  } catch (error) {
    yield failed(placed, toNostroError(error, source), accountErrors)
    return
  }
  const [first] = accountErrors
  if (first === undefined) yield { ...origin, status: 'ok', supported: provider.accounts !== undefined }
  else yield failed(placed, first.error, accountErrors)
}

const failed = ({ source, position }: Placed, error: NostroError, accountErrors: readonly AccountError[] = []) =>
  ({
    connection: source.id,
    position,
    provider: source.provider.manifest.id,
    status: 'failed',
    error,
    accountErrors,
  }) as const

const aborted = ({ provider }: AggregateSource): NostroError =>
  new NostroError({ code: 'aborted', provider: provider.manifest.id, message: 'The call was ended by its caller.' })

const toNostroError = (error: unknown, connection: AggregateSource): NostroError => {
  const provider = connection.provider.manifest.id
  if (NostroError.isInstance(error)) return error.with({ provider })
  if (error instanceof Error && error.name === 'AbortError') return aborted(connection)
  return new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The provider failed in a way that it does not name itself.',
    hint: 'This is a defect of the provider; the cause is attached.',
    cause: error,
  })
}

const assertDistinct = (connections: readonly AggregateSource[]): void => {
  checkList(connections, 'connections')
  for (const connection of connections) checkObject(connection, 'connections', ['id'])
  const ids = connections.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice === undefined) return
  throw new NostroError({
    code: 'invalid_request',
    message: `Two connections have the id “${twice}”.`,
    hint: 'Give each connection its own id.',
  })
}
