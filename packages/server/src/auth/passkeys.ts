import type { Clock, Random } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from '@nostro/ledger'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { ApiError } from '../errors/api-error.ts'
import { createId } from '../store/ids.ts'
import { type PageOrigin, pageOrigin } from './page-origin.ts'

/** What a passkey is asked for: to sign in, or to prove again that it is the same person (before a payment leaves). */
export type PasskeyPurpose = 'login' | 'verification'

export interface PasskeyView {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt?: number | undefined
}

/** A passkey that answered, and whose it is: the owner's without a user. */
export interface UsedPasskey extends PasskeyView {
  readonly user?: string | undefined
}

/** Passkeys of the owner and of the people of a team: two factors in one, since each asks for the device and for its person. */
export interface Passkeys {
  /** False where the server’s public name is an IP address: browsers take no passkey there. */
  readonly isPossible: boolean
  /** Of everybody. */
  count(): Promise<number>
  /** Of one person: of the owner without a user. */
  list(user?: string): Promise<readonly PasskeyView[]>
  remove(id: string, user?: string): Promise<boolean>
  /** What `navigator.credentials.create` wants. */
  registrationOptions(session: string, user?: { readonly id: string; readonly name: string }): Promise<object>
  register(wanted: {
    readonly session: string
    readonly name: string
    readonly response: unknown
    readonly user?: string | undefined
  }): Promise<PasskeyView>
  /** What `navigator.credentials.get` wants. */
  requestOptions(purpose: PasskeyPurpose, session?: string, user?: string): Promise<object>
  /** The passkey that answered, or nothing when the answer does not hold. */
  verify(
    purpose: PasskeyPurpose,
    answer: {
      readonly session?: string | undefined
      readonly user?: string | undefined
      readonly response: unknown
    },
  ): Promise<UsedPasskey | undefined>
}

interface Row {
  readonly id: string
  readonly credential_id: string
  readonly name: string
  readonly public_key: Uint8Array
  readonly counter: number | bigint
  readonly transports: string
  readonly created_at: number | bigint
  readonly last_used_at: number | bigint | null
  readonly user_id: string | null
}

interface PasskeyParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
  readonly publicUrl: string
}

const challengeMs = 5 * 60_000
/** The id is the same for all keys of a person, so that a device replaces its own. */
const ownerId = 'nostro-owner'
/** Loaded when the first passkey is used: a server without them does not pay for it. */
const loadLibrary = () => import('@simplewebauthn/server')

export const createPasskeys = (parts: PasskeyParts): Passkeys => {
  const { store, clock, random, publicUrl } = parts
  const origin = pageOrigin(publicUrl)

  const newChallenge = async (purpose: string, session: string | undefined): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = new Uint8Array(random.bytes(32))
    const now = clock.now()
    await store.write(function* () {
      yield* query('delete from server_passkey_challenge where expires_at < ?', now)
      yield* query(
        'insert into server_passkey_challenge (challenge, purpose, session, expires_at) values (?, ?, ?, ?)',
        Buffer.from(bytes).toString('base64url'),
        purpose,
        session ?? null,
        now + challengeMs,
      )
    })
    return bytes
  }

  const all = (): Promise<readonly Row[]> =>
    store.read(() => query<Row>('select * from server_passkey order by created_at, id'))
  const ofUser = async (user: string | undefined): Promise<readonly Row[]> =>
    (await all()).filter(({ user_id: id }) => id === (user ?? null))

  return {
    isPossible: origin !== undefined,
    count: async () => (await all()).length,
    list: async (user) => (await ofUser(user)).map(toView),
    remove: async (id, user) => {
      if (!(await ofUser(user)).some((row) => row.id === id)) return false
      return (await store.write(() => query('delete from server_passkey where id = ? returning id', id))).length > 0
    },
    registrationOptions: async (session, user) => {
      const { rpId } = possible(origin)
      const { generateRegistrationOptions } = await loadLibrary()
      return generateRegistrationOptions({
        rpName: 'Nostro',
        rpID: rpId,
        userName: user?.name ?? 'owner',
        userDisplayName: 'Nostro',
        userID: new TextEncoder().encode(user?.id ?? ownerId),
        challenge: await newChallenge('registration', session),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: (await ofUser(user?.id)).map(({ credential_id: id }) => ({ id })),
      })
    },
    register: (wanted) => register(parts, possible(origin), wanted),
    requestOptions: async (purpose, session, user) => {
      const { rpId } = possible(origin)
      const { generateAuthenticationOptions } = await loadLibrary()
      return generateAuthenticationOptions({
        rpID: rpId,
        userVerification: 'required',
        challenge: await newChallenge(purpose, session),
        allowCredentials: purpose === 'login' ? [] : (await ofUser(user)).map(({ credential_id: id }) => ({ id })),
      })
    },
    verify: (purpose, answer) => verify(parts, possible(origin), { purpose, ...answer }),
  }
}

