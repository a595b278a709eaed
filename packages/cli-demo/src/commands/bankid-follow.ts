import type { CallContext, Challenge } from '@nostro/core'
import { NostroError } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import type { BankIdProvider, OrderResult } from '@nostro/provider-bankid'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { evidenceKeeper } from '../wiring/keep-evidence.ts'
import { openSetting, type SettingOptions } from '../wiring/open-setting.ts'
import type { Setting } from '../wiring/setting.ts'
import { createOrderScreen } from './bankid-screen.ts'

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

/**
 * From an order to its end: the QR code moves each second by the clock alone, the state is asked in BankID's rhythm,
 * and stopping cancels the order at BankID.
 */
export const followBankId = async (act: BankIdAct, options: FollowOptions, terminal: Terminal): Promise<ExitCode> => {
  const setting = await openSetting({ ...options, provider: 'bankid' }, terminal)
  try {
    const provider = bankIdOf(setting)
    const keep = evidenceKeeper(options, setting, terminal)
    const result = await untilOver(act, provider, approverOf(setting, options), options, terminal)
    if (result.status === 'failed') return failed(result, options, terminal)
    keep(result.evidence, provider)
    const name = result.identity.name ?? null
    terminal.out(
      options.json === true
        ? JSON.stringify({ environment: setting.environment, status: 'complete', name })
        : `${terminal.style('green', '✓')} ${act.done}: ${name ?? 'a person'}`,
    )
    return exitCode.ok
  } finally {
    await setting.close()
  }
}

type Ended = Exclude<OrderResult, { readonly status: 'pending' }>

const untilOver = async (
  act: BankIdAct,
  provider: BankIdProvider,
  approve: (() => Promise<void>) | undefined,
  options: FollowOptions,
  terminal: Terminal,
): Promise<Ended> => {
  const ctx = { signal: terminal.signal }
  let challenge = await act.start(provider, ctx)
  const screen = createOrderScreen(provider.orders.frame, options, terminal)
  try {
    screen.follow(challenge)
    await approve?.()
    for (;;) {
      const result = await provider.orders.advance(challenge, ctx)
      if (result.status !== 'pending') return result
      challenge = result.challenge
      screen.follow(challenge)
      await systemClock.sleep(challenge.pollAfterMs ?? 0, terminal.signal)
    }
  } catch (error) {
    // An order left pending would block the person’s next one.
    await provider.orders.cancel(challenge).catch(() => undefined)
    throw error
  } finally {
    screen.stop()
  }
}

const failed = (
  { message, reason, code }: Exclude<Ended, { readonly status: 'complete' }>,
  { json, language }: FollowOptions,
  terminal: Terminal,
): ExitCode => {
  terminal.out(
    json === true ? JSON.stringify({ status: 'failed', code, reason }) : (message?.[language] ?? reason ?? code),
  )
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

const approverOf = (setting: Setting, { autoApprove = false }: FollowOptions): (() => Promise<void>) | undefined => {
  if (!autoApprove) return undefined
  if (setting.environment === 'simulator' && 'approveBankId' in setting)
    return setting.approveBankId as () => Promise<void>
  throw new NostroError({
    code: 'invalid_config',
    message: '--auto-approve works with simulators only.',
    hint: 'Leave it out and use your BankID app.',
  })
}
