import type { CallContext } from '@nostro/core'
import { invalidField } from '@nostro/provider-kit'
import { endpoints } from '../api/endpoints.ts'
import type { AuthoriseParts, Target } from '../auth/authorise.ts'
import { type OpenedConsent, sendConsent } from '../auth/create-consent.ts'
import type { BerlinGroupStartRequest } from '../auth/start-request.ts'

/**
 * Asks for the customer's consent to confirmations of funds for one account (Confirmation of Funds Consent 2.0 of the Berlin
 * Group). It holds until it is revoked.
 * @throws NostroError `invalid_request` when no account is named
 */
export const createFundsConsent = (
  parts: AuthoriseParts,
  target: Target,
  { accounts, card }: Pick<BerlinGroupStartRequest, 'accounts' | 'card'>,
  ctx: CallContext | undefined,
): Promise<OpenedConsent> => {
  const [iban] = accounts ?? []
  if (iban === undefined) {
    const hint = 'Give the IBAN of the one account whose funds are to be confirmed.'
    throw invalidField(parts.bank, { field: 'accounts', problem: 'is missing', hint })
  }
  const body = {
    account: { iban: iban.replaceAll(' ', '').toUpperCase() },
    cardNumber: card?.number,
    cardExpiryDate: card?.expiryDate,
    cardInformation: card?.information,
  }
  return sendConsent(parts, target, { endpoint: endpoints.createFundsConsent, body }, ctx)
}
