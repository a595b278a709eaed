import { toIban } from './check-digits.ts'
import type { SeedCounterparty } from './model.ts'

type Some<T> = readonly [T, ...T[]]

/** The other side of card payments: a name, no account. */
export const supermarkets: Some<SeedCounterparty> = [
  { name: 'Albert Heijn 1521' },
  { name: 'Jumbo Supermarkten' },
  { name: 'Lidl Nederland' },
  { name: 'Ekoplaza Centrum' },
  { name: 'Dirk van den Broek' },
]

export const shops: Some<SeedCounterparty> = [
  { name: 'NS Groep' },
  { name: 'Bakkerij Van Dijk' },
  { name: 'Café De Zwaan' },
  { name: 'Boekhandel Scheltema' },
  { name: 'HEMA Utrecht' },
  { name: 'Apotheek Oost' },
  { name: 'Tankstation A2' },
  { name: 'Bioscoop Rialto' },
]

export const coffee: SeedCounterparty = { name: 'Koffiehoek Station' }

export interface Abroad {
  readonly counterparty: SeedCounterparty
  readonly currency: string
  /** Units of that currency for one euro, in ten-thousandths: around this. */
  readonly rate: number
}

export const abroad: Some<Abroad> = [
  { counterparty: { name: 'Brooklyn Diner New York' }, currency: 'USD', rate: 10_842 },
  { counterparty: { name: 'Waterstones London' }, currency: 'GBP', rate: 8_511 },
  { counterparty: { name: 'Smörgås & Co Göteborg' }, currency: 'SEK', rate: 112_430 },
  { counterparty: { name: 'Coop Pronto Zürich' }, currency: 'CHF', rate: 9_402 },
]

const company = (name: string, bank: string, number: string): SeedCounterparty => ({
  name,
  iban: toIban('NL', `${bank}${number}`),
  bic: `${bank}NL2A`,
})

export const employers: Some<SeedCounterparty> = [
  company('Waterweg Logistiek B.V.', 'ABNA', '0417164300'),
  company('Stichting Openbaar Onderwijs', 'RABO', '0300065264'),
  company('Molenaar & Zonen', 'TRIO', '0338440051'),
]

export const landlords: Some<SeedCounterparty> = [
  company('Woonstichting De Brug', 'RABO', '0112233445'),
  company('Vastgoed Maasoever', 'ABNA', '0588990011'),
]

export interface Subscription {
  readonly counterparty: SeedCounterparty
  readonly cents: number
  /** Day of the month. */
  readonly day: number
  readonly text: string
}

export const subscriptions: Some<Subscription> = [
  { counterparty: company('Filmhuis Online', 'ABNA', '0200000019'), cents: 1199, day: 3, text: 'Subscription' },
  { counterparty: company('Telecom Laagland', 'DEUT', '0265145098'), cents: 2750, day: 12, text: 'Mobile' },
  { counterparty: company('Sportschool Kracht', 'RABO', '0133557799'), cents: 2495, day: 18, text: 'Membership' },
]

export const utilities: Some<Subscription> = [
  { counterparty: company('Stroom & Gas Nederland', 'ABNA', '0455667788'), cents: 16_400, day: 5, text: 'Energy' },
  { counterparty: company('Waternet Regio', 'BNGH', '0285001122'), cents: 3_120, day: 21, text: 'Water' },
]

export const clients: Some<SeedCounterparty> = [{ name: 'Hudson Design LLC' }, { name: 'Thames Editorial Ltd' }]
