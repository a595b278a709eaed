import { isUsableId } from './identity.ts'
import type { Entry, Listed, Listing, Mode } from './types.ts'

interface ListingOptions {
  readonly mode: Mode
  readonly paging: 'stable' | 'shifting'
}

/** What a walk lists, with pages that repeat dropped (R2) and ids that are none taken away (R1). */
export const readListing = (entries: readonly Entry[], { mode, paging }: ListingOptions): Listing => {
  const kept = dropRepeats(entries, paging)
  const moving = kept.filter(({ status }) => status !== 'information')
  const listed = mode === 'N' ? moving.map((entry) => ({ entry, id: null })) : withIds(moving, mode, paging)
  return {
    booked: listed.filter(({ entry }) => entry.status === 'booked'),
    pending: listed.filter(({ entry }) => entry.status !== 'booked'),
    information: kept.length - moving.length,
  }
}

/** In the order of the listing: new rows are numbered in it. */
export const byPlace = (a: Listed, b: Listed): number => a.entry.place - b.entry.place

/** Everything that tells two listed entries apart. */
export const entryKey = (entry: Entry): string => `${entry.status}|${entry.bankId ?? ''}|${entry.content}`

const pagesOf = (entries: readonly Entry[]): Entry[][] => {
  const pages: Entry[][] = []
  let current: Entry[] = []
  for (const entry of entries) {
    if (current.length > 0 && current[0]?.page !== entry.page) {
      pages.push(current)
      current = []
    }
    current.push(entry)
  }
  if (current.length > 0) pages.push(current)
  return pages
}

/**
 * A page that equals an earlier one was served twice. Without usable ids, a page of few entries can repeat by chance (twins), so
 * that three entries, two of them different, are asked for: an entry too many is found by the next walk, a lost one is not.
 */
export const isTellingPage = (page: readonly Entry[], keys: readonly (string | number)[]): boolean =>
  new Set(keys).size >= 2 && (keys.length >= 3 || page.every(({ bankId }) => isUsableId(bankId)))

const dropRepeats = (entries: readonly Entry[], paging: 'stable' | 'shifting'): readonly Entry[] => {
  const pages = pagesOf(entries)
  if (pages.length < 2) return entries
  const seen = new Set<string>()
  const kept: Entry[] = []
  let previous: readonly string[] = []
  for (const page of pages) {
    const keys = page.map(entryKey)
    const whole = keys.join('\n')
    if (seen.has(whole) && isTellingPage(page, keys)) continue
    seen.add(whole)
    const repeated = seamLength(previous, keys)
    const isRepeat = paging === 'shifting' && repeated >= 2 && new Set(keys.slice(0, repeated)).size >= 2
    for (const [index, entry] of page.entries()) {
      if (isRepeat && index < repeated) continue
      kept.push(!isRepeat && index < repeated ? { ...entry, seam: true } : entry)
    }
    previous = keys
  }
  return kept
}

/** How many entries at the top of a page repeat the end of the page before, in order. */
export const seamLength = <Key extends string | number>(previous: readonly Key[], keys: readonly Key[]): number => {
  for (let length = Math.min(previous.length, keys.length); length > 0; length -= 1) {
    const start = previous.length - length
    let same = 0
    while (same < length && keys[same] === previous[start + same]) same += 1
    if (same === length) return length
  }
  return 0
}

const withIds = (entries: readonly Entry[], mode: Mode, paging: 'stable' | 'shifting'): readonly Listed[] => {
  const once = new Map<string, Entry>()
  const repeated = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (!isUsableId(entry.bankId)) continue
    const [known, group] = [once.get(entry.bankId), repeated.get(entry.bankId)]
    if (known === undefined) once.set(entry.bankId, entry)
    else if (group === undefined) repeated.set(entry.bankId, [known, entry])
    else group.push(entry)
  }
  if (repeated.size === 0) return entries.map(withOwnId)
  const dropped = new Set<Entry>()
  const withoutId = new Set<string>()
  for (const [id, group] of repeated) {
    const judged = mode === 'S' ? { keep: latestOf(group) } : judgeGroup(group, paging)
    if (judged === 'no-id') withoutId.add(id)
    else for (const entry of group) if (entry !== judged.keep) dropped.add(entry)
  }
  const listed: Listed[] = []
  for (const entry of entries) {
    if (dropped.has(entry)) continue
    const { bankId } = entry
    listed.push({ entry, id: isUsableId(bankId) && !withoutId.has(bankId) ? bankId : null })
  }
  return listed
}

const withOwnId = (entry: Entry): Listed => ({ entry, id: isUsableId(entry.bankId) ? entry.bankId : null })

/** Stable ids: the same id is the same entry. What is booked counts before what is pending, then the later one. */
const latestOf = (group: readonly Entry[]): Entry | undefined =>
  group.findLast(({ status }) => status === 'booked') ?? group.at(-1)

const judgeGroup = (
  group: readonly Entry[],
  paging: 'stable' | 'shifting',
): 'no-id' | { readonly keep: Entry | undefined } => {
  const booked = group.filter(({ status }) => status === 'booked')
  if (booked.length === 1) return { keep: booked[0] }
  const [first] = group
  const sameContent = group.every(({ content, status }) => content === first?.content && status === first.status)
  const acrossPages = new Set(group.map(({ page }) => page)).size === group.length
  return paging === 'shifting' && sameContent && acrossPages ? { keep: first } : 'no-id'
}
