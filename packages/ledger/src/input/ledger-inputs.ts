import {
  anyText,
  type Check,
  currency,
  day,
  flag,
  having,
  key,
  listOf,
  method,
  oneOf,
  optional,
  positiveAmount,
  recordOf,
  shape,
  text,
  wholeNumber,
} from './check-value.ts'
import type { CallArgument, CallInputs } from './gate-calls.ts'

/** What both kinds of stores have. */
export const sqlStore = having({ dialect: oneOf('sqlite', 'postgres'), write: method, read: method, close: method })

export const clock = having({ now: method, sleep: method })

const masterKey = shape({ id: text, key })
const milliseconds = wholeNumber(1)

export const readPlan = shape({ intervalMs: milliseconds, jitterMs: wholeNumber(0) })

/** Of `createLedger`. */
export const ledgerOptions = shape({
  store: sqlStore,
  clock,
  random: having({ bytes: method, uuid: method }),
  masterKeys: optional(listOf(masterKey)),
  rawAtRest: optional(oneOf('sealed', 'none')),
  lease: optional(having({ owner: text, isGone: method })),
  leaseMs: optional(milliseconds),
  plan: optional(readPlan),
})

/** The members of core's connection that a sync needs. */
export const syncConnection = having({
  id: text,
  provider: having({ manifest: having({ id: text, ids: having({}), lists: having({}), countries: listOf(text) }) }),
  access: having({ get: method }),
})

const source = having({ id: text, provider: text, environment: text, traits: having({}), consent: method })

const connection: Check = (value, at) => {
  const isSource = typeof value === 'object' && value !== null && 'traits' in value
  return isSource ? source(value, at) : syncConnection(value, at)
}

export const syncOptions = shape({
  ctx: optional(
    shape({ signal: optional(having({ aborted: flag })), psu: optional(having({})), traceId: optional(text) }),
  ),
  since: optional(day),
  full: optional(flag),
  dryRun: optional(flag),
  createMissing: optional(flag),
  acceptRemovals: optional(flag),
  onlyDue: optional(flag),
  accounts: optional(listOf(text)),
  concurrency: optional(wholeNumber(1)),
})

const transactionFilter = shape({
  account: optional(text),
  connection: optional(text),
  from: optional(anyText),
  to: optional(anyText),
  text: optional(anyText),
  counterparty: optional(anyText),
  minAmount: optional(anyText),
  maxAmount: optional(anyText),
  states: optional(listOf(oneOf('booked', 'pending', 'unknown', 'expired', 'removed'))),
  category: optional(anyText),
  tag: optional(anyText),
  includeHidden: optional(flag),
  limit: optional(wholeNumber(1, 1000)),
  cursor: optional(anyText),
})

const aggregateFilter = shape({
  by: oneOf('month', 'counterparty'),
  account: optional(text),
  connection: optional(text),
  from: optional(day),
  to: optional(day),
})

const recordedPayment = shape({
  id: text,
  connection: optional(text),
  endToEndId: optional(anyText),
  amount: positiveAmount,
  currency,
  counterpartyIban: optional(anyText),
  bankPaymentId: optional(anyText),
})

/** Any JSON value: it is kept as JSON. The depth ends what holds itself. */
const jsonValue =
  (depth: number): Check =>
  (value, at) => {
    if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return
    if (typeof value !== 'object' || depth === 0) anyText(value, at)
    else if (Array.isArray(value)) listOf(jsonValue(depth - 1))(value, at)
    else recordOf(optional(jsonValue(depth - 1)))(value, at)
  }

export const id: CallArgument = ['id', text]
export const by: CallArgument = ['by', optional(text)]
const connectionId: CallArgument = ['connection', text]

/** What the calls of a ledger take. */
export const ledgerInputs: CallInputs = {
  direct: {
    sync: [
      ['connections', listOf(connection)],
      ['options', optional(syncOptions)],
    ],
    records: [['options', optional(shape({ onWait: optional(method), onProblem: optional(method) }))]],
  },
  promising: {
    changes: [
      ['cursor', optional(anyText)],
      ['limit', optional(wholeNumber(1, 10_000))],
    ],
    transactions: [['filter', optional(transactionFilter)]],
    accounts: [['connection', optional(text)]],
    explain: [id],
    annotate: [id, ['patch', recordOf(optional(jsonValue(10)))], by],
    aggregate: [['filter', aggregateFilter]],
    undoClaim: [id, by],
    applySuggestion: [['pendingId', text], ['bookedId', text], by],
    recordPayment: [['payment', recordedPayment]],
    status: [['limits', optional(shape({ freshMs: milliseconds, lateMs: milliseconds }))]],
    setDue: [connectionId],
    rotateKey: [['next', masterKey]],
    backup: [['file', text]],
    erase: [connectionId],
    indexTexts: [],
  },
}
