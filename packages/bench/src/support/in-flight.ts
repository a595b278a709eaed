/** Runs a task so many times, `width` at a time: a finished one starts the next. */
export const inFlight = async (
  count: number,
  width: number,
  task: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next
      next += 1
      await task(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane))
}

/** Tasks a second. */
export const ratePerSecond = async (
  count: number,
  width: number,
  task: (index: number) => Promise<unknown>,
): Promise<number> => {
  const start = performance.now()
  await inFlight(count, width, task)
  return (count / (performance.now() - start)) * 1000
}
