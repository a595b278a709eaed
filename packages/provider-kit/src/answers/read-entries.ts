import { NostroError, type PageProblem, type Schema, type SchemaIssue } from '@nostro/core'

/** What a list of the bank gives. */
export interface ReadEntries<T> {
  readonly items: readonly T[]
  readonly problems: readonly PageProblem[]
  /** How many entries the bank sent. */
  readonly received: number
}

/** How the entries of a list become values. */
export interface EntryReader<Wire, T> {
  /** What an entry is called in problems: `transaction`. */
  readonly what: string
  readonly schema: Schema<Wire>
  /**
   * For long lists: whether the schema takes an entry without changing it. Such an entry is mapped as it came, and the
   * schema, which costs several times as much, sees the others. It must refuse whatever the schema refuses.
   */
  fits?(raw: unknown): raw is Wire
  /** Makes the domain value. A NostroError that it throws costs the entry. */
  map(wire: Wire, raw: unknown, index: number): T
}

/**
 * Reads a list entry by entry. A field that does not have the agreed shape costs that field, and where the schema
 * cannot do without it, the entry; each is a problem, and everything else stays.
 *
 * @example
 * readEntries(body.accounts, { what: 'account', schema: accountSchema, map: toAccount })
 * // { items: [...], problems: [{ index: 2, message: 'account 2 cannot be read: currency is missing.' }], received: 3 }
 */
export const readEntries = <Wire, T>(
  entries: readonly unknown[],
  { what, schema, fits = fitsNothing, map }: EntryReader<Wire, T>,
): ReadEntries<T> => {
  const items: T[] = []
  const problems: PageProblem[] = []
  for (const [index, raw] of entries.entries()) {
    const read = fits(raw) ? { value: raw, dropped: nothing } : readTolerantly(raw, schema)
    if ('lost' in read) {
      problems.push({ index, message: `${what} ${index} cannot be read: ${describe(read.lost)}.` })
      continue
    }
    try {
      items.push(map(read.value, raw, index))
    } catch (error) {
      if (!NostroError.isInstance(error)) throw error
      problems.push({ index, message: `${what} ${index} cannot be read: ${error.message}` })
      continue
    }
    for (const { path, issue } of read.dropped) {
      const message = `A field of ${what} ${index} was left out: ${describe(issue)}.`
      problems.push({ index, field: pathOf(path), message })
    }
  }
  return { items, problems, received: entries.length }
}

const fitsNothing = (_raw: unknown): _raw is never => false

/** Something that was taken away, and why. */
interface Dropped {
  readonly path: readonly PropertyKey[]
  readonly issue: SchemaIssue
}

type Tolerant<T> = { readonly value: T; readonly dropped: readonly Dropped[] } | { readonly lost: SchemaIssue }

/** An entry has tens of fields. One in which more are wrong is not what it says it is. */
const maxDropped = 20

const nothing: readonly Dropped[] = []

/** Takes away what is wrong, field by field, for as long as the schema can do without it. */
const readTolerantly = <T>(raw: unknown, schema: Schema<T>): Tolerant<T> => {
  const dropped: Dropped[] = []
  let current = raw
  for (;;) {
    const result = schema.safeParse(current)
    if (result.success) return { value: result.data, dropped: dropped.length === 0 ? nothing : outermost(dropped) }
    const [issue = unexpected] = result.error.issues
    const path = reducible(current, issue.path)
    if (path.length === 0 || dropped.length === maxDropped) return { lost: causeOf(issue, dropped) }
    current = without(current, path)
    dropped.push({ path, issue: causeOf(issue, dropped) })
  }
}

const unexpected: SchemaIssue = { path: [], message: 'has an unexpected shape' }

/** What is missing may have been taken away here: then the reason for that is the reason. */
const causeOf = (issue: SchemaIssue, dropped: readonly Dropped[]): SchemaIssue =>
  dropped.findLast(({ path }) => startsWith(path, issue.path))?.issue ?? issue

const startsWith = (path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean =>
  start.length <= path.length && start.every((key, place) => key === path[place])

/** The longest start of the path at which there is something to take away: a missing field costs what it belongs to. */
const reducible = (value: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] => {
  let current = value
  let length = 0
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) break
    current = (current as Readonly<Record<PropertyKey, unknown>>)[key]
    length += 1
  }
  return path.slice(0, length)
}

const without = (value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown => {
  if (key === undefined || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const at = Number(key)
    return rest.length === 0 ? value.toSpliced(at, 1) : value.with(at, without(value[at], rest))
  }
  const { [key]: inner, ...others } = value as Readonly<Record<PropertyKey, unknown>>
  return rest.length === 0 ? others : { ...others, [key]: without(inner, rest) }
}

/** Where a whole object had to go, the fields in it need no word of their own. */
const outermost = (all: readonly Dropped[]): readonly Dropped[] =>
  all.filter(
    ({ path }, index) =>
      !all.some((later, at) => at > index && later.path.length < path.length && startsWith(path, later.path)),
  )

const pathOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? '(root)' : path.map(String).join('.'))

/** The path and the schema's own words alone: the value may be personal data. */
const describe = ({ path, message }: SchemaIssue): string => `${pathOf(path)}: ${message}`
