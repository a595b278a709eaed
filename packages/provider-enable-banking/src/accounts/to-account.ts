import { type Account, type AccountKind, accountIdentity } from '@nostro/core'
import { enableBanking } from '../api/bank.ts'
import type { WireAccount } from '../api/schemas.ts'
import type { SessionSecrets } from '../auth/session-secrets.ts'

/** ISO 20022 `ExternalCashAccountType1Code`. */
const kinds: Readonly<Record<string, AccountKind>> = {
  CACC: 'current',
  CASH: 'current',
  TRAN: 'current',
  CARD: 'card',
  LOAN: 'loan',
  SVGS: 'savings',
}

/** `XXX` stands where the bank names no currency. */
export const currencyOf = ({ currency }: WireAccount): string | undefined =>
  currency === undefined || currency === 'XXX' || !/^[A-Z]{3}$/.test(currency) ? undefined : currency

const otherNumbers = ({ account_id: own, all_account_ids: all = [] }: WireAccount) => {
  const others = [own?.other, ...all].flatMap((each) => (each === undefined ? [] : [each]))
  const shown = others.filter(({ scheme_name: scheme }) => scheme !== 'IBAN' && scheme !== 'CPAN')
  return shown.map(({ scheme_name: scheme, identification }) => ({
    scheme: (scheme ?? 'other').toLowerCase(),
    identification,
  }))
}

/**
 * An account whose id is the hash of its number: the `uid` of the calls holds for one session alone. Several accounts may
 * share a number, so the currency belongs to the key.
 */
export const toAccount = (wire: WireAccount, raw: unknown, { institution }: SessionSecrets): Account => {
  const { account_id: own, identification_hash: hash } = wire
  const currency = currencyOf(wire)
  const iban = own?.iban
  const maskedPan = own?.other?.scheme_name === 'CPAN' ? own.other.identification : undefined
  const bic = wire.account_servicer?.bic_fi ?? institution.bic
  const others = otherNumbers(wire)
  return {
    id: hash,
    ...accountIdentity({ id: hash, identificationHash: hash, iban, maskedPan, currency }),
    kind: kinds[wire.cash_account_type ?? ''] ?? 'unknown',
    provider: enableBanking.provider,
    institution: { name: institution.name, country: institution.country, bic },
    currency,
    iban,
    bic,
    maskedPan,
    otherIdentifications: others.length === 0 ? undefined : others,
    ownerName: wire.name,
    name: wire.details,
    product: wire.product,
    status: wire.uid === undefined ? 'blocked' : 'enabled',
    raw,
  }
}
