import { invalidField } from '@nostro/provider-kit'
import { ing } from './api/errors.ts'

/** What ING offers in a country, as far as sources say. `undefined` where nothing is known. */
export interface IngCountry {
  readonly name: string
  /** Named in ING's current guide for the authorization page. */
  readonly inCurrentGuide: boolean
  /** Account information: which accounts clients have read there. */
  readonly accounts?: readonly ('current' | 'card')[] | undefined
  /** Payment initiation was tried there by a production client. */
  readonly payments?: true | undefined
  /** The unstructured remittance text packs mandate and creditor id into one line. */
  readonly packsMandate?: true | undefined
}

/** What differs by country, as data. `WB` is Wholesale Banking; the last four are of older clients and sandbox data. */
export const countries: Readonly<Record<string, IngCountry>> = {
  BE: { name: 'Belgium', inCurrentGuide: true, accounts: ['current'] },
  NL: { name: 'Netherlands', inCurrentGuide: true, accounts: ['current'], payments: true },
  ES: { name: 'Spain', inCurrentGuide: true },
  RO: { name: 'Romania', inCurrentGuide: true, accounts: ['current', 'card'], payments: true },
  LU: { name: 'Luxembourg', inCurrentGuide: true, accounts: ['current', 'card'] },
  IT: { name: 'Italy', inCurrentGuide: true, accounts: ['current', 'card'], payments: true },
  DE: { name: 'Germany', inCurrentGuide: true, accounts: ['current'], packsMandate: true },
  WB: { name: 'Wholesale Banking', inCurrentGuide: true },
  FR: { name: 'France', inCurrentGuide: false, accounts: ['current', 'card'], payments: true },
  AT: { name: 'Austria', inCurrentGuide: false },
  CZ: { name: 'Czechia', inCurrentGuide: false },
  PL: { name: 'Poland', inCurrentGuide: false },
}

/** A country that has an authorization page. @throws NostroError `invalid_request` naming those there are */
export const checkCountry = (code: string | undefined): string | undefined => {
  if (code === undefined || Object.hasOwn(countries, code)) return code
  throw invalidField(ing, {
    field: 'country',
    problem: `is “${code.slice(0, 8)}”, for which ING has no authorization page`,
    hint: `Use one of: ${Object.keys(countries).join(', ')}.`,
  })
}
