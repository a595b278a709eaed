import type { AuthResult, ChallengeAnswer } from '../contracts/auth.ts'
import type { CallContext } from '../contracts/call-context.ts'
import type { ConnectionRecord } from '../contracts/connection-store.ts'
import type { Provider } from '../contracts/provider.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { createSessionAccess } from '../sessions/create-session-access.ts'
import { assertSession } from './assert-session.ts'
import type { ConnectRequest, ConnectResult, PendingConnection } from './connect-request.ts'
import { unknownConnection } from './connection-errors.ts'
import type { ConnectionKeeper } from './connection-keeper.ts'
import type { ConnectionsParts } from './connections-parts.ts'
import { accountFingerprint, customerMismatch, knownAccounts } from './recognise-customer.ts'

export interface ConnectSteps {
  start(instance: string, request: ConnectRequest, ctx: CallContext | undefined): Promise<PendingConnection>
  renew(record: ConnectionRecord, request: ConnectRequest, ctx: CallContext | undefined): Promise<PendingConnection>
  advance(pending: PendingConnection, answer: ChallengeAnswer, ctx: CallContext | undefined): Promise<ConnectResult>
}

/** From a request over the customer's answers to a kept connection, new or renewed. */
export const connectSteps = (parts: ConnectionsParts, keeper: ConnectionKeeper): ConnectSteps => {
  const { registry, store, sessions, clock, random } = parts

  const begin = async (
    provider: Provider,
    { label, owner, purpose = defaultPurpose(provider), ...request }: ConnectRequest,
    known: { readonly connection: string; readonly instance: string; readonly previous?: Session | undefined },
    ctx: CallContext | undefined,
  ): Promise<PendingConnection> => {
    const { connection, instance, previous } = known
    const challenge = await provider.auth.start({ ...request, purpose, previous }, ctx)
    return { connection, instance, label, owner, renewal: previous !== undefined, challenge }
  }

  const keepNew = async (pending: PendingConnection, session: Session): Promise<ConnectionRecord> => {
    const now = clock.now()
    const record: ConnectionRecord = {
      id: pending.connection,
      instance: pending.instance,
      provider: session.provider,
      label: pending.label,
      owner: pending.owner,
      customer: session.customer,
      sessionId: session.id,
      consent: { validUntil: session.consentValidUntil },
      createdAt: now,
      updatedAt: now,
      revision: 1,
    }
    await putSession(parts, session)
    if (await store.put(record, undefined)) return record
    throw new NostroError({
      code: 'conflict',
      provider: session.provider,
      message: `The connection “${record.id}” exists already: this answer was given before.`,
      hint: 'Go on with the connection that exists.',
    })
  }

  const keepRenewed = async (pending: PendingConnection, session: Session, ctx: CallContext | undefined) => {
    const record = await store.get(pending.connection)
    if (record === undefined) throw unknownConnection(pending.connection)
    const provider = registry.get(record.instance)
    if (!(await isSameCustomer(record, provider, session, ctx))) {
      await provider.auth.revoke?.(session, ctx).catch(() => undefined)
      throw customerMismatch(record)
    }
    await putSession(parts, session)
    const consent = { validUntil: session.consentValidUntil }
    const customer = session.customer ?? record.customer
    const kept = await keeper.change(record.id, (current) => ({ ...current, sessionId: session.id, consent, customer }))
    if (record.sessionId !== session.id) await sessions.delete(record.sessionId)
    keeper.forget(record.id)
    return kept ?? record
  }

  const toResult = async (
    pending: PendingConnection,
    result: AuthResult,
    ctx: CallContext | undefined,
  ): Promise<ConnectResult> => {
    if (result.status === 'failed') return result
    if (result.status === 'pending') return { status: 'pending', pending: { ...pending, challenge: result.challenge } }
    const { session, identity, evidence } = result
    assertSession(session, registry.get(pending.instance), pending.challenge)
    const record = pending.renewal ? await keepRenewed(pending, session, ctx) : await keepNew(pending, session)
    return { status: 'connected', connection: keeper.open(record), identity, evidence }
  }

  return {
    start: async (instance, request, ctx) => {
      const connection = `${instance}-${random.uuid().slice(0, 8)}`
      return begin(registry.get(instance), request, { connection, instance }, ctx)
    },
    renew: async (record, request, ctx) => {
      const { id: connection, instance } = record
      const previous = await sessions.get(record.sessionId)
      const named = { label: record.label, owner: record.owner, ...request }
      const pending = await begin(registry.get(instance), named, { connection, instance, previous }, ctx)
      return { ...pending, renewal: true }
    },
    advance: async (pending, answer, ctx) =>
      toResult(pending, await registry.get(pending.instance).auth.advance(pending.challenge, answer, ctx), ctx),
  }
}

const defaultPurpose = (provider: Provider) => (provider.accounts === undefined ? 'identify' : 'accounts')

/** Writes over what is stored under the session's id: a renewal, or a provider whose sessions have fixed ids. */
const putSession = async ({ sessions }: ConnectionsParts, session: Session): Promise<void> => {
  const stored = await sessions.get(session.id)
  const revision = stored === undefined ? session.revision : Math.max(session.revision, stored.revision + 1)
  if (await sessions.put({ ...session, revision }, stored?.revision)) return
  throw new NostroError({
    code: 'conflict',
    provider: session.provider,
    message: 'The session was changed by another process while it was being renewed.',
    hint: 'Renew the connection once more.',
  })
}

/** By the bank's own id of the customer, else by the accounts that were seen before: one of them must be there again. */
const isSameCustomer = async (
  record: ConnectionRecord,
  provider: Provider,
  session: Session,
  ctx: CallContext | undefined,
): Promise<boolean> => {
  if (record.customer !== undefined && session.customer !== undefined) return record.customer === session.customer
  const known = knownAccounts(record)
  if (known.length === 0 || provider.accounts === undefined) return true
  const access = createSessionAccess({ session, auth: provider.auth })
  for await (const { items } of provider.accounts.accounts(access, ctx)) {
    for (const account of items) if (known.includes(await accountFingerprint(account))) return true
  }
  return false
}
