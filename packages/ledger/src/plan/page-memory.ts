import { hash } from 'node:crypto'
import { entryKey, isTellingPage, seamLength } from './listing.ts'
import type { Entry } from './types.ts'

/** Remembers the pages of a backfill, so that a page or a seam that the bank serves twice counts once (R2). */
export interface PageMemory {
  /** The entries of a page that are new; none when the whole page was served before. */
  take(entries: readonly Entry[]): readonly Entry[]
  /** What to keep over a restart: the digests of the last page's keys. */
  last(): string
}

const most = 1000

const [fnvOffset, fnvPrime, otherPrime] = [0x811c9dc5, 0x01000193, 0x9e3779b1]

/** 53 bits of a key, as a number: two sums in the way of FNV-1a. Keys are compared with those of one page before, never looked up. */
const digestOfKey = (key: string): number => {
  let [first, second] = [fnvOffset, key.length]
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index)
    first = Math.imul(first ^ code, fnvPrime)
    second = Math.imul((second ^ code) + (second >>> 15), otherPrime)
  }
  return (first >>> 0) * 2 ** 21 + (second >>> 11)
}

const toText = (digests: readonly number[]): string => Buffer.from(Float64Array.from(digests).buffer).toString('base64')

/** What {@link PageMemory.last} gave; the first release kept the keys themselves, as JSON. */
const fromText = (text: string): readonly number[] => {
  if (text.startsWith('[')) return (JSON.parse(text) as readonly string[]).map(digestOfKey)
  const bytes = Buffer.from(text, 'base64')
  return [...new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))]
}

/** A page as a whole: a walk of a million entries would hold all their keys otherwise. */
const digestOfPage = (digests: readonly number[]): string =>
  hash('sha256', Buffer.from(Float64Array.from(digests).buffer), 'base64url')

export const createPageMemory = (paging: 'stable' | 'shifting', lastPage: string | null): PageMemory => {
  let previous: readonly number[] = lastPage === null ? [] : fromText(lastPage)
  const seen = new Set<string>(previous.length === 0 ? [] : [digestOfPage(previous)])
  return {
    take: (entries) => {
      const keys = entries.map((entry) => digestOfKey(entryKey(entry)))
      const whole = digestOfPage(keys)
      if (seen.has(whole) && isTellingPage(entries, keys)) return []
      seen.add(whole)
      const repeated = seamLength(previous, keys)
      previous = keys
      const isRepeat = paging === 'shifting' && repeated >= 2 && new Set(keys.slice(0, repeated)).size >= 2
      if (isRepeat) return entries.slice(repeated)
      return repeated === 0
        ? entries
        : entries.map((entry, index) => (index < repeated ? { ...entry, seam: true } : entry))
    },
    last: () => toText(previous.length > most ? [] : previous),
  }
}
