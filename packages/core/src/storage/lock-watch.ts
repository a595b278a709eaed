/** How long each file has stayed as it is, counted by the waiter itself: no clock of another machine is believed. */
export interface LockWatch {
  /** The time for which the file has been seen unchanged. */
  unchangedMs(path: string, stamp: string): number
  passed(ms: number): void
}

export const createLockWatch = (): LockWatch => {
  const seen = new Map<string, { readonly stamp: string; unchangedMs: number }>()
  return {
    unchangedMs: (path, stamp) => {
      const before = seen.get(path)
      if (before?.stamp === stamp) return before.unchangedMs
      seen.set(path, { stamp, unchangedMs: 0 })
      return 0
    },
    passed: (ms) => {
      for (const each of seen.values()) each.unchangedMs += ms
    },
  }
}
