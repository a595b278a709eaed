/** Countries of the authorization page, and what a browser's list shows. WB is ING Wholesale Banking. */
export const COUNTRIES = {
  NL: 'Netherlands',
  BE: 'Belgium',
  DE: 'Germany',
  ES: 'Spain',
  IT: 'Italy',
  LU: 'Luxembourg',
  RO: 'Romania',
  WB: 'Wholesale Banking',
} as const

/** Known to older clients and in old sandbox data alone. */
export const FORMER_COUNTRIES = { AT: 'Austria', CZ: 'Czech Republic', FR: 'France', PL: 'Poland' } as const

export type Country = keyof typeof COUNTRIES | keyof typeof FORMER_COUNTRIES

export const isCountry = (code: string, lenient: boolean): code is Country =>
  Object.hasOwn(COUNTRIES, code) || (lenient && Object.hasOwn(FORMER_COUNTRIES, code))

export const countryName = (code: Country): string => ({ ...COUNTRIES, ...FORMER_COUNTRIES })[code]
