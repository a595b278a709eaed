import { createKeyedLock, NostroError } from '@nostro/core'
import { leaseNow } from '../store/lease-store.ts'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import type { RecordParts } from './record-parts.ts'

/** A holder says every ten seconds that it lives; one that was silent for thirty is taken for dead. */
const [heartbeatMs, lastsMs] = [10_000, 30_000]
const longestWaitMs = 60_000
const [firstPauseMs, longestPauseMs] = [8, 250]

/** Runs work for one record alone: in this process by a queue, among processes by a row that its holder keeps alive. */
export const createRecordLock = (parts: RecordParts, noun: string) => {
  const { store, clock, random, owner: process } = parts
  const inProcess = createKeyedLock()

  function* take(name: string, owner: string): SqlWork<boolean> {
    const now = yield* leaseNow(store, clock)
    const until = now + lastsMs
    const made = yield* query(
      'insert into record_lock (name, owner, until) values (?, ?, ?) on conflict (name) do nothing returning name',
      name,
      owner,
      until,
    )
    if (made.length > 0) return true
    const held = yield* queryOne<{ owner: string; until: number }>(
      'select owner, until from record_lock where name = ? for update',
      name,
    )
    // Gone since: the next try makes it.
    if (held === undefined || (held.until > now && !process.isGone(held.owner))) return false
    yield* query('update record_lock set owner = ?, until = ? where name = ?', owner, until, name)
    return true
  }

  const wait = async (name: string, owner: string, signal: AbortSignal | undefined): Promise<void> => {
    let [waitedMs, pauseMs, sayAt] = [0, firstPauseMs, 1000]
    while (!(await store.write(() => take(name, owner)))) {
      if (waitedMs >= longestWaitMs) throw heldTooLong(noun, waitedMs)
      if (waitedMs >= sayAt) {
        parts.onWait?.({ noun, id: name.slice(name.indexOf('/') + 1), waitedMs })
        sayAt = waitedMs + 10_000
      }
      const ms = Math.ceil(pauseMs * (0.5 + random.fraction() / 2))
      await clock.sleep(ms, signal)
      waitedMs += ms
      pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)
    }
  }

  const keepAlive = async (name: string, owner: string, stop: AbortSignal): Promise<void> => {
    for (;;) {
      const isOver = await clock.sleep(heartbeatMs, stop).then(
        () => stop.aborted,
        () => true,
      )
      if (isOver) return
      // A database that cannot be reached for a moment is asked again.
      await store
        .write(function* () {
          const until = (yield* leaseNow(store, clock)) + lastsMs
          yield* query('update record_lock set until = ? where name = ? and owner = ?', until, name, owner)
        })
        .catch(() => undefined)
    }
  }

  const hold = async <T>(name: string, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    const owner = `${process.owner}/${random.uuid()}`
    await wait(name, owner, signal)
    const stop = new AbortController()
    const beating = keepAlive(name, owner, stop.signal)
    try {
      return await work()
    } finally {
      stop.abort()
      await beating
      // The row ends by itself: a failure here must not hide what the work gave.
      await store
        .write(() => query('delete from record_lock where name = ? and owner = ?', name, owner))
        .catch(() => undefined)
    }
  }

  return {
    run: <T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
      inProcess.run(name, () => hold(name, work, signal), signal),
  }
}

const heldTooLong = (noun: string, waitedMs: number): NostroError =>
  new NostroError({
    code: 'conflict',
    message: `Another process works on this ${noun} for more than ${Math.round(waitedMs / 1000)} s.`,
    hint: 'Wait for it, or end it; a process that was killed is taken over after half a minute.',
    retryable: true,
  })
