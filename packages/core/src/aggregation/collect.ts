import type { NostroError } from '../errors/nostro-error.ts'
import type { AggregateEvent } from './create-aggregator.ts'

/** Everything that came, for callers who need no stream. Items of a connection that failed later are kept. */
export interface Collected<T> {
  readonly items: readonly (T & { readonly connection: string })[]
  readonly errors: readonly { readonly connection: string; readonly provider: string; readonly error: NostroError }[]
  /** Ids of the connections that ended well. */
  readonly ok: readonly string[]
}

/** Reads a stream of the aggregator to its end. Each item carries the id of its connection. */
export const collect = async <T extends object>(events: AsyncIterable<AggregateEvent<T>>): Promise<Collected<T>> => {
  const items: (T & { connection: string })[] = []
  const errors: { connection: string; provider: string; error: NostroError }[] = []
  const ok: string[] = []
  for await (const event of events) {
    const { connection, provider } = event
    if (event.status === 'item') items.push({ ...event.item, connection })
    else if (event.status === 'ok') ok.push(connection)
    else errors.push({ connection, provider, error: event.error })
  }
  return { items, errors, ok }
}
