import type { BankAnswer } from '../../http/bank-handler.ts'
import type { TestProfile } from '../ais/test-profiles.ts'
import { htmlAnswer, redirectAnswer } from '../answers.ts'
import { accountsPage, countryPage, profilePage } from '../pages/consent-pages.ts'
import { refuse } from '../refusal.ts'
import type { IngCall } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { type Country, isCountry } from './countries.ts'
import { approveConsent, cancelConsent } from './decide-consent.ts'
import { profilesFor } from './offered-profiles.ts'

const wrongForm = (reason: string): never => refuse({ row: 41, status: 400, text: reason, reason })

const profileOf = (world: IngWorld, request: AuthorizeRequest, form: URLSearchParams): TestProfile =>
  profilesFor(world, request).find(({ id }) => id === form.get('profile')) ?? wrongForm('No such test profile')

const approved = (world: IngWorld, request: AuthorizeRequest, form: URLSearchParams): BankAnswer => {
  const profile = profileOf(world, request, form)
  const ids = profile.accounts.map(({ resourceId }) => resourceId)
  const accountIds = ids.filter((id) => form.getAll('account').includes(id))
  return redirectAnswer(approveConsent(world, request, { profileId: profile.id, accountIds }))
}

const postedCountry = (form: URLSearchParams): Country => {
  const code = form.get('country') ?? ''
  return isCountry(code, true) ? code : wrongForm('No such country')
}

/** The steps of the page: country, test profile, accounts. Each form carries the request in its own address. */
export const authorizePage =
  (world: IngWorld) =>
  ({ request: { method, query, body }, params, query: parameters }: IngCall): BankAnswer => {
    const request = readAuthorizeRequest(world, params[0], parameters)
    const profiles = (country: Country) => profilePage(country, query, profilesFor(world, { ...request, country }))
    if (method === 'GET') {
      const { country } = request
      return htmlAnswer(200, country === undefined ? countryPage(query, 'NL') : profiles(country))
    }
    const form = new URLSearchParams(body.toString('utf8'))
    if (form.get('action') === 'cancel') return redirectAnswer(cancelConsent(request))
    if (form.get('step') === 'country') return htmlAnswer(200, profiles(postedCountry(form)))
    const { country } = request
    if (country === undefined) return wrongForm('The country is missing')
    if (form.get('step') === 'accounts') return approved(world, request, form)
    const { scopes } = request
    return htmlAnswer(200, accountsPage(country, query, { profile: profileOf(world, request, form), scopes }))
  }
