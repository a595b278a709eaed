import {
  type CallContext,
  createSessionAccess,
  mayHaveHappened,
  NostroError,
  type PaymentStatus,
  type PaymentsProvider,
  type Provider,
  type SessionAccess,
  type TransactionStatus,
} from '@nostro/core'
import type { Services } from '../api/services.ts'
import { countPayment } from '../auth/payment-ceiling.ts'
import type { Ceiling } from '../auth/scopes.ts'
import { ApiError } from '../errors/api-error.ts'
import type { KeptPayment, PaymentState } from './payment-store.ts'

const illegalStep = (status: PaymentState): ApiError =>
  new ApiError({
    status: 409,
    code: 'conflict',
    detail: `The payment is ${status}: this step is not possible any more.`,
    hint: 'Read its state: GET /v1/payments/{id}?refresh=true',
  })

export interface PayingBank {
  readonly payments: PaymentsProvider
  readonly access: SessionAccess
  readonly redirects: boolean
}

/** The bank of a connection, as payments need it. @throws NostroError `invalid_request` where it takes none */
export const openBank = async ({ connections, clock }: Services, id: string, ctx: CallContext): Promise<PayingBank> => {
  const { provider, access } = await connections.get(id)
  const { payments, manifest } = provider
  if (payments === undefined) {
    throw new NostroError({
      code: 'invalid_request',
      provider: manifest.id,
      message: `${manifest.name} takes no payments here.`,
      hint: 'Choose a connection of a bank with the capability “payments”.',
    })
  }
  const redirects = manifest.authentication.some((kind) => kind.includes('redirect'))
  // Banks that ask the customer for each payment on their own page take the application's session, not the customer's.
  const asApplication = manifest.authentication.includes('oauth2-client-credentials')
  return { payments, redirects, access: asApplication ? await applicationAccess(provider, clock, ctx) : access }
}

const applicationAccess = async (provider: Provider, clock: Services['clock'], ctx: CallContext) => {
  const challenge = await provider.auth.start({ purpose: 'payments' }, ctx)
  const result = await provider.auth.advance(challenge, {}, ctx)
  if (result.status === 'complete') return createSessionAccess({ session: result.session, auth: provider.auth, clock })
  throw new NostroError({
    code: 'consent_required',
    provider: provider.manifest.id,
    message: `${provider.manifest.name} gave no session for payments.`,
    hint: 'Look at the certificates with “nostro doctor”.',
  })
}

/**
 * Sends a draft to the bank, once: of many callers the one that moves it to `submitting` sends it. An answer that was lost makes it
 * `outcome_unknown`, which is no error of the caller's: it is looked up, never sent again.
 */
export const submitPayment = async (
  services: Services,
  draft: KeptPayment,
  ceilings: readonly Ceiling[],
  ctx: CallContext,
): Promise<KeptPayment> => {
  const { payments: store, settings, clock, challenges, ledger } = services
  if (draft.status !== 'draft') throw illegalStep(draft.status)
  const bank = await openBank(services, draft.connection, ctx)
  const amount = 'amount' in draft.payment ? draft.payment.amount : undefined
  const when = { now: clock.now(), isPostgres: ledger.store.dialect === 'postgres' }
  const sending = await store.change(draft, { status: 'submitting', submittedAt: when.now }, () =>
    countPayment(ceilings, { id: draft.id, amount }, when),
  )
  if (sending === undefined) throw illegalStep('submitting')
  const redirectUri = bank.redirects ? `${settings.publicUrl}/callback` : undefined
  try {
    const { intentKey: idempotencyKey, approval, payee: payeeVerification } = draft
    const options = { idempotencyKey, redirectUri, startedAt: sending.submittedAt, approval, payeeVerification }
    // Bytes may leave from here on: a caller who hangs up does not end it.
    const sent = await bank.payments.initiate(bank.access, draft.payment, options, { ...ctx, signal: undefined })
    const kept =
      sent.challenge &&
      (await challenges.add({ challenge: sent.challenge, payment: draft.id, connection: draft.connection }))
    return await move(services, sending, {
      status: kept === undefined ? stateOf(sent.transactionStatus) : 'sca_required',
      ref: sent.ref,
      transactionStatus: sent.transactionStatus,
      challenge: kept?.id,
    })
  } catch (error) {
    if (mayHaveHappened(error)) {
      const ref = NostroError.isInstance(error) ? error.paymentRef : undefined
      return move(services, sending, { status: 'outcome_unknown', ref })
    }
    if (NostroError.isInstance(error) && error.code === 'payment_rejected')
      return move(services, sending, { status: 'rejected', reasons: [error.message] })
    // Nothing left: it is a draft as before.
    await move(services, sending, { status: 'draft', submittedAt: undefined })
    throw error
  }
}

