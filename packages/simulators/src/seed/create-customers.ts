import type { EpochMs } from '../clock/simulated-clock.ts'
import type { BankName } from '../http/bank-name.ts'
import { amsterdamDay } from './amsterdam.ts'
import { toIban, toPersonalNumber } from './check-digits.ts'
import { type Draft, monthly, nowAndThen, out, type Span, twoYears } from './draft.ts'
import * as habits from './habits.ts'
import { clients, coffee, employers, landlords, subscriptions, utilities } from './merchants.ts'
import type { SeedAccount, SeedCounterparty, SeedCustomer } from './model.ts'
import { people, type SeedPerson } from './people.ts'
import type { Random } from './random.ts'
import { type AccountBlueprint, toAccount } from './to-account.ts'

type AccountKind = SeedAccount['kind']

/** The banks with accounts in other countries replace these Dutch IBANs by their own. */
const ibanCodes = {
  ing: 'INGB',
  bunq: 'BUNQ',
  bankid: 'SWED',
  'enable-banking': 'INGB',
  simplefin: 'INGB',
  'berlin-group': 'INGB',
} as const satisfies Record<BankName, string>

/** A customer while their accounts are being filled. */
interface Holder {
  readonly name: string
  readonly partner: string
  /** Their own accounts, as the other side of a transfer. */
  readonly own: Readonly<Record<AccountKind, SeedCounterparty>>
  readonly span: Span
  readonly bank: SeedCounterparty
}

/** What happens on an account of each kind. */
const drafts: Readonly<Record<AccountKind, (holder: Holder, random: Random) => readonly Draft[]>> = {
  current: ({ own, span }, random) => [
    ...habits.salary(span, random.pick(employers), random.integer(285_000, 390_000), `S${random.integer(1000, 9999)}`),
    ...habits.rent(span, random.pick(landlords), random.integer(92_000, 128_000), `R${random.integer(10_000, 99_999)}`),
    ...habits.debits(span, subscriptions),
    ...habits.transfers(span, { to: own.savings, day: 26, cents: -40_000, text: 'Monthly saving' }),
    ...habits.transfers(span, { to: own.joint, day: 27, cents: -65_000, text: 'Household' }),
    ...habits.groceries(span, random, 3, 5),
    ...habits.cardPayments(span, random, 4, 8),
    ...habits.travels(span, random),
    ...habits.twins(span, random),
    ...reservations(span, random),
  ],
  savings: ({ own, span, bank }, random) => [
    ...habits.transfers(span, { to: own.current, day: 26, cents: 40_000, text: 'Monthly saving' }),
    ...habits.interest(span, bank, random),
  ],
  joint: ({ own, partner, span }, random) => [
    ...habits.transfers(span, { to: own.current, day: 27, cents: 65_000, text: 'Household' }),
    ...habits.transfers(span, { to: { name: partner }, day: 28, cents: 65_000, text: 'Household' }),
    ...habits.debits(span, utilities),
    ...habits.groceries(span, random, 5, 9),
    ...habits.twins(span, random),
  ],
  card: ({ own, span }, random) => [
    ...habits.cardPayments(span, random, 3, 8),
    ...habits.travels(span, random),
    ...habits.transfers(span, { to: own.current, day: 20, cents: 24_000, text: 'Card settlement' }),
  ],
  foreign: ({ span }, random) => [
    ...monthly(span, 15).map(({ epochDay, month }): Draft => {
      const counterparty = random.pick(clients)
      const amount = BigInt(random.integer(40_000, 220_000))
      return { epochDay, minutes: 960, amount, counterparty, remittance: `Invoice ${month}`, kind: 'transfer' }
    }),
    ...nowAndThen(span, random, 15, 40).map(
      (epochDay): Draft => ({
        epochDay,
        minutes: 900,
        amount: out(random, 1_500, 60_000),
        counterparty: { name: 'Cloud Hosting Inc' },
        remittance: 'Cloud Hosting Inc card payment',
        kind: 'card',
      }),
    ),
  ],
}

/** Something paid by card on each of the last two days, so that there is always a reservation to see. */
const reservations = (span: Span, random: Random): readonly Draft[] =>
  [span.last - 1, span.last].map((epochDay) => ({
    epochDay,
    minutes: 1,
    amount: out(random, 310, 980),
    counterparty: coffee,
    remittance: 'Koffiehoek Station reservation',
    kind: 'card',
  }))

const names: Readonly<Record<AccountKind, (holder: Holder) => string>> = {
  current: ({ name }) => name,
  savings: () => 'Savings',
  joint: ({ name, partner }) => `${name} and ${partner}`,
  card: () => 'Credit card',
  foreign: () => 'Dollar account',
}

const createCustomer = (
  bank: BankName,
  person: SeedPerson,
  index: number,
  random: Random,
  now: EpochMs,
): SeedCustomer => {
  const name = `${person.givenName} ${person.surname}`
  const iban = (): string => toIban('NL', `${ibanCodes[bank]}0${random.integer(100_000_000, 999_999_999)}`)
  const account = (): SeedCounterparty => ({ name, iban: iban(), bic: `${ibanCodes[bank]}NL2A` })
  const own = { current: account(), savings: account(), joint: account(), card: account(), foreign: account() }
  const family = person.surname
  const holder: Holder = {
    name,
    partner: `Robin ${family}`,
    own,
    span: twoYears(amsterdamDay(now)),
    bank: { name: bank === 'ing' ? 'ING Bank N.V.' : 'bunq B.V.' },
  }
  const blueprint = (kind: AccountKind): AccountBlueprint => ({
    id: random.uuid(),
    kind,
    iban: own[kind].iban ?? '',
    currency: kind === 'foreign' ? 'USD' : 'EUR',
    name: names[kind](holder),
    drafts: drafts[kind](holder, random),
    floor: BigInt(random.integer(40_000, 260_000)),
  })
  return {
    id: random.uuid(),
    name,
    givenName: person.givenName,
    surname: person.surname,
    email: `${person.givenName}.${family}`
      .normalize('NFD')
      .toLowerCase()
      .replace(/[^a-z.]/g, '')
      .concat('@example.com'),
    phone: `+3161${String(index)}${random.integer(100_000, 999_999)}`,
    birthDate: person.birthDate,
    personalNumber: toPersonalNumber(person.birthDate, person.birthNumber),
    accounts: person.accounts.map((kind) => toAccount(blueprint(kind), now, random)),
  }
}

/**
 * The people of a bank, with two years of movements before `now`. The same random source (`random` by purpose) and the
 * same `now` give the same people, whatever was drawn for other banks.
 */
export const createCustomers = (
  bank: BankName,
  random: (purpose: string) => Random,
  now: EpochMs,
): readonly SeedCustomer[] =>
  people[bank].map((person, index) => createCustomer(bank, person, index, random(`customers/${bank}/${index}`), now))
