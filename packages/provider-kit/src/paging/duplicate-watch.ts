/** By what an entry is recognised when a bank gives it again. */
export interface EntryIdentity {
  readonly id: string
  /** The fields that tell two entries of one id apart. */
  readonly fingerprint: string
}

/** Whether an entry came before: not at all, equal, or with other contents. */
export type Seen = 'new' | 'repeated' | 'differs'

/** Entries move by a page or two while others arrive; further back nothing is given again. */
const remembered = 10_000

/**
 * Recognises entries that a bank gives twice, as listings do whose pages shift while new entries arrive.
 *
 * @example
 * const seen = createDuplicateWatch()
 * seen({ id: 't-1', fingerprint: '-1.00' }) // 'new'
 * seen({ id: 't-1', fingerprint: '-1.00' }) // 'repeated'
 */
export const createDuplicateWatch = (capacity = remembered): ((identity: EntryIdentity) => Seen) => {
  const known = new Map<string, string>()
  // The ids in the order in which they came: asking a Map for its oldest key walks over all that were deleted before it.
  const ids: string[] = []
  let oldest = 0
  return ({ id, fingerprint }) => {
    const before = known.get(id)
    if (before !== undefined) return before === fingerprint ? 'repeated' : 'differs'
    known.set(id, fingerprint)
    if (ids.length < capacity) {
      ids.push(id)
      return 'new'
    }
    const forgotten = ids[oldest]
    if (forgotten !== undefined) known.delete(forgotten)
    ids[oldest] = id
    oldest = (oldest + 1) % capacity
    return 'new'
  }
}
