import type { CallContext } from '@nostro/core'
import { createState, readEntries } from '@nostro/provider-kit'
import { endpoints } from '../api/endpoints.ts'
import { accountsSchema, listedAccountSchema } from '../api/schemas.ts'
import { type AuthoriseParts, type Target, targetHeaders } from './authorise.ts'
import { type AccountReference, createConsent, type OpenedConsent } from './create-consent.ts'

/** Each account once: a consent for an IBAN covers all its currencies. */
const unique = (references: readonly AccountReference[]): readonly AccountReference[] => [
  ...new Map(references.map((reference) => [JSON.stringify(reference), reference])).values(),
]

/** Reads which accounts the customer has, under the consent that only lists them. */
const listedAccounts = async (
  parts: AuthoriseParts,
  target: Target,
  ctx: CallContext | undefined,
): Promise<readonly AccountReference[]> => {
  const { client } = parts
  const headers = targetHeaders(parts, target)
  const response = await client.send(endpoints.accounts, { ctx, consentId: target.id, headers })
  const { accounts = [] } = client.read(response, accountsSchema, 'the list of accounts')
  const { items } = readEntries(accounts, {
    what: 'account',
    schema: listedAccountSchema,
    map: ({ iban, bban, msisdn }): AccountReference[] => {
      if (iban !== undefined) return [{ iban }]
      if (bban !== undefined) return [{ bban }]
      return msisdn === undefined ? [] : [{ msisdn }]
    },
  })
  return unique(items.flat())
}

/**
 * The second half of a consent in two steps: the accounts that the first one listed are asked for by name. A bank that lists
 * none ends it as failed.
 */
export const askForListed = async (
  parts: AuthoriseParts,
  target: Target,
  ctx: CallContext | undefined,
): Promise<OpenedConsent> => {
  const accounts = await listedAccounts(parts, target, ctx)
  if (accounts.length === 0) return { target, made: { status: 'failed' } }
  const isTokenOfAll = parts.settings.profile.oauth?.preStep === true
  // A token that came with the first consent is for that one alone.
  const token = isTokenOfAll ? {} : { accessToken: undefined, refreshToken: undefined, tokenUrl: undefined }
  const next: Target = { ...target, ...token, state: createState(parts.random) }
  return createConsent(parts, next, { accounts, validUntil: target.listing?.validUntil }, ctx)
}
