import type { AccountRef, CallContext, SessionAccess } from '@nostro/core'
import { wireStandingOrderSchema } from '../api/account-schemas.ts'
import { authorizeCustomer } from '../auth/authorizers.ts'
import { type AccountsParts, toAddress } from './account-address.ts'
import { toPeriod } from './period.ts'
import { readEntries } from './read-entries.ts'
import { type StandingOrder, toStandingOrder } from './standing-order.ts'

/** ING has no listing of its own for them: they ride along with transactions of v3, so today's are asked for. */
export const listStandingOrders = async (
  access: SessionAccess,
  ref: AccountRef,
  ctx: CallContext | undefined,
  { client, resolve, bankNow }: AccountsParts,
): Promise<readonly StandingOrder[]> => {
  if (ref.kind === 'card') return []
  const { dateTo } = toPeriod({}, bankNow())
  const { links: _links, ...withoutLinks } = ref
  const address = toAddress(withoutLinks, 'transactions', { dateFrom: dateTo, dateTo }, resolve)
  const { body } = await client.transactions(address, { ctx, authorize: authorizeCustomer(access) })
  const entries = body.transactions?.standingOrderAgreementInformation ?? []
  return readEntries(entries, wireStandingOrderSchema, 'standing order', (wire, raw) =>
    toStandingOrder(wire, raw, ref.id),
  ).items
}
