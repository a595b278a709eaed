import { sumOf } from '../sync/commit-walk.ts'
import { query, type SqlStore, type SqlWork } from './sql.ts'

/** What a check of the whole ledger found. */
export interface LedgerCheck {
  readonly accounts: number
  readonly transactions: number
  /** What is wrong, for people. Empty: everything holds. */
  readonly problems: readonly string[]
}

/** The database's own check, and what must hold in a ledger: totals, counters, unique identities (P13). */
export const checkLedger = async (store: SqlStore): Promise<LedgerCheck> => {
  const damage = await store.check()
  const found = await store.read(() => checkRows())
  return { ...found, problems: [...damage.map((text) => `database: ${text}`), ...found.problems] }
}

function* checkRows(): SqlWork<LedgerCheck> {
  const accounts = yield* query<{ id: number; currency: string | null; total: string; next_no: number; seq: number }>(
    'select a.id, a.currency, s.total, s.next_no, s.seq from account a join account_sync s on s.account = a.id order by a.id',
  )
  const problems: string[] = []
  let transactions = 0
  for (const { id, currency, total, next_no: nextNo, seq } of accounts) {
    const [most] = yield* query<{ n: number; no: number | null; seq: number | null }>(
      'select count(*) as n, max(no) as no, max(seq) as seq from tx where account = ?',
      id,
    )
    transactions += most?.n ?? 0
    if ((most?.no ?? 0) >= nextNo) problems.push(`a${id}: the next number is used already.`)
    if ((most?.seq ?? 0) > seq) problems.push(`a${id}: the feed’s number is behind its rows.`)
    if (currency !== null) {
      const rows = yield* query<{ amount: string }>(
        "select amount from tx where account = ? and state = 'booked' and currency = ?",
        id,
        currency,
      )
      const sum = sumOf(
        rows.map(({ amount }) => amount),
        currency,
      )
      if (sum !== total) problems.push(`a${id}: the kept total is ${total}, the rows sum to ${sum}.`)
    }
    const [lost] = yield* query<{ n: number }>(
      'select count(*) as n from tx where account = ? and batch is not null and not exists (select 1 from raw_batch b where b.account = tx.account and b.id = tx.batch)',
      id,
    )
    if ((lost?.n ?? 0) > 0) problems.push(`a${id}: ${lost?.n} rows point to originals that are not there.`)
  }
  return { accounts: accounts.length, transactions, problems }
}
