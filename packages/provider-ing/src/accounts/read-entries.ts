import { NostroError, parseValue, type Schema } from '@nostro/core'

/** What a list of the bank gives: entries that could be read, and the places of those that could not. */
export interface ReadEntries<T> {
  readonly items: readonly T[]
  readonly problems: readonly { readonly index: number; readonly message: string }[]
}

/**
 * Reads each entry by itself: one that ING has spoilt does not hide the rest. What `map` throws is not of one entry
 * alone (a link to a stranger says that the whole answer is not to be trusted) and goes on.
 */
export const readEntries = <Wire, T>(
  entries: readonly unknown[],
  schema: Schema<Wire>,
  what: string,
  map: (wire: Wire, raw: unknown, index: number) => T,
): ReadEntries<T> => {
  const items: T[] = []
  const problems: { index: number; message: string }[] = []
  for (const [index, raw] of entries.entries()) {
    const wire = readOne(raw, schema, `${what} ${index}`)
    if (NostroError.isInstance(wire)) problems.push({ index, message: wire.message })
    else items.push(map(wire.value, raw, index))
  }
  return { items, problems }
}

const readOne = <Wire>(raw: unknown, schema: Schema<Wire>, what: string): { readonly value: Wire } | NostroError => {
  try {
    return { value: parseValue(raw, schema, { provider: 'ing', what }) }
  } catch (error) {
    if (NostroError.isInstance(error)) return error
    throw error
  }
}
