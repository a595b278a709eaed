import { mayHaveHappened, NostroError } from '@nostro/core'
import { systemRandom } from '@nostro/core/node'
import { openConfiguredBank } from '../banks/open-configured-bank.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import { catchRedirect, isLoopback, type RedirectCatcher } from '../redirect/catch-redirect.ts'
import { chooseRedirectUri, returnsByRedirect } from '../redirect/choose-redirect-uri.ts'
import { plain } from '../render/harmless.ts'
import { renderPreview } from '../render/render-payment.ts'
import type { Terminal } from '../terminal.ts'
import { lostAnswer } from './lost-answer.ts'
import { authorise, tell } from './pay-authorise.ts'
import type { Initiate, Initiation, PayContext, PayOptions } from './pay-context.ts'
import { toPayment } from './pay-input.ts'
import { paymentsOf, psuFor } from './payments-of.ts'

/** Shows, asks, sends once, and goes with the customer to the bank's page. The status is the bank's word, not the redirect's. */
export const pay = async (
  options: PayOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const payment = toPayment(options)
  refuseStrays(options)
  const { setting, bank } = await openConfiguredBank(options, terminal)
  let catcher: RedirectCatcher | undefined
  try {
    const { provider } = bank
    const payments = paymentsOf(provider, payment.kind)
    const ctx = { signal: terminal.signal, ...psuFor(provider, options.psuIp) }
    const redirectUri = returnsByRedirect(provider)
      ? chooseRedirectUri(setting.config, bank.instance, options.redirectUri)
      : undefined
    const idempotencyKey = options.idempotencyKey ?? systemRandom.uuid()
    terminal.err(renderPreview(provider.manifest.name, payment, idempotencyKey, terminal))
    const approval = options.approve && (await import('./pay-approval.ts')).prepareApproval(options, setting, terminal)
    await confirmPayment(options, terminal, person)
    // Listens before anything is sent: a busy port must not leave a payment half-done.
    if (options.wait && redirectUri !== undefined && isLoopback(redirectUri)) {
      catcher = await catchRedirect(redirectUri, terminal.signal)
    }
    terminal.progress(plain`${provider.manifest.name}: connecting …`)
    const access = await bank.connect(ctx, 'payments')
    const intent = { idempotencyKey, redirectUri }
    const run: PayContext = { provider, payments, access, ctx, payment, intent, terminal, person, options }
    return await send(run, approval ?? initiateUnapproved, catcher)
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

/** Options that only an approval gives a sense. */
const refuseStrays = ({ approve, evidence, personalNumberFile }: PayOptions): void => {
  if (approve !== undefined || (evidence ?? personalNumberFile) === undefined) return
  throw new NostroError({
    code: 'invalid_config',
    message: '--evidence and --personal-number-file are for approvals.',
    hint: 'Add --approve bankid.',
  })
}

const initiateUnapproved: Initiate = async ({ provider, payments, access, payment, intent, ctx, terminal }) => {
  terminal.progress(plain`${provider.manifest.name}: sending the payment …`)
  try {
    return { status: 'initiated', initiated: await payments.initiate(access, payment, intent, ctx) }
  } catch (error) {
    if (mayHaveHappened(error)) return { status: 'outcome_unknown', error }
    throw error
  }
}

const send = async (run: PayContext, initiate: Initiate, catcher: RedirectCatcher | undefined): Promise<ExitCode> => {
  const { terminal } = run
  let initiation: Initiation
  try {
    initiation = await initiate(run)
  } catch (error) {
    if (terminal.signal.aborted) terminal.err('The payment was not sent.')
    throw error
  }
  if (initiation.status === 'outcome_unknown') return lostAnswer(initiation.error, run)
  if (initiation.status === 'refused') return exitCode.failed
  const { initiated } = initiation
  const status = await authorise(run, initiated, catcher)
  tell(run, initiated, status)
  if (terminal.signal.aborted) return exitCode.interrupted
  return status?.transactionStatus === 'RJCT' || status?.transactionStatus === 'CANC' ? exitCode.failed : exitCode.ok
}
