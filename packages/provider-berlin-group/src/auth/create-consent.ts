import { type CallContext, type StartRequest, toInstant } from '@nostro/core'
import { invalidField } from '@nostro/provider-kit'
import { endpoints } from '../api/endpoints.ts'
import { createdConsentSchema } from '../api/schemas.ts'
import {
  type AuthoriseParts,
  addressHeaders,
  type Progress,
  progress,
  redirectHeaders,
  type Target,
  targetHeaders,
} from './authorise.ts'

const dayMs = 86_400_000

/** The kind of consent: the accounts that were named, or the first of the row's that needs none. */
const accessOf = ({ bank, settings }: AuthoriseParts, accounts: readonly string[] | undefined): unknown => {
  const { consentKinds, name } = settings.profile
  if (accounts !== undefined) {
    const references = accounts.map((iban) => ({ iban: iban.replaceAll(' ', '').toUpperCase() }))
    if (consentKinds.includes('dedicated'))
      return { accounts: references, balances: references, transactions: references }
    throw invalidField(bank, {
      field: 'accounts',
      problem: `cannot be named at ${name}`,
      hint: 'Leave it out: the bank gives all, or the customer chooses there.',
    })
  }
  const kind = consentKinds.find((each) => each !== 'dedicated')
  if (kind === 'global') return { allPsd2: 'allAccounts' }
  if (kind === 'bankOffered') return { accounts: [], balances: [], transactions: [] }
  throw invalidField(bank, { field: 'accounts', problem: 'is missing', hint: `${name} wants the IBANs beforehand.` })
}

const validUntilOf = ({ settings, clock }: AuthoriseParts, wished: string | undefined): string => {
  const { maxValidityDays } = settings.profile
  const longest =
    maxValidityDays === undefined ? '9999-12-31' : toInstant(clock.now() + maxValidityDays * dayMs).slice(0, 10)
  return wished === undefined || wished > longest ? longest : wished
}

/** Asks for a consent and goes on as far as nobody is needed. */
export const createConsent = async (
  parts: AuthoriseParts,
  target: Target,
  request: Pick<StartRequest, 'accounts' | 'validUntil'>,
  ctx: CallContext | undefined,
): Promise<Progress> => {
  const { client, settings } = parts
  const body = {
    access: accessOf(parts, request.accounts),
    recurringIndicator: true,
    validUntil: validUntilOf(parts, request.validUntil),
    frequencyPerDay: settings.profile.frequencyPerDay,
    combinedServiceIndicator: false,
  }
  const headers = { ...addressHeaders(parts, ctx), ...targetHeaders(parts, target), ...redirectHeaders(parts, target) }
  const response = await client.send(endpoints.createConsent, { ctx, body, headers })
  const { consentId } = client.read(response, createdConsentSchema, 'the consent')
  return progress(parts, { ...target, id: consentId }, response, ctx)
}
