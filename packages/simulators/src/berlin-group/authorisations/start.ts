import type { BankRequest } from '../../http/bank-handler.ts'
import type { Approach, BankProfile } from '../bank-profile.ts'
import type { Tpp } from '../route.ts'
import { type Authorisation, type Subject, scaStart } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'
import { chooseApproach } from './choose-approach.ts'

export interface StartParts {
  readonly world: BerlinGroupWorld
  readonly profile: BankProfile
  readonly request: BankRequest
  readonly tpp: Tpp
}

/** Makes an authorisation of a consent, a payment or a cancellation. */
export const createAuthorisation = (parts: StartParts, subject: Subject, startedImplicitly: boolean): Authorisation => {
  const { world, profile, request, tpp } = parts
  const approach = chooseApproach(profile, request)
  const psuId = request.header('psu-id')
  const authorisation: Authorisation = {
    id: world.uuid(),
    bank: profile.id,
    tpp: tpp.id,
    subject,
    approach,
    startedImplicitly,
    pageId: world.uuid(),
    redirectUri: request.header('tpp-redirect-uri'),
    nokRedirectUri: request.header('tpp-nok-redirect-uri'),
    status: scaStart[approach],
    customer: world.customersOf(profile).find((customer) => customer.psuId === psuId),
    methodId: undefined,
    wrongAttempts: 0,
    chosen: undefined,
  }
  world.state.authorisations.set(authorisation.id, authorisation)
  return authorisation
}

/** Whether the answer to a POST starts the authorisation itself. */
export const startsImplicitly = (profile: BankProfile, request: BankRequest, approach: Approach): boolean =>
  profile.start === 'implicit' &&
  approach !== 'embedded' &&
  request.header('tpp-explicit-authorisation-preferred') !== 'true'
