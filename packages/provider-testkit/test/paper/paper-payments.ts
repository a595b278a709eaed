import {
  type PaymentIntent,
  type PaymentLookup,
  type PaymentsProvider,
  type ProviderServices,
  type Session,
  type SessionAccess,
  type TransactionStatus,
  toInstant,
  toJsonRequest,
} from '@nostro/core'
import {
  checkContext,
  checkInput,
  checkPayment,
  checkPaymentRef,
  fillPath,
  initiateOnce,
  initiateSchema,
  lookUpOnce,
  type PaymentOrder,
  withQuery,
} from '@nostro/provider-kit'
import type { PaperClient } from './paper-client.ts'
import { paymentSchema, paymentsSchema } from './paper-schemas.ts'

const bank = { provider: 'paper', name: 'Paper Bank' } as const

interface PaymentsParts {
  readonly client: PaperClient
  readonly services: ProviderServices
  open(access: SessionAccess): Promise<Session>
}

const refOf = (id: string) => ({ provider: 'paper', kind: 'single', id }) as const
const statusOf = (status: string): TransactionStatus => (status === 'ACCP' || status === 'ACSC' ? status : 'unknown')

export const createPaperPayments = ({ client, services, open }: PaymentsParts): PaymentsProvider => {
  const { intents, clock, logger, instance = 'paper' } = services
  const parts = { bank, instance, intents, clock, logger }
  const search =
    (access: SessionAccess, order: PaymentOrder) =>
    async (_: PaymentIntent | undefined): Promise<PaymentLookup> => {
      const { payments } = await client.get(access, {
        route: 'GET /payments',
        target: withQuery('/payments', { key: order.options.idempotencyKey }),
        schema: paymentsSchema,
        ctx: order.ctx,
      })
      const [found] = payments
      return found === undefined ? { outcome: 'not_executed' } : { outcome: 'executed', ref: refOf(found.id) }
    }
  const orderOf = (
    ...[payment, options, ctx]: readonly [PaymentOrder['payment'], PaymentOrder['options'], PaymentOrder['ctx']]
  ) => {
    checkContext(ctx, bank)
    checkInput(initiateSchema, options, { bank, what: 'options' })
    return { payment: checkPayment(payment, { bank, kinds: ['single'] }), options, ctx }
  }
  return {
    initiate: async (access, payment, options, ctx) => {
      const order = orderOf(payment, options, ctx)
      await open(access)
      return initiateOnce(parts, order, {
        send: async () => {
          const headers = { 'Idempotency-Key': options.idempotencyKey }
          const request = toJsonRequest(
            { method: 'POST', origin: client.origin, target: '/payments', headers },
            payment,
          )
          const raw = await client.send(access, request, {
            route: 'POST /payments',
            schema: paymentSchema,
            idempotent: false,
            ctx,
          })
          return { ref: refOf(raw.id), transactionStatus: statusOf(raw.status), raw }
        },
        search: search(access, order),
        recall: (ref) => ({ ref, transactionStatus: 'unknown', raw: null }),
      })
    },
    status: async (access, given, ctx) => {
      checkContext(ctx, bank)
      const ref = checkPaymentRef(given, bank)
      await open(access)
      const target = fillPath('/payments/{id}', { id: ref.id }, { bank })
      const raw = await client.get(access, { route: 'GET /payments/{id}', target, schema: paymentSchema, ctx })
      const transactionStatus = statusOf(raw.status)
      return {
        ref,
        transactionStatus,
        final: transactionStatus === 'ACSC',
        reasons: [],
        asOf: toInstant(services.clock.now()),
        raw,
      }
    },
    lookup: async (access, payment, options, ctx) => {
      const order = orderOf(payment, options, ctx)
      await open(access)
      return lookUpOnce(parts, order, search(access, order))
    },
  }
}
