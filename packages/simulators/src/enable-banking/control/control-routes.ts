import { entryRoutes } from '../../control/entry-routes.ts'
import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import { createSeriesLedger } from '../../ing/ais/series-ledger.ts'
import { createTransactionSeries } from '../../seed/transaction-series.ts'
import type { BankAccount } from '../accounts/bank-account.ts'
import { customersOf, findAspsp } from '../accounts/customers.ts'
import type { Aspsp } from '../aspsp.ts'
import { aspsps } from '../aspsps.ts'
import { approve, findAuthorization, offeredCustomers, refuseAuthorization } from '../authorisation/decide.ts'
import { decidePayment, findOpenPayment } from '../payments/payment-page.ts'
import { EnableBankingRefusal } from '../refusal.ts'
import { type Modes, noModes } from '../state.ts'
import type { EnableBankingWorld } from '../world.ts'

type Body = ControlInput['body']

const ok = (body: unknown): ControlAnswer => ({ status: 200, body })
const bad = (error: string): ControlAnswer => ({ status: 400, body: { error } })

/** Checks of the page come back as words. */
const inWords = (work: () => ControlAnswer): ControlAnswer => {
  try {
    return work()
  } catch (error) {
    if (error instanceof EnableBankingRefusal) return bad(error.details.reason)
    throw error
  }
}

const pageParameter = (body: Body, name: string): string | null => {
  const { url } = body as { url?: unknown }
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).searchParams.get(name) : null
}

/** `POST /enable-banking/authorisations {url, decision?, customer?, accounts?, error?}`: where the browser would go. */
const decideAuthorisation = (world: EnableBankingWorld, body: Body): ControlAnswer =>
  inWords(() => {
    const authorization = findAuthorization(world, pageParameter(body, 'sessionid'))
    const { decision = 'approve', customer: wanted, accounts, error } = body as Readonly<Record<string, unknown>>
    if (decision === 'cancel') return ok({ location: refuseAuthorization(authorization) })
    if (decision === 'fail')
      return ok({ location: refuseAuthorization(authorization, String(error ?? 'server_error'), 'The bank failed') })
    if (decision !== 'approve') return bad('decision must be approve, cancel or fail')
    const offered = offeredCustomers(world, authorization)
    const customer = offered.find(({ id, name }) => wanted === undefined || wanted === id || wanted === name)
    if (customer === undefined) return bad(`customer must be one of: ${offered.map(({ name }) => name).join(', ')}`)
    if (accounts !== undefined && !Array.isArray(accounts)) return bad('accounts must be a list of ids or IBANs')
    const accountIds =
      accounts &&
      customer.accounts.filter(({ id, iban }) => accounts.includes(id) || accounts.includes(iban)).map(({ id }) => id)
    return ok({ location: approve(world, authorization, { customer, accountIds }) })
  })

/** `POST /enable-banking/payments {url, decision?}`. */
const decidePaymentPage = (world: EnableBankingWorld, body: Body): ControlAnswer =>
  inWords(() => {
    const payment = findOpenPayment(world, pageParameter(body, 'paymentid'))
    const decisions = { approve: 'approved', reject: 'rejected', cancel: 'cancelled' } as const
    const { decision = 'approve' } = body as { decision?: unknown }
    const kind = decisions[String(decision) as keyof typeof decisions]
    if (kind === undefined) return bad('decision must be approve, reject or cancel')
    return ok({ location: decidePayment(payment, kind, world.now()) })
  })

/** `POST /enable-banking/sessions {status, sessionId?}`: sessions end before their time. */
const endSessions = (world: EnableBankingWorld, { status, sessionId }: Body): ControlAnswer => {
  if (status !== 'EXPIRED' && status !== 'REVOKED' && status !== 'CLOSED') {
    return bad('status must be EXPIRED, REVOKED or CLOSED')
  }
  const hit = [...world.state.sessions.values()].filter(({ id }) => sessionId === undefined || sessionId === id)
  for (const session of hit) session.status = status
  return ok({ sessions: hit.length })
}

const setModes = (world: EnableBankingWorld, body: Body): ControlAnswer => {
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(noModes, name)) return bad(`Modes are: ${Object.keys(noModes).join(', ')}`)
    if (typeof value !== 'boolean') return bad(`${name} must be true or false`)
  }
  return ok(Object.assign(world.state.modes, body satisfies Partial<Modes>))
}

