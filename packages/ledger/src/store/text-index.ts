import type { LocalDate } from '@nostro/core'
import { dayNumber } from '../plan/days.ts'
import { query, queryOne, type SqlStore, type SqlWork } from './sql.ts'

/** Rows of one writing transaction of the index: a fraction of a second, so that other writers need not wait. */
const textSlice = 5000
/** Smaller ledgers are read through as fast as an index is asked. */
const leastRows = 5000

const [dayShift, accountShift] = [46, 28]
const [mostAccount, mostNo] = [2 ** (dayShift - accountShift) - 1, 2 ** accountShift - 1]

/**
 * A row's place in the index: its day, then the account from high to low, then its number. Downwards that is the order in which
 * entries are listed, so that an answer need not be sorted. (In SQL: the numbers do not fit a JavaScript number.)
 */
const rowidOf = `((? << ${dayShift}) | ((${mostAccount} - ?) << ${accountShift}) | ?)`

export interface TextPlace {
  readonly day: number
  readonly account: number
  readonly no: number
}

/** Is there an index of texts, and can this build of SQLite use it? */
function* readIndex(): SqlWork<{ readonly can: boolean; readonly isMade: boolean }> {
  const row = yield* queryOne<{ can: number; made: number }>(
    `select sqlite_compileoption_used('ENABLE_FTS5') as can,
      (select count(*) from sqlite_master where type = 'table' and name = 'tx_text') as made`,
  )
  return { can: row?.can === 1, isMade: (row?.made ?? 0) > 0 }
}

interface Behind {
  readonly account: number
  readonly seq: number
  readonly mark: number
}

/** Accounts with rows that the index has not read. The change feed's numbers say so: whatever changes a text takes one. */
const accountsBehind = (): SqlWork<readonly Behind[]> =>
  query<Behind>(
    `select s.account, s.seq, coalesce(m.seq, 0) as mark from account_sync s left join tx_text_mark m on m.account = s.account
      where s.seq > coalesce(m.seq, 0) order by s.account`,
  )

/** Can these accounts be searched by the index? */
export function* hasTextIndex(accounts: readonly number[]): SqlWork<boolean> {
  const { can, isMade } = yield* readIndex()
  if (!can || !isMade || accounts.some((account) => account > mostAccount)) return false
  const behind = new Set((yield* accountsBehind()).map(({ account }) => account))
  return accounts.every((account) => !behind.has(account))
}

/**
 * Reads up to `most` rows into the index (SQLite's FTS5 with trigrams: any part of a text of three characters and more is found). It
 * keeps no text, only where its parts stand; what it finds is held against the rows. Rows are read in the order of the change feed.
 * @returns how many rows were read; 0 when there is nothing left to do, or no index can be made.
 */
export function* indexTexts(most: number): SqlWork<number> {
  const { can, isMade } = yield* readIndex()
  const total = yield* queryOne<{ n: number | null }>('select sum(next_no) as n from account_sync')
  if (!can || (!isMade && (total?.n ?? 0) < leastRows)) return 0
  if (!isMade) {
    yield* query('delete from tx_text_mark')
    yield* query(
      "create virtual table tx_text using fts5(body, content='', contentless_delete=1, detail=none, tokenize='trigram')",
    )
  }
  let left = most
  for (const { account, seq, mark } of yield* accountsBehind()) {
    if (left <= 0) break
    left -= yield* indexAccount({ account, seq, mark }, left)
  }
  return most - left
}

/** Reads all that is left, in transactions that let others write in between. */
export const indexAllTexts = async (store: SqlStore): Promise<number> => {
  let [total, read] = [0, store.dialect === 'sqlite' ? textSlice : 0]
  while (read >= textSlice) {
    read = await store.write(() => indexTexts(textSlice))
    total += read
  }
  return total
}

interface TextRow {
  readonly no: number
  readonly day: LocalDate
  readonly seq: number
  readonly body: string
}

