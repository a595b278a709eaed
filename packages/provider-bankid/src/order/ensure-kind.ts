import { type Challenge, NostroError } from '@nostro/core'
import type { OrderOperation } from '../api/order-fields.ts'
import { readRecord } from './order-record.ts'

const kinds = {
  identification: ['auth', 'phoneAuth'],
  signature: ['sign', 'phoneSign', 'payment', 'otherPayment'],
} as const satisfies Record<string, readonly OrderOperation[]>

/**
 * A signature under a text is no login, and a login signs no text: each is asked for by its own contract, before the
 * result is handed out.
 * @throws NostroError `invalid_request` for an order of the other kind; nothing was asked then
 */
export const ensureKind = (challenge: Challenge, kind: keyof typeof kinds): void => {
  const { operation } = readRecord(challenge)
  if ((kinds[kind] as readonly OrderOperation[]).includes(operation)) return
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `This order (${operation}) is no ${kind}.`,
    hint: 'Use `auth.advance` for logins, `esign.advance` for signatures, `orders.advance` where both are meant.',
  })
}
