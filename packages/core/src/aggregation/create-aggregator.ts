import type { AccountsProvider, Page, TransactionQuery } from '../contracts/accounts.ts'
import type { CallContext } from '../contracts/call-context.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Account } from '../domain/account.ts'
import type { Balance } from '../domain/balance.ts'
import type { Transaction } from '../domain/transaction.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { joinSignals } from '../http/join-signals.ts'
import type { Connection } from './create-connection.ts'
import { merge } from './merge.ts'
import { createUnattendedReads, type UnattendedLimit } from './unattended-reads.ts'

/** What arrives: items in any order between connections; for each connection exactly one `ok` or `failed` at its end. */
export type AggregateEvent<T> =
  | { readonly connection: string; readonly provider: string; readonly status: 'item'; readonly item: T }
  /** `supported: false`: the bank has no such data, so there is nothing, and nothing is wrong. */
  | { readonly connection: string; readonly provider: string; readonly status: 'ok'; readonly supported: boolean }
  /** `error` is the first one; `accountErrors` names every account that failed while the others went on. */
  | {
      readonly connection: string
      readonly provider: string
      readonly status: 'failed'
      readonly error: NostroError
      readonly accountErrors: readonly AccountError[]
    }

export interface AccountError {
  readonly accountId: string
  readonly error: NostroError
}

export interface AccountBalances {
  readonly account: Account
  readonly balances: readonly Balance[]
}

export interface AccountTransaction {
  readonly account: Account
  readonly transaction: Transaction
}

export interface AggregateOptions {
  /** Its signal ends the whole: connections still running are reported `failed` with `aborted`. */
  readonly ctx?: CallContext
  /** Leave accounts out before anything is asked about them. */
  readonly accountFilter?: (account: Account, connection: Connection) => boolean
}

/** Many connections at once. A slow or failing bank neither delays nor spoils the others. All listings are lazy. */
export interface Aggregator {
  accounts(connections: readonly Connection[], options?: AggregateOptions): AsyncIterable<AggregateEvent<Account>>
  balances(
    connections: readonly Connection[],
    options?: AggregateOptions,
  ): AsyncIterable<AggregateEvent<AccountBalances>>
  transactions(
    connections: readonly Connection[],
    query?: Omit<TransactionQuery, 'cursor'>,
    options?: AggregateOptions,
  ): AsyncIterable<AggregateEvent<AccountTransaction>>
}

export interface AggregatorParts {
  readonly clock: Clock
  /** Accounts of one connection that are read at the same time, 4 by default. */
  readonly accountsAtOnce?: number
  /** Reads a day without the customer; by default what the manifest's rate limit `unattended-reads` says. */
  readonly unattendedReads?: UnattendedLimit
}

type Read<T> = (
  provider: AccountsProvider,
  connection: Connection,
  account: Account,
  ctx: CallContext,
) => AsyncIterable<T>

export const createAggregator = (parts: AggregatorParts): Aggregator => {
  const { clock, accountsAtOnce = 4 } = parts
  const reads = createUnattendedReads(clock, parts.unattendedReads)

  const count = (connection: Connection, ctx: CallContext, what: string): void => {
    if (ctx.psu === undefined) reads.take(connection.provider.manifest, `${connection.id}/${what}`)
  }

  async function* accountsOf(provider: AccountsProvider, connection: Connection, options: Settled) {
    count(connection, options.ctx, 'accounts')
    for await (const account of itemsOf(provider.accounts(connection.access, options.ctx))) {
      if (options.accountFilter?.(account, connection) ?? true) yield account
    }
  }

  /** All accounts of a connection, a few at once; one that fails does not stop the others. */
  const readEach = <T>(what: string, read: Read<T>): Work<T> =>
    async function* (provider, connection, options, report) {
      const accounts: Account[] = []
      for await (const account of accountsOf(provider, connection, options)) accounts.push(account)
      const tasks = accounts.map(
        (account) =>
          async function* () {
            try {
              count(connection, options.ctx, `${what}/${account.id}/${account.currency ?? ''}`)
              yield* read(provider, connection, account, options.ctx)
            } catch (error) {
              report({ accountId: account.id, error: toNostroError(error, connection) })
            }
          },
      )
      yield* merge(tasks, { limit: accountsAtOnce })
    }

  return {
    accounts: (connections, options) => fanOut(connections, options, accountsOf),
    balances: (connections, options) =>
      fanOut(
        connections,
        options,
        readEach('balances', async function* (provider, { access }, account, ctx) {
          yield { account, balances: await provider.balances(access, account, ctx) }
        }),
      ),
    transactions: (connections, query = {}, options = {}) =>
      fanOut(
        connections,
        options,
        readEach('transactions', async function* (provider, { access }, account, ctx) {
          for await (const transaction of itemsOf(provider.transactions(access, account, query, ctx))) {
            yield { account, transaction }
          }
        }),
      ),
  }
}

