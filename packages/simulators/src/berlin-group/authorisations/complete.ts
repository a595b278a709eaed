import type { BankAccount, BankCustomer } from '../accounts/bank-account.ts'
import type { Authorisation, Consent, Rights } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

const isIn = (list: Rights['accounts'] | Rights['balances'], { iban, maskedPan }: BankAccount): boolean =>
  list === 'all' || list === 'chosen' || (list !== 'none' && (list.includes(iban) || list.includes(maskedPan)))

/** The accounts of the customer that a consent covers; undefined when one that it names is not theirs. */
const accountsFor = (consent: Consent, customer: BankCustomer, chosen: readonly string[] | undefined) => {
  const { rights } = consent
  const named = [rights.accounts, rights.balances, rights.transactions].flatMap((list) =>
    typeof list === 'string' ? [] : list,
  )
  const isTheirs = (number: string): boolean =>
    customer.accounts.some(({ iban, maskedPan }) => number === iban || number === maskedPan)
  if (!named.every(isTheirs)) return undefined
  const covered = customer.accounts.filter(
    (account) => isIn(rights.accounts, account) || isIn(rights.balances, account) || isIn(rights.transactions, account),
  )
  return rights.accounts === 'chosen' && chosen !== undefined
    ? covered.filter(({ key }) => chosen.includes(key))
    : covered
}

/** A new recurring consent ends the old one, unless the bank supports several. */
const endOlder = (world: BerlinGroupWorld, consent: Consent, multiple: boolean): void => {
  if (multiple || !consent.recurring) return
  for (const other of world.state.consents.values()) {
    const isSame =
      other.bank === consent.bank && other.tpp === consent.tpp && other.customer?.id === consent.customer?.id
    if (isSame && other.id !== consent.id && other.recurring && other.status === 'valid') other.status = 'expired'
  }
}

const applyToConsent = (world: BerlinGroupWorld, authorisation: Authorisation, multiple: boolean): boolean => {
  const consent = world.state.consents.get(authorisation.subject.id)
  const { customer } = authorisation
  if (consent === undefined || customer === undefined) return false
  if (authorisation.subject.then === 'terminated') {
    consent.status = 'terminatedByTpp'
    return true
  }
  const accounts = accountsFor(consent, customer, authorisation.chosen)
  if (accounts === undefined) {
    consent.status = 'rejected'
    return false
  }
  const now = world.now()
  Object.assign(consent, { status: 'valid', customer, authorisedAt: now, lastAction: dayOf(now) })
  consent.accounts = new Map(accounts.map((account) => [world.uuid(), account]))
  endOlder(world, consent, multiple)
  return true
}

const applyToPayment = (world: BerlinGroupWorld, { subject, customer }: Authorisation): boolean => {
  const payment = world.state.payments.get(subject.id)
  if (payment === undefined || customer === undefined) return false
  if (subject.then === 'cancelled') payment.cancelled = true
  else payment.acceptedAt = world.now()
  return true
}

/** The customer has given their factors: what the authorisation was for takes place. */
export const complete = (world: BerlinGroupWorld, authorisation: Authorisation, multipleConsents: boolean): void => {
  const isDone =
    authorisation.subject.type === 'consent'
      ? applyToConsent(world, authorisation, multipleConsents)
      : applyToPayment(world, authorisation)
  authorisation.status = isDone ? 'finalised' : 'failed'
}

/** The customer said no, or failed three times: what was to be authorised is rejected. */
export const fail = (world: BerlinGroupWorld, authorisation: Authorisation): void => {
  authorisation.status = 'failed'
  const { type, id, then } = authorisation.subject
  const consent = type === 'consent' && then === 'valid' ? world.state.consents.get(id) : undefined
  if (consent?.status === 'received') consent.status = 'rejected'
  const payment = type === 'payment' && then === 'accepted' ? world.state.payments.get(id) : undefined
  if (payment !== undefined) payment.rejected = true
}
