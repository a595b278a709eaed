import { linkTo, pageLink } from '../answers.ts'
import type { BankProfile } from '../bank-profile.ts'
import type { Authorisation } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'

export const authorisationPath = ({ subject, id }: Authorisation): string =>
  `${subject.path}/${subject.collection}/${id}`

/** What the client is to do next, by approach and status. */
const nextLinks = (world: BerlinGroupWorld, profile: BankProfile, authorisation: Authorisation) => {
  const self = world.settings.selfUrl()
  const update = linkTo(profile, self, authorisation.subject.resource, authorisationPath(authorisation))
  const { approach, status, customer, pageId } = authorisation
  if (status === 'finalised' || status === 'failed') return {}
  switch (approach) {
    case 'redirect':
      return {
        scaRedirect: pageLink(profile, self, `/sca?authorisation=${pageId}`),
        ...(profile.confirmsRedirect ? { confirmation: update } : {}),
      }
    case 'oauth':
      return { scaOAuth: pageLink(profile, self, `/.well-known/oauth-authorization-server?authorizationId=${pageId}`) }
    case 'decoupled':
      return {}
    default:
      if (status === 'psuAuthenticated') return { selectAuthenticationMethod: update }
      if (status === 'scaMethodSelected') return { authoriseTransaction: update }
      return { [customer === undefined ? 'updatePsuIdentification' : 'updatePsuAuthentication']: update }
  }
}

/** `_links` of an answer about an authorisation. */
export const authorisationLinks = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  authorisation: Authorisation,
): Readonly<Record<string, unknown>> => ({
  ...nextLinks(world, profile, authorisation),
  scaStatus: linkTo(
    profile,
    world.settings.selfUrl(),
    authorisation.subject.resource,
    authorisationPath(authorisation),
  ),
})

/** How an authorisation is started where the answer did not start one. */
export const startLinks = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  subject: Authorisation['subject'],
  isEmbedded: boolean,
): Readonly<Record<string, unknown>> => {
  const name = isEmbedded ? 'startAuthorisationWithPsuAuthentication' : 'startAuthorisation'
  return {
    [name]: linkTo(profile, world.settings.selfUrl(), subject.resource, `${subject.path}/${subject.collection}`),
  }
}

/** Methods to choose from, or the one that was chosen with what it asks. */
export const scaDetails = (profile: BankProfile, { approach, status, methodId }: Authorisation) => {
  if (approach === 'decoupled' && status === 'started') return { psuMessage: 'Please confirm in your banking app' }
  if (approach !== 'embedded') return {}
  const wire = ({ id, type, name }: BankProfile['methods'][number]) => ({
    authenticationType: type,
    authenticationMethodId: id,
    name,
  })
  if (status === 'psuAuthenticated') return { scaMethods: profile.methods.map(wire) }
  const method = profile.methods.find(({ id }) => id === methodId)
  if (method === undefined || status !== 'scaMethodSelected') return {}
  const challengeData = { otpMaxLength: 6, otpFormat: 'integer', additionalInformation: `Code by ${method.name}` }
  return { chosenScaMethod: wire(method), challengeData }
}