/** Asks the bank for the state, or looks for a payment whose answer was lost. Never sends anything. */
export const refreshPayment = async (services: Services, kept: KeptPayment, ctx: CallContext): Promise<KeptPayment> => {
  if (['draft', 'executed', 'rejected', 'cancelled'].includes(kept.status)) return kept
  const { payments, access } = await openBank(services, kept.connection, ctx)
  if (kept.ref !== undefined) return fromStatus(services, kept, await payments.status(access, kept.ref, ctx))
  if (payments.lookup === undefined) return kept
  const options = { idempotencyKey: kept.intentKey, startedAt: kept.submittedAt }
  const found = await payments.lookup(access, kept.payment, options, ctx)
  if (found.outcome === 'outcome_unknown') return move(services, kept, { status: 'outcome_unknown' })
  if (found.outcome === 'not_executed') return move(services, kept, { status: 'draft', submittedAt: undefined })
  return fromStatus(services, { ...kept, ref: found.ref }, await payments.status(access, found.ref, ctx))
}

export const cancelPayment = async (services: Services, kept: KeptPayment, ctx: CallContext): Promise<KeptPayment> => {
  if (kept.status === 'draft') return move(services, kept, { status: 'cancelled' })
  if (kept.ref === undefined || ['executed', 'rejected', 'cancelled'].includes(kept.status))
    throw illegalStep(kept.status)
  const { payments, access } = await openBank(services, kept.connection, ctx)
  if (payments.cancel === undefined) throw illegalStep(kept.status)
  return fromStatus(services, kept, await payments.cancel(access, kept.ref, ctx))
}

const fromStatus = (services: Services, kept: KeptPayment, status: PaymentStatus): Promise<KeptPayment> => {
  const state = stateOf(status.transactionStatus)
  const waits = kept.status === 'sca_required' && state === 'accepted' && !isBeyondReceipt(status.transactionStatus)
  return move(services, kept, {
    ref: kept.ref,
    status: waits ? 'sca_required' : state,
    transactionStatus: status.transactionStatus,
    reasons: status.reasons,
  })
}

/** `RCVD` says that it lies at the bank, not that the customer approved it. */
const isBeyondReceipt = (status: TransactionStatus): boolean => !['RCVD', 'PDNG', 'unknown'].includes(status)

const states: Partial<Record<TransactionStatus, PaymentState>> = {
  ACSC: 'executed',
  ACCC: 'executed',
  RJCT: 'rejected',
  EXPI: 'rejected',
  CANC: 'cancelled',
}

const stateOf = (status: TransactionStatus): PaymentState => states[status] ?? 'accepted'

const move = async (services: Services, before: KeptPayment, change: Partial<KeptPayment>): Promise<KeptPayment> => {
  const { payments, events } = services
  const after = await payments.change(before, change)
  // Another process wrote first: what it wrote is the state.
  if (after === undefined) return (await payments.get(before.id)) ?? before
  if (after.status !== before.status)
    await events.publish({ type: 'payment.status_changed', data: { paymentId: after.id, status: after.status } })
  return after
}
