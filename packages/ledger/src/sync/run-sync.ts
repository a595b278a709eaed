import { NostroError } from '@nostro/core'
import type { Applied } from '../store/apply-plan.ts'
import { indexTexts } from '../store/text-index.ts'
import { addApplied, nothingApplied } from './commit-walk.ts'
import type { Source } from './source.ts'
import { type ConnectionResult, type LeaseOwner, syncConnection } from './sync-connection.ts'
import type { AccountSyncResult, SyncError, SyncEvent, SyncOptions, SyncParts, SyncProblem } from './sync-types.ts'

/** What a sync did: totals, and each account for itself. "Partial" is an outcome, not an error. */
export interface SyncResult extends Applied {
  /** Entries, fields and accounts that could not be read, over all connections. */
  readonly problems: number
  readonly accounts: readonly AccountSyncResult[]
  readonly connections: readonly {
    readonly connection: string
    readonly problems: readonly SyncProblem[]
    readonly error?: SyncError | undefined
  }[]
}

/** A running sync: its events as they happen, and its result. Both may be used, or one of them. */
export interface SyncRun extends AsyncIterable<SyncEvent> {
  result(): Promise<SyncResult>
}

interface RunParts {
  readonly parts: SyncParts
  readonly lease: LeaseOwner
}

const defaultConcurrency = 4

/** Starts at once; several connections are read at the same time, the accounts of one after the other. */
export const runSync = ({ parts, lease }: RunParts, sources: readonly Source[], options: SyncOptions): SyncRun => {
  const events: SyncEvent[] = []
  let wake: (() => void) | undefined
  let isEnded = false
  const emit = (event: SyncEvent): void => {
    events.push(event)
    wake?.()
  }
  const work = runAll(sources, options.concurrency ?? defaultConcurrency, (source) =>
    syncConnection({ parts, source, lease, options, emit }),
  )
  const result = work
    .then(toResult)
    .then(withIndex(parts, options))
    .finally(() => {
      isEnded = true
      wake?.()
    })
  // The result may be asked for later, or never.
  result.catch(() => undefined)
  return {
    result: () => result,
    async *[Symbol.asyncIterator]() {
      for (let next = 0; ; ) {
        const event = events[next]
        if (event !== undefined) {
          next += 1
          yield event
        } else if (isEnded) return
        else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}

/** Entries of a sync that are made quick to find with it; the rest of a large history is for `indexTexts` and later syncs. */
const indexedAtOnce = 10_000

/** A sync that changed something takes the index of texts along. It is no part of the book: where another writer holds it up, the next sync does it. */
const withIndex =
  ({ store }: SyncParts, { dryRun }: SyncOptions) =>
  async (result: SyncResult): Promise<SyncResult> => {
    const { added, modified, removed, claimed } = result
    if (store.dialect === 'sqlite' && dryRun !== true && added + modified + removed + claimed > 0)
      await store
        .write(() => indexTexts(indexedAtOnce))
        .catch((error) => {
          if (!NostroError.isInstance(error)) throw error
        })
    return result
  }

const runAll = async (
  sources: readonly Source[],
  concurrency: number,
  run: (source: Source) => Promise<ConnectionResult>,
): Promise<readonly ConnectionResult[]> => {
  const results: ConnectionResult[] = []
  const waiting = [...sources.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, source] = next
      results[index] = await run(source)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, sources.length)) }, worker))
  return results
}

const toResult = (results: readonly ConnectionResult[]): SyncResult => {
  const accounts = results.flatMap((result) => result.accounts)
  const totals = accounts.reduce<Applied>(addApplied, nothingApplied)
  const problems = [...accounts, ...results].reduce((sum, item) => sum + item.problems.length, 0)
  return {
    ...totals,
    problems,
    accounts,
    connections: results.map(({ connection, problems: found, error }) => ({ connection, problems: found, error })),
  }
}
