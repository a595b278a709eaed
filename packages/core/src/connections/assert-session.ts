import type { Challenge } from '../contracts/auth.ts'
import type { Provider } from '../contracts/provider.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'

/**
 * A session comes from a provider that may be a plug-in: looked at once, before it is kept. A wrong one would be refused much
 * later, by a store or by the provider itself.
 * @throws NostroError `protocol_violation` naming the member
 */
export const assertSession = (session: Session, { manifest }: Provider, challenge: Challenge): void => {
  const given: { readonly [Key in keyof Session]?: unknown } = Object(session)
  const { specVersion, id, provider, purpose, revision, createdAt, secrets } = given
  const sound: Readonly<Partial<Record<keyof Session, boolean>>> = {
    specVersion: specVersion === 1,
    id: typeof id === 'string' && id !== '',
    provider: provider === manifest.id,
    purpose: purpose === challenge.purpose,
    revision: typeof revision === 'number' && Number.isInteger(revision) && revision >= 1,
    createdAt: Number.isFinite(createdAt),
    secrets: secrets !== undefined,
  }
  const wrong = Object.entries(sound).flatMap(([name, isSound]) => (isSound ? [] : [`\`${name}\``]))
  if (wrong.length === 0) return
  throw new NostroError({
    code: 'protocol_violation',
    provider: manifest.id,
    message: `The provider “${manifest.id}” gave a session that cannot be kept. Look at ${wrong.join(', ')}.`,
    hint: 'This is a fault of the provider. Its author finds the rules at the type `Session` of @nostro/core.',
  })
}
