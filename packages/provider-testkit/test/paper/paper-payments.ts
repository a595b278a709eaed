import {
  type Payment,
  type PaymentIntent,
  type PaymentLookup,
  type PaymentsProvider,
  type ProviderServices,
  type Session,
  type SessionAccess,
  type TransactionStatus,
  toInstant,
} from '@nostro/core'
import {
  checkInput,
  checkPayment,
  checkPaymentRef,
  fillPath,
  initiateOnce,
  initiateSchema,
  invalidField,
  lookUpOnce,
  type PaymentOrder,
  withQuery,
} from '@nostro/provider-kit'
import type { PaperClient } from './paper-client.ts'
import { checkContext, paper } from './paper-parts.ts'
import { paymentSchema, paymentsSchema } from './paper-schemas.ts'

interface PaymentsParts {
  readonly client: PaperClient
  readonly services: ProviderServices
  open(access: SessionAccess): Promise<Session>
}

const kinds = ['single', 'scheduled', 'bulk'] as const
const statusOf = (status: string): TransactionStatus => (status === 'ACCP' || status === 'ACSC' ? status : 'unknown')

export const createPaperPayments = ({ client, services, open }: PaymentsParts): PaymentsProvider => {
  const { intents, clock, logger, instance = 'paper' } = services
  const parts = { bank: paper, instance, intents, clock, logger }
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
      if (found === undefined) return { outcome: 'not_executed' }
      return { outcome: 'executed', ref: { provider: 'paper', kind: order.payment.kind, id: found.id } }
    }
  const orderOf = (payment: Payment, options: PaymentOrder['options'], ctx: PaymentOrder['ctx']): PaymentOrder => {
    checkContext(ctx)
    checkInput(initiateSchema, options, { bank: paper, what: 'options' })
    const checked = checkPayment(payment, { bank: paper, kinds })
    if (checked.kind === 'scheduled' && checked.requestedExecutionDate < toInstant(clock.now()).slice(0, 10)) {
      throw invalidField(paper, {
        field: 'requestedExecutionDate',
        problem: 'lies in the past',
        hint: 'Give today or a later day.',
      })
    }
    return { payment: checked, options, ctx }
  }
  return {
    initiate: async (access, payment, options, ctx) => {
      const order = orderOf(payment, options, ctx)
      await open(access)
      return initiateOnce(parts, order, {
        send: async () => {
          const call = { route: 'POST /payments', target: '/payments', schema: paymentSchema, ctx }
          const raw = await client.post(access, call, options.idempotencyKey, payment)
          const ref = { provider: 'paper', kind: payment.kind, id: raw.id }
          return { ref, transactionStatus: statusOf(raw.status), raw }
        },
        search: search(access, order),
        recall: (ref) => ({ ref, transactionStatus: 'unknown', raw: null }),
      })
    },
    status: async (access, given, ctx) => {
      checkContext(ctx)
      const ref = checkPaymentRef(given, paper)
      await open(access)
      const target = fillPath('/payments/{id}', { id: ref.id }, { bank: paper })
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
