import type { InitiatedPayment, PaymentStatus } from '@nostro/core'
import { visitPage } from '../person/respond.ts'
import type { RedirectCatcher } from '../redirect/catch-redirect.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { paymentRefText } from '../render/payment-ref-text.ts'
import { renderStatus, statusWords } from '../render/render-payment.ts'
import type { PayContext } from './pay-context.ts'

/** To the bank's page and back. Whatever goes wrong from here on, the payment is at the bank, and that is said. */
export const authorise = async (
  run: PayContext,
  { ref, challenge }: InitiatedPayment,
  catcher: RedirectCatcher | undefined,
): Promise<PaymentStatus | undefined> => {
  const { payments, provider, access, ctx, terminal, person, options } = run
  if (challenge?.kind === 'redirect') {
    const { url } = challenge
    if (!options.wait) {
      terminal.err('The customer approves the payment on this page:')
      terminal.err(plain`  ${url}`)
      return undefined
    }
    try {
      const parts = { terminal, person, open: options.open, catcher }
      await provider.auth.advance(challenge, { redirectUrl: await visitPage(challenge, parts) }, ctx)
    } catch (error) {
      terminal.err(
        terminal.signal.aborted
          ? 'Interrupted while waiting. The payment is at the bank; until it is approved there, no money moves.'
          : plain`The way back from the bank went wrong: ${error instanceof Error ? error.message : String(error)}`,
      )
      if (terminal.signal.aborted) return undefined
    }
  }
  return payments.status(access, ref, ctx).catch((error: unknown) => {
    terminal.err(plain`The status could not be read: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  })
}

/** What is known of the payment, and where to ask later. */
export const tell = (
  { intent, terminal, options }: PayContext,
  { ref, transactionStatus, challenge }: InitiatedPayment,
  status?: PaymentStatus,
): void => {
  const reference = paymentRefText(ref)
  const code = status?.transactionStatus ?? transactionStatus
  if (options.json === true) {
    terminal.out(
      jsonText({
        reference,
        ref,
        idempotencyKey: intent.idempotencyKey,
        transactionStatus: code,
        final: status?.final ?? false,
        reasons: status?.reasons ?? [],
        ...(challenge?.kind === 'redirect' ? { page: challenge.url } : {}),
      }),
    )
    return
  }
  terminal.out(plain`Reference: ${reference}`)
  terminal.out(status === undefined ? plain`Status: ${code} (${statusWords[code]})` : renderStatus(status))
  if (status?.final !== true) terminal.out(plain`Next: nostro payments status ${reference}`)
}
