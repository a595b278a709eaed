import type { ChallengeAnswer } from '../contracts/auth.ts'
import type { CallContext } from '../contracts/call-context.ts'
import type { Connection } from '../contracts/connection.ts'
import type { ConnectionFilter, ConnectionRecord } from '../contracts/connection-store.ts'
import { consentStatus } from '../domain/consent.ts'
import { checkObject, checkText } from '../errors/check-arguments.ts'
import type { ConnectRequest, ConnectResult, PendingConnection } from './connect-request.ts'
import { connectSteps } from './connect-steps.ts'
import { failedConnect, needsCustomer, unknownConnection } from './connection-errors.ts'
import { createConnectionKeeper } from './connection-keeper.ts'
import type { ConnectionsParts } from './connections-parts.ts'
import { type ConsentNotice, takeConsentNotices } from './consent-notices.ts'

/** The kept connections of a program: made, renewed, listed, ended. */
export interface Connections {
  /**
   * The kept connection of this provider and owner, or a new one where the bank needs no customer for it (an API key).
   * @throws NostroError `consent_required` when a customer has to act: use `start` and `finish`
   */
  connect(instance: string, request?: ConnectRequest, ctx?: CallContext): Promise<Connection>
  /** Begins a new connection. Keep what it gives on the server until the customer is back. */
  start(instance: string, request?: ConnectRequest, ctx?: CallContext): Promise<PendingConnection>
  /** Begins to renew a connection: accounts, history and ids are kept. */
  renew(id: string, request?: ConnectRequest, ctx?: CallContext): Promise<PendingConnection>
  /**
   * Goes on with the customer's answer.
   * @throws NostroError `customer_mismatch` when a renewal was answered by another customer; nothing is changed then
   */
  advance(pending: PendingConnection, answer: ChallengeAnswer, ctx?: CallContext): Promise<ConnectResult>
  /**
   * The same for flows with one answer (a redirect, a form).
   * @throws NostroError `user_cancelled`, `consent_required`, `bank_unavailable` when it did not lead to a connection
   */
  finish(pending: PendingConnection, answer: ChallengeAnswer, ctx?: CallContext): Promise<Connection>
  /** @throws NostroError `not_found` */
  get(id: string): Promise<Connection>
  /** Connections of the providers that are configured. */
  list(filter?: ConnectionFilter): Promise<readonly Connection[]>
  /** All kept records, those of providers that are no longer configured included. */
  records(filter?: ConnectionFilter): Promise<readonly ConnectionRecord[]>
  rename(id: string, label: string | undefined): Promise<void>
  /** Ends the consent at the bank, and keeps the connection so that it can be renewed. */
  revoke(id: string, ctx?: CallContext): Promise<void>
  /** Forgets a connection and its session. The bank is not asked: `revoke` first to end the consent there. */
  remove(id: string): Promise<void>
  /** Consents that end soon, each notice given once (14, 7 and 1 days before, and at the end), also over restarts. */
  consentNotices(): Promise<readonly ConsentNotice[]>
}

/**
 * Connections over their stores. `createNostro` makes one; make your own for a program without a container.
 *
 * @example
 * const connections = createConnections({ registry, store, sessions, clock, random })
 * const pending = await connections.start('ing', { redirectUri })
 * const connection = await connections.finish(pending, { redirectUrl })
 */
export const createConnections = (parts: ConnectionsParts): Connections => {
  const { registry, store, sessions } = parts
  const keeper = createConnectionKeeper(parts)
  const steps = connectSteps(parts, keeper)

  const recordOf = async (id: string): Promise<ConnectionRecord> => {
    const record = await store.get(id)
    if (record === undefined) throw unknownConnection(id)
    return record
  }

  const kept = async (instance: string, request: ConnectRequest): Promise<Connection | undefined> => {
    const provider = registry.get(instance)
    for (const record of (await store.list({ instance })).filter(({ owner }) => owner === request.owner)) {
      const session = await sessions.get(record.sessionId)
      if (session?.purpose !== (request.purpose ?? 'accounts') || provider.auth.serves?.(session) === false) continue
      if (consentStatus(session, parts.clock.now()).status !== 'expired') return keeper.open(record)
    }
    return undefined
  }

  const connectNew = async (
    instance: string,
    request: ConnectRequest,
    ctx: CallContext | undefined,
  ): Promise<Connection> => {
    const found = await kept(instance, request)
    if (found !== undefined) return found
    const pending = await steps.start(instance, request, ctx)
    if (pending.challenge.kind === 'none') return finish(pending, {}, ctx)
    await registry.get(instance).auth.cancel?.(pending.challenge, ctx)
    throw needsCustomer(registry.get(instance), pending.challenge)
  }

  const finish = async (
    pending: PendingConnection,
    answer: ChallengeAnswer,
    ctx?: CallContext,
  ): Promise<Connection> => {
    const result = await steps.advance(pending, answer, ctx)
    if (result.status === 'connected') return result.connection
    const provider = registry.get(pending.instance)
    throw result.status === 'pending'
      ? needsCustomer(provider, result.pending.challenge)
      : failedConnect(provider, result)
  }

  return {
    connect: async (instance, request = {}, ctx) => {
      checkRequest(instance, request)
      const work = (): Promise<Connection> => connectNew(instance, request, ctx)
      return (await kept(instance, request)) ?? store.withLock?.(`connect-${instance}`, work, ctx?.signal) ?? work()
    },
    start: async (instance, request = {}, ctx) => {
      checkRequest(instance, request)
      return steps.start(instance, request, ctx)
    },
    renew: async (id, request = {}, ctx) => {
      checkRequest(id, request, 'id')
      return steps.renew(await recordOf(id), request, ctx)
    },
    advance: async (pending, answer, ctx) => {
      checkPending(pending)
      return steps.advance(pending, answer, ctx)
    },
    finish: async (pending, answer, ctx) => {
      checkPending(pending)
      return finish(pending, answer, ctx)
    },
    get: async (id) => keeper.open(await recordOf(id)),
    list: async (filter) =>
      (await store.list(filter)).filter(({ instance }) => registry.has(instance)).map((record) => keeper.open(record)),
    records: async (filter) => store.list(filter),
    rename: async (id, label) => {
      await keeper.change(id, (record) => ({ ...record, label }))
    },
    revoke: async (id, ctx) => keeper.revoke(await recordOf(id), ctx),
    remove: async (id) => keeper.remove(await recordOf(id)),
    consentNotices: async () => takeConsentNotices(store, keeper, parts.clock.now()),
  }
}

const checkRequest = (target: string, request: ConnectRequest, name = 'instance'): void => {
  checkText(target, name)
  checkObject(request, 'request', ['label', 'owner', 'purpose'])
}

const checkPending = (pending: PendingConnection): void => {
  checkObject(pending, 'pending', ['connection', 'label', 'owner', 'renewal'])
  checkText(pending.instance, 'pending.instance')
  checkObject(pending.challenge, 'pending.challenge', ['kind', 'id'])
}
