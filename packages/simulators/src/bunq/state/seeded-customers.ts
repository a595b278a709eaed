import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { SeedAccount, SeedCustomer, SeedTransaction } from '../../seed/model.ts'
import { paymentWire } from '../wire/payment-wire.ts'
import type { BunqState } from './bunq-state.ts'
import { addCard, addCardAction, BOOKING_DELAY_MS } from './cards.ts'
import type { Account, AccountKind, Party, Payment, User } from './entities.ts'
import { announce, bringIn } from './ledger.ts'
import type { Card, CardAction } from './records.ts'
import { addAccount, addUser } from './users.ts'

const kinds: Readonly<Record<SeedAccount['kind'], AccountKind>> = {
  current: 'MonetaryAccountBank',
  foreign: 'MonetaryAccountBank',
  savings: 'MonetaryAccountSavings',
  joint: 'MonetaryAccountJoint',
  card: 'MonetaryAccountCard',
}

/** How the bank would name a movement of each kind; card payments have a counterparty without an IBAN. */
const typeOf = (transaction: SeedTransaction): { readonly type: string; readonly subType: string } => {
  if (transaction.kind === 'interest') return { type: 'INTEREST', subType: 'PAYMENT' }
  if (transaction.kind === 'subscription') return { type: 'EBA_SDD', subType: 'SDD' }
  return transaction.counterparty.iban === undefined
    ? { type: 'MASTERCARD', subType: 'PAYMENT' }
    : { type: 'EBA_SCT', subType: 'SCT' }
}

const categories: Readonly<Record<SeedTransaction['kind'], string>> = {
  salary: 'INCOME',
  rent: 'HOME',
  groceries: 'GROCERIES',
  refund: 'SHOPPING',
  card: 'SHOPPING',
  transfer: 'TRANSFER',
  foreign: 'TRAVEL',
  interest: 'INCOME',
  subscription: 'BILLS',
}

const DAY_MS = 24 * 60 * 60 * 1000

/** One step of a history: the card is authorised, the movement is booked, or both at once. */
interface Step {
  readonly at: EpochMs
  run(): void
}

const partyOf = (account: Account, { counterparty }: SeedTransaction): Party => ({
  name: counterparty.name,
  iban: counterparty.iban ?? null,
  bic: counterparty.bic ?? null,
  country: counterparty.iban?.slice(0, 2) ?? 'NL',
  userUuid: account.publicUuid,
})

/** Where a step happens; what comes after the bank's first day is shown like any other movement. */
interface Scene {
  readonly state: BunqState
  readonly account: Account
  readonly card: Card
  readonly opened: EpochMs
}

const bookSeed = ({ state, account, opened }: Scene, transaction: SeedTransaction, at: EpochMs): Payment => {
  bringIn(state, account, transaction.amount)
  const payment: Payment = {
    id: state.nextId(),
    accountId: account.id,
    created: at,
    updated: at,
    amount: transaction.amount,
    currency: account.currency,
    party: partyOf(account, transaction),
    description: transaction.remittance,
    ...typeOf(transaction),
    category: categories[transaction.kind],
    balanceAfter: account.balance,
    merchantReference: transaction.structuredReference ?? null,
    attachmentIds: [],
    batchId: null,
    scheduledId: null,
  }
  account.payments.push(payment)
  if (at > opened) {
    announce(state, account, payment)
    return payment
  }
  for (const userId of account.ownerIds) {
    state.occurrences.push({
      id: state.nextId(),
      at,
      action: 'CREATE',
      userId,
      accountId: account.id,
      objectType: 'Payment',
      objectId: payment.id,
      notices: [],
      wire: () => paymentWire(state, account, payment),
    })
  }
  return payment
}

const stepsOf = (scene: Scene, transaction: SeedTransaction): readonly Step[] => {
  const { state, account, card } = scene
  const at = transaction.instant
  const bookedAt = transaction.status === 'pending' ? at + BOOKING_DELAY_MS : at
  if (typeOf(transaction).type !== 'MASTERCARD') {
    return [{ at: bookedAt, run: () => void bookSeed(scene, transaction, bookedAt) }]
  }
  const original = transaction.original ?? { amount: transaction.amount, currency: account.currency }
  let action: CardAction | undefined
  const authorise = () => {
    action = addCardAction(state, {
      at,
      account,
      card,
      amount: -transaction.amount,
      original: { amount: -original.amount, currency: original.currency },
      party: partyOf(account, transaction),
      description: transaction.remittance,
    })
  }
  const book = () => {
    const payment = bookSeed(scene, transaction, bookedAt)
    if (action !== undefined) action.paymentId = payment.id
  }
  return [
    { at, run: authorise },
    { at: bookedAt, run: book },
  ]
}

/**
 * A customer whose first seeded account is the main one: opened first, so that listings begin with it. Clients take the
 * first active account that they are shown.
 */
const addCustomer = (state: BunqState, customer: SeedCustomer, isFirst: boolean): { user: User; steps: Step[] } => {
  const first = Math.min(
    state.now(),
    ...customer.accounts.map(({ transactions }) => transactions[0]?.instant ?? state.now()),
  )
  const created = first - DAY_MS
  const user = addUser(state, {
    created,
    kind: 'UserPerson',
    firstName: customer.givenName,
    lastName: customer.surname,
    legalName: customer.name,
    email: customer.email,
    phone: customer.phone,
    birthDate: customer.birthDate,
  })
  const opened: (readonly [Account, SeedAccount])[] = []
  for (const seed of customer.accounts) {
    const account = addAccount(state, {
      created,
      kind: kinds[seed.kind],
      owners: [user],
      currency: seed.currency,
      description: seed.name,
      iban: seed.iban,
      publicUuid: seed.id,
    })
    bringIn(state, account, seed.opening)
    opened.push([account, seed])
  }
  if (isFirst) {
    const external = { owners: [user], currency: 'EUR', description: 'Account at another bank', created }
    addAccount(state, { kind: 'MonetaryAccountExternal', ...external })
  }
  const [main] = opened[0] ?? []
  if (main === undefined) return { user, steps: [] }
  const card = addCard(state, user, main)
  const steps = opened.flatMap(([account, seed]) => {
    const scene: Scene = { state, account, card, opened: state.now() }
    return seed.transactions.flatMap((transaction) => stepsOf(scene, transaction))
  })
  return { user, steps }
}

/**
 * Opens the seeded customers' accounts and writes their history, ids rising with time over all accounts. A movement
 * that is still pending is a card authorisation here, since the bank has no pending payments; it becomes a payment,
 * under an id of its own, two days later. The first customer also has an account at another bank, nearly all null.
 */
export const addSeededCustomers = (state: BunqState, customers: readonly SeedCustomer[]): ReadonlyMap<string, User> => {
  const users = new Map<string, User>()
  const steps: Step[] = []
  for (const customer of customers) {
    const added = addCustomer(state, customer, users.size === 0)
    users.set(customer.id, added.user)
    steps.push(...added.steps)
  }
  steps.sort((a, b) => a.at - b.at)
  for (const step of steps) {
    if (step.at <= state.now()) step.run()
    else state.jobs.push(step)
  }
  return users
}
