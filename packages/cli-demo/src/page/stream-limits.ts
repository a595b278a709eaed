/** How many event streams may be open: a browser opens one for each of its windows. */
export interface StreamLimits {
  /** Takes a place, or refuses; what comes back gives the place free again. */
  take(sessionId: string, ipAddress: string): (() => void) | undefined
}

export const createStreamLimits = ({ perSession = 6, perAddress = 100 } = {}): StreamLimits => {
  const open = new Map<string, number>()
  const count = (key: string): number => open.get(key) ?? 0
  const add = (key: string, step: 1 | -1): void => {
    const next = count(key) + step
    if (next > 0) open.set(key, next)
    else open.delete(key)
  }
  return {
    take: (sessionId, ipAddress) => {
      const [session, address] = [`session ${sessionId}`, `address ${ipAddress}`]
      if (count(session) >= perSession || count(address) >= perAddress) return undefined
      for (const key of [session, address]) add(key, 1)
      return () => {
        for (const key of [session, address]) add(key, -1)
      }
    },
  }
}
