import { type EntryHandler, entryRoutes } from '../../control/entry-routes.ts'
import type { ControlAnswer, ControlRoute } from '../../http/bank-handler.ts'
import type { IngAccount } from '../ais/ing-account.ts'
import type { Ledger } from '../ais/ledger.ts'
import type { IngWorld } from '../world.ts'
import { newsOf } from './news.ts'

const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })

/** The account's ledger: the first one, or that of the currency named in the body. */
const ledgerOf = (account: IngAccount | undefined, currency: unknown): Ledger | undefined =>
  account?.ledgers.find((each) => currency === undefined || each.currency === currency)

const MOST_DAYS = 366

/** What happens on the coming days of an account: see `newsOf`. */
const planFor =
  ({ context }: IngWorld): EntryHandler =>
  (world, ledger, { body }) => {
    const days = body['days'] ?? 1
    if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
      return bad(`days must be a whole number from 1 to ${MOST_DAYS}`)
    }
    const now = world.now()
    const entries = newsOf({ now, days, newId: () => world.uuid(), random: context.random(`news/${now}`) })
    if (entries.some((entry) => !ledger.insert(entry))) return bad('This account has a made history.')
    return {
      status: 200,
      body: { items: entries.map(({ id, instant }) => ({ transactionId: id, at: new Date(instant).toISOString() })) },
    }
  }

/** `/ing/accounts/{id}/entries` and beside it: the bank's hand on single entries of an account. */
export const entryControl = (world: IngWorld): readonly ControlRoute[] =>
  entryRoutes({
    world,
    account: '/ing/accounts/([^/]+)',
    ledgerOf: ({ params, body }) => ledgerOf(world.state.accounts.get(params[0] ?? ''), body['currency']),
    more: { news: planFor(world) },
  })
