import type { CallContext, Challenge } from '@nostro/core'
import { NostroError } from '@nostro/core'
import type { BankIdComplete, BankIdFailed, BankIdPending, BankIdProvider } from '@nostro/provider-bankid'
import { openSetting, type SettingOptions } from '../banks/open-setting.ts'
import type { Setting } from '../banks/setting.ts'
import { evidenceKeeper } from '../evidence/keep-evidence.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { createQrScreen, type QrView } from '../render/qr-screen.ts'
import type { Terminal } from '../terminal.ts'

export interface FollowOptions extends SettingOptions {
  readonly autoApprove?: boolean
  readonly language: 'sv' | 'en'
  readonly json?: boolean
  /** File for the evidence bundle. */
  readonly evidence?: string
}

/** What kind of order, and the word for its good end. */
export interface BankIdAct {
  readonly done: string
  start(provider: BankIdProvider, ctx: CallContext): Promise<Challenge>
}

/** From an order to its end: a state each second on the screen; stopping cancels the order at BankID. */
export const followBankId = async (act: BankIdAct, options: FollowOptions, terminal: Terminal): Promise<ExitCode> => {
  const setting = await openSetting({ ...options, provider: 'bankid' }, terminal)
  try {
    const provider = bankIdOf(setting)
    // Before there is an order: a file that cannot be written would lose what the person signed.
    const keep = evidenceKeeper(options, setting, terminal)
    const result = await untilOver({ act, provider, phone: phoneOf(setting, options), options, terminal })
    if (result.status === 'failed') return failed(result, options, terminal)
    await keep(result.evidence, provider)
    const name = result.identity.name ?? null
    terminal.out(
      options.json === true
        ? jsonText({ environment: setting.environment, status: 'complete', name })
        : plain`${terminal.style('green', '✓')} ${act.done}: ${name ?? 'a person'}`,
    )
    return exitCode.ok
  } finally {
    await setting.close()
  }
}

/** How the person takes the order: by a real app, by the simulated app, or by itself. */
type Phone =
  | { readonly kind: 'real' }
  | { readonly kind: 'simulated'; readonly appUrl: string }
  | { readonly kind: 'automatic'; approve(): Promise<void> }

interface Following {
  readonly act: BankIdAct
  readonly provider: BankIdProvider
  readonly phone: Phone
  readonly options: FollowOptions
  readonly terminal: Terminal
}

const untilOver = async ({
  act,
  provider,
  phone,
  options,
  terminal,
}: Following): Promise<BankIdComplete | BankIdFailed> => {
  const { language } = options
  const { signal } = terminal
  const challenge = await act.start(provider, { signal })
  if (phone.kind === 'simulated') {
    terminal.err('BankID is simulated: your phone’s BankID app cannot read its code. Open the simulated app instead.')
  }
  const screen = createQrScreen(terminal)
  let approval = phone.kind === 'automatic' ? phone.approve : undefined
  try {
    // A code that somebody looks at is renewed: half a minute is short to find a phone.
    const renew = phone.kind === 'simulated' || (phone.kind === 'real' && terminal.interactive)
    for await (const state of provider.follow(challenge, { language, renew, signal })) {
      if (state.status !== 'pending') return state
      screen.show(toView(state, phone, options, terminal))
      await approval?.()
      approval = undefined
    }
    throw new NostroError({ code: 'aborted', message: 'The order was cancelled.', hint: 'Start again.' })
  } finally {
    screen.clear()
  }
}

const toView = (state: BankIdPending, phone: Phone, { language }: FollowOptions, { interactive }: Terminal): QrView => {
  const { qrText, message, secondsLeft } = state
  // Counted down only where the line is drawn over: elsewhere each second would be a line of its own.
  const text = interactive && qrText !== undefined ? `${message} (${secondsLeft} s ${left[language]})` : message
  return { qrText, link: linkOf(state, phone, interactive), text }
}

const left = { sv: 'kvar', en: 'left' } as const

/** The link of a real order opens the app for anybody who has it: it is shown to a person, never written into a log. */
const linkOf = ({ launchUrl, waiting }: BankIdPending, phone: Phone, interactive: boolean): string | undefined => {
  if (!waiting || phone.kind === 'automatic') return undefined
  // Who was called opens the app by hand: that order has no link of its own.
  if (phone.kind === 'simulated') {
    return `Simulated app: ${phone.appUrl}${launchUrl === undefined ? '' : new URL(launchUrl).search}`
  }
  return launchUrl === undefined || !interactive ? undefined : `On this device: ${launchUrl}`
}

const failed = ({ message, reason, code }: BankIdFailed, { json }: FollowOptions, terminal: Terminal): ExitCode => {
  terminal.out(json === true ? jsonText({ status: 'failed', code, reason }) : message)
  return exitCode.failed
}

/** @throws NostroError `invalid_config` where BankID is not configured */
export const bankIdOf = ({ banks }: Setting): BankIdProvider => {
  const found = banks.find(({ provider }) => provider.manifest.id === 'bankid')?.provider
  if (found !== undefined) return found as BankIdProvider
  throw new NostroError({
    code: 'invalid_config',
    message: 'BankID is not configured.',
    hint: 'Add “bankid” to the configuration.',
  })
}

/** Where a browser finds the simulated app; absent where BankID is real. */
export const appUrlOf = (setting: Setting): string | undefined =>
  setting.environment === 'simulator' && 'bankIdAppUrl' in setting ? String(setting.bankIdAppUrl) : undefined

const phoneOf = (setting: Setting, { autoApprove = false }: FollowOptions): Phone => {
  const appUrl = appUrlOf(setting)
  if (!autoApprove) return appUrl === undefined ? { kind: 'real' } : { kind: 'simulated', appUrl }
  if (appUrl !== undefined && 'approveBankId' in setting) {
    return { kind: 'automatic', approve: setting.approveBankId as () => Promise<void> }
  }
  throw new NostroError({
    code: 'invalid_config',
    message: '--auto-approve works with simulators only.',
    hint: 'Leave it out and use your BankID app.',
  })
}
