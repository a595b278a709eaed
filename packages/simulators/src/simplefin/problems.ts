import { connections } from './accounts.ts'
import type { AccountsQuery } from './read-query.ts'
import type { Problem, ProblemKind } from './state.ts'
import type { SimpleFinWorld } from './world.ts'

interface WireProblem {
  readonly code: string
  readonly msg: string
  readonly conn_id?: string | undefined
  readonly account_id?: string | undefined
}

const codes: Readonly<Record<ProblemKind, string>> = {
  auth: 'con.auth',
  connection: 'con.',
  failed: 'act.failed',
  missing: 'act.missingdata',
  general: 'gen.',
  unknown_sub: 'con.maintenance',
}

const nameOf = (id: string | undefined): string =>
  Object.values(connections).find((connection) => connection.id === id)?.name ?? 'A connection'

const textOf = ({ kind, connection, account }: Problem): string => {
  if (kind === 'auth') return `Connection to ${nameOf(connection)} may need attention`
  if (kind === 'failed') return `Could not get account ${account}`
  if (kind === 'missing') return `The list of account ${account} is incomplete, try later`
  return kind === 'general' ? 'The server is being moved this weekend' : `${nameOf(connection)} is under maintenance`
}

const toWire = (problem: Problem): WireProblem => ({
  code: codes[problem.kind],
  msg: textOf(problem),
  conn_id: problem.connection,
  account_id: problem.account,
})

/** All that the user should read: problems at institutions, and a window that was cut. */
export const listProblems = (world: SimpleFinWorld, query: AccountsQuery): readonly WireProblem[] => {
  const cut = {
    code: 'gen.api',
    msg: `Requested date range exceeds ${world.settings.maxDays} days; the older part was left out`,
  }
  return [...(query.wasCut ? [cut] : []), ...world.state.problems.map(toWire)]
}
