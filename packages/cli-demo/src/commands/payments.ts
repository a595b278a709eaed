import type { CallContext, PaymentRef, PaymentStatus, PaymentsProvider, SessionAccess } from '@nostro/core'
import { NostroError } from '@nostro/core'
import { openConfiguredBank } from '../banks/open-configured-bank.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { parsePaymentRef, paymentRefText } from '../render/payment-ref-text.ts'
import { renderStatus } from '../render/render-payment.ts'
import type { Terminal } from '../terminal.ts'
import { paymentsOf } from './payments-of.ts'

export interface PaymentsOptions extends SettingOptions {
  readonly args: readonly string[]
  readonly yes?: boolean
  readonly json?: boolean
}

type Ask = (
  payments: PaymentsProvider,
  access: SessionAccess,
  ref: PaymentRef,
  ctx: CallContext,
) => Promise<PaymentStatus>

/** What the bank says of a payment now. */
export const paymentsStatus = async (options: PaymentsOptions, terminal: Terminal): Promise<ExitCode> =>
  withPayment(options, terminal, async (payments, access, ref, ctx) => payments.status(access, ref, ctx))

/** Cancels a payment while the bank still lets it be cancelled. */
export const paymentsCancel = async (
  options: PaymentsOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> =>
  withPayment(options, terminal, async (payments, access, ref, ctx) => {
    if (payments.cancel === undefined) {
      throw new NostroError({
        code: 'invalid_config',
        provider: ref.provider,
        message: 'This bank cannot cancel payments.',
        hint: 'The customer may be able to do so in the bank’s app.',
      })
    }
    if (options.yes !== true) {
      if (!terminal.interactive) {
        throw new NostroError({
          code: 'invalid_config',
          message: 'There is no terminal to ask at. Nothing was cancelled.',
          hint: 'Add --yes.',
        })
      }
      if (!(await person.confirm(`Cancel ${paymentRefText(ref)}?`, terminal))) {
        throw new NostroError({
          code: 'user_cancelled',
          message: 'Nothing was cancelled.',
          hint: 'The payment goes on.',
        })
      }
    }
    return payments.cancel(access, ref, ctx)
  })

const withPayment = async (options: PaymentsOptions, terminal: Terminal, ask: Ask): Promise<ExitCode> => {
  const ref = parsePaymentRef(options.args[0] ?? '')
  const { setting, bank } = await openConfiguredBank({ ...options, provider: ref.provider }, terminal)
  try {
    const payments = paymentsOf(bank.provider, ref.kind)
    const ctx = { signal: terminal.signal }
    terminal.progress(plain`${bank.provider.manifest.name}: asking …`)
    const status = await ask(payments, await bank.connect(ctx, 'payments'), ref, ctx)
    const { raw: _, ...rest } = status
    terminal.out(options.json === true ? jsonText({ reference: paymentRefText(ref), ...rest }) : renderStatus(status))
    return exitCode.ok
  } finally {
    await setting.close()
  }
}