type Settled = AggregateOptions & { readonly ctx: CallContext }

type Work<T> = (
  provider: AccountsProvider,
  connection: Connection,
  options: Settled,
  report: (error: AccountError) => void,
) => AsyncIterable<T>

async function* itemsOf<T>(pages: AsyncIterable<Page<T>>): AsyncGenerator<T, void, undefined> {
  for await (const page of pages) yield* page.items
}

async function* fanOut<T>(
  connections: readonly Connection[],
  options: AggregateOptions = {},
  work: Work<T>,
): AsyncGenerator<AggregateEvent<T>, void, undefined> {
  assertDistinct(connections)
  const outer = options.ctx?.signal
  const stop = joinSignals(outer === undefined ? [] : [outer])
  const { signal } = stop
  const settled = { ...options, ctx: { ...options.ctx, signal } }
  const pending = new Map(connections.map((connection) => [connection.id, connection]))
  try {
    for await (const event of merge(
      connections.map((connection) => () => eventsOf(connection, settled, work)),
      { signal },
    )) {
      if (event.status !== 'item') pending.delete(event.connection)
      yield event
    }
  } catch (error) {
    if (outer?.aborted !== true) throw error
    for (const connection of pending.values()) yield failed(connection, aborted(connection))
  } finally {
    // Whoever leaves early leaves no call behind.
    stop.abort(undefined)
    stop.release()
  }
}

async function* eventsOf<T>(
  connection: Connection,
  options: Settled,
  work: Work<T>,
): AsyncGenerator<AggregateEvent<T>, void, undefined> {
  const { id, provider } = connection
  const origin = { connection: id, provider: provider.manifest.id }
  const accountErrors: AccountError[] = []
  try {
    if (provider.accounts !== undefined) {
      const items = work(provider.accounts, connection, options, (error) => accountErrors.push(error))
      for await (const item of items) yield { ...origin, status: 'item', item }
    }
  } catch (error) {
    yield failed(connection, toNostroError(error, connection), accountErrors)
    return
  }
  const [first] = accountErrors
  if (first === undefined) yield { ...origin, status: 'ok', supported: provider.accounts !== undefined }
  else yield failed(connection, first.error, accountErrors)
}

const failed = (connection: Connection, error: NostroError, accountErrors: readonly AccountError[] = []) =>
  ({
    connection: connection.id,
    provider: connection.provider.manifest.id,
    status: 'failed',
    error,
    accountErrors,
  }) as const

const aborted = ({ provider }: Connection): NostroError =>
  new NostroError({ code: 'aborted', provider: provider.manifest.id, message: 'The call was ended by its caller.' })

const toNostroError = (error: unknown, connection: Connection): NostroError => {
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

const assertDistinct = (connections: readonly Connection[]): void => {
  const ids = connections.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice === undefined) return
  throw new NostroError({
    code: 'invalid_request',
    message: `Two connections have the id “${twice}”.`,
    hint: 'Give each connection its own id.',
  })
}
