import type { Clock, Logger, Random } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from '@nostro/ledger'
import { createId } from '../store/ids.ts'
import { lockSequence } from '../store/lock-sequence.ts'
import type { EventData, EventType, NewEvent, StoredEvent } from './event-types.ts'

/** The kept log of events, and those who listen to it in this process. */
export interface EventLog {
  publish(...events: readonly NewEvent[]): Promise<void>
  /** Part of a transaction of the caller's; call `wake` when it is committed. */
  append(event: NewEvent): SqlWork<StoredEvent>
  wake(): void
  /** Progress: given to who listens now, and not kept. */
  whisper(event: NewEvent): void
  after(seq: number, limit: number): Promise<readonly StoredEvent[]>
  last(): Promise<number>
  /** Smallest sequence that is still kept; readers further behind have lost events. */
  first(): Promise<number>
  listen(listener: EventListener): () => void
  /** Removes events older than `before`. */
  prune(before: number): Promise<void>
}

export interface EventListener {
  readonly onLog: () => void
  readonly onWhisper?: ((event: NewEvent) => void) | undefined
}

interface EventRow {
  readonly seq: number | bigint
  readonly id: string
  readonly type: string
  readonly at: number | bigint
  readonly data: string
}

interface EventParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export const createEventLog = ({ store, clock, random, logger }: EventParts): EventLog => {
  const listeners = new Set<EventListener>()

  function* append({ type, data }: NewEvent): SqlWork<StoredEvent> {
    yield* lockSequence(store, 'events')
    const row = yield* queryOne<{ seq: number | bigint }>('select coalesce(max(seq), 0) + 1 as seq from server_event')
    const event: StoredEvent = {
      seq: Number(row?.seq ?? 1),
      id: createId('evt', { clock, random }),
      type,
      at: clock.now(),
      data,
    }
    const body = JSON.stringify(data)
    yield* query(
      'insert into server_event (seq, id, type, at, data) values (?, ?, ?, ?, ?)',
      event.seq,
      event.id,
      type,
      event.at,
      body,
    )
    return event
  }

  const wake = (): void => {
    for (const { onLog } of listeners) onLog()
  }

  const edge = async (which: 'min' | 'max'): Promise<number> => {
    const row = await store.read(() =>
      queryOne<{ seq: number | bigint | null }>(`select ${which}(seq) as seq from server_event`),
    )
    return Number(row?.seq ?? 0)
  }

  return {
    append,
    wake,
    publish: async (...events) => {
      try {
        await store.write(function* () {
          for (const event of events) yield* append(event)
        })
        wake()
      } catch (error) {
        // The work that the event tells of is done: it must not fail for the message.
        logger.warn({ error: String(error), types: events.map(({ type }) => type).join(' ') }, 'An event was not kept.')
      }
    },
    whisper: (event) => {
      for (const { onWhisper } of listeners) onWhisper?.(event)
    },
    after: async (seq, limit) => {
      const rows = await store.read(() =>
        query<EventRow>(
          'select seq, id, type, at, data from server_event where seq > ? order by seq limit ?',
          seq,
          limit,
        ),
      )
      return rows.map(toEvent)
    },
    last: () => edge('max'),
    first: () => edge('min'),
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    prune: async (before) => {
      // The newest one stays, so that numbers never start anew.
      await store.write(() =>
        query('delete from server_event where at < ? and seq < (select max(seq) from server_event)', before),
      )
    },
  }
}

const toEvent = ({ seq, id, type, at, data }: EventRow): StoredEvent => ({
  seq: Number(seq),
  id,
  type: type as EventType,
  at: Number(at),
  data: JSON.parse(data) as EventData,
})