/** `POST /enable-banking/application {active?, services?, linkedAccounts?}`; `null` links all. */
const setApplication = (world: EnableBankingWorld, body: Body): ControlAnswer => {
  const { application } = world.state
  const { active, services, linkedAccounts } = body as Readonly<Record<string, unknown>>
  const isTexts = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((item) => typeof item === 'string')
  if (active !== undefined && typeof active !== 'boolean') return bad('active must be true or false')
  if (services !== undefined && !(isTexts(services) && services.every((each) => each === 'AIS' || each === 'PIS'))) {
    return bad('services must be a list of AIS and PIS')
  }
  if (linkedAccounts !== undefined && linkedAccounts !== null && !isTexts(linkedAccounts)) {
    return bad('linkedAccounts must be a list of IBANs, or null')
  }
  if (active !== undefined) application.active = active
  if (services !== undefined) application.services = services as typeof application.services
  if (linkedAccounts !== undefined) application.linkedAccounts = linkedAccounts ?? undefined
  return ok(application)
}

const accountsOf = (world: EnableBankingWorld, aspsp: Aspsp) =>
  aspsp.psuTypes.flatMap((psuType) => customersOf(world, aspsp, psuType))

const listBanks = (world: EnableBankingWorld, query: URLSearchParams): ControlAnswer => {
  const [name, country] = [query.get('bank'), query.get('country')]
  const wanted = aspsps.filter(
    (aspsp) => (name === null || aspsp.name === name) && (country === null || aspsp.country === country),
  )
  return ok({
    items: wanted.map((aspsp) => ({
      name: aspsp.name,
      country: aspsp.country,
      habits: aspsp.habits,
      customers: accountsOf(world, aspsp).map(({ id, name: customer, psuType, accounts }) => ({
        id,
        name: customer,
        psuType,
        accounts: accounts.map((account) => ({
          id: account.id,
          kind: account.kind,
          iban: account.iban,
          currency: account.currency,
          identificationHash: account.identificationHash,
        })),
      })),
    })),
  })
}

/** An account of a bank that was asked for something already, by its id of `/enable-banking/banks`. */
const knownAccount = (world: EnableBankingWorld, id: string | undefined): BankAccount | undefined =>
  [...world.state.customers.values()]
    .flatMap((customers) => customers.flatMap(({ accounts }) => accounts))
    .find((account) => account.id === id)

const mostTransactions = 10_000_000

/** Gives an account a history of any length in place of its own, over two years up to now. */
const lengthen = (world: EnableBankingWorld, body: Body): ControlAnswer => {
  const { bank, country, account: id, transactions } = body as Readonly<Record<string, unknown>>
  const aspsp = findAspsp(bank, country)
  const account =
    aspsp &&
    accountsOf(world, aspsp)
      .flatMap(({ accounts }) => accounts)
      .find((each) => each.id === id)
  if (account === undefined) return { status: 404, body: { error: 'No such account' } }
  if (!Number.isInteger(transactions) || Number(transactions) < 1 || Number(transactions) > mostTransactions) {
    return bad(`transactions must be a whole number from 1 to ${mostTransactions}`)
  }
  const { random } = world.context
  const series = createTransactionSeries({ count: Number(transactions), random, name: account.id, until: world.now() })
  account.ledger = createSeriesLedger(account.currency, series)
  return ok({ account: account.id, transactions })
}

/** What a test may do to the simulated Enable Banking. */
export const controlRoutes = (world: EnableBankingWorld): readonly ControlRoute[] => [
  {
    method: 'POST',
    pattern: /^\/enable-banking\/authorisations$/,
    handle: ({ body }) => decideAuthorisation(world, body),
  },
  { method: 'POST', pattern: /^\/enable-banking\/payments$/, handle: ({ body }) => decidePaymentPage(world, body) },
  { method: 'POST', pattern: /^\/enable-banking\/sessions$/, handle: ({ body }) => endSessions(world, body) },
  { method: 'GET', pattern: /^\/enable-banking\/modes$/, handle: () => ok(world.state.modes) },
  { method: 'POST', pattern: /^\/enable-banking\/modes$/, handle: ({ body }) => setModes(world, body) },
  {
    method: 'DELETE',
    pattern: /^\/enable-banking\/modes$/,
    handle: () => ok(Object.assign(world.state.modes, noModes)),
  },
  { method: 'POST', pattern: /^\/enable-banking\/application$/, handle: ({ body }) => setApplication(world, body) },
  { method: 'GET', pattern: /^\/enable-banking\/banks$/, handle: ({ query }) => listBanks(world, query) },
  { method: 'POST', pattern: /^\/enable-banking\/history$/, handle: ({ body }) => lengthen(world, body) },
  ...entryRoutes({
    world,
    account: '/enable-banking/accounts/([^/]+)',
    ledgerOf: ({ params }) => knownAccount(world, params[0])?.ledger,
  }),
]
