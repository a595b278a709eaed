import type { BankAnswer } from '../../http/bank-handler.ts'
import { amountWire, jsonAnswer, linkTo, orNull } from '../answers.ts'
import { refuse } from '../refusal.ts'
import type { ApiCall, Route } from '../route.ts'
import type { Consent } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import type { BankAccount } from './bank-account.ts'
import { accountIn, countRead, isCovered, openConsent, requireRight } from './consent-access.ts'
import { downloadTransactions, listTransactions, showTransaction } from './transactions.ts'

const types = { current: 'CACC', savings: 'SVGS', joint: 'CACC', card: 'CARD', foreign: 'CACC' } as const
const products = {
  current: 'Giro',
  savings: 'Savings',
  joint: 'Joint giro',
  card: 'Credit card',
  foreign: 'Currency account',
} as const

const balancesWire = ({ profile, now }: ApiCall, account: BankAccount) => {
  const totals = account.ledger.totals(now)
  return profile.balances.map((type) => ({
    balanceAmount: amountWire(profile, type === 'closingBooked' ? totals.booked : totals.expected, account.currency),
    balanceType: type,
    referenceDate: new Date(now).toISOString().slice(0, 10),
  }))
}

/** One account, with links to what the consent covers. */
const accountWire = (world: BerlinGroupWorld, call: ApiCall, consent: Consent, id: string, account: BankAccount) => {
  const { profile, query } = call
  const isCard = account.kind === 'card'
  const path = `/${isCard ? 'card-accounts' : 'accounts'}/${id}`
  const link = (part: string) => linkTo(profile, world.settings.selfUrl(), 'accounts', `${path}/${part}`)
  const seesBalances = isCovered(consent.rights.balances, account)
  const withBalance = query.get('withBalance') === 'true' && seesBalances && profile.withBalance === 'needed'
  return {
    resourceId: id,
    ...(isCard ? { maskedPan: account.maskedPan } : { iban: account.iban }),
    currency: account.currency,
    ownerName: consent.rights.ownerName ? account.owner : orNull(profile, undefined),
    name: account.owner,
    displayName: orNull(profile, undefined),
    product: products[account.kind],
    ...(isCard
      ? { creditLimit: amountWire(profile, 250_000n, account.currency), debitAccounting: true }
      : { cashAccountType: types[account.kind], bic: account.bic }),
    status: 'enabled',
    usage: 'PRIV',
    ...(withBalance ? { balances: balancesWire(call, account) } : {}),
    _links: {
      ...(seesBalances ? { balances: link('balances') } : {}),
      ...(isCovered(consent.rights.transactions, account) ? { transactions: link('transactions') } : {}),
    },
  }
}

const referenceOf = ({ iban, maskedPan, currency }: BankAccount) =>
  iban === '' ? { maskedPan, currency } : { iban, currency }

const list =
  (world: BerlinGroupWorld, isCard: boolean) =>
  (call: ApiCall): BankAnswer => {
    const consent = openConsent(world, call)
    if (call.query.has('withBalance') && call.profile.withBalance === 'refused') {
      const reason = 'The bank does not take withBalance'
      refuse({ row: 30, status: 400, code: 'PARAMETER_NOT_SUPPORTED', path: 'withBalance', reason })
    }
    countRead(call, consent)
    const shown = [...consent.accounts].filter(([, { kind }]) => (kind === 'card') === isCard)
    const items = shown.map(([id, account]) => accountWire(world, call, consent, id, account))
    return jsonAnswer(call.request, 200, { [isCard ? 'cardAccounts' : 'accounts']: items })
  }

const show =
  (world: BerlinGroupWorld, isCard: boolean) =>
  (call: ApiCall): BankAnswer => {
    const consent = openConsent(world, call)
    const id = call.params[0] ?? ''
    const account = accountIn(consent, id, isCard)
    countRead(call, consent)
    const name = isCard ? 'cardAccount' : 'account'
    return jsonAnswer(call.request, 200, { [name]: accountWire(world, call, consent, id, account) })
  }

const balances =
  (world: BerlinGroupWorld, isCard: boolean) =>
  (call: ApiCall): BankAnswer => {
    const consent = openConsent(world, call)
    const account = accountIn(consent, call.params[0] ?? '', isCard)
    requireRight(consent, account, 'balances')
    countRead(call, consent)
    const name = isCard ? 'cardAccount' : 'account'
    return jsonAnswer(call.request, 200, { [name]: referenceOf(account), balances: balancesWire(call, account) })
  }

/** Accounts, card accounts, balances and transactions. */
export const accountRoutes = (world: BerlinGroupWorld): readonly Route[] => {
  const base = { method: 'GET', resource: 'accounts', role: 'PSP_AI' } as const
  return (['accounts', 'card-accounts'] as const).flatMap((collection): readonly Route[] => {
    const isCard = collection === 'card-accounts'
    const at = (rest: string): RegExp => new RegExp(`^/${collection}${rest}$`)
    return [
      { ...base, pattern: at(''), handle: list(world, isCard) },
      { ...base, pattern: at('/([^/]+)'), handle: show(world, isCard) },
      { ...base, pattern: at('/([^/]+)/balances'), handle: balances(world, isCard) },
      {
        ...base,
        pattern: at('/([^/]+)/transactions'),
        produces: ['application/json', 'application/xml'],
        handle: listTransactions(world, isCard),
      },
      ...(isCard
        ? []
        : [
            { ...base, pattern: at('/([^/]+)/transactions/download/([^/]+)'), handle: downloadTransactions(world) },
            { ...base, pattern: at('/([^/]+)/transactions/([^/]+)'), handle: showTransaction(world) },
          ]),
    ]
  })
}
