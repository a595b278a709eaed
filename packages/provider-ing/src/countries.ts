/** What ING offers in a country, as far as sources tell. `undefined` where nothing is known. */
export interface IngCountry {
  readonly name: string
  /** Named in ING's current guide for the authorization page. */
  readonly inCurrentGuide: boolean
  /** Account information: which accounts clients have read there. */
  readonly accounts?: readonly ('current' | 'card')[]
  /** Payment initiation was tried there by a production client. */
  readonly payments?: true
  /** The unstructured remittance text packs mandate and creditor id into one line. */
  readonly packsMandate?: true
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
