import type { InputField } from '@nostro/core'
import type { Step } from '../api/schemas.ts'

/** What an answer asks for, by the first link that is present (section "Authorisation endpoints" of the standard). */
export type NextStep =
  | {
      readonly kind: 'redirect'
      readonly url: string
      readonly status?: string | undefined
      readonly confirmation?: string | undefined
    }
  | { readonly kind: 'oauth'; readonly metadata: string }
  | { readonly kind: 'start'; readonly link: string }
  | {
      readonly kind: 'input'
      readonly link: string
      readonly method: 'POST' | 'PUT'
      readonly member: 'password' | 'method' | 'otp'
      readonly field: InputField
    }
  | { readonly kind: 'take-method'; readonly link: string; readonly methodId: string }
  | { readonly kind: 'decoupled'; readonly status: string | undefined; readonly message: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'unknown'; readonly links: readonly string[] }

const password: InputField = { name: 'password', label: 'Password or PIN of online banking', kind: 'secret' }

const mediaOf = ({ challengeData }: Step): InputField['media'] => {
  if (challengeData?.image !== undefined) return { type: 'image/png', data: challengeData.image }
  const [code] = challengeData?.data ?? []
  return code === undefined ? undefined : { type: 'text/plain', data: code }
}

const otp = (step: Step): InputField => ({
  name: 'otp',
  label: step.challengeData?.additionalInformation ?? `Code (${step.chosenScaMethod?.name ?? 'one-time password'})`,
  kind: 'secret',
  media: mediaOf(step),
})

const choice = (step: Step, link: string): NextStep => {
  const methods = step.scaMethods ?? []
  const [only] = methods
  if (only !== undefined && methods.length === 1)
    return { kind: 'take-method', link, methodId: only.authenticationMethodId }
  const options = methods.map(({ authenticationMethodId: value, name, authenticationType }) => ({
    value,
    label: name ?? authenticationType ?? value,
  }))
  return {
    kind: 'input',
    link,
    method: 'PUT',
    member: 'method',
    field: { name: 'method', label: 'Way of confirming', kind: 'choice', options },
  }
}

/** The table of links that drives every flow. */
export const nextStep = (step: Step, approach: string | undefined): NextStep => {
  const links = step._links ?? {}
  const at = (...names: readonly string[]): string | undefined =>
    names.map((name) => links[name]).find((link) => link !== undefined)
  if (step.scaStatus === 'finalised' || step.scaStatus === 'exempted') return { kind: 'done' }
  if (step.scaStatus === 'failed') return { kind: 'failed' }
  const redirect = at('scaRedirect')
  if (redirect !== undefined)
    return { kind: 'redirect', url: redirect, status: at('scaStatus'), confirmation: at('confirmation') }
  const metadata = at('scaOAuth')
  if (metadata !== undefined) return { kind: 'oauth', metadata }
  const startPassword = at('startAuthorisationWithPsuAuthentication')
  if (startPassword !== undefined)
    return { kind: 'input', link: startPassword, method: 'POST', member: 'password', field: password }
  const start = at('startAuthorisation', 'startAuthorisationWithPsuIdentification')
  if (start !== undefined) return { kind: 'start', link: start }
  const putPassword = at('updatePsuAuthentication', 'updatePsuIdentification')
  if (putPassword !== undefined)
    return { kind: 'input', link: putPassword, method: 'PUT', member: 'password', field: password }
  const select = at('selectAuthenticationMethod')
  if (select !== undefined) return choice(step, select)
  const authorise = at('authoriseTransaction')
  if (authorise !== undefined) return { kind: 'input', link: authorise, method: 'PUT', member: 'otp', field: otp(step) }
  if (approach === 'DECOUPLED' || step.scaStatus === 'started') {
    return {
      kind: 'decoupled',
      status: at('scaStatus', 'status'),
      message: step.psuMessage ?? 'Please confirm in the app of your bank.',
    }
  }
  return { kind: 'unknown', links: Object.keys(links) }
}
