import { type CallContext, type Connection, normaliseIban } from '@nostro/core'
import type { Services } from '../api/services.ts'

/**
 * A customer who consents again is the same customer: the connection from before takes the new consent over, so that accounts keep
 * their ids and entries are not imported twice. It is recognised by an IBAN that both know. Another customer of the same client stays
 * a connection of its own.
 */
export const adoptConsent = async (services: Services, fresh: Connection, ctx: CallContext): Promise<Connection> => {
  const { connections, stores, ledger, clock } = services
  const { owner } = fresh
  const earlier = (await connections.list({ instance: fresh.instance, owner })).filter(({ id }) => id !== fresh.id)
  if (earlier.length === 0) return fresh
  const listed = new Set((await fresh.accounts(ctx).all()).flatMap(({ iban }) => (iban ? [normaliseIban(iban)] : [])))
  for (const candidate of earlier) {
    const known = await ledger.accounts(candidate.id)
    if (!known.some(({ iban }) => iban !== undefined && listed.has(normaliseIban(iban)))) continue
    const [before, after] = await Promise.all([stores.connections.get(candidate.id), stores.connections.get(fresh.id)])
    if (before === undefined || after === undefined) continue
    const { sessionId, consent, customer, data } = after
    const next = {
      ...before,
      sessionId,
      consent,
      customer,
      data,
      updatedAt: clock.now(),
      revision: before.revision + 1,
    }
    // Another writer was first: the fresh connection serves as it is, and the next consent finds both.
    if (!(await stores.connections.put(next, before.revision))) return fresh
    await stores.connections.delete(fresh.id)
    if (before.sessionId !== sessionId) await stores.sessions.delete(before.sessionId)
    return connections.get(candidate.id)
  }
  return fresh
}
