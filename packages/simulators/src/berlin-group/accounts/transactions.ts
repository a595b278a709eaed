import { createHmac, timingSafeEqual } from 'node:crypto'
import type { BankAnswer } from '../../http/bank-handler.ts'
import type { LedgerEntry } from '../../ing/ais/ledger.ts'
import { jsonAnswer, linkTo } from '../answers.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { Consent } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import type { BankAccount } from './bank-account.ts'
import { accountIn, countRead, openConsent, requireRight } from './consent-access.ts'
import { readTransactionsQuery, type TransactionsQuery } from './read-transactions-query.ts'
import { cardTransactionWire, standingOrderWire, transactionWire } from './transaction-wire.ts'

const dayMs = 86_400_000

interface PageKey {
  readonly consent: string
  readonly account: string
  /** All other parameters as they were. */
  readonly query: string
  readonly position: number
  /** Epoch milliseconds of the first page. */
  readonly asOf: number
}

const macOf = (world: BerlinGroupWorld, text: string): string =>
  createHmac('sha256', world.secret).update(text).digest('base64url').slice(0, 22)

const sealKey = (world: BerlinGroupWorld, key: PageKey): string => {
  const text = Buffer.from(JSON.stringify(key)).toString('base64url')
  return `${text}.${macOf(world, text)}`
}

const otherParameters = (query: URLSearchParams): string =>
  [...query]
    .filter(([name]) => name !== 'pageKey')
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&')

/** Check 33: a link of this account and consent, unchanged. */
const openKey = (world: BerlinGroupWorld, sealed: string, here: Omit<PageKey, 'position' | 'asOf'>): PageKey => {
  const [text = '', mac = ''] = sealed.split('.')
  const [one, other] = [Buffer.from(mac), Buffer.from(macOf(world, text))]
  if (one.length !== other.length || !timingSafeEqual(one, other))
    return formatError(33, 'pageKey', 'The page link was changed')
  const key = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as PageKey
  const isHere = key.consent === here.consent && key.account === here.account && key.query === here.query
  return isHere ? key : formatError(33, 'pageKey', 'The page link is of another account, consent or query')
}

const shows = ({ status, from, to }: TransactionsQuery, entry: LedgerEntry): boolean => {
  const { bookingDate } = entry.transaction
  if (bookingDate < from || bookingDate > to) return false
  if (status === 'both' || status === 'all') return true
  return status === entry.status
}

/** A page, the newest first, and where the next one begins. */
const collect = (
  account: BankAccount,
  query: TransactionsQuery,
  start: number | undefined,
  now: number,
  size: number,
) => {
  const { ledger } = account
  const first = ledger.positionOf(Date.parse(query.from) - dayMs)
  const last = ledger.positionOf(Math.min(Date.parse(query.to) + 2 * dayMs, now + 1)) - 1
  const found: LedgerEntry[] = []
  for (let position = start ?? last; position >= first; position--) {
    const entry = ledger.entryAt(position, now)
    if (entry === undefined || !shows(query, entry)) continue
    if (found.length === size) return { found, next: position }
    found.push(entry)
  }
  return { found, next: undefined }
}

interface Opened {
  readonly consent: Consent
  readonly account: BankAccount
  readonly id: string
  readonly isCard: boolean
}

const openAccount = (world: BerlinGroupWorld, call: ApiCall, isCard: boolean): Opened => {
  const consent = openConsent(world, call)
  const id = call.params[0] ?? ''
  const account = accountIn(consent, id, isCard)
  requireRight(consent, account, 'transactions')
  return { consent, account, id, isCard }
}

const reference = ({ iban, maskedPan, currency }: BankAccount) =>
  iban === '' ? { maskedPan, currency } : { iban, currency }

/** The fault of a bank whose page fails just after its link was given. */
const failOnce = (world: BerlinGroupWorld, { request }: ApiCall): void => {
  if (!world.state.modes.failPageOnce || world.state.failedPages.has(request.target)) return
  world.state.failedPages.add(request.target)
  refuse({ row: 33, status: 500, code: 'INTERNAL_SERVER_ERROR', reason: 'A mode is on: each page fails once' })
}

const linksOf = (world: BerlinGroupWorld, call: ApiCall, { isCard, id }: Opened, next: string | undefined) => {
  const path = `/${isCard ? 'card-accounts' : 'accounts'}/${id}`
  const link = (rest: string) => linkTo(call.profile, world.settings.selfUrl(), 'accounts', `${path}${rest}`)
  return { account: link(''), next: next === undefined ? undefined : link(`/transactions?${next}`) }
}

