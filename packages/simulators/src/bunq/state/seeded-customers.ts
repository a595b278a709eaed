import type { SeedAccount, SeedCustomer, SeedTransaction } from '../../seed/model.ts'
import type { BunqState } from './bunq-state.ts'
import type { Account, AccountKind, Payment, User } from './entities.ts'
import { bringIn } from './ledger.ts'
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

interface Booking {
  readonly account: Account
  readonly transaction: SeedTransaction
}

const bookSeed = (state: BunqState, { account, transaction }: Booking): void => {
  bringIn(state, account, transaction.amount)
  const { counterparty } = transaction
  const payment: Payment = {
    id: state.nextId(),
    accountId: account.id,
    created: transaction.instant,
    updated: transaction.instant,
    amount: transaction.amount,
    currency: account.currency,
    party: {
      name: counterparty.name,
      iban: counterparty.iban ?? null,
      bic: counterparty.bic ?? null,
      country: counterparty.iban?.slice(0, 2) ?? 'NL',
      userUuid: account.publicUuid,
    },
    description: transaction.remittance,
    ...typeOf(transaction),
    balanceAfter: account.balance,
    merchantReference: transaction.structuredReference ?? null,
    attachmentIds: [],
    batchId: null,
    scheduledId: null,
  }
  account.payments.push(payment)
}

/** A card reservation books this long after it was made. */
const BOOKING_DELAY_MS = 2 * 24 * 60 * 60 * 1000

const addCustomer = (state: BunqState, customer: SeedCustomer): { user: User; bookings: Booking[] } => {
  const user = addUser(state, {
    kind: 'UserPerson',
    firstName: customer.givenName,
    lastName: customer.surname,
    legalName: customer.name,
    email: customer.email,
    phone: customer.phone,
    birthDate: customer.birthDate,
  })
  const bookings: Booking[] = []
  for (const seed of customer.accounts) {
    const account = addAccount(state, {
      kind: kinds[seed.kind],
      owners: [user],
      currency: seed.currency,
      description: seed.name,
      iban: seed.iban,
      publicUuid: seed.id,
    })
    bringIn(state, account, seed.opening)
    for (const transaction of seed.transactions) bookings.push({ account, transaction })
  }
  return { user, bookings }
}

/**
 * Opens the seeded customers' accounts and writes their history, ids rising with time over all accounts. Pending
 * movements are not payments here (the bank has none): they are booked as payments two days later.
 */
export const addSeededCustomers = (state: BunqState, customers: readonly SeedCustomer[]): ReadonlyMap<string, User> => {
  const users = new Map<string, User>()
  const bookings: Booking[] = []
  for (const customer of customers) {
    const added = addCustomer(state, customer)
    users.set(customer.id, added.user)
    bookings.push(...added.bookings)
  }
  const due = ({ transaction }: Booking) =>
    transaction.status === 'pending' ? transaction.instant + BOOKING_DELAY_MS : transaction.instant
  bookings.sort((a, b) => due(a) - due(b))
  for (const booking of bookings) {
    if (due(booking) <= state.now()) bookSeed(state, booking)
    else state.jobs.push({ at: due(booking), run: () => bookSeed(state, booking) })
  }
  return users
}
