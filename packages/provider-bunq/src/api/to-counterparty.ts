import { type Counterparty, isIban, normaliseIban } from '@nostro/core'
import type { WireLabel } from './common-schemas.ts'

/** The other side. bunq may put a name of the account or of its user. */
export const toCounterparty = (label: WireLabel | null | undefined): Counterparty | undefined => {
  const name = label?.display_name ?? label?.label_user?.display_name ?? ''
  const iban = normaliseIban(label?.iban ?? '')
  const bic = label?.swift_bic ?? ''
  if (name === '' && iban === '' && bic === '') return undefined
  return {
    ...(name === '' ? {} : { name }),
    ...(isIban(iban) ? { iban } : iban === '' ? {} : { bban: iban }),
    ...(bic === '' ? {} : { bic }),
  }
}
