import {
  type Account,
  type AccountKind,
  type AccountStatus,
  accountIdentity,
  isIban,
  normaliseIban,
} from '@nostro/core'
import type { WireAccount } from '../api/account-schemas.ts'
import type { Entry } from '../api/client.ts'
import { toOptionalText } from '../api/common-schemas.ts'

/** By wrapper. Investment, light and switch-service accounts have no kind of their own here. */
const kinds: Readonly<Record<string, AccountKind>> = {
  MonetaryAccountBank: 'current',
  MonetaryAccountLight: 'current',
  MonetaryAccountSavings: 'savings',
  MonetaryAccountJoint: 'joint',
  MonetaryAccountCard: 'card',
  MonetaryAccountExternal: 'external',
  MonetaryAccountExternalSavings: 'external',
}

const statuses: Readonly<Record<string, AccountStatus>> = {
  ACTIVE: 'enabled',
  PENDING_CLOSURE: 'enabled',
  BLOCKED: 'blocked',
  FROZEN: 'blocked',
  PENDING_ACCEPTANCE: 'blocked',
  PENDING_REOPEN: 'closed',
  CANCELLED: 'closed',
}

export const toAccount = ({ type, wire, raw }: Entry<WireAccount>): Account => {
  const pointer = wire.alias?.find((alias) => alias.type === 'IBAN')
  const iban = readIban(pointer?.value ?? wire.open_banking_account?.iban)
  return {
    provider: 'bunq',
    id: String(wire.id),
    ...accountIdentity({ id: String(wire.id), iban, currency: wire.currency ?? undefined }),
    kind: kinds[type] ?? 'unknown',
    status: statuses[wire.status ?? ''] ?? 'unknown',
    product: type.replace('MonetaryAccount', ''),
    currency: wire.currency ?? undefined,
    iban,
    name: toOptionalText(wire.description ?? wire.display_name),
    ownerName: toOptionalText(pointer?.name),
    raw,
  }
}

const readIban = (text: string | null | undefined): string | undefined => {
  const iban = normaliseIban(text ?? '')
  return isIban(iban) ? iban : undefined
}
