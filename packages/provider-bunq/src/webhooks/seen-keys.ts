/** Runs work once per key. Work that fails may be tried again; work under way is waited for. */
export interface SeenKeys {
  /** 200 when the work is done, now or before. @throws what the work throws */
  once(key: string, work: () => Promise<void>): Promise<number>
}

export const createSeenKeys = (maxKept = 10_000): SeenKeys => {
  const kept = new Map<string, Promise<void>>()
  return {
    once: async (key, work) => {
      const running = kept.get(key) ?? work()
      kept.set(key, running)
      const [oldest] = kept.keys()
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
      try {
        await running
        return 200
      } catch (error) {
        kept.delete(key)
        throw error
      }
    },
  }
}
