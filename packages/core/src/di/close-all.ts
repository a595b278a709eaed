import { NostroError } from '../errors/nostro-error.ts'

export interface Closable {
  close(): Promise<void>
}

/**
 * Closes in stages, one after the other; the parts of a stage at once. Everything is closed even when a part fails.
 * @throws AggregateError with every failure, after all are done.
 */
export const closeAll = async (stages: readonly (readonly Closable[])[]): Promise<void> => {
  const failures: unknown[] = []
  for (const stage of stages) {
    const results = await Promise.allSettled(stage.map(async (part) => part.close()))
    for (const result of results) if (result.status === 'rejected') failures.push(result.reason)
  }
  if (failures.length === 0) return
  const codes = failures.map((failure) => (NostroError.isInstance(failure) ? failure.code : 'unknown'))
  throw new AggregateError(
    failures,
    `${failures.length} part(s) failed while closing (${codes.join(', ')}); all are closed.`,
  )
}
