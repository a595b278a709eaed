/** Sets of two or more of these amounts with exactly this sum, in order; at most `most` of them. Amounts are positive. */
export const subsetSums = (amounts: readonly bigint[], sum: bigint, most = 3): readonly (readonly number[])[] => {
  const found: (readonly number[])[] = []
  const order = amounts.map((_, index) => index).toSorted((a, b) => Number(amounts[b] ?? 0n) - Number(amounts[a] ?? 0n))
  const restOf: bigint[] = [0n]
  for (const index of order.toReversed()) restOf.unshift((restOf[0] ?? 0n) + (amounts[index] ?? 0n))
  // Twenty amounts have a million sets; what cannot reach the sum, or is over it, ends a branch. The bound keeps the worst case short.
  let steps = 0
  const search = (place: number, left: bigint, chosen: readonly number[]): void => {
    steps += 1
    if (found.length >= most || steps > 200_000) return
    if (left === 0n) {
      if (chosen.length >= 2) found.push(chosen.toSorted((a, b) => a - b))
      return
    }
    if (place >= order.length || left < 0n || (restOf[place] ?? 0n) < left) return
    const index = order[place] ?? 0
    search(place + 1, left - (amounts[index] ?? 0n), [...chosen, index])
    search(place + 1, left, chosen)
  }
  search(0, sum, [])
  return found
}
