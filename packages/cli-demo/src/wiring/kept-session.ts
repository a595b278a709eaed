import type { Provider, Session, SessionPurpose, SessionStore } from '@nostro/core'

/** Where the bank asks on its own page for each payment, payments are the application's and no customer's session serves. */
export const paysAsApplication = ({ manifest }: Provider): boolean =>
  manifest.authentication.includes('oauth2-client-credentials')

/** The newest kept session that serves the purpose and belongs to what is configured now. */
export const keptSession = async (
  provider: Provider,
  purpose: SessionPurpose,
  store: SessionStore,
): Promise<Session | undefined> => {
  if (purpose === 'payments' && paysAsApplication(provider)) return undefined
  const newestFirst = (await store.list())
    .filter(({ provider: owner }) => owner === provider.manifest.id)
    .toSorted((a, b) => b.createdAt - a.createdAt)
  for (const { id } of newestFirst) {
    const session = await store.get(id)
    if (session !== undefined && provider.auth.serves?.(session) !== false) return session
  }
  return undefined
}
