import {
  type CallContext,
  type InitiatedPayment,
  NostroError,
  type Payment,
  type PaymentRef,
  type PaymentStatus,
  type PaymentsProvider,
  type ProviderServices,
  type Session,
  type SessionAccess,
  type TransactionStatus,
  toInstant,
} from '@nostro/core'
import {
  checkContext,
  checkInput,
  checkPayment,
  checkPaymentRef,
  chooseRedirectUri,
  createState,
  initiateOnce,
  initiateSchema,
  lookUpOnce,
  sessionOf,
} from '@nostro/provider-kit'
import { endpoints } from '../api/endpoints.ts'
import { createdPaymentSchema, paymentStatusSchema } from '../api/schemas.ts'
import {
  type AuthoriseParts,
  addressHeaders,
  progress,
  redirectHeaders,
  requireAddress,
  type Target,
  targetHeaders,
  toJson,
} from '../auth/authorise.ts'
import { authorizerOf } from '../auth/authorizer.ts'
import { secretsOf } from '../auth/session-secrets.ts'
import { type SupportedPayment, toPaymentBody } from './to-payment-body.ts'

export interface PaymentsParts extends AuthoriseParts, Pick<ProviderServices, 'intents' | 'logger'> {
  readonly instance: string
  readonly clock: ProviderServices['clock']
}

const statuses: ReadonlySet<string> = new Set([
  ...['RCVD', 'PDNG', 'ACTC', 'ACCP', 'ACWC', 'ACWP', 'ACSP', 'ACSC', 'ACCC', 'ACFC', 'PATC', 'PART', 'RJCT', 'CANC'],
])

const isStatus = (word: string): word is TransactionStatus => statuses.has(word)

const toStatus = (word: string): TransactionStatus => (isStatus(word) ? word : 'unknown')

const isSupported = (payment: Payment): payment is SupportedPayment =>
  ['single', 'instant', 'scheduled', 'periodic', 'bulk'].includes(payment.kind)

interface Sending {
  readonly payment: SupportedPayment
  readonly order: ReturnType<typeof toPaymentBody>
  readonly session: Session
  readonly access: SessionAccess
  readonly redirectUri: string
  readonly requestId: string
  readonly ctx: CallContext | undefined
}

const send = async (parts: PaymentsParts, sending: Sending): Promise<InitiatedPayment> => {
  const { bank, client, random } = parts
  const { payment, order, session, access, redirectUri, requestId, ctx } = sending
  const { psuId, accessToken } = secretsOf(session, bank)
  const target: Target = {
    purpose: 'payments',
    id: '',
    state: createState(random),
    redirectUri,
    psuId,
    accessToken,
    session: toJson(session),
  }
  const headers = {
    ...addressHeaders(parts, ctx),
    ...targetHeaders(parts, { psuId }),
    ...redirectHeaders(parts, target),
  }
  const response = await client.send(endpoints.createPayment, {
    ctx,
    params: { service: order.service, product: order.product },
    body: order.body,
    headers,
    requestId,
    authorize: authorizerOf(access, bank),
  })
  const answer = client.read(response, createdPaymentSchema, 'the payment')
  const details = { service: order.service, product: order.product }
  const ref: PaymentRef = { provider: bank.provider, kind: payment.kind, id: answer.paymentId, details }
  const raw = client.read(response, { safeParse: (data: unknown) => ({ success: true as const, data }) }, 'the payment')
  const paid = { ref, transactionStatus: toStatus(answer.transactionStatus), raw }
  try {
    const next = await progress(parts, { ...target, id: answer.paymentId }, response, ctx)
    return next.status === 'challenge' ? { ...paid, challenge: next.challenge } : paid
  } catch (error) {
    // The payment is there: a later look-up must find it by its reference.
    throw NostroError.isInstance(error) ? error.with({ paymentRef: ref }) : error
  }
}

