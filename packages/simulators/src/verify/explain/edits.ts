/** Bytes that stand in request lines, headers and JSON. */
const printable: readonly number[] = Array.from({ length: 95 }, (_, index) => index + 32)

/** The text around the part that is searched. */
interface Around {
  readonly before: string
  readonly after: string
}

/**
 * The text one edit away from `part` (a byte changed, lost, added, or two neighbours swapped) that `accepts` says was
 * signed; undefined when there is none. A signature gives back the hash of what was signed, so this finds not only that
 * something was changed but what, as error correction does.
 */
export const findEdit = (
  part: string,
  accepts: (text: Uint8Array) => boolean,
  { before = '', after = '' }: Partial<Around> = {},
  alphabet: readonly number[] = printable,
): string | undefined => {
  const bytes = Buffer.from(part)
  const start = Buffer.byteLength(before)
  const found = (whole: Buffer, size: number): string => whole.subarray(start, start + size).toString()

  const same = Buffer.from(before + part + after)
  for (let at = 0; at < bytes.length; at++) {
    const kept = same[start + at] ?? 0
    for (const byte of alphabet) {
      if (byte === kept) continue
      same[start + at] = byte
      if (accepts(same)) return found(same, bytes.length)
    }
    same[start + at] = kept
    const next = same[start + at + 1] ?? 0
    if (at + 1 < bytes.length && next !== kept) {
      same[start + at] = next
      same[start + at + 1] = kept
      if (accepts(same)) return found(same, bytes.length)
      same[start + at] = kept
      same[start + at + 1] = next
    }
  }

  for (let at = 0; at < bytes.length; at++) {
    const shorter = Buffer.concat([same.subarray(0, start + at), same.subarray(start + at + 1)])
    if (accepts(shorter)) return found(shorter, bytes.length - 1)
  }

  // One byte longer: the gap moves from the front to the back.
  const longer = Buffer.concat([same.subarray(0, start), Buffer.alloc(1), same.subarray(start)])
  for (let at = 0; at <= bytes.length; at++) {
    for (const byte of alphabet) {
      longer[start + at] = byte
      if (accepts(longer)) return found(longer, bytes.length + 1)
    }
    longer[start + at] = longer[start + at + 1] ?? 0
  }
  return undefined
}

/** All orders of up to six things; longer lists only with two of them swapped. */
export const ordersOf = <T>(items: readonly T[]): readonly (readonly T[])[] => {
  if (items.length > 32) return [items]
  if (items.length > 6) {
    return items.flatMap((_, left) =>
      items.slice(left + 1).map((_other, index) => swapped(items, left, left + 1 + index)),
    )
  }
  if (items.length < 2) return [items]
  return items.flatMap((item, index) =>
    ordersOf([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  )
}

/** A list with two of its items exchanged. */
export const swapped = <T>(items: readonly T[], left: number, right: number): readonly T[] =>
  items.map((item, index) => {
    const other = index === left ? items[right] : index === right ? items[left] : item
    return other ?? item
  })
