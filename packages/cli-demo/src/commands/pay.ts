import {
  type CallContext,
  type InitiatedPayment,
  type InitiateOptions,
  NostroError,
  type Payment,
  type PaymentStatus,
  type PaymentsProvider,
  type Provider,
  type SessionAccess,
} from '@nostro/core'
import { nodeRandom } from '@nostro/core/node'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { paymentRefText } from '../render/payment-ref-text.ts'
import { renderPreview, renderStatus, statusWords } from '../render/render-payment.ts'
import type { Terminal } from '../terminal.ts'
import { catchRedirect, isLoopback, type RedirectCatcher } from '../wiring/catch-redirect.ts'
import { chooseRedirectUri } from '../wiring/choose-redirect-uri.ts'
import { openConfiguredBank } from '../wiring/open-connected.ts'
import type { SettingOptions } from '../wiring/open-setting.ts'
import { type Person, personAtTerminal } from '../wiring/person.ts'
import { visitPage } from '../wiring/respond.ts'
import { lostAnswer } from './lost-answer.ts'
import { mayHaveHappened } from './may-have-happened.ts'
import { type PayInput, toPayment } from './pay-input.ts'
import { paymentsOf, psuFor } from './payment-desk.ts'

export interface PayOptions extends SettingOptions, PayInput {
  readonly provider: string
  readonly idempotencyKey?: string
  readonly redirectUri?: string
  readonly psuIp?: string
  readonly yes?: boolean
  readonly open: boolean
  /** False: prints the bank's page and ends. */
  readonly wait: boolean
  readonly json?: boolean
}

/** What all steps of one payment share. */
interface Payday {
  readonly provider: Provider
  readonly payments: PaymentsProvider
  readonly access: SessionAccess
  readonly ctx: CallContext
  readonly payment: Payment
  readonly intent: InitiateOptions
  readonly terminal: Terminal
  readonly person: Person
  readonly options: PayOptions
}

/** Shows, asks, sends once, and goes with the customer to the bank's page. The status is the bank's word, not the redirect's. */
export const pay = async (
  options: PayOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const payment = toPayment(options)
  const { setting, bank } = await openConfiguredBank(options, terminal)
  let catcher: RedirectCatcher | undefined
  try {
    const { provider } = bank
    const payments = paymentsOf(provider, payment.kind)
    const ctx = { signal: terminal.signal, ...psuFor(provider, options.psuIp) }
    const redirectUri = provider.manifest.authentication.includes('oauth2-redirect')
      ? chooseRedirectUri(setting.config, provider.manifest.id, options.redirectUri)
      : undefined
    const idempotencyKey = options.idempotencyKey ?? nodeRandom.uuid()
    terminal.err(renderPreview(provider.manifest.name, payment, idempotencyKey, terminal))
    await confirmPayment(options, terminal, person)
    // Listens before anything is sent: a busy port must not leave a payment half-done.
    if (options.wait && redirectUri !== undefined && isLoopback(redirectUri)) {
      catcher = await catchRedirect(redirectUri, terminal.signal)
    }
    terminal.progress(`${provider.manifest.name}: connecting …`)
    const access = await bank.connect(ctx, 'payments')
    const intent = { idempotencyKey, ...(redirectUri === undefined ? {} : { redirectUri }) }
    return await send({ provider, payments, access, ctx, payment, intent, terminal, person, options }, catcher)
  } finally {
    await catcher?.close()
    await setting.close()
  }
}

const confirmPayment = async ({ yes }: PayOptions, terminal: Terminal, person: Person): Promise<void> => {
  if (yes === true) return
  if (!terminal.interactive) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'This moves money, and there is no terminal to ask at. Nothing was sent.',
      hint: 'Compare the lines above with the invoice, then add --yes.',
    })
  }
  if (await person.confirm('Send this payment?', terminal)) return
  throw new NostroError({
    code: 'user_cancelled',
    message: 'Nothing was sent.',
    hint: 'Start again when you are ready.',
  })
}

const send = async (day: Payday, catcher: RedirectCatcher | undefined): Promise<ExitCode> => {
  const { payments, access, ctx, payment, intent, terminal, provider } = day
  terminal.progress(`${provider.manifest.name}: sending the payment …`)
  let initiated: InitiatedPayment
  try {
    initiated = await payments.initiate(access, payment, intent, ctx)
  } catch (error) {
    if (mayHaveHappened(error)) return lostAnswer(error, day)
    if (NostroError.isInstance(error) && error.code === 'aborted') terminal.err('The payment was not sent.')
    throw error
  }
  const status = await authorise(day, initiated, catcher)
  tell(day, initiated, status)
  if (terminal.signal.aborted) return exitCode.interrupted
  return status?.transactionStatus === 'RJCT' || status?.transactionStatus === 'CANC' ? exitCode.failed : exitCode.ok
}

/** To the bank's page and back. Whatever goes wrong from here on, the payment is at the bank, and that is said. */
const authorise = async (
  day: Payday,
  { ref, challenge }: InitiatedPayment,
  catcher: RedirectCatcher | undefined,
): Promise<PaymentStatus | undefined> => {
  const { payments, provider, access, ctx, terminal, person, options } = day
  const url = challenge?.view.url
  if (challenge !== undefined && url !== undefined) {
    if (!options.wait) {
      terminal.err('The customer approves the payment on this page:')
      terminal.err(`  ${url}`)
      return undefined
    }
    try {
      const parts = { terminal, person, open: options.open, ...(catcher === undefined ? {} : { catcher }) }
      await provider.auth.advance(challenge, { redirectUrl: await visitPage(url, parts) }, ctx)
    } catch (error) {
      terminal.err(
        terminal.signal.aborted
          ? 'Interrupted while waiting. The payment is at the bank; until it is approved there, no money moves.'
          : `The way back from the bank went wrong: ${error instanceof Error ? error.message : String(error)}`,
      )
      if (terminal.signal.aborted) return undefined
    }
  }
  return payments.status(access, ref, ctx).catch((error: unknown) => {
    terminal.err(`The status could not be read: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  })
}

const tell = (
  { intent, terminal, options }: Payday,
  { ref, transactionStatus, challenge }: InitiatedPayment,
  status?: PaymentStatus,
): void => {
  const reference = paymentRefText(ref)
  const code = status?.transactionStatus ?? transactionStatus
  if (options.json === true) {
    terminal.out(
      JSON.stringify({
        reference,
        ref,
        idempotencyKey: intent.idempotencyKey,
        transactionStatus: code,
        final: status?.final ?? false,
        reasons: status?.reasons ?? [],
        ...(challenge?.view.url === undefined ? {} : { page: challenge.view.url }),
      }),
    )
    return
  }
  terminal.out(`Reference: ${reference}`)
  terminal.out(status === undefined ? `Status: ${code} (${statusWords[code]})` : renderStatus(status))
  if (status?.final !== true) terminal.out(`Next: nostro payments status ${reference}`)
}
