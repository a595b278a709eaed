import type { SqlRow, SqlStore, SqlWork, Statement } from '../../src/store/sql.ts'

export interface DyingStore extends SqlStore {
  /** Statements that were begun. */
  readonly statements: number
}

/**
 * A store of a process that is killed before its `dieAt`-th statement: from then on nothing is executed any more, as after
 * `kill -9`. What was not committed is rolled back by the database.
 */
export const createDyingStore = (store: SqlStore, dieAt = Number.POSITIVE_INFINITY): DyingStore => {
  let statements = 0
  const dead = (): Error => new Error('killed')
  function* counted<T>(work: () => SqlWork<T>): SqlWork<T> {
    const steps = work()
    let step = steps.next([])
    while (step.done !== true) {
      statements += 1
      if (statements >= dieAt) throw dead()
      const rows: readonly SqlRow[] = yield step.value as Statement
      step = steps.next(rows)
    }
    // Between the last statement and the commit.
    statements += 1
    if (statements >= dieAt) throw dead()
    return step.value
  }
  const guard = <T>(run: () => Promise<T>): Promise<T> => (statements >= dieAt ? Promise.reject(dead()) : run())
  return {
    dialect: store.dialect,
    get statements() {
      return statements
    },
    write: (work) => guard(() => store.write(() => counted(work))),
    read: (work) => guard(() => store.read(() => counted(work))),
    check: () => store.check(),
    close: () => store.close(),
  }
}
