import { amountKey } from './amounts.ts'
import type { Entry, Facts, Mode, Row } from './types.ts'

/** Version of the identities below; a row keeps the version it was made with (R14). */
export const identityVersion = 1

/** Ids that are none: blank, made of `0`, `-` and blanks, or the words for "none" (section 3.1). */
export const isUsableId = (id: string | null): id is string =>
  id !== null && (/^[1-9]/.test(id) || (!/^[0\s-]*$/.test(id) && !/^\s*n\/?a\s*$/i.test(id)))

/** Day, amount and currency: what comes straight from the wire and what no mapper rewrites. */
export const bucketOf = ({ day, amount, currency }: Facts): string => `${day}|${amountKey(amount)}|${currency}`

/** Begins with the day, so that new keys of an index lie together (section 1.1). */
export const bucketIdentity = (bucket: string, occurrence: number): string => `b${bucket}|${occurrence}`

/** Numbers are padded, so that ids in the order of time lie together in the index. */
export const idIdentity = (id: string): string => `i${/^\d{1,19}$/.test(id) ? id.padStart(20, '0') : id}`

export const pendingIdentity = (no: number): string => `p${no}`

/** Hands out identities of one plan: the id where it is stable, else the next free occurrence of the bucket. */
export interface Identities {
  of(entry: Entry, id: string | null): string
  /** The identity of a row whose bucket stays or not: kept when it fits. */
  keepOrMove(row: Row, entry: Entry, id: string | null): string
}

export const createIdentities = (mode: Mode, stored: Iterable<string>): Identities => {
  let highest: Map<string, number> | undefined
  const index = (): Map<string, number> => {
    if (highest !== undefined) return highest
    highest = new Map()
    for (const identity of stored) {
      if (!identity.startsWith('b')) continue
      const cut = identity.lastIndexOf('|')
      const [bucket, occurrence] = [identity.slice(1, cut), Number(identity.slice(cut + 1))]
      if (occurrence > (highest.get(bucket) ?? 0)) highest.set(bucket, occurrence)
    }
    return highest
  }
  const nextOf = (bucket: string): string => {
    const occurrence = (index().get(bucket) ?? 0) + 1
    index().set(bucket, occurrence)
    return bucketIdentity(bucket, occurrence)
  }
  const of = (entry: Entry, id: string | null): string =>
    mode === 'S' && id !== null ? idIdentity(id) : nextOf(bucketOf(entry.facts))
  return {
    of,
    keepOrMove: (row, entry, id) => {
      if (mode === 'S' && id !== null) return idIdentity(id)
      if (row.identity.startsWith('i')) return row.identity
      const bucket = bucketOf(entry.facts)
      return row.identity.startsWith(`b${bucket}|`) ? row.identity : nextOf(bucket)
    },
  }
}
