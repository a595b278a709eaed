import { entryRoutes } from '../control/entry-routes.ts'
import type { ControlAnswer, ControlInput, ControlRoute } from '../http/bank-handler.ts'
import { createSeriesLedger } from '../ing/ais/series-ledger.ts'
import { createTransactionSeries } from '../seed/transaction-series.ts'
import type { SimpleFinAccount } from './accounts.ts'
import { newSetupToken } from './claim.ts'
import { noModes, type Problem, type ProblemKind } from './state.ts'
import type { SimpleFinWorld } from './world.ts'

type Body = ControlInput['body']

const ok = (body: unknown): ControlAnswer => ({ status: 200, body })
const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })

const kinds: readonly ProblemKind[] = ['auth', 'connection', 'failed', 'missing', 'general', 'unknown_sub']

/** `POST /simplefin/problems {kind, connection?, account?}`. */
const addProblem = (world: SimpleFinWorld, body: Body): ControlAnswer => {
  const kind = kinds.find((each) => each === body['kind'])
  if (kind === undefined) return bad(`kind must be one of: ${kinds.join(', ')}`)
  const { connection, account } = body as { connection?: unknown; account?: unknown }
  const known = world.state.accounts.some(
    (each) =>
      (connection === undefined || each.connection.id === connection) && (account === undefined || each.id === account),
  )
  if (!known) return bad('There is no such connection or account')
  const problem = { kind, connection, account } as Problem
  world.state.problems = [...world.state.problems, problem]
  return ok({ items: world.state.problems })
}

const setModes = (world: SimpleFinWorld, body: Body): ControlAnswer => {
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(noModes, name)) return bad(`Modes are: ${Object.keys(noModes).join(', ')}`)
    if (typeof value !== 'boolean') return bad(`${name} must be true or false`)
  }
  return ok(Object.assign(world.state.modes, body))
}

const revoke = (world: SimpleFinWorld): ControlAnswer => {
  for (const access of world.state.accesses.values()) access.revoked = true
  return ok({ revoked: world.state.accesses.size })
}

const accountOf = (world: SimpleFinWorld, connection: unknown, id: unknown): SimpleFinAccount | undefined =>
  world.state.accounts.find((each) => each.connection.id === connection && each.id === id)

const mostTransactions = 10_000_000

/** `POST /simplefin/history {connection, account, transactions}`: a history of any length. */
const lengthen = (world: SimpleFinWorld, { connection, account: id, transactions }: Body): ControlAnswer => {
  const account = accountOf(world, connection, id)
  if (account === undefined) return { status: 404, body: { error: 'No such account' } }
  if (!Number.isInteger(transactions) || Number(transactions) < 1 || Number(transactions) > mostTransactions) {
    return bad(`transactions must be a whole number from 1 to ${mostTransactions}`)
  }
  const { random } = world.context
  const series = createTransactionSeries({ count: Number(transactions), random, name: String(id), until: world.now() })
  account.ledger = createSeriesLedger(account.currency, series)
  return ok({ account: id, transactions })
}

/** What a test may do to the simulated SimpleFIN server. */
export const controlRoutes = (world: SimpleFinWorld): readonly ControlRoute[] => [
  { method: 'POST', pattern: /^\/simplefin\/tokens$/, handle: () => ok({ setupToken: newSetupToken(world) }) },
  { method: 'POST', pattern: /^\/simplefin\/revoke$/, handle: () => revoke(world) },
  { method: 'POST', pattern: /^\/simplefin\/problems$/, handle: ({ body }) => addProblem(world, body) },
  {
    method: 'DELETE',
    pattern: /^\/simplefin\/problems$/,
    handle: () => {
      world.state.problems = []
      return ok({ items: [] })
    },
  },
  { method: 'POST', pattern: /^\/simplefin\/modes$/, handle: ({ body }) => setModes(world, body) },
  { method: 'POST', pattern: /^\/simplefin\/history$/, handle: ({ body }) => lengthen(world, body) },
  {
    method: 'GET',
    pattern: /^\/simplefin\/accounts$/,
    handle: () =>
      ok({ items: world.state.accounts.map(({ id, name, connection }) => ({ id, name, connection: connection.id })) }),
  },
  ...entryRoutes({
    world: { now: () => world.now(), uuid: () => world.secret() },
    account: '/simplefin/connections/([^/]+)/accounts/([^/]+)',
    ledgerOf: ({ params: [connection, id] }) => accountOf(world, connection, id)?.ledger,
  }),
]
