import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { expect } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A simulated bunq, a customer of it, and the command in a folder of its own. */
export interface BunqSetUp {
  readonly simulators: Simulators
  readonly cwd: string
  readonly env: Record<string, string>
  /** The customer's current account in EUR. */
  readonly account: string
  run(args: readonly string[], terminal?: FakeTerminal): Promise<Ran>
  /** A command that must succeed, and what it printed for programs. */
  json<T = Record<string, unknown>>(...args: readonly string[]): Promise<T>
  /** The amounts that left or reached `account` today with this text. */
  paid(text: string): Promise<readonly string[]>
  /** Another terminal in the same folder; `more` joins the environment. */
  terminal(more?: Record<string, string>, interactive?: boolean): FakeTerminal
  /** A key of the next customer with a history, or of a new one with a single account and nothing in it. */
  newKey(wanted?: { readonly empty?: boolean }): Promise<string>
  /** Environment of another customer: a new key, a state folder of its own, connected. */
  newCustomer(wanted?: { readonly empty?: boolean }): Promise<Record<string, string>>
  emailOf(accountId: string): Promise<string>
  stop(): Promise<void>
}

interface AccountRow {
  readonly id: string
  readonly kind: string
  readonly currency: string
  readonly raw: { readonly alias: readonly { readonly type: string; readonly value: string }[] }
}

interface TransactionRow {
  readonly amount: { readonly amount: string }
  readonly remittanceInformation?: { readonly unstructured?: readonly string[] }
}

export const startBunqSetUp = async (): Promise<BunqSetUp> => {
  const simulators = await startSimulators({ banks: ['bunq'], rateLimits: false })
  const cwd = mkdtempSync(join(tmpdir(), 'nostro-bunq-'))
  const env: Record<string, string> = {
    HOME: cwd,
    XDG_CONFIG_HOME: join(cwd, 'config'),
    XDG_STATE_HOME: join(cwd, 'state'),
    NOSTRO_BUNQ_ENVIRONMENT: 'sandbox',
    NOSTRO_BUNQ_API_URL: simulators.ready.bunq?.url ?? '',
    NOSTRO_BUNQ_CA: simulators.ready.ca,
  }
  const control = simulators.control.call
  const newKey: BunqSetUp['newKey'] = async (wanted = {}) =>
    ((await control('POST', '/bunq/api-keys', wanted)) as { apiKey: string }).apiKey
  const terminal: BunqSetUp['terminal'] = (more = {}, interactive = false) => ({
    ...createFakeTerminal({ env: { ...env, ...more }, cwd }),
    interactive,
  })
  const run: BunqSetUp['run'] = async (args, at = terminal()) => {
    const code = await runCommand(createProgram, args, at)
    return { code, stdout: at.stdout(), stderr: at.stderr() }
  }
  const newCustomer: BunqSetUp['newCustomer'] = async (wanted) => {
    const key = await newKey(wanted)
    const more = { NOSTRO_BUNQ_API_KEY: key, XDG_STATE_HOME: mkdtempSync(join(cwd, 'state-')) }
    expect(await run(['connect', 'bunq'], terminal(more))).toMatchObject({ code: 0 })
    return more
  }
  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await run([...args, '--json'])
    expect(stderr).not.toContain('Error:')
    expect(code).toBe(0)
    return JSON.parse(stdout) as T
  }
  const accounts = async () => (await json<{ accounts: AccountRow[] }>('accounts')).accounts
  env['NOSTRO_BUNQ_API_KEY'] = await newKey({ empty: true })
  await json('connect', 'bunq')
  const account = (await accounts()).find(({ currency }) => currency === 'EUR')?.id ?? 'none'
  await control('POST', `/bunq/accounts/${account}/deposit`, { amount: '1000.00' })
  return {
    simulators,
    cwd,
    env,
    account,
    run,
    json,
    newKey,
    newCustomer,
    terminal,
    paid: async (text) =>
      (await json<{ transactions: TransactionRow[] }>('transactions')).transactions
        .filter(({ remittanceInformation }) => remittanceInformation?.unstructured?.includes(text) === true)
        .map(({ amount }) => amount.amount),
    emailOf: async (accountId) =>
      (await accounts()).find(({ id }) => id === accountId)?.raw.alias.find(({ type }) => type === 'EMAIL')?.value ??
      'nobody@example.org',
    stop: async () => {
      await simulators.stop()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}
