import { type CallContext, toInstant } from '@nostro/core'
import { invalidField } from '@nostro/provider-kit'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import { createdConsentSchema } from '../api/schemas.ts'
import {
  type AuthoriseParts,
  addressHeaders,
  type Progress,
  progress,
  redirectHeaders,
  requireAddress,
  type Target,
  targetHeaders,
} from './authorise.ts'

const dayMs = 86_400_000

/** An account by one of its numbers, as the standard writes it. */
export type AccountReference = Readonly<Record<string, string>>

export interface ConsentWishes {
  /** The accounts to ask for; absent: those that the customer chooses, or all. */
  readonly accounts?: readonly AccountReference[] | undefined
  readonly validUntil?: string | undefined
}

/** What came of a request for a consent, and what is being authorised. */
export interface OpenedConsent {
  readonly target: Target
  readonly made: Progress
}

interface Access {
  readonly access: unknown
  /** The accounts are only listed: a dedicated consent follows. */
  readonly isListing: boolean
}

/** The form of `access`: the accounts that were named, or the first of the row's that needs none. */
const accessOf = ({ bank, settings }: AuthoriseParts, accounts: ConsentWishes['accounts']): Access => {
  const { consentKinds, name, ownerName } = settings.profile
  const isDedicated = consentKinds.includes('dedicated')
  if (accounts !== undefined) {
    if (!isDedicated) {
      throw invalidField(bank, {
        field: 'accounts',
        problem: `cannot be named at ${name}`,
        hint: 'Leave it out: the bank gives all, or the customer chooses there.',
      })
    }
    const lists = { accounts, balances: accounts, transactions: accounts }
    const access = ownerName ? { ...lists, additionalInformation: { ownerName: accounts } } : lists
    return { access, isListing: false }
  }
  const word = ownerName ? 'allAccountsWithOwnerName' : 'allAccounts'
  const kind = consentKinds.find((each) => each !== 'dedicated')
  switch (kind) {
    case 'global':
      return { access: { allPsd2: word }, isListing: false }
    case 'bankOffered':
      return { access: { accounts: [], balances: [], transactions: [] }, isListing: false }
    case 'availableAccounts':
    case 'availableAccountsWithBalance':
      return { access: { [kind]: word }, isListing: isDedicated }
    default:
      throw invalidField(bank, {
        field: 'accounts',
        problem: 'is missing',
        hint: `${name} wants the IBANs beforehand.`,
      })
  }
}

const dayIn = ({ clock }: AuthoriseParts, days: number): string => toInstant(clock.now() + days * dayMs).slice(0, 10)

const validUntilOf = (parts: AuthoriseParts, wished: string | undefined): string => {
  const { maxValidityDays } = parts.settings.profile
  const longest = maxValidityDays === undefined ? '9999-12-31' : dayIn(parts, maxValidityDays)
  return wished === undefined || wished > longest ? longest : wished
}

/** A list is read once, right after the login. */
const listingTerms = (parts: AuthoriseParts) => ({
  recurringIndicator: false,
  validUntil: dayIn(parts, 1),
  frequencyPerDay: 1,
})

const lastingTerms = (parts: AuthoriseParts, validUntil: string | undefined) => ({
  recurringIndicator: true,
  validUntil: validUntilOf(parts, validUntil),
  frequencyPerDay: parts.settings.profile.frequencyPerDay,
})

/** Sends what asks for a consent, and goes on as far as nobody is needed. */
export const sendConsent = async (
  parts: AuthoriseParts,
  target: Target,
  { endpoint, body }: { readonly endpoint: Endpoint; readonly body: unknown },
  ctx: CallContext | undefined,
): Promise<OpenedConsent> => {
  const { client } = parts
  requireAddress(parts, ctx)
  const headers = { ...addressHeaders(parts, ctx), ...targetHeaders(parts, target), ...redirectHeaders(parts, target) }
  const response = await client.send(endpoint, { ctx, body, headers })
  const { consentId, consentStatus } = client.read(response, createdConsentSchema, 'the consent')
  const opened = { ...target, id: consentId }
  // Some banks give a list of accounts without asking the customer.
  if (consentStatus === 'valid') return { target: opened, made: { status: 'done' } }
  return { target: opened, made: await progress(parts, opened, response, ctx) }
}

/**
 * Asks for a consent to read accounts. Where the bank wants the accounts named and none are known, it asks for their list first:
 * see `listing` of the target.
 * @throws NostroError `invalid_request` before anything is sent
 */
export const createConsent = (
  parts: AuthoriseParts,
  target: Target,
  { accounts, validUntil }: ConsentWishes,
  ctx: CallContext | undefined,
): Promise<OpenedConsent> => {
  const { access, isListing } = accessOf(parts, accounts)
  const terms = isListing ? listingTerms(parts) : lastingTerms(parts, validUntil)
  const body = { access, ...terms, combinedServiceIndicator: false }
  const listing = isListing ? { validUntil } : undefined
  return sendConsent(parts, { ...target, listing }, { endpoint: endpoints.createConsent, body }, ctx)
}
