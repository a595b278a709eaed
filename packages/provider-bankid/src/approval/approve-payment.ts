import {
  type ApprovalRequest,
  type AuthFailure,
  type CallContext,
  type Challenge,
  type Clock,
  type Evidence,
  type Identity,
  type InitiatedPayment,
  type InitiateOptions,
  mayHaveHappened,
  NostroError,
  type Payment,
  type PaymentApprover,
  type PaymentsProvider,
  type SessionAccess,
} from '@nostro/core'

/** A payment, the bank that sends it, and who approves it. */
export interface ApprovePaymentParts {
  readonly approver: PaymentApprover
  /** The bank that sends the payment, and its manifest id. */
  readonly bank: string
  readonly payments: Pick<PaymentsProvider, 'initiate'>
  readonly access: SessionAccess
  readonly payment: Payment
  readonly intent: Omit<InitiateOptions, 'approval'>
  /** Only this person may approve. */
  readonly personalNumber?: string | undefined
  readonly clock: Clock
  /** Each state of the challenge: show its view. */
  readonly onPending?: ((challenge: Challenge) => void) | undefined
  /** Keeps the evidence before the payment leaves. When it throws, nothing is sent. */
  readonly onApproved?: ((approval: Evidence, identity: Identity) => void | Promise<void>) | undefined
}

interface Approved {
  readonly approval: Evidence
  readonly identity: Identity
}

/** However it ends at the bank, the evidence stays with it. Failures of the approval itself: nothing was sent. */
export type ApprovedPayment =
  | (Approved & { readonly status: 'initiated'; readonly initiated: InitiatedPayment })
  /** The bank refused, or could not be reached: no payment was made. */
  | (Approved & { readonly status: 'not_initiated'; readonly error: NostroError })
  /** The answer was lost, or cannot be trusted or read: look the payment up by its intent, never send it again. */
  | (Approved & { readonly status: 'outcome_unknown'; readonly error: unknown })
  | AuthFailure

/**
 * Puts a payment of another bank before a person, and sends it only when exactly this payment was approved and the
 * proof holds.
 * @throws NostroError `verification_failed`, `aborted` and what the approver throws: nothing was sent then;
 * `invalid_request` for options of the bank's own in `intent`, which would be sent without being approved
 *
 * @example
 * const result = await approvePayment({ approver, bank: 'ing', payments, access, payment, intent, clock })
 */
export const approvePayment = async (parts: ApprovePaymentParts, ctx?: CallContext): Promise<ApprovedPayment> => {
  const { approver, bank, payments, access, intent, personalNumber, onApproved } = parts
  // A copy: what the caller changes meanwhile is neither shown nor sent.
  const payment = structuredClone(parts.payment)
  refuseUnapproved(intent)
  const request: ApprovalRequest = {
    bank,
    payment,
    idempotencyKey: intent.idempotencyKey,
    personalNumber,
  }
  const sent = { ...intent }
  const result = await untilDecided(approver, request, parts, ctx)
  if (result.status === 'failed') return result
  const { approval, identity } = result
  await onApproved?.(approval, identity)
  if (ctx?.signal?.aborted === true) throw stopped()
  try {
    const initiated = await payments.initiate(access, payment, { ...sent, approval }, ctx)
    return { status: 'initiated', initiated, approval, identity }
  } catch (error) {
    if (NostroError.isInstance(error) && !mayHaveHappened(error)) {
      return { status: 'not_initiated', error, approval, identity }
    }
    return { status: 'outcome_unknown', error, approval, identity }
  }
}

/** Members of the intent that change nothing of the payment itself. */
const harmlessOptions: ReadonlySet<string> = new Set<keyof ApprovePaymentParts['intent']>([
  'idempotencyKey',
  'startedAt',
  'redirectUri',
  'payeeVerification',
])

/** A bank's own options (who bears the charges, by which clearing system) would be sent without having been approved. */
const refuseUnapproved = (intent: object): void => {
  const unknown = Object.entries(intent).find(([name, value]) => value !== undefined && !harmlessOptions.has(name))
  if (unknown === undefined) return
  throw new NostroError({
    code: 'invalid_request',
    provider: 'bankid',
    message: `\`intent.${unknown[0]}\` would be sent to the bank, but the person cannot see and approve it.`,
    hint: 'Leave it out, or have the payment approved at the bank. Nobody was asked, and nothing was sent.',
  })
}

const untilDecided = async (
  approver: PaymentApprover,
  request: ApprovalRequest,
  { clock, onPending }: ApprovePaymentParts,
  ctx?: CallContext,
): Promise<(Approved & { readonly status: 'approved' }) | AuthFailure> => {
  let challenge = await approver.startApproval(request, ctx)
  try {
    for (;;) {
      onPending?.(challenge)
      await clock.sleep(challenge.pollAfterMs ?? 0, ctx?.signal)
      const result = await approver.advanceApproval(challenge, request, ctx)
      if (result.status !== 'pending') return result
      challenge = result.challenge
    }
  } catch (error) {
    // An order left waiting could still be signed, for nothing.
    await approver.cancel?.(challenge).catch(() => undefined)
    throw error
  }
}

const stopped = (): NostroError =>
  new NostroError({
    code: 'aborted',
    provider: 'bankid',
    message: 'Stopped after the approval, before the payment was sent.',
    hint: 'Nothing was sent. Ask for a new approval to send it.',
  })