const listOf = (world: BerlinGroupWorld, call: ApiCall, opened: Opened, key: PageKey | undefined) => {
  const { profile, now } = call
  const { account, consent, id, isCard } = opened
  const asOf = key?.asOf ?? now
  const query = readTransactionsQuery({ ...call, now: asOf }, consent)
  const { found, next } = collect(account, query, key?.position, asOf, profile.pageSize)
  const wire = (entry: LedgerEntry) =>
    isCard ? cardTransactionWire(profile, account, entry) : transactionWire(profile, account, entry)
  const of = (status: LedgerEntry['status']) => found.filter((entry) => entry.status === status).map(wire)
  const position = world.state.modes.repeatPage ? (key?.position ?? found.length) : next
  const others = otherParameters(call.query)
  const sealed =
    position === undefined
      ? undefined
      : sealKey(world, { consent: consent.id, account: id, query: others, position, asOf })
  const { status } = query
  return {
    ...(status === 'booked' || status === 'both' || status === 'all' ? { booked: of('booked') } : {}),
    ...(status === 'pending' || status === 'both' || status === 'all' ? { pending: of('pending') } : {}),
    ...(status === 'information' || status === 'all' ? { information: [standingOrderWire(profile, account)] } : {}),
    _links: linksOf(world, call, opened, sealed === undefined ? undefined : `${others}&pageKey=${sealed}`),
  }
}

const xmlAnswer = (call: ApiCall): BankAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'application/xml', 'X-Request-ID': call.request.header('x-request-id') ?? '' },
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"><BkToCstmrAcctRpt/></Document>\n',
})

/** GET …/transactions. */
export const listTransactions =
  (world: BerlinGroupWorld, isCard: boolean) =>
  (call: ApiCall): BankAnswer => {
    const opened = openAccount(world, call, isCard)
    const { account, consent, id } = opened
    const accept = call.request.header('accept') ?? 'application/json'
    if (world.state.modes.xmlThoughJson || /^application\/xml/.test(accept)) return xmlAnswer(call)
    const sealed = call.query.get('pageKey')
    const here = { consent: consent.id, account: id, query: otherParameters(call.query) }
    const key = sealed === null ? undefined : openKey(world, sealed, here)
    if (key !== undefined) failOnce(world, call)
    readTransactionsQuery(call, consent)
    countRead(call, consent)
    const name = isCard ? 'cardAccount' : 'account'
    if (call.profile.download && !isCard) {
      const path = `/accounts/${id}/transactions/download/${sealKey(world, { ...here, position: -1, asOf: call.now })}`
      const download = linkTo(call.profile, world.settings.selfUrl(), 'accounts', `${path}?${here.query}`)
      return jsonAnswer(call.request, 200, { [name]: reference(account), _links: { download } })
    }
    const listName = isCard ? 'cardTransactions' : 'transactions'
    return jsonAnswer(call.request, 200, { [name]: reference(account), [listName]: listOf(world, call, opened, key) })
  }

/** The whole list, behind a `download` link. */
export const downloadTransactions =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const opened = openAccount(world, call, false)
    const { account, consent, id } = opened
    const here = { consent: consent.id, account: id, query: otherParameters(call.query) }
    const { asOf } = openKey(world, call.params[1] ?? '', here)
    const whole = { ...call, now: asOf, profile: { ...call.profile, pageSize: Number.POSITIVE_INFINITY } }
    return jsonAnswer(call.request, 200, {
      account: reference(account),
      transactions: listOf(world, whole, opened, undefined),
    })
  }

/** GET …/transactions/{transactionId}. */
export const showTransaction =
  (world: BerlinGroupWorld) =>
  (call: ApiCall): BankAnswer => {
    const { account } = openAccount(world, call, false)
    const { ledger } = account
    for (let position = ledger.size - 1; position >= 0; position--) {
      const entry = ledger.entryAt(position, call.now)
      if (entry === undefined || entry.id !== call.params[1]) continue
      return jsonAnswer(call.request, 200, { transactionsDetails: transactionWire(call.profile, account, entry) })
    }
    return refuse({ row: 28, status: 404, code: 'RESOURCE_UNKNOWN', reason: 'The account has no such transaction' })
  }
