import { digitsFrom } from '../ing/ais/country-iban.ts'
import { createLedger, type Ledger } from '../ing/ais/ledger.ts'
import type { SeedAccount, SeedCustomer } from '../seed/model.ts'

/** One login at an institution. */
export interface Connection {
  readonly id: string
  /** The institution's name. */
  readonly name: string
  readonly org: { readonly id: string; readonly name: string; readonly domain: string; readonly url: string }
}

export interface SimpleFinAccount {
  /** Unique within the connection alone: two institutions use the same one. */
  readonly id: string
  readonly name: string
  readonly connection: Connection
  /** ISO 4217, or a path of this server where a custom currency is described. */
  readonly currency: string
  /** Digits after the point. */
  readonly digits: number
  readonly holdings: boolean
  ledger: Ledger
}

const harbor = {
  id: 'harbor',
  name: 'Harbor Federal Credit Union',
  domain: 'harbor.example',
  url: 'https://harbor.example',
}
const summit = { id: 'summit', name: 'Summit Card Services', domain: 'summit.example', url: 'https://summit.example' }
const globe = { id: 'globe', name: 'Globe Brokerage', domain: 'globe.example', url: 'https://globe.example' }

/** Two logins at one institution are two connections. */
export const connections = {
  own: { id: 'CON-1', name: harbor.name, org: harbor },
  partner: { id: 'CON-2', name: harbor.name, org: harbor },
  card: { id: 'CON-3', name: summit.name, org: summit },
  broker: { id: 'CON-4', name: globe.name, org: globe },
} as const satisfies Record<string, Connection>

/** Where the points of the card are described. */
export const pointsPath = '/simplefin/currency/points'

const shapes: Readonly<
  Record<SeedAccount['kind'], Pick<SimpleFinAccount, 'id' | 'name' | 'connection' | 'currency'> & { digits?: number }>
> = {
  current: { id: 'ACT-001', name: 'Everyday Checking', connection: connections.own, currency: 'USD' },
  savings: { id: 'ACT-002', name: 'Share Savings', connection: connections.own, currency: 'USD' },
  joint: { id: 'ACT-003', name: 'Joint Checking', connection: connections.partner, currency: 'USD' },
  card: { id: 'ACT-001', name: 'Summit Rewards Card', connection: connections.card, currency: 'USD' },
  foreign: { id: 'ACT-9', name: 'Yen Cash Account', connection: connections.broker, currency: 'JPY', digits: 0 },
}

const points = (customer: SeedCustomer): SimpleFinAccount => ({
  id: 'PTS-1',
  name: 'Summit Points',
  connection: connections.card,
  currency: pointsPath,
  digits: 0,
  holdings: false,
  ledger: createLedger({
    id: 'points',
    kind: 'savings',
    iban: '',
    currency: 'XXX',
    name: 'Summit Points',
    opening: BigInt(digitsFrom(customer.id, 5)),
    transactions: [],
  }),
})

/** The user's accounts at all institutions. */
export const toAccounts = (customer: SeedCustomer): readonly SimpleFinAccount[] => [
  ...customer.accounts.map((seed) => ({
    digits: 2,
    ...shapes[seed.kind],
    holdings: seed.kind === 'foreign',
    ledger: createLedger(seed),
  })),
  points(customer),
]
