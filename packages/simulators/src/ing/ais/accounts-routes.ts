import type { BankAnswer } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
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
import { wireAmount } from './amount-text.ts'
import type { IngAccount } from './ing-account.ts'
import type { Ledger } from './ledger.ts'

const transactionsPath = (account: IngAccount): string => {
  const { transactionsLink, cardLink } = account.quirks
  return account.kind === 'card'
    ? `/${cardLink}/card-accounts/${account.resourceId}/transactions`
    : `/${transactionsLink}/accounts/${account.resourceId}/transactions`
}

/** One entry per currency; a link is there only when the consent covers what it leads to. */
const toEntry = (account: IngAccount, ledger: Ledger, call: TokenCall): unknown => {
  const { currency } = ledger
  const { scopes } = call.token
  const may = (scope: (typeof scopes)[number]) => scopes.includes(scope)
  const query = account.kind === 'card' ? '' : `?currency=${currency}`
  return {
    resourceId: account.resourceId,
    iban: account.iban,
    maskedPan: account.maskedPan,
    name: account.holder,
    currency,
    product: account.product,
    _links: {
      balances: may('payment-accounts:balances:view')
        ? { href: `/v3/accounts/${account.resourceId}/balances?currency=${currency}` }
        : undefined,
      transactions: may('payment-accounts:transactions:view')
        ? { href: `${transactionsPath(account)}${query}` }
        : undefined,
    },
  }
}

/** GET /v3/accounts. No account at all is a 404, and so are the first seconds after a consent, where a fault says so. */
export const listAccounts =
  (world: IngWorld) =>
  (call: TokenCall): BankAnswer => {
    requireRequestId(world, call)
    const consent = requireConsent(world, call)
    const early = call.now < consent.grantedAt + world.state.modes.accountsNotFoundSeconds * 1000
    const accounts = early ? [] : consent.accountIds.flatMap((id) => world.state.accounts.get(id) ?? [])
    if (accounts.length > 0) {
      const entries = accounts.flatMap((account) => account.ledgers.map((ledger) => toEntry(account, ledger, call)))
      return jsonAnswer(200, { accounts: entries })
    }
    return refuse({
      row: 52,
      status: 404,
      text: 'Not Found or Unauthorised',
      code: 'RESOURCE_UNKNOWN',
      reason: early ? 'The accounts are not there yet, as the fault asks for' : 'The customer consented to no account',
    })
  }

const BALANCE_TYPES = [
  'closingAvailable',
  'closingBooked',
  'expected',
  'information',
  'interimAvailable',
  'interimBooked',
  'previouslyClosedBooked',
] as const

type BalanceType = (typeof BALANCE_TYPES)[number]

/** Row 57. */
const readBalanceTypes = (text: string | null): readonly BalanceType[] | undefined => {
  if (text === null) return undefined
  return text.split(',').map(
    (name) =>
      BALANCE_TYPES.find((type) => type === name) ??
      refuse({
        row: 57,
        status: 400,
        text: 'The requested balance types are invalid',
        code: 'REQUESTED_BALANCES_INVALID',
        path: 'balanceTypes',
        reason: 'A balance type is unknown',
        expected: BALANCE_TYPES.join(', '),
        received: name,
      }),
  )
}

const startOfDay = (now: number): number => Math.floor(now / 86_400_000) * 86_400_000
const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** GET /v3/accounts/{account-id}/balances */
export const listBalances =
  (world: IngWorld) =>
  (call: TokenCall): BankAnswer => {
    requireRequestId(world, call)
    const consent = requireConsent(world, call)
    const account = requireAccount(world, call, consent, 'any')
    requireResourceScope(call, 'payment-accounts:balances:view')
    requireWithinDay(world, call, account)
    requireUnattendedWithin(world, call, account)
    requireSingleParameters(call)
    const ledger = requireLedger(account, call.query.get('currency'))
    const wanted = readBalanceTypes(call.query.get('balanceTypes'))
    const { now } = call
    const yesterday = startOfDay(now) - 1
    const totals = ledger.totals(now)
    const changed = ledger.entryAt(ledger.positionOf(now + 1) - 1, now)?.transaction.instant
    const asString = account.quirks.amountsAsStrings === true || world.state.modes.amountsAsStrings
    const balance = (balanceType: BalanceType, minor: bigint, dates: Readonly<Record<string, string>>) => ({
      balanceType,
      balanceAmount: {
        currency: ledger.currency,
        amount: wireAmount(minor, ledger.currency, asString || world.settings.amounts === 'string'),
      },
      ...dates,
    })
    const balances = [
      balance('interimBooked', totals.booked, {
        ...(changed === undefined ? {} : { lastChangeDateTime: new Date(changed).toISOString() }),
        referenceDate: day(now),
      }),
      balance('expected', totals.expected, {}),
      balance('closingBooked', ledger.totals(yesterday).booked, { referenceDate: day(yesterday) }),
    ]
    return jsonAnswer(200, {
      account: {
        iban: account.iban === '' ? undefined : account.iban,
        maskedPan: account.maskedPan,
        currency: ledger.currency,
      },
      balances: balances.filter(({ balanceType }) => wanted === undefined || wanted.includes(balanceType)),
    })
  }
