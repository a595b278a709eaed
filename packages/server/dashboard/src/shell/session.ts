import { signal } from '@preact/signals'
import type { scopes } from '../api/api-words.ts'
import { api, dataOf, onSignedOut, type Schemas } from '../api/client.ts'
import { type ApiProblem, asProblem } from '../api/problem.ts'
import { clearResources } from '../api/resource.ts'

type Scope = (typeof scopes)[number]

export type SessionState = Schemas['SessionState']

/** Who is signed in, and how one can sign in. Nothing until the server answered. */
export const session = signal<SessionState | undefined>(undefined)
/** Why the last attempt to sign in failed. */
export const signInProblem = signal<ApiProblem | undefined>(undefined)

/** May the signed-in person do this? What they may not is not offered. */
export const may = (scope: Scope): boolean => session.value?.scopes?.includes(scope) === true

export const refreshSession = async (): Promise<void> => {
  session.value = await dataOf(api.GET('/auth/session'))
}

/** The code of a one-time link stands behind the `#`, which no server and no log ever sees. */
const takeCode = (): string | undefined => {
  const code = /^#(?:login|setup)=([0-9A-Za-z]{1,100})$/.exec(location.hash)?.[1]
  if (code !== undefined) history.replaceState(null, '', location.pathname + location.search)
  return code
}

export const signInByRecoveryCode = async (code: string): Promise<void> => {
  await api.POST('/auth/recovery-codes/login', { body: { code } })
  signInProblem.value = undefined
  await refreshSession()
}

export const signInByCode = async (code: string): Promise<void> => {
  await api.POST('/auth/login', { body: { code } })
  signInProblem.value = undefined
  await refreshSession()
}

/** Asks who is here; a link’s code is exchanged first. */
export const startSession = async (): Promise<void> => {
  onSignedOut(() => {
    clearResources()
    if (session.value?.signedIn === true) session.value = { ...session.value, signedIn: false }
  })
  try {
    const code = takeCode()
    if (code !== undefined) await api.POST('/auth/login', { body: { code } })
  } catch (error) {
    signInProblem.value = asProblem(error)
  }
  try {
    await refreshSession()
  } catch (error) {
    signInProblem.value = asProblem(error)
  }
}

export const signOut = async (): Promise<void> => {
  await api.POST('/auth/logout')
  clearResources()
  await refreshSession()
}
