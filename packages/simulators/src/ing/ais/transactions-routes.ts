import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import type { Consent } from '../oauth/grants.ts'
import { refuse } from '../refusal.ts'
import type { TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import {
  requireAccount,
  requireConsent,
  requireLedger,
  requireRequestId,
  requireResourceScope,
  requireSingleParameters,
  requireUnattendedWithin,
  requireWithinDay,
} from './account-access.ts'
import { asListed } from './as-listed.ts'
import { adjustHistory } from './history-limit.ts'
import type { IngAccount } from './ing-account.ts'
import type { Ledger, LedgerEntry } from './ledger.ts'
import { openCursor, type PageCursor, sealCursor } from './page-cursor.ts'
import { readPeriod } from './period.ts'
import { standingOrders } from './standing-orders.ts'
import { OMITTABLE, toCardTransaction, toTransaction, type WireOptions } from './to-transaction.ts'

/** Row 59: a positive whole number. */
const readLimit = (text: string | null, fallback: number): number => {
  if (text === null) return fallback
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  return refuse({
    row: 59,
    status: 400,
    text: 'limit is not a positive integer',
    code: 'FORMAT_ERROR',
    path: 'limit',
    reason: 'limit must be a positive integer',
    received: text,
  })
}

/** Row 58; v2 does not know the parameter. */
const readFieldsToOmit = (text: string | null): readonly string[] => {
  const fields = text === null ? [] : text.split(',')
  const unknown = fields.find((field) => !(OMITTABLE as readonly string[]).includes(field))
  if (unknown === undefined) return fields
  return refuse({
    row: 58,
    status: 400,
    text: 'fieldsToOmit is invalid',
    code: 'FIELDS_TO_OMIT_INVALID',
    path: 'fieldsToOmit',
    reason: 'A field cannot be left out',
    expected: OMITTABLE.join(', '),
    received: unknown,
  })
}

interface Reading {
  readonly account: IngAccount
  readonly ledger: Ledger
  readonly cursor: PageCursor
  readonly headers: Readonly<Record<string, string>>
}

/** Under offset paging the next page is counted anew from the newest entry, as the account stands by now. */
const shifted = (ledger: Ledger, cursor: PageCursor, now: number): PageCursor => {
  const { shown, to } = cursor
  if (shown === undefined) return cursor
  const end = ledger.positionOf((to ?? now) + 1) - shown
  return { ...cursor, end: Math.max(end, cursor.start), asOf: now }
}

/** Rows 54 to 59 for the first page; a cursor holds all that was settled then. */
const readQuery = (
  world: IngWorld,
  call: TokenCall,
  account: IngAccount,
  options: { readonly consent: Consent; readonly version: 'v2' | 'v3' },
): Reading => {
  const { query } = call
  const next = query.get('next')
  if (next !== null) {
    const sealed = openCursor(world.cursorSecret, next, account.resourceId, account.kind)
    const ledger = requireLedger(account, sealed.currency)
    return { account, ledger, cursor: shifted(ledger, sealed, call.now), headers: {} }
  }
  const period = readPeriod(query, call.now)
  const ledger =
    account.kind === 'card'
      ? requireLedger(account, account.ledgers[0]?.currency ?? null)
      : requireLedger(account, query.get('currency'))
  const fieldsToOmit = options.version === 'v3' ? readFieldsToOmit(query.get('fieldsToOmit')) : []
  const limit = readLimit(query.get('limit'), world.settings.pageSize)
  const { from, headers } = adjustHistory(account, options.consent, period.from, {
    now: call.now,
    everyProfile: world.state.modes.historyDays,
  })
  // Whole seconds are what a client can name: the last one of the period belongs to it.
  const to = Math.min(period.to + 999, call.now)
  const cursor: PageCursor = {
    accountId: account.resourceId,
    kind: account.kind,
    currency: ledger.currency,
    start: ledger.positionOf(from),
    end: Math.max(ledger.positionOf(to + 1), ledger.positionOf(from)),
    limit,
    asOf: call.now,
    fieldsToOmit,
    ...(world.state.modes.offsetPaging ? { shown: 0, to: to === call.now ? null : to } : {}),
  }
  return { account, ledger, cursor, headers }
}

/** Newest first, from the end of what is left. */
const readPage = (
  { ledger, cursor }: Reading,
  repeatPages: boolean,
): { readonly entries: readonly LedgerEntry[]; readonly rest?: PageCursor } => {
  const end = Math.max(cursor.start, cursor.end - cursor.limit)
  const entries: LedgerEntry[] = []
  for (let position = cursor.end - 1; position >= end; position--) {
    const entry = ledger.entryAt(position, cursor.asOf)
    if (entry) entries.push(entry)
  }
  if (end <= cursor.start) return { entries }
  if (repeatPages && cursor.repeated !== true) return { entries, rest: { ...cursor, repeated: true } }
  const shown = cursor.shown === undefined ? {} : { shown: cursor.shown + entries.length }
  return { entries, rest: { ...cursor, end, ...shown, repeated: false } }
}

const read = (world: IngWorld, call: TokenCall, kind: IngAccount['kind'], version: 'v2' | 'v3') => {
  requireRequestId(world, call)
  const consent = requireConsent(world, call)
  const account = requireAccount(world, call, consent, kind)
  requireResourceScope(call, 'payment-accounts:transactions:view')
  requireWithinDay(world, call, account)
  requireUnattendedWithin(world, call, account)
  requireSingleParameters(call)
  const reading = readQuery(world, call, account, { consent, version })
  const page = readPage(reading, world.state.modes.repeatPages)
  const next = page.rest ? `${call.request.path}?next=${sealCursor(world.cursorSecret, page.rest)}` : undefined
  const { quirks } = account
  const wire: WireOptions = {
    currency: reading.ledger.currency,
    quirks,
    asString:
      quirks.amountsAsStrings === true || world.state.modes.amountsAsStrings || world.settings.amounts === 'string',
    fieldsToOmit: reading.cursor.fieldsToOmit,
  }
  const listed = page.entries.map((entry) => asListed(entry, world.state.modes, { consent, now: call.now }))
  const of = (status: LedgerEntry['status']) => listed.filter((entry) => entry.status === status)
  return {
    ...reading,
    wire,
    booked: of('booked'),
    pending: of('pending'),
    links: next === undefined ? undefined : { next: { href: next } },
  }
}

/** GET /v2 and /v3 /accounts/{account-id}/transactions */
export const listTransactions =
  (world: IngWorld, version: 'v2' | 'v3') =>
  (call: TokenCall): BankAnswer => {
    const { account, ledger, wire, booked, pending, links, headers } = read(world, call, 'account', version)
    const body = {
      account: { iban: account.iban, currency: ledger.currency },
      transactions: {
        booked: booked.map((entry) => toTransaction(entry, wire)),
        pending: pending.map((entry) => toTransaction(entry, wire)),
        info: account.quirks.sparse ? undefined : [],
        standingOrderAgreementInformation: version === 'v3' ? standingOrders(ledger, wire, call.now) : undefined,
        _links: links,
      },
    }
    return jsonAnswer(200, body, headers)
  }

/** GET /v1 and /v2 /card-accounts/{account-id}/transactions */
export const listCardTransactions =
  (world: IngWorld) =>
  (call: TokenCall): BankAnswer => {
    const { account, ledger, wire, booked, pending, links, headers } = read(world, call, 'card', 'v2')
    const { maskedPan, quirks } = account
    const cardAccount = { iban: account.iban, maskedPan, currency: ledger.currency }
    const toWire = (entry: LedgerEntry) => toCardTransaction(entry, { ...wire, maskedPan })
    const body = {
      cardAccount: quirks.cardAccountAsArray ? [cardAccount] : cardAccount,
      cardTransactions: { booked: booked.map(toWire), pending: pending.map(toWire), _links: links },
    }
    return jsonAnswer(200, body, headers)
  }
