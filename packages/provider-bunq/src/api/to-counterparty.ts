import { type Counterparty, isIban, normaliseIban } from '@nostro/core'
import { toOptionalText, type WireLabel } from './common-schemas.ts'

/** The other side. bunq may put a name of the account or of its user. */
export const toCounterparty = (label: WireLabel | null | undefined): Counterparty | undefined => {
  const name = toOptionalText(label?.display_name ?? label?.label_user?.display_name)
  const account = toOptionalText(normaliseIban(label?.iban ?? ''))
  const bic = toOptionalText(label?.swift_bic)
  if (name === undefined && account === undefined && bic === undefined) return undefined
  const isForeign = account !== undefined && !isIban(account)
  return { name, iban: isForeign ? undefined : account, bban: isForeign ? account : undefined, bic }
}
