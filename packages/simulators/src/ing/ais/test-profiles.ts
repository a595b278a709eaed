import type { Profile } from '../../profile.ts'
import type { SeedCustomer } from '../../seed/model.ts'
import type { Country } from '../oauth/countries.ts'
import { accountsOf, type IngAccount } from './ing-account.ts'
import type { Quirks } from './quirks.ts'

/** One customer as the sandbox's page offers it. */
export interface TestProfile {
  readonly id: string
  readonly name: string
  readonly country: Country
  readonly quirks: Quirks
  readonly accounts: readonly IngAccount[]
}

const ENGLISH: Quirks = {
  transactionsLink: 'v2',
  cardLink: 'v1',
  products: { current: 'Current Account', savings: 'Savings Account', joint: 'Current Account', card: 'Credit Card' },
  transactionType: 'Sepa Credit Transfer',
}

interface ProfileRow {
  readonly id: string
  readonly name: string
  readonly country: Country
  readonly quirks?: Partial<Quirks>
}

/** Names of ING's own sandbox page, one per country; the quirks are spread over them. */
const ROWS: readonly ProfileRow[] = [
  { id: 'nl-van-dijk', name: 'A Van Dijk', country: 'NL' },
  { id: 'nl-joint', name: 'Hr A van Dijk, Mw B Mol-van Dijk', country: 'NL', quirks: { transactionsLink: 'v3' } },
  { id: 'be-smith', name: 'Peter Smith', country: 'BE', quirks: { sparse: true } },
  {
    id: 'de-van-dijk',
    name: 'W Van Dijk',
    country: 'DE',
    quirks: {
      germanMandates: true,
      transactionType: 'Überweisung',
      products: { current: 'Girokonto', savings: 'Extra-Konto', joint: 'Girokonto', card: 'VISA Card' },
    },
  },
  { id: 'es-smith', name: 'Sarah Smith', country: 'ES', quirks: { amountsAsStrings: true } },
  {
    id: 'it-doe',
    name: 'Jane Doe',
    country: 'IT',
    quirks: {
      cardAccountAsArray: true,
      transactionType: 'Bonifico',
      products: {
        current: 'Conto Corrente Arancio',
        savings: 'Conto Arancio',
        joint: 'Conto Corrente Arancio',
        card: 'Mastercard Gold',
      },
    },
  },
  { id: 'lu-alice-bob', name: 'Alice and Bob', country: 'LU', quirks: { cardLink: 'v2', transactionsLink: 'v3' } },
  {
    id: 'ro-doe',
    name: 'John Doe',
    country: 'RO',
    quirks: {
      historyDays: 90,
      products: { current: 'Cont Curent', savings: 'Cont Economii', joint: 'Cont Curent', card: 'Card de Credit' },
    },
  },
  { id: 'wb-alice-bob', name: 'Alice and Bob', country: 'WB' },
]

/** Of ING's published examples and older sandbox data. */
const FORMER_ROWS: readonly ProfileRow[] = [
  {
    id: 'ro-popescu',
    name: 'Popescu Corina',
    country: 'RO',
    quirks: {
      historyDays: 90,
      products: { current: 'Cont Curent', savings: 'Cont Economii', joint: 'Cont Curent', card: 'Card de Credit' },
    },
  },
  { id: 'at-mustermann', name: 'Hans Mustermann', country: 'AT', quirks: { transactionType: 'Überweisung' } },
]

/** The profiles over the seed's customers, who take turns where there are fewer of them. */
export const createProfiles = (customers: readonly SeedCustomer[], profile: Profile): readonly TestProfile[] => {
  const rows = profile === 'lenient' ? [...ROWS, ...FORMER_ROWS] : ROWS
  return rows.flatMap((row, at) => {
    const customer = customers[at % Math.max(customers.length, 1)]
    if (!customer) return []
    const quirks: Quirks = { ...ENGLISH, ...row.quirks }
    const { id, name, country } = row
    return [
      {
        id,
        name,
        country,
        quirks,
        accounts: accountsOf(customer, { id, country, quirks, first: at < customers.length }),
      },
    ]
  })
}