const readStatus = async (
  parts: PaymentsParts,
  access: SessionAccess,
  ref: PaymentRef,
  ctx: CallContext | undefined,
): Promise<PaymentStatus> => {
  const { bank, client, settings } = parts
  const session = await sessionOf(access, { bank })
  const { psuId } = secretsOf(session, bank)
  const params = {
    service: ref.details?.['service'] ?? 'payments',
    product: ref.details?.['product'] ?? '',
    paymentId: ref.id,
  }
  const response = await client.send(endpoints.paymentStatus, {
    ctx,
    params,
    headers: targetHeaders(parts, { psuId }),
    authorize: authorizerOf(access, bank),
  })
  const answer = client.read(response, paymentStatusSchema, 'the status of the payment')
  const transactionStatus = toStatus(answer.transactionStatus)
  // A standing order that is accepted changes no more.
  const isAccepted = ref.kind === 'periodic' && transactionStatus === 'ACCP'
  return {
    ref,
    transactionStatus,
    final: isAccepted || settings.profile.finalStatuses.includes(transactionStatus),
    fundsAvailable: answer.fundsAvailable,
    reasons: answer.psuMessage === undefined ? [] : [answer.psuMessage],
    asOf: toInstant(client.now()),
    raw: client.read(response, { safeParse: (data: unknown) => ({ success: true as const, data }) }, 'the status'),
  }
}

const cancel = async (
  parts: PaymentsParts,
  access: SessionAccess,
  ref: PaymentRef,
  ctx: CallContext | undefined,
): Promise<PaymentStatus> => {
  const { bank, client, settings, random } = parts
  checkContext(ctx, bank)
  checkPaymentRef(ref, bank)
  const session = await sessionOf(access, { bank, purposes: ['payments'] })
  const { psuId, accessToken } = secretsOf(session, bank)
  const target: Target = {
    purpose: 'payments',
    id: ref.id,
    state: createState(random),
    redirectUri: settings.redirectUris[0] ?? '',
    psuId,
    accessToken,
    session: toJson(session),
  }
  const params = {
    service: ref.details?.['service'] ?? 'payments',
    product: ref.details?.['product'] ?? '',
    paymentId: ref.id,
  }
  const headers = {
    ...addressHeaders(parts, ctx),
    ...targetHeaders(parts, { psuId }),
    ...redirectHeaders(parts, target),
  }
  const response = await client.send(endpoints.cancelPayment, {
    ctx,
    params,
    headers,
    authorize: authorizerOf(access, bank),
  })
  if (response.status === 202) {
    const next = await progress(parts, target, response, ctx)
    if (next.status === 'challenge') {
      throw new NostroError({
        code: 'sca_required',
        provider: bank.provider,
        message: 'The bank wants the customer to confirm the cancellation.',
        hint: 'Show the challenge of this error; the payment’s status then says CANC.',
        challenge: next.challenge,
      })
    }
  }
  return readStatus(parts, access, ref, ctx)
}

/**
 * Payments at a Berlin Group bank. The standard has neither an idempotency key nor a list of payments, so a lost answer
 * stays `outcome_unknown`; the request id is what the bank can be asked about.
 */
export const createPaymentsProvider = (parts: PaymentsParts): PaymentsProvider => {
  const { bank, client, settings } = parts
  const check = (payment: Payment, options: unknown, ctx: CallContext | undefined): SupportedPayment => {
    checkContext(ctx, bank)
    checkInput(initiateSchema, options, { bank, what: 'options' })
    checkPayment(payment, { bank, kinds: settings.profile.paymentKinds })
    if (!isSupported(payment)) throw new TypeError('Unreachable: the kind was checked.')
    return payment
  }
  return {
    initiate: async (access, given, options, ctx) => {
      const payment = check(given, options, ctx)
      requireAddress(parts, ctx)
      const session = await sessionOf(access, { bank, purposes: ['payments'] })
      const redirectUri = chooseRedirectUri(options.redirectUri, settings.redirectUris, bank)
      const order = toPaymentBody(payment, settings.profile, bank, toInstant(client.now()).slice(0, 10))
      const requestId = client.requestId()
      return initiateOnce(
        parts,
        { payment, options, requestId, ctx },
        { send: () => send(parts, { payment, order, session, access, redirectUri, requestId, ctx }) },
      )
    },
    status: async (access, ref, ctx) => {
      checkContext(ctx, bank)
      checkPaymentRef(ref, bank)
      return readStatus(parts, access, ref, ctx)
    },
    cancel: (access, ref, ctx) => cancel(parts, access, ref, ctx),
    lookup: async (access, given, options, ctx) => {
      const payment = check(given, options, ctx)
      await sessionOf(access, { bank, purposes: ['payments'] })
      return lookUpOnce(parts, { payment, options, ctx })
    },
  }
}
