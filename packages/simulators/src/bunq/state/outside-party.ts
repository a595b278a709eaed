import { createHash } from 'node:crypto'
import type { Party } from './entities.ts'

/** Somebody beyond the bank: always the same label for the same alias, with a UUID made from it. */
export const outsideParty = (name: string, alias: { readonly iban: string | null; readonly value: string }): Party => {
  const hex = createHash('sha256').update(alias.value).digest('hex')
  const userUuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  return { name, iban: alias.iban, bic: null, country: alias.iban?.slice(0, 2) ?? '000', userUuid }
}
