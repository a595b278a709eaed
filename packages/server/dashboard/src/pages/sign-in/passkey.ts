import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { api, dataOf } from '../../api/client.ts'
import { invalidate } from '../../api/resource.ts'
import { refreshSession, signInProblem } from '../../shell/session.ts'

type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON']
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON']

/** The API hands WebAuthn’s own shapes through without naming them. */
const asked = async (answer: Promise<{ data?: { options: Record<string, unknown> } | undefined }>): Promise<unknown> =>
  (await dataOf(answer)).options

const toBody = (response: object): Record<string, unknown> => ({ ...response })

export const signInWithPasskey = async (): Promise<void> => {
  const optionsJSON = (await asked(api.POST('/auth/passkeys/login/challenge'))) as AuthenticationOptions
  const response = await startAuthentication({ optionsJSON })
  await api.POST('/auth/passkeys/login', { body: { response: toBody(response) } })
  signInProblem.value = undefined
  await refreshSession()
}

export const registerPasskey = async (name: string): Promise<void> => {
  const optionsJSON = (await asked(api.POST('/auth/passkeys/registration'))) as RegistrationOptions
  const response = await startRegistration({ optionsJSON })
  await api.POST('/auth/passkeys', { body: { name, response: toBody(response) } })
  invalidate('passkeys')
  await refreshSession()
}

/** Proves again that it is the owner, for what a browser that was left open must not do. */
export const verifyWithPasskey = async (): Promise<void> => {
  const optionsJSON = (await asked(api.POST('/auth/verification/challenge'))) as AuthenticationOptions
  const response = await startAuthentication({ optionsJSON })
  await api.POST('/auth/verification', { body: { response: toBody(response) } })
  await refreshSession()
}
