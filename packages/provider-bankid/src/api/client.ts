import { type CallContext, parseResponse, type Schema, type Transport, toJsonRequest } from '@nostro/core'
import { endpoints } from './endpoints.ts'
import { toError } from './errors.ts'
import {
  type CollectAnswer,
  collectSchema,
  type OrderStarted,
  orderStartedSchema,
  remoteOrderStartedSchema,
} from './schemas.ts'

/** Wire fields of an order, as BankID names them (bankid.com, RP API v6.0). */
export type OrderFields = Readonly<Record<string, unknown>>

/** BankID's operations, each a method of its own name. */
export interface BankIdClient {
  auth(fields: OrderFields, ctx?: CallContext): Promise<OrderStarted>
  sign(fields: OrderFields, ctx?: CallContext): Promise<OrderStarted>
  payment(fields: OrderFields, ctx?: CallContext): Promise<OrderStarted>
  phoneAuth(fields: OrderFields, ctx?: CallContext): Promise<{ readonly orderRef: string }>
  phoneSign(fields: OrderFields, ctx?: CallContext): Promise<{ readonly orderRef: string }>
  otherPayment(fields: OrderFields, ctx?: CallContext): Promise<{ readonly orderRef: string }>
  collect(orderRef: string, ctx?: CallContext): Promise<CollectAnswer>
  cancel(orderRef: string, ctx?: CallContext): Promise<void>
}

export interface ClientParts {
  readonly transport: Transport
  readonly origin: string
  /** `/rp/v6.0` */
  readonly basePath: string
}

export const createBankIdClient = ({ transport, origin, basePath }: ClientParts): BankIdClient => {
  const send = async (name: keyof typeof endpoints, body: OrderFields, ctx: CallContext = {}) => {
    const { path, idempotent } = endpoints[name]
    // Exactly `application/json`: a charset parameter is refused with 415.
    const request = toJsonRequest({ method: 'POST', origin, target: `${basePath}/${path}` }, body)
    const response = await transport.send(request, { ctx, route: `POST /${path}`, idempotent })
    if (response.status !== 200) throw toError(response)
    return response
  }
  const start =
    <T>(name: keyof typeof endpoints, schema: Schema<T>) =>
    async (fields: OrderFields, ctx?: CallContext): Promise<T> =>
      parseResponse(await send(name, fields, ctx), schema, { provider: 'bankid', what: 'a new order' })

  return {
    auth: start('auth', orderStartedSchema),
    sign: start('sign', orderStartedSchema),
    payment: start('payment', orderStartedSchema),
    phoneAuth: start('phoneAuth', remoteOrderStartedSchema),
    phoneSign: start('phoneSign', remoteOrderStartedSchema),
    otherPayment: start('otherPayment', remoteOrderStartedSchema),
    collect: async (orderRef, ctx) =>
      parseResponse(await send('collect', { orderRef }, ctx), collectSchema, {
        provider: 'bankid',
        what: 'an order’s state',
      }),
    cancel: async (orderRef, ctx) => {
      await send('cancel', { orderRef }, ctx)
    },
  }
}
