import type { EpochMs } from '@nostro/core'
import type { Applied } from './apply-plan.ts'
import { query, queryOne, type SqlWork } from './sql.ts'

/** What one walk did: `walk_report`. A walk that changed nothing and had no problem leaves none. */
export interface WalkReport extends Applied {
  readonly walk: number
  readonly at: EpochMs
  readonly kind: 'backfill' | 'overlap'
  readonly outcome: string
  readonly from: string | null
  readonly to: string | null
  readonly pages: number
  readonly listed: number
  readonly information: number
  readonly problems: readonly object[]
  readonly error: string | null
}

/** Texts of problems that are kept; more are counted by their number only. */
const mostProblems = 100

export function* readReportProblems(account: number, walk: number): SqlWork<readonly object[]> {
  const row = yield* queryOne<{ problems: string }>(
    'select problems from walk_report where account = ? and walk = ?',
    account,
    walk,
  )
  return row === undefined ? [] : (JSON.parse(row.problems) as object[])
}

/** Adds to the walk's report: a backfill reports page by page. */
export function* keepReport(account: number, report: WalkReport): SqlWork<void> {
  const { added, modified, removed, claimed, information, problems, error } = report
  const isNews =
    added + modified + removed + claimed > 0 || problems.length > 0 || error !== null || report.outcome === 'suspicious'
  if (!isNews) return
  // Most pages have none: then those of earlier pages stay as they are, unread.
  const known = problems.length === 0 ? [] : yield* readReportProblems(account, report.walk)
  yield* query(
    `insert into walk_report (account, walk, at, kind, outcome, walk_from, walk_to, pages, listed, added, modified, removed, claimed,
      information, problems, error) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (account, walk) do update set at = excluded.at, outcome = excluded.outcome, pages = excluded.pages,
      listed = walk_report.listed + excluded.listed, added = walk_report.added + excluded.added,
      modified = walk_report.modified + excluded.modified, removed = walk_report.removed + excluded.removed,
      claimed = walk_report.claimed + excluded.claimed, information = walk_report.information + excluded.information,
      problems = case when excluded.problems = '[]' then walk_report.problems else excluded.problems end,
      error = excluded.error`,
    account,
    report.walk,
    report.at,
    report.kind,
    report.outcome,
    report.from,
    report.to,
    report.pages,
    report.listed,
    added,
    modified,
    removed,
    claimed,
    information,
    JSON.stringify([...known, ...problems].slice(0, mostProblems)),
    error,
  )
}
