import type { Session } from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import type { BunqProvider } from '../src/index.ts'
import type { Harness } from './harness.ts'

export const redirectUri = 'https://app.example/callback'

interface Customers {
  readonly items: readonly { readonly userId: number; readonly name: string }[]
}

/** What the first customer's browser and app would do on bunq's consent page: gives the redirect. */
export const consent = async (
  { simulators }: Harness,
  authorizeUrl: string,
  decision: 'approve' | 'cancel' = 'approve',
): Promise<string> => {
  const [first] = ((await simulators.control.call('GET', '/bunq/customers')) as Customers).items
  const body = { authorizeUrl, decision, userId: first?.userId }
  return ((await simulators.control.call('POST', '/bunq/consents', body)) as { location: string }).location
}

/** The customer's session with an application, after the consent; the challenge goes by way of a store. */
export const connectByConsent = async (harness: Harness, provider: BunqProvider): Promise<Session> => {
  const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri })
  const redirectUrl = await consent(harness, redirectUrlOf(challenge))
  const result = await provider.auth.advance(JSON.parse(JSON.stringify(challenge)), { redirectUrl })
  if (result.status !== 'complete') throw new Error(`The consent ended as ${result.status}.`)
  return result.session
}
