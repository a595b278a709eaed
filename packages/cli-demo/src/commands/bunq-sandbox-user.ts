import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { connect, toMoney } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { loadConfig } from '@nostro/host'
import { type BunqOptions, createBunqProvider } from '@nostro/provider-bunq'
import type { SettingOptions } from '../banks/open-setting.ts'
import { clockOf } from '../clock-of.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { createTerminalLogger } from '../terminal-logger.ts'
import { chooseAccount } from './at-bunq.ts'
import { usage } from './bunq-input.ts'
import { newFile } from './new-file.ts'

export interface SandboxUserOptions extends SettingOptions {
  readonly company?: boolean
  readonly money?: string
  /** File for the key. */
  readonly out?: string
  readonly printKey?: boolean
  readonly json?: boolean
}

/** A new user of bunq's sandbox. The key goes into a file of mode 0600; on stdout only when that is asked for. */
export const bunqSandboxUser = async (options: SandboxUserOptions, terminal: Terminal): Promise<ExitCode> => {
  const kind = options.company === true ? 'company' : 'person'
  if (options.out === undefined && options.printKey !== true) {
    throw usage('The new key would be lost.', 'Give --out FILE, or --print-key to see it on stdout.')
  }
  const file = options.out === undefined ? undefined : newFile(options.out, terminal.cwd)
  const base = sandboxOptions(options, terminal)
  terminal.progress(plain`bunq: making a sandbox ${kind} …`)
  const apiKey = await makeUser(base, kind, options, terminal)
  // Written before anything else can fail: the key is all there is of the user.
  if (file !== undefined) writeFileSync(file, `${apiKey}\n`, { mode: 0o600, flag: 'wx' })
  const asked =
    options.money === undefined ? undefined : await askForMoney({ ...base, apiKey }, options.money, options, terminal)
  const result = {
    kind,
    keyFile: file,
    ...(options.printKey === true ? { apiKey } : {}),
    asked,
  }
  if (options.json === true) terminal.out(jsonText(result))
  else if (options.printKey === true) terminal.out(apiKey)
  if (options.json !== true) {
    terminal.err(
      plain`A sandbox ${kind} was made${file === undefined ? '' : `; its key (readable by you alone): ${file}`}.`,
    )
    if (asked !== undefined)
      terminal.err(plain`Sugar Daddy was asked for ${asked.amount} ${asked.currency}; it comes within seconds.`)
    terminal.err(
      plain`Next: set NOSTRO_BUNQ_API_KEY_FILE${file === undefined ? '' : `=${file}`}, then run “nostro connect bunq”.`,
    )
  }
  return exitCode.ok
}

const sandboxOptions = (options: SettingOptions, terminal: Terminal): BunqOptions => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  const config = Object.entries(loaded?.config.banks ?? {}).find(
    ([name, { provider = name }]) => provider === 'bunq',
  )?.[1]
  if (config === undefined) {
    throw usage(
      'bunq is not configured: which sandbox is meant?',
      'Set NOSTRO_BUNQ_ENVIRONMENT=sandbox; for a simulator NOSTRO_BUNQ_API_URL and NOSTRO_BUNQ_CA too.',
    )
  }
  if (config['environment'] !== 'sandbox')
    throw usage('Production has no sandbox users.', 'Set NOSTRO_BUNQ_ENVIRONMENT=sandbox.')
  const { apiUrl, ca } = config as { readonly apiUrl?: string; readonly ca?: string }
  return {
    environment: 'sandbox',
    apiUrl,
    ca: ca === undefined ? undefined : readFileSync(resolve(loaded?.folder ?? terminal.cwd, ca), 'utf8'),
  }
}

const servicesOf = (options: SettingOptions, terminal: Terminal) =>
  createNodeServices({ clock: clockOf(terminal), logger: createTerminalLogger(terminal, options.verbose === true) })

const makeUser = async (
  base: BunqOptions,
  kind: 'person' | 'company',
  options: SettingOptions,
  terminal: Terminal,
): Promise<string> => {
  const provider = createBunqProvider(base, servicesOf(options, terminal))
  try {
    const key = await provider.sandbox?.createUser(kind, { signal: terminal.signal })
    if (key === undefined) throw usage('This bunq has no sandbox.', 'Set NOSTRO_BUNQ_ENVIRONMENT=sandbox.')
    return key
  } finally {
    await provider.close?.()
  }
}

const askForMoney = async (own: BunqOptions, amount: string, options: SettingOptions, terminal: Terminal) => {
  const services = servicesOf(options, terminal)
  const provider = createBunqProvider(own, services)
  const ctx = { signal: terminal.signal }
  try {
    terminal.progress('bunq: asking Sugar Daddy for money …')
    const { access, ...connection } = await connect(provider, { clock: services.clock }, ctx)
    const all = await connection.accounts(ctx).all()
    // Sandboxes may give a user several accounts; the play money goes to the first that takes EUR.
    const euro = all.find(
      ({ kind, currency, status }) => kind === 'current' && currency === 'EUR' && status === 'enabled',
    )
    const account = euro ?? chooseAccount(all, undefined)
    const money = toMoney(amount, 'EUR')
    const wanted = { accountId: account.id, amount: money, idempotencyKey: randomUUID() }
    await provider.sandbox?.askSugarDaddy(access, wanted, ctx)
    return { ...money, accountId: account.id }
  } finally {
    await provider.close?.()
  }
}