/** A challenge is taken once: an answer that is seen again proves nothing. */
function* takeChallenge(wanted: {
  readonly challenge: string
  readonly purpose: string
  readonly session: string | undefined
  readonly now: number
}): SqlWork<boolean> {
  const rows = yield* query<{ session: string | null; purpose: string; expires_at: number | bigint }>(
    'delete from server_passkey_challenge where challenge = ? returning session, purpose, expires_at',
    wanted.challenge,
  )
  const [row] = rows
  return (
    row !== undefined &&
    row.purpose === wanted.purpose &&
    (row.session ?? undefined) === wanted.session &&
    Number(row.expires_at) > wanted.now
  )
}

const register = async (
  { store, clock, random }: PasskeyParts,
  { rpId, origins }: PageOrigin,
  wanted: Parameters<Passkeys['register']>[0],
): Promise<PasskeyView> => {
  const { verifyRegistrationResponse } = await loadLibrary()
  const { session } = wanted
  const take = (challenge: string): Promise<boolean> =>
    store.write(() => takeChallenge({ challenge, purpose: 'registration', session, now: clock.now() }))
  const result = await verifyRegistrationResponse({
    response: wanted.response as RegistrationResponseJSON,
    expectedChallenge: take,
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch(() => undefined)
  if (result?.verified !== true) {
    throw new ApiError({
      status: 422,
      code: 'invalid_request',
      detail: 'The passkey could not be verified.',
      hint: 'Begin again; an answer is good for five minutes, once.',
    })
  }
  const { credential } = result.registrationInfo
  const view: PasskeyView = { id: createId('psk', { clock, random }), name: wanted.name, createdAt: clock.now() }
  await store.write(() =>
    query(
      `insert into server_passkey (id, credential_id, name, public_key, counter, transports, created_at, user_id)
        values (?, ?, ?, ?, ?, ?, ?, ?)`,
      view.id,
      credential.id,
      view.name,
      credential.publicKey,
      credential.counter,
      (credential.transports ?? []).join(' '),
      view.createdAt,
      wanted.user ?? null,
    ),
  )
  return view
}

const verify = async (
  { store, clock }: PasskeyParts,
  { rpId, origins }: PageOrigin,
  asked: {
    readonly purpose: PasskeyPurpose
    readonly session?: string | undefined
    readonly user?: string | undefined
    readonly response: unknown
  },
): Promise<UsedPasskey | undefined> => {
  const response = asked.response as AuthenticationResponseJSON
  const { id } = Object(response) as { readonly id?: unknown }
  if (typeof id !== 'string') return undefined
  const row = await store.read(() =>
    queryOne<Row>('select * from server_passkey where credential_id = ?', id.slice(0, 1000)),
  )
  if (row === undefined) return undefined
  // A proof is of the very person who signed in, not of somebody else of the team.
  if (asked.purpose === 'verification' && row.user_id !== (asked.user ?? null)) return undefined
  const { verifyAuthenticationResponse } = await loadLibrary()
  const { purpose, session } = asked
  const result = await verifyAuthenticationResponse({
    response,
    expectedChallenge: (challenge) =>
      store.write(() => takeChallenge({ challenge, purpose, session, now: clock.now() })),
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: { id: row.credential_id, publicKey: new Uint8Array(row.public_key), counter: Number(row.counter) },
  }).catch(() => undefined)
  if (result?.verified !== true) return undefined
  const now = clock.now()
  await store.write(() =>
    query(
      'update server_passkey set counter = ?, last_used_at = ? where id = ?',
      result.authenticationInfo.newCounter,
      now,
      row.id,
    ),
  )
  return { ...toView(row), lastUsedAt: now, user: row.user_id ?? undefined }
}

const toView = (row: Row): PasskeyView => ({
  id: row.id,
  name: row.name,
  createdAt: Number(row.created_at),
  lastUsedAt: row.last_used_at === null ? undefined : Number(row.last_used_at),
})

const possible = (origin: PageOrigin | undefined): PageOrigin => {
  if (origin !== undefined) return origin
  throw new ApiError({
    status: 409,
    code: 'conflict',
    detail: 'Browsers take no passkey for an IP address.',
    hint: 'Give the server a name: --public-url https://NAME',
  })
}
