import { NostroError } from '@nostro/core'

/**
 * A fault of the user's configuration. The message never quotes what may be a secret.
 *
 * @example
 * throw configError('`banks` is missing.', 'Run “nostro init”.')
 */
export const configError = (message: string, hint: string, cause?: unknown): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint, cause })

/**
 * The known word nearest to a misspelt one, or `undefined` when none is near.
 *
 * @example
 * suggest('bnuq', ['bunq', 'ing']) // 'bunq'
 */
export const suggest = (word: string, known: readonly string[]): string | undefined => {
  const near = known
    .map((each) => ({ each, distance: distanceOf(word.toLowerCase(), each.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0]
  return near !== undefined && near.distance <= Math.max(1, Math.floor(near.each.length / 3)) ? near.each : undefined
}

/** Levenshtein distance of two short words. Longer input is cut: nobody misspells a key by fifty letters. */
const distanceOf = (left: string, right: string): number => {
  const [a, b] = [left.slice(0, 50), right.slice(0, 50)]
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
