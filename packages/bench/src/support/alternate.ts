/** Milliseconds of each call of both sides, called one by one in turns: A B, B A … */
export const alternate = async (
  count: number,
  ours: () => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<{ readonly ours: readonly number[]; readonly other: readonly number[] }> => {
  const times: { ours: number[]; other: number[] } = { ours: [], other: [] }
  const once = async (side: 'ours' | 'other'): Promise<void> => {
    const start = performance.now()
    await (side === 'ours' ? ours : other)()
    times[side].push(performance.now() - start)
  }
  for (let index = 0; index < count; index += 1) {
    await once(index % 2 === 0 ? 'ours' : 'other')
    await once(index % 2 === 0 ? 'other' : 'ours')
  }
  return times
}
