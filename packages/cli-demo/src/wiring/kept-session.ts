import type { Provider, Session, SessionPurpose, SessionStore } from '@nostro/core'

/** Where the bank asks on its own page for each payment, payments are the application's and no customer's session serves. */
export const paysAsApplication = ({ manifest }: Provider): boolean =>
  manifest.authentication.includes('oauth2-client-credentials')

/** The newest kept session that serves the purpose. */
export const keptSession = async (
  provider: Provider,
  purpose: SessionPurpose,
  store: SessionStore,
): Promise<Session | undefined> => {
  if (purpose === 'payments' && paysAsApplication(provider)) return undefined
  const newest = (await store.list())
    .filter(({ provider: owner }) => owner === provider.manifest.id)
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .at(-1)
  return newest === undefined ? undefined : store.get(newest.id)
}
