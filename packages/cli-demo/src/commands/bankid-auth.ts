import type { Challenge, ChallengeView, Provider } from '@nostro/core'
import { NostroError } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { createQrScreen } from '../render/qr-screen.ts'
import type { Terminal } from '../terminal.ts'
import { runChallenge } from '../wiring/authenticate.ts'
import { evidenceKeeper } from '../wiring/keep-evidence.ts'
import { openSetting, type SettingOptions } from '../wiring/open-setting.ts'
import type { Setting } from '../wiring/setting.ts'

export interface BankIdAuthOptions extends SettingOptions {
  readonly autoApprove?: boolean
  readonly language: 'sv' | 'en'
  readonly json?: boolean
  /** File for the evidence bundle. */
  readonly evidence?: string
}

/** Identifies a person: the QR code moves each second by the clock alone, the state is asked in BankID's rhythm. */
export const bankIdAuth = async (options: BankIdAuthOptions, terminal: Terminal): Promise<ExitCode> => {
  const setting = await openSetting({ ...options, provider: 'bankid' }, terminal)
  try {
    return await identify(setting, options, terminal)
  } finally {
    await setting.close()
  }
}

const identify = async (setting: Setting, options: BankIdAuthOptions, terminal: Terminal): Promise<ExitCode> => {
  const provider = bankIdOf(setting)
  const keep = evidenceKeeper(options, setting, terminal)
  const approve = approverOf(setting, options)
  const screen = createQrScreen(terminal, options.json === true)
  const frames = animate(provider, options, screen.show)
  try {
    const result = await runChallenge({
      provider,
      clock: systemClock,
      ctx: { signal: terminal.signal },
      onPending: frames.follow,
      respond: async () => {
        await approve?.()
        return {}
      },
    })
    screen.clear()
    if (result.status === 'failed') {
      const text = result.message?.[options.language] ?? result.reason ?? result.code
      terminal.out(
        options.json === true ? JSON.stringify({ status: 'failed', code: result.code, reason: result.reason }) : text,
      )
      return exitCode.failed
    }
    keep(result.evidence, provider)
    const name = result.identity?.name ?? 'a person'
    terminal.out(
      options.json === true
        ? JSON.stringify({ environment: setting.environment, status: 'complete', name: result.identity?.name ?? null })
        : `${terminal.style('green', '✓')} Identified: ${name}`,
    )
    return exitCode.ok
  } finally {
    frames.stop()
  }
}

const bankIdOf = ({ banks }: Setting): Provider => {
  const found = banks[0]?.provider
  if (found !== undefined) return found
  throw new NostroError({
    code: 'invalid_config',
    message: 'BankID is not configured.',
    hint: 'Add “bankid” to the configuration.',
  })
}

const approverOf = (
  setting: Setting,
  { autoApprove = false }: BankIdAuthOptions,
): (() => Promise<void>) | undefined => {
  if (!autoApprove) return undefined
  if (setting.environment === 'simulator' && 'approveBankId' in setting)
    return setting.approveBankId as () => Promise<void>
  throw new NostroError({
    code: 'invalid_config',
    message: '--auto-approve works with simulators only.',
    hint: 'Leave it out and use your BankID app.',
  })
}

/** Redraws the newest challenge each second until it is stopped. */
const animate = (
  { auth }: Provider,
  { language }: BankIdAuthOptions,
  show: (view: ChallengeView, text: string) => void,
): { follow(challenge: Challenge): void; stop(): void } => {
  let current: Challenge | undefined
  const draw = (): void => {
    if (current === undefined) return
    const view = auth.frame?.(current, systemClock.now()) ?? current.view
    show(view, view.message?.[language] ?? view.state ?? '')
  }
  const timer = setInterval(draw, 1000)
  return {
    follow: (challenge) => {
      current = challenge
      draw()
    },
    stop: () => clearInterval(timer),
  }
}
