import { dayNumber } from '../plan/days.ts'
import { placeholders, query, type SqlValue, type SqlWork } from '../store/sql.ts'
import { hasTextIndex, searchTexts, type TextPlace, textQuestion } from '../store/text-index.ts'
import type { TransactionFilter } from './ledger-types.ts'

/** Where an entry stands in a list. */
export interface Position {
  readonly day: string
  readonly account: number
  readonly no: number
}

export interface TextQuery {
  readonly filter: TransactionFilter
  readonly accounts: readonly number[]
  readonly after: Position | undefined
  readonly wanted: number
  /** Selects the positions of an account's rows that the filter lets through; conditions may follow. */
  readonly toSql: (account: number) => { readonly sql: string; readonly values: readonly SqlValue[] }
}

/** So many places that turn out to be none mean that the parts of the text are everywhere: then all rows are read instead. */
const mostCandidates = 20_000
const mostAtOnce = 1000

/**
 * The first entries that contain a text, by the index of texts; nothing where there is none, or where it does not help. The index says
 * where a text may be, and perhaps where it was: the rows decide.
 */
export function* findByText(search: TextQuery): SqlWork<readonly Position[] | undefined> {
  const { filter, accounts, after, wanted, toSql } = search
  // What is wrong in the filter is refused, also where the index finds nothing.
  for (const first of accounts.slice(0, 1)) toSql(first)
  const question = filter.text === undefined ? undefined : textQuestion(filter.text)
  if (question === undefined || !(yield* hasTextIndex(accounts))) return undefined
  const asked = new Set(accounts)
  const account = accounts.length === 1 ? accounts[0] : undefined
  let place: TextPlace | undefined = after === undefined ? undefined : { ...after, day: dayNumber(after.day) }
  const found: Position[] = []
  let limit = Math.min(2 * wanted, mostAtOnce)
  for (let seen = 0; found.length < wanted; ) {
    if (seen >= mostCandidates) return undefined
    const { from, to } = filter
    const places = yield* searchTexts({ question, after: place, from, to, account, limit })
    const mine = places.filter((each) => asked.has(each.account))
    found.push(...(yield* checkPlaces(search, mine)))
    if (places.length < limit) break
    place = places.at(-1)
    seen += places.length
    limit = Math.min(2 * limit, mostAtOnce)
  }
  return found.slice(0, wanted)
}

/** Lists of few different lengths: each length is another statement, which the store prepares and keeps. */
const filledUp = (numbers: readonly number[]): readonly number[] => {
  const length = 2 ** Math.ceil(Math.log2(Math.max(numbers.length, 32)))
  return Array.from({ length }, (_, index) => numbers[Math.min(index, numbers.length - 1)] ?? 0)
}

/** The places whose rows contain the text and are what else is asked for, in the order of the places. */
function* checkPlaces({ toSql }: TextQuery, places: readonly TextPlace[]): SqlWork<readonly Position[]> {
  const rows = new Map<string, Position>()
  for (const account of new Set(places.map((place) => place.account))) {
    const numbers = filledUp(places.flatMap((place) => (place.account === account ? [place.no] : [])))
    const { sql, values } = toSql(account)
    const part = yield* query<Position & { readonly [name: string]: SqlValue }>(
      `${sql} and tx.no in (${placeholders(numbers.length)})`,
      ...values,
      ...numbers,
    )
    for (const row of part) rows.set(`${row.account}-${row.no}`, row)
  }
  return places.flatMap(({ day, account, no }) => {
    const row = rows.get(`${account}-${no}`)
    return row !== undefined && dayNumber(row.day) === day ? [row] : []
  })
}
