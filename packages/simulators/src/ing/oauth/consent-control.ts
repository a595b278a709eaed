import type { ControlAnswer, ControlInput, ControlRoute } from '../../http/bank-handler.ts'
import type { TestProfile } from '../ais/test-profiles.ts'
import { IngRefusal } from '../refusal.ts'
import type { IngWorld } from '../world.ts'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { approveConsent, cancelConsent } from './decide-consent.ts'
import { profilesFor } from './offered-profiles.ts'

const bad = (error: string, check?: string): ControlAnswer => ({
  status: 400,
  body: { error, check },
})

/** The page's address; the one from before November 2024 in the lenient profile alone. */
const readUrl = (
  text: unknown,
  lenient: boolean,
): { country: string | undefined; query: URLSearchParams } | undefined => {
  if (typeof text !== 'string') return undefined
  const former = lenient ? '|granting\\/[^/?]+' : ''
  const page = new RegExp(`^(?:https?:\\/\\/[^/]+)?\\/(?:authorize\\/v2${former})(?:\\/([^/?]*))?\\/?(?:\\?(.*))?$`)
  const found = page.exec(text)
  return found === null ? undefined : { country: found[1], query: new URLSearchParams(found[2] ?? '') }
}

/** The ids of the accounts named by id or IBAN; a string is one that the profile lacks. */
const pickAccounts = (profile: TestProfile, accounts: unknown): readonly string[] | string => {
  if (accounts === undefined) return profile.accounts.map((account) => account.resourceId)
  if (!Array.isArray(accounts)) return 'accounts must be an array of account ids or IBANs'
  const picked: string[] = []
  for (const wanted of accounts) {
    const account = profile.accounts.find(({ resourceId, iban }) => wanted === resourceId || wanted === iban)
    if (!account) return `The profile ${profile.name} has no account ${String(wanted)}`
    picked.push(account.resourceId)
  }
  return picked
}

const decide = (world: IngWorld, request: AuthorizeRequest, body: ControlInput['body']): ControlAnswer => {
  const decision = body['decision'] ?? 'approve'
  if (decision === 'cancel') return { status: 200, body: { location: cancelConsent(request) } }
  if (decision !== 'approve') return bad('decision must be approve or cancel')
  const wanted = body['profile']
  const offered = profilesFor(world, request)
  const profile = wanted === undefined ? offered[0] : offered.find(({ id, name }) => wanted === id || wanted === name)
  if (!profile) {
    return bad(`profile must be one of: ${offered.map(({ id, name }) => `${id} (${name})`).join(', ')}`)
  }
  const accountIds = pickAccounts(profile, body['accounts'])
  if (typeof accountIds === 'string') return bad(accountIds)
  return { status: 200, body: { location: approveConsent(world, request, { profileId: profile.id, accountIds }) } }
}

/** `POST /ing/consents {authorizeUrl, decision?, profile?, accounts?}`: what the browser would be sent to. */
export const consentControl = (world: IngWorld): ControlRoute => ({
  method: 'POST',
  pattern: /^\/ing\/consents$/,
  handle: ({ body }) => {
    const url = readUrl(body['authorizeUrl'], world.settings.lenient)
    if (!url) return bad('authorizeUrl must be the address of the authorization page, with its query')
    try {
      return decide(world, readAuthorizeRequest(world, url.country, url.query), body)
    } catch (error) {
      if (error instanceof IngRefusal) return bad(error.details.reason, `ing-${error.details.row}`)
      throw error
    }
  },
})