function* indexAccount({ account, seq, mark }: Behind, most: number): SqlWork<number> {
  const rows = yield* query<TextRow>(
    `select no, day, seq, coalesce(counterparty_name, '') || char(10) || coalesce(text, '') || char(10) || coalesce(reference, '') as body
      from tx where account = ? and seq > ? order by seq limit ?`,
    account,
    mark,
    most,
  )
  for (const { no, day, body } of rows) {
    if (account > mostAccount || no > mostNo) continue
    yield* query(
      `insert or replace into tx_text (rowid, body) values (${rowidOf}, ?)`,
      dayNumber(day),
      account,
      no,
      body,
    )
  }
  yield* query(
    'insert into tx_text_mark (account, seq) values (?, ?) on conflict (account) do update set seq = excluded.seq',
    account,
    rows.length < most ? seq : (rows.at(-1)?.seq ?? seq),
  )
  return rows.length
}

/** Takes the index away: parts of erased texts must not stay in it. It is made anew by {@link indexTexts}. */
export function* dropTextIndex(): SqlWork<void> {
  if ((yield* readIndex()).isMade) yield* query('drop table tx_text')
  yield* query('delete from tx_text_mark')
}

/** Letters of European texts, the most frequent first. */
const byFrequency = 'enatirsodlhugmcbpkvfwzyjxq'
const [blankRarity, digitRarity, otherRarity, mostTrigrams] = [8, 22, 20, 3]

const rarityOf = (character: string): number => {
  if (character === ' ') return blankRarity
  if (character >= '0' && character <= '9') return digitRarity
  const index = byFrequency.indexOf(character.toLowerCase())
  return index < 0 ? otherRarity : index + 2
}

/**
 * The question to the index for a part of a text; nothing when it is too short. The rarest trigrams, guessed by their letters, are
 * enough: every further one costs a walk through a longer list, and the rows are looked at anyway.
 *
 * @example
 * textQuestion('zwaan') // '"zwa" AND "waa" AND "aan"'
 */
export const textQuestion = (part: string): string | undefined => {
  const characters = [...part]
  const trigrams = new Map<string, number>()
  for (let start = 0; start + 3 <= characters.length; start += 1) {
    const three = characters.slice(start, start + 3)
    trigrams.set(
      three.join(''),
      three.reduce((rarity, character) => rarity * rarityOf(character), 1),
    )
  }
  if (trigrams.size === 0 || part.includes('\u0000')) return undefined
  return [...trigrams]
    .sort(([, left], [, right]) => right - left)
    .slice(0, mostTrigrams)
    .map(([three]) => `"${three.replaceAll('"', '""')}"`)
    .join(' AND ')
}

interface TextSearch {
  readonly question: string
  /** Only what is listed after this place. */
  readonly after: TextPlace | undefined
  readonly from: LocalDate | undefined
  readonly to: LocalDate | undefined
  /** The only account that is asked for. */
  readonly account: number | undefined
  readonly limit: number
}

/** Where texts may contain the part, in the order of lists. */
export function* searchTexts({ question, after, from, to, account, limit }: TextSearch): SqlWork<readonly TextPlace[]> {
  const conditions = ['tx_text match ?']
  const values: (string | number)[] = [question]
  const add = (condition: string, ...more: readonly number[]): void => {
    conditions.push(condition)
    values.push(...more)
  }
  if (after !== undefined) add(`rowid < ${rowidOf}`, after.day, after.account, after.no)
  if (from !== undefined) add(`rowid >= (? << ${dayShift})`, dayNumber(from))
  if (to !== undefined) add(`rowid < ((? + 1) << ${dayShift})`, dayNumber(to))
  if (account !== undefined) add(`${mostAccount} - ((rowid >> ${accountShift}) & ${mostAccount}) = ?`, account)
  return yield* query<TextPlace & { readonly [name: string]: number }>(
    `select rowid >> ${dayShift} as day, ${mostAccount} - ((rowid >> ${accountShift}) & ${mostAccount}) as account,
      rowid & ${mostNo} as no from tx_text where ${conditions.join(' and ')} order by rowid desc limit ?`,
    ...values,
    limit,
  )
}
