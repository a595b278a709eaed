import { type CallContext, parseResponse, type Schema, type Transport, toJsonRequest } from '@nostro/core'
import { checkOrder } from './check-order.ts'
import { endpoints } from './endpoints.ts'
import { toError } from './errors.ts'
import type { FieldsOf, OrderOperation } from './order-fields.ts'
import {
  type CollectAnswer,
  collectSchema,
  type OrderStarted,
  orderStartedSchema,
  remoteOrderStartedSchema,
} from './schemas.ts'

/** BankID's operations, each a method of its own name. Fields are checked before anything is sent. */
export interface BankIdClient {
  auth(fields: FieldsOf['auth'], ctx?: CallContext): Promise<OrderStarted>
  sign(fields: FieldsOf['sign'], ctx?: CallContext): Promise<OrderStarted>
  payment(fields: FieldsOf['payment'], ctx?: CallContext): Promise<OrderStarted>
  phoneAuth(fields: FieldsOf['phoneAuth'], ctx?: CallContext): Promise<{ readonly orderRef: string }>
  phoneSign(fields: FieldsOf['phoneSign'], ctx?: CallContext): Promise<{ readonly orderRef: string }>
  otherPayment(fields: FieldsOf['otherPayment'], ctx?: CallContext): Promise<{ readonly orderRef: string }>
  collect(orderRef: string, ctx?: CallContext): Promise<CollectAnswer>
  cancel(orderRef: string, ctx?: CallContext): Promise<void>
}

export interface ClientParts {
  readonly transport: Transport
  readonly origin: string
  /** `/rp/v6.0` */
  readonly basePath: string
  readonly environment: 'test' | 'production'
}

export const createBankIdClient = ({ transport, origin, basePath, environment }: ClientParts): BankIdClient => {
  const send = async (name: keyof typeof endpoints, body: Readonly<Record<string, unknown>>, ctx: CallContext = {}) => {
    const { path, idempotent } = endpoints[name]
    // Exactly `application/json`: a charset parameter is refused with 415.
    const request = toJsonRequest({ method: 'POST', origin, target: `${basePath}/${path}` }, body)
    const response = await transport.send(request, { ctx, route: `POST /${path}`, idempotent })
    if (response.status !== 200) throw toError(response, transport.bankNow())
    return response
  }
  const start =
    <Name extends OrderOperation, T>(name: Name, schema: Schema<T>) =>
    async (fields: FieldsOf[Name], ctx?: CallContext): Promise<T> => {
      const body: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(fields))
      checkOrder(name, body, environment)
      return parseResponse(await send(name, body, ctx), schema, { provider: 'bankid', what: 'a new order' })
    }

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
