import { ApiError } from '../errors/api-error.ts'

/** Streams stay open: a few for each caller, and a bound for all. */
export const createStreamLimits = ({ all = 256, each = 5 } = {}) => {
  const open = new Map<string, number>()
  const total = (): number => [...open.values()].reduce((sum, count) => sum + count, 0)
  return {
    total,
    /** @throws ApiError 429 over the bound; call the result when the stream ends */
    enter: (caller: string): (() => void) => {
      const own = open.get(caller) ?? 0
      if (own >= each || total() >= all) {
        throw new ApiError({
          status: 429,
          code: 'rate_limited',
          detail:
            own >= each
              ? `There are ${each} event streams of this caller already.`
              : 'Too many event streams are open.',
          hint: 'Close one, or share one stream between the tabs of a browser.',
          headers: { 'Retry-After': '5' },
        })
      }
      open.set(caller, own + 1)
      let isOpen = true
      return () => {
        if (!isOpen) return
        isOpen = false
        const left = (open.get(caller) ?? 1) - 1
        if (left <= 0) open.delete(caller)
        else open.set(caller, left)
      }
    },
  }
}
