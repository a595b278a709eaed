import type { SeedAccount, SeedCustomer, SeedTransaction } from '../../src/seed/model.ts'

export const START = Date.parse('2026-06-01T10:00:00Z')

const DAY = 24 * 60 * 60 * 1000

/** `count` booked movements of -1.00, one a day up to the start, oldest first. */
const history = (account: string, count: number): readonly SeedTransaction[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${account}-${index}`,
    status: 'booked',
    instant: START - (count - index) * DAY,
    bookingDate: new Date(START - (count - index) * DAY).toISOString().slice(0, 10),
    amount: -100n,
    counterparty: { name: 'Grocer', iban: 'NL91ABNA0417164300' },
    remittance: `line ${index}`,
    kind: 'groceries',
  }))

const account = (
  id: string,
  kind: SeedAccount['kind'],
  iban: string,
  count: number,
  currency = 'EUR',
): SeedAccount => ({
  id,
  kind,
  iban,
  currency,
  name: `${kind} account`,
  opening: 1_000_00n,
  transactions: history(id, count),
})

const pending: SeedTransaction = {
  id: 'pending-1',
  bookedId: 'booked-1',
  status: 'pending',
  instant: START - 60_000,
  bookingDate: '2026-06-01',
  amount: -12_34n,
  counterparty: { name: 'Coffee House' },
  remittance: 'Coffee',
  kind: 'card',
}

const customer = (id: string, givenName: string, accounts: readonly SeedAccount[]): SeedCustomer => ({
  id,
  name: `${givenName} Jansen`,
  givenName,
  surname: 'Jansen',
  email: `${givenName.toLowerCase()}@example.com`,
  phone: `+3161234000${id.length}`,
  birthDate: '1990-02-03',
  personalNumber: '199002032389',
  accounts,
})

export const ALICE_IBAN = 'NL21BUNQ2025000011'
export const ALICE_SAVINGS_IBAN = 'NL91BUNQ2025000012'

export const sampleCustomers: readonly SeedCustomer[] = [
  customer('alice', 'Alice', [
    {
      ...account('10000000-0000-4000-8000-000000000001', 'current', ALICE_IBAN, 45),
      transactions: [...history('a1', 45), pending],
    },
    account('10000000-0000-4000-8000-000000000002', 'savings', ALICE_SAVINGS_IBAN, 3),
    account('10000000-0000-4000-8000-000000000003', 'joint', 'NL64BUNQ2025000013', 2),
    account('10000000-0000-4000-8000-000000000004', 'card', 'NL37BUNQ2025000014', 2),
    account('10000000-0000-4000-8000-000000000005', 'foreign', 'NL10BUNQ2025000015', 2, 'USD'),
  ]),
  customer('bobby', 'Bob', [account('20000000-0000-4000-8000-000000000001', 'current', 'NL80BUNQ2025000016', 2)]),
]
