import type { Application } from '../application.ts'
import { refuse } from '../refusal.ts'
import type { IngWorld } from '../world.ts'
import { type Country, isCountry } from './countries.ts'
import { isCustomerScope, type Scope, splitScopes } from './scopes.ts'

/** An authorization request that may be shown to a customer. */
export interface AuthorizeRequest {
  /** Absent: the customer picks a country first. */
  readonly country?: Country
  readonly application: Application
  readonly scopes: readonly Scope[]
  readonly state: string
  readonly redirectUri: string
  readonly redirectUriGiven: boolean
}

const invalid = (row: number, reason: string, received?: string): never =>
  refuse({
    row,
    status: 400,
    text: 'The request is not valid',
    reason,
    received,
  })

/** Row 41: an unknown country code. */
const requireCountry = (world: IngWorld, code: string | undefined): Country | undefined => {
  if (code === undefined || code === '') return undefined
  return isCountry(code, world.settings.lenient) ? code : invalid(41, 'The country code is unknown', code)
}

const requireScopes = (application: Application, text: string | null): readonly Scope[] => {
  const asked = splitScopes(text ?? '')
  if (asked.length === 0) return invalid(41, 'scope is missing')
  return asked.map(
    (name) =>
      application.scopes.filter(isCustomerScope).find((scope) => scope === name) ??
      invalid(41, 'A scope is unknown, or not allowed for this application', name),
  )
}

/** Row 42. The sandbox lets a hyphen pass, production does not. */
const requireState = (world: IngWorld, state: string | null): string => {
  const hyphen = world.context.environment === 'sandbox' ? '-' : ''
  const allowed = new RegExp(`^[A-Za-z0-9=%#;,+/_\\r\\n\\t\\f\\v ${hyphen}]+$`)
  if (state === null || state.trim() === '') return invalid(42, 'state is missing or blank')
  return allowed.test(state) ? state : invalid(42, 'state has a character that is not allowed', state)
}

/** Those of ING's published examples; the sandbox's own application has them. */
const PUBLISHED_REDIRECT_URIS = ['https://www.example.com', 'https://www.example.com/', 'www.example.com']

/** Row 43: a registered URI, compared exactly; free only where there is but one. */
const requireRedirectUri = (world: IngWorld, application: Application, given: string | null): string => {
  const { redirectUris } = application
  if (given !== null) {
    const allowed = redirectUris.includes(given) || (world.settings.lenient && PUBLISHED_REDIRECT_URIS.includes(given))
    return allowed ? given : invalid(43, 'The redirect_uri is not registered', given)
  }
  const [only, ...others] = redirectUris
  if (only !== undefined && others.length === 0) return only
  return invalid(43, 'redirect_uri is missing, and not exactly one is registered')
}

/** Rows 41 to 43. A refusal becomes an error page, never a redirect. */
export const readAuthorizeRequest = (
  world: IngWorld,
  countryCode: string | undefined,
  query: URLSearchParams,
): AuthorizeRequest => {
  const country = requireCountry(world, countryCode)
  const twice = [...query.keys()].find((name) => name !== '' && query.getAll(name).length > 1)
  if (twice !== undefined) return invalid(41, 'A parameter is given twice', twice)
  const clientId = query.get('client_id')
  const application = world.state.applications.get(clientId ?? '')
  if (!application) return invalid(41, 'client_id is missing or unknown', clientId ?? '')
  const type = query.get('response_type')
  if (type !== 'code') return invalid(41, 'response_type must be code', type ?? '')
  const scopes = requireScopes(application, query.get('scope'))
  const state = requireState(world, query.get('state'))
  const given = query.get('redirect_uri')
  const redirectUri = requireRedirectUri(world, application, given)
  const request = { application, scopes, state, redirectUri, redirectUriGiven: given !== null }
  return country === undefined ? request : { ...request, country }
}
