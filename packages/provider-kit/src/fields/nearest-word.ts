/**
 * The known word that a misspelt one was meant to be; nothing when none is near.
 *
 * @example
 * nearestWord('remittanceInfo', ['remittanceInformation', 'amount']) // 'remittanceInformation'
 */
export const nearestWord = (word: string, known: readonly string[]): string | undefined => {
  const wanted = word.toLowerCase().slice(0, 60)
  if (wanted.length < 3) return undefined
  let [best, least] = [undefined as string | undefined, 3]
  for (const candidate of known) {
    const name = candidate.toLowerCase()
    const distance = name.startsWith(wanted) || wanted.startsWith(name) ? 1 : distanceBetween(wanted, name)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

/** Levenshtein distance: the least number of letters to add, leave out or exchange. */
const distanceBetween = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1]
    for (const [at, other] of [...right].entries()) {
      const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
