import type { BankAnswer } from '../http/bank-handler.ts'
import type { LedgerEntry } from '../ing/ais/ledger.ts'
import { connections, type SimpleFinAccount } from './accounts.ts'
import { listProblems } from './problems.ts'
import type { AccountsQuery } from './read-query.ts'
import type { SimpleFinWorld } from './world.ts'

const seconds = (instant: number): number => Math.floor(instant / 1000)

/**
 * When an entry was posted: noon UTC of its day, as servers write it, or the moment of the entry where that is earlier, since
 * nothing is posted ahead of time. The UTC day is that of the booking in both cases.
 */
const postedAt = ({ bookingDate, instant }: LedgerEntry['transaction']): number =>
  Math.max(Date.parse(`${bookingDate}T00:00:00Z`), Math.min(Date.parse(`${bookingDate}T12:00:00Z`), instant))

/** Reserved by the bank, or booked for a day that has not begun at the server yet. */
const isPendingAt = ({ status, transaction }: LedgerEntry, now: number): boolean =>
  status === 'pending' || postedAt(transaction) > now

/** Minor units as text: two decimals, none for yen and points. */
const amountOf = (minor: bigint, digits: number): string => {
  if (digits === 0) return minor.toString()
  const text = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}

/** Day and place in it, the oldest first: lasting, and unique in its account alone, since other accounts have the same. */
const idOf = ({ transaction }: LedgerEntry, isPending: boolean, ordinal: number): string =>
  `${isPending ? 'PEND' : 'TRN'}-${transaction.bookingDate.replaceAll('-', '')}-${ordinal}`

const transactionOf = (world: SimpleFinWorld, account: SimpleFinAccount, entry: LedgerEntry, isPending: boolean) => {
  const { transaction } = entry
  const text = transaction.remittance
  return {
    posted: isPending ? 0 : seconds(postedAt(transaction)),
    amount: amountOf(transaction.amount, account.digits),
    description: text,
    ...(world.state.modes.protocolFieldsOnly ? {} : { payee: transaction.counterparty.name, memo: '' }),
    transacted_at: seconds(transaction.instant),
    ...(isPending ? { pending: true } : {}),
    extra: transaction.endToEndId === undefined ? undefined : { reference: transaction.endToEndId },
  }
}

const transactionsOf = (world: SimpleFinWorld, account: SimpleFinAccount, query: AccountsQuery, now: number) => {
  const { ledger } = account
  const dayMs = 86_400_000
  const found: (ReturnType<typeof transactionOf> & { readonly id: string })[] = []
  const end = Math.min(query.until + dayMs, now + 1)
  // Two days before the window: the first day of the walk may be cut, and none of it is shown.
  let [day, ordinal] = ['', 0]
  for (let position = ledger.positionOf(query.from - 2 * dayMs); position < ledger.size; position++) {
    const entry = ledger.entryAt(position, now)
    if (entry === undefined || entry.transaction.instant >= end) break
    const { bookingDate } = entry.transaction
    ordinal = bookingDate === day ? ordinal + 1 : 0
    day = bookingDate
    const isPending = isPendingAt(entry, now)
    const wire = { id: idOf(entry, isPending, ordinal), ...transactionOf(world, account, entry, isPending) }
    const at = (wire.posted === 0 ? wire.transacted_at : wire.posted) * 1000
    const isIn = at >= query.from && at < query.until && (query.pending || !isPending)
    if (isIn) found.push(wire)
  }
  return found
}

/** Members of version 1 (`org`) and of version 2 (`conn_id`). */
const whoseOf = (world: SimpleFinWorld, { connection }: SimpleFinAccount, version: AccountsQuery['version']) => {
  const { org } = connection
  const root = `${world.settings.selfUrl()}/simplefin`
  return {
    ...(version === '2'
      ? {}
      : { org: { domain: org.domain, name: org.name, 'sfin-url': root, url: org.url, id: org.id } }),
    ...(version === '1' ? {} : { conn_id: connection.id, conn_name: connection.name }),
  }
}

const holdings = (now: number) => [
  {
    id: 'HLD-1',
    created: seconds(now),
    currency: 'JPY',
    cost_basis: '950000',
    description: 'World index fund',
    market_value: '1204500',
    purchase_price: '9500',
    shares: '100.00',
    symbol: 'WRLD',
  },
]

const accountWire = (world: SimpleFinWorld, account: SimpleFinAccount, query: AccountsQuery, now: number) => {
  const totals = account.ledger.totals(now)
  const currency = account.currency.startsWith('/')
    ? `${world.settings.selfUrl()}${account.currency}`
    : account.currency
  const failed = world.state.problems.some(
    ({ kind, connection, account: id }) =>
      kind === 'failed' && connection === account.connection.id && id === account.id,
  )
  return {
    ...whoseOf(world, account, query.version),
    id: account.id,
    name: account.name,
    currency,
    balance: amountOf(totals.booked, account.digits),
    ...(totals.expected === totals.booked ? {} : { 'available-balance': amountOf(totals.expected, account.digits) }),
    'balance-date': seconds(now),
    ...(query.balancesOnly ? {} : { transactions: failed ? [] : transactionsOf(world, account, query, now) }),
    ...(account.holdings ? { holdings: holdings(now) } : {}),
  }
}

const connectionWire = (world: SimpleFinWorld) =>
  Object.values(connections).map(({ id, name, org }) => ({
    conn_id: id,
    name,
    org_id: org.id,
    org_name: org.name,
    org_url: org.url,
    sfin_url: `${world.settings.selfUrl()}/simplefin`,
  }))

/** `GET /accounts`: an unknown account gives an empty list. */
export const accountSet = (world: SimpleFinWorld, query: AccountsQuery): BankAnswer => {
  const now = world.now()
  const wanted = world.state.accounts.filter(({ id }) => query.accounts.length === 0 || query.accounts.includes(id))
  const problems = listProblems(world, query)
  const body = {
    ...(query.version === '2' ? {} : { errors: problems.map(({ msg }) => msg) }),
    ...(query.version === '1' ? {} : { errlist: problems, connections: connectionWire(world) }),
    accounts: wanted.map((account) => accountWire(world, account, query, now)),
  }
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
}
