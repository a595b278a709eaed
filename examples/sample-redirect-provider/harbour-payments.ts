import {
  type InitiatedPayment,
  NostroError,
  type PaymentLookup,
  type PaymentRef,
  type PaymentsProvider,
  type ProviderServices,
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
  chooseRedirectUri,
  createRedirectFlow,
  createState,
  fillPath,
  initiateOnce,
  initiateSchema,
  lookUpOnce,
  type PaymentOrder,
  sessionOf,
  withQuery,
} from '@nostro/provider-kit'
import { z } from 'zod'
import type { HarbourClient } from './harbour-client.ts'
import { bank, type HarbourOptions } from './harbour-options.ts'

const paymentSchema = z.object({ id: z.string().min(1), status: z.string(), page: z.url().optional() })
const foundSchema = z.object({ payments: z.array(z.object({ id: z.string().min(1) })) })

const rules = { bank, purposes: ['payments'] } as const
const statuses: ReadonlySet<string> = new Set(['RCVD', 'ACCP', 'ACSC', 'RJCT', 'CANC'] satisfies TransactionStatus[])
const finals: ReadonlySet<string> = new Set(['ACSC', 'RJCT', 'CANC'])
const toStatus = (word: string): TransactionStatus => (statuses.has(word) ? (word as TransactionStatus) : 'unknown')
const toRef = (id: string): PaymentRef => ({ provider: bank.provider, kind: 'single', id })

/** Single payments, each sent at most once under its idempotency key, also when the process ends in the middle of one. */
export const createHarbourPayments = (
  client: HarbourClient,
  options: HarbourOptions,
  services: ProviderServices,
): PaymentsProvider => {
  const { intents, clock, random, logger, instance = bank.provider } = services
  const parts = { bank, instance, intents, clock, logger }
  const flow = createRedirectFlow({ bank, clock, random })

  const toOrder = (
    ...[payment, given, ctx]: [PaymentOrder['payment'], PaymentOrder['options'], PaymentOrder['ctx']]
  ) => {
    checkContext(ctx, bank)
    checkInput(initiateSchema, given, { bank, what: 'options' })
    return { payment: checkPayment(payment, { bank, kinds: ['single'] }), options: given, ctx }
  }

  /** The bank finds a payment by the key that it was sent with: what is not there was not taken. */
  const search =
    (access: SessionAccess, { options: { idempotencyKey: key }, ctx }: PaymentOrder) =>
    async (): Promise<PaymentLookup> => {
      const target = withQuery('/payments', { key })
      const { payments } = await client.get(access, { route: 'GET /payments', target, schema: foundSchema, ctx })
      const [found] = payments
      return found === undefined ? { outcome: 'not_executed' } : { outcome: 'executed', ref: toRef(found.id) }
    }

  const send = async (access: SessionAccess, order: PaymentOrder): Promise<InitiatedPayment> => {
    const { payment, options: given, ctx } = order
    const redirectUri = chooseRedirectUri(given.redirectUri, options.redirectUris, bank)
    // The bank brings no state back from a payment’s page, so ours travels in the address to which it returns.
    const state = createState(random)
    const body = { payment, returnTo: withQuery(redirectUri, { state }) }
    const headers = { 'Idempotency-Key': given.idempotencyKey }
    const request = toJsonRequest({ method: 'POST', origin: client.origin, target: '/payments', headers }, body)
    const route = 'POST /payments'
    const raw = await client.send(access, request, { route, schema: paymentSchema, idempotent: false, ctx })
    const initiated = { ref: toRef(raw.id), transactionStatus: toStatus(raw.status), raw }
    if (raw.page === undefined) return initiated
    if (new URL(raw.page).origin !== client.origin) throw leadsAway(initiated.ref)
    return { ...initiated, challenge: flow.toChallenge('payments', raw.page, { state, redirectUri }) }
  }

  return {
    initiate: async (access, payment, given, ctx) => {
      const order = toOrder(payment, given, ctx)
      await sessionOf(access, rules)
      // Writes the intent before the first byte leaves; a repeat gives the known answer, or searches before it sends.
      return initiateOnce(parts, order, { send: () => send(access, order), search: search(access, order) })
    },
    lookup: async (access, payment, given, ctx) => {
      const order = toOrder(payment, given, ctx)
      await sessionOf(access, rules)
      return lookUpOnce(parts, order, search(access, order))
    },
    status: async (access, given, ctx) => {
      checkContext(ctx, bank)
      const ref = checkPaymentRef(given, bank)
      await sessionOf(access, rules)
      const target = fillPath('/payments/{id}', { id: ref.id }, { bank })
      const raw = await client.get(access, { route: 'GET /payments/{id}', target, schema: paymentSchema, ctx })
      const transactionStatus = toStatus(raw.status)
      const final = finals.has(transactionStatus)
      return { ref, transactionStatus, final, reasons: [], asOf: toInstant(clock.now()), raw }
    },
  }
}

/** The bank has the payment: its reference goes with the error, so that its status can be asked for. */
const leadsAway = (paymentRef: PaymentRef): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: bank.provider,
    message: 'The payment was taken, but the link to its page leads away from the bank.',
    hint: 'Do not follow it, and do not send the payment again: ask for the status of `paymentRef`.',
    paymentRef,
  })
