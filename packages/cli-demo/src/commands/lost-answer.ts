import type {
  CallContext,
  InitiateOptions,
  NostroError,
  Payment,
  PaymentLookup,
  PaymentsProvider,
  SessionAccess,
} from '@nostro/core'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { paymentRefText } from '../render/payment-ref-text.ts'
import { errorToJson } from '../render/render-error.ts'
import type { Terminal } from '../terminal.ts'

export interface LostPayment {
  readonly payments: PaymentsProvider
  readonly access: SessionAccess
  readonly ctx: CallContext
  readonly payment: Payment
  readonly intent: InitiateOptions
  readonly terminal: Terminal
  readonly options: { readonly json?: boolean }
}

/** The answer to a payment was lost: looks it up where the bank allows that, says what is known, sends nothing. */
export const lostAnswer = async (error: NostroError, lost: LostPayment): Promise<ExitCode> => {
  const { intent, terminal, options } = lost
  const { outcome, reference } = await lookUp(lost)
  terminal.err(words[outcome])
  const { requestId, bankRequestId } = error
  terminal.err(plain`Key: ${intent.idempotencyKey}`)
  if (requestId !== undefined) terminal.err(plain`Our request id, as the bank received it: ${requestId}`)
  if (bankRequestId !== undefined) terminal.err(plain`The bank’s request id: ${bankRequestId}`)
  if (options.json === true) {
    terminal.out(
      jsonText({
        outcome,
        idempotencyKey: intent.idempotencyKey,
        reference,
        error: errorToJson(error),
      }),
    )
  } else if (reference !== undefined) {
    terminal.out(plain`Reference: ${reference}`)
  }
  if (terminal.signal.aborted) return exitCode.interrupted
  return outcome === 'executed' ? exitCode.ok : exitCode.failed
}

const words: Readonly<Record<PaymentLookup['outcome'], string>> = {
  executed: 'The answer was lost, but the bank has the payment. Do not send it again.',
  not_executed: 'The answer was lost, and the bank has no such payment. It may be sent again.',
  outcome_unknown: [
    'The payment was sent, but the bank’s answer did not arrive: the bank may have it, or not.',
    'Do not send it again yet. Look for it in the account and in the bank’s app; where the bank asks for an approval,',
    'a payment that nobody approved moves no money. When in doubt, ask the bank, with the key below.',
  ].join('\n'),
}

const lookUp = async ({
  payments,
  access,
  ctx,
  payment,
  intent,
  terminal,
}: LostPayment): Promise<{ readonly outcome: PaymentLookup['outcome']; readonly reference?: string }> => {
  if (payments.lookup === undefined || terminal.signal.aborted) return { outcome: 'outcome_unknown' }
  terminal.progress('The answer was lost; looking for the payment at the bank …')
  const found = await payments
    .lookup(access, payment, intent, ctx)
    .catch((): PaymentLookup => ({ outcome: 'outcome_unknown' }))
  return found.outcome === 'executed' ? { outcome: 'executed', reference: paymentRefText(found.ref) } : found
}
