import type { ConnectionRecord } from '../contracts/connection-store.ts'
import type { Account } from '../domain/account.ts'
import type { JsonValue } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'

/** SHA-256 of what an account is recognised by, as hex: comparable over consents, and no IBAN is kept in clear. */
export const accountFingerprint = async ({ recognition, key }: Account): Promise<string> => {
  const { iban, identificationHash, maskedPan, currency = '' } = recognition
  const identity = identificationHash ?? iban ?? maskedPan ?? key
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${identity}/${currency}`))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The fingerprints that a record keeps in its `data`. */
export const knownAccounts = ({ data }: Pick<ConnectionRecord, 'data'>): readonly string[] => {
  const kept: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'accounts') : undefined
  return Array.isArray(kept) ? kept.filter((each): each is string => typeof each === 'string') : []
}

/** The record's `data` with these fingerprints. */
export const withKnownAccounts = (
  { data }: Pick<ConnectionRecord, 'data'>,
  accounts: readonly string[],
): JsonValue => ({
  ...(typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, JsonValue>) : {}),
  accounts: accounts.toSorted(),
})

/** Another person, or another company of the same person, answered at the bank. Nothing was changed. */
export const customerMismatch = (record: Pick<ConnectionRecord, 'id' | 'provider'>): NostroError =>
  new NostroError({
    code: 'customer_mismatch',
    provider: record.provider,
    message: `The connection “${record.id}” belongs to another customer than the one who has just consented.`,
    hint: 'Renew it with the customer it belongs to, or make a new connection for this customer. The old one is unchanged.',
  })
