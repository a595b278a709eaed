/** Company forms and words of the payment itself: equal words of these kinds say nothing about the payee. */
const commonWords = new Set(
  [
    'ab as asa aps bv nv gmbh ag kg ug eg ev sa sas sarl srl spa sl oy oyj inc llc ltd limited plc co corp vof cv bvba sprl holding',
    'card kaart karte carte kort betaling betaalautomaat payment pos pin zahlung paiement kortkob kortkop transaction transactie',
  ]
    .join(' ')
    .split(' '),
)

/** NFKC, lower case, letters and digits; without one-letter words, numbers of up to three digits and common words (R6). */
export const wordsOf = (...texts: readonly (string | null)[]): ReadonlySet<string> => {
  const words = new Set<string>()
  for (const text of texts) {
    if (text === null) continue
    for (const word of text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)) {
      if (word.length > 1 && !/^\d{1,3}$/.test(word) && !commonWords.has(word)) words.add(word)
    }
  }
  return words
}

/** Shared words as a share of the smaller set; nothing when one side has no words. */
export const wordOverlap = (left: ReadonlySet<string>, right: ReadonlySet<string>): number | undefined => {
  const [small, large] = left.size <= right.size ? [left, right] : [right, left]
  if (small.size === 0) return undefined
  let shared = 0
  for (const word of small) if (large.has(word)) shared += 1
  return shared / small.size
}
