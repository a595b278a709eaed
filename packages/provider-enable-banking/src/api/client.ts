import {
  type Authorizer,
  type BankResponse,
  type CallContext,
  type Transport,
  toJsonRequest,
  toRequest,
} from '@nostro/core'
import { createAnswerReader, fillPath, withQuery, withRequestId } from '@nostro/provider-kit'
import type { z } from 'zod'
import { enableBanking } from './bank.ts'
import { type Endpoint, endpoints } from './endpoints.ts'
import { requestIdHeader, toEnableBankingError } from './errors.ts'
import * as schemas from './schemas.ts'

/** What a call brings beyond its endpoint. */
export interface Call {
  readonly ctx?: CallContext | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Whose call it is, for limits that hold per customer. */
  readonly customer?: string | undefined
}

export interface ClientParts {
  readonly transport: Transport
  readonly origin: string
  readonly authorize: (budgetKey?: string) => Authorizer
}

/** One method for each operation that is used; every answer of 400 and up is a NostroError. */
export interface EnableBankingClient {
  application(call: Call): Promise<z.infer<typeof schemas.applicationSchema>>
  aspsps(query: Readonly<Record<string, string | undefined>>, call: Call): Promise<readonly unknown[]>
  startAuth(body: unknown, call: Call): Promise<z.infer<typeof schemas.startedSchema>>
  createSession(code: string, call: Call): Promise<z.infer<typeof schemas.createdSessionSchema>>
  session(sessionId: string, call: Call): Promise<z.infer<typeof schemas.sessionSchema>>
  closeSession(sessionId: string, call: Call): Promise<void>
  balances(uid: string, call: Call): Promise<readonly unknown[]>
  transactions(
    uid: string,
    query: Readonly<Record<string, string | undefined>>,
    call: Call,
  ): Promise<z.infer<typeof schemas.transactionsSchema>>
  createPayment(
    body: unknown,
    call: Call,
  ): Promise<{ readonly answer: z.infer<typeof schemas.createdPaymentSchema>; readonly raw: unknown }>
  payment(
    paymentId: string,
    call: Call,
  ): Promise<{ readonly answer: z.infer<typeof schemas.paymentSchema>; readonly raw: unknown }>
  now(): number
}

const read = createAnswerReader({
  bank: enableBanking,
  requestIdHeader,
  decimalKeys: new Set(['amount', 'exchange_rate']),
})

interface Parameters {
  readonly params?: Readonly<Record<string, string>> | undefined
  readonly query?: Readonly<Record<string, string | undefined>> | undefined
  readonly body?: unknown
}

/** The one way of all calls to the wire. */
const createSend =
  ({ transport, origin, authorize }: ClientParts) =>
  async (endpoint: Endpoint, parameters: Parameters, call: Call): Promise<BankResponse> => {
    const { method, path, idempotent } = endpoint
    const target = withQuery(fillPath(path, parameters.params ?? {}, { bank: enableBanking }), parameters.query)
    const head = { method, origin, target, headers: { Accept: 'application/json', ...call.headers } }
    const request = parameters.body === undefined ? toRequest(head) : toJsonRequest(head, parameters.body)
    const options = { ctx: call.ctx ?? {}, route: `${method} ${path}`, idempotent, authorize: authorize(call.customer) }
    try {
      const response = await transport.send(request, options)
      if (response.status >= 200 && response.status < 300) return response
      throw toEnableBankingError(response, endpoint, transport.bankNow())
    } catch (error) {
      throw withRequestId(error, enableBanking, undefined)
    }
  }

/** Calls of Enable Banking's API. */
export const createClient = (parts: ClientParts): EnableBankingClient => {
  const send = createSend(parts)
  return {
    application: async (call) =>
      read(await send(endpoints.application, {}, call), schemas.applicationSchema, 'the application'),
    aspsps: async (query, call) =>
      read(await send(endpoints.aspsps, { query }, call), schemas.aspspsSchema, 'the list of banks').aspsps,
    startAuth: async (body, call) =>
      read(await send(endpoints.startAuth, { body }, call), schemas.startedSchema, 'the start of an authorisation'),
    createSession: async (code, call) =>
      read(await send(endpoints.createSession, { body: { code } }, call), schemas.createdSessionSchema, 'the session'),
    session: async (sessionId, call) =>
      read(await send(endpoints.session, { params: { sessionId } }, call), schemas.sessionSchema, 'the session'),
    closeSession: async (sessionId, call) => {
      await send(endpoints.closeSession, { params: { sessionId } }, call)
    },
    balances: async (uid, call) =>
      read(await send(endpoints.balances, { params: { uid } }, call), schemas.balancesSchema, 'the balances').balances,
    transactions: async (uid, query, call) =>
      read(
        await send(endpoints.transactions, { params: { uid }, query }, call),
        schemas.transactionsSchema,
        'the transactions',
      ),
    createPayment: async (body, call) => {
      const response = await send(endpoints.createPayment, { body }, call)
      return {
        answer: read(response, schemas.createdPaymentSchema, 'the payment'),
        raw: read(response, anything, 'the payment'),
      }
    },
    payment: async (paymentId, call) => {
      const response = await send(endpoints.payment, { params: { paymentId } }, call)
      return {
        answer: read(response, schemas.paymentSchema, 'the payment'),
        raw: read(response, anything, 'the payment'),
      }
    },
    now: () => parts.transport.bankNow(),
  }
}

const anything = { safeParse: (value: unknown) => ({ success: true as const, data: value }) }
