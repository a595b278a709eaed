import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Connection, NostroError } from '@nostro/core'
import { type ConfiguredBank, openConfiguredBank } from '../banks/open-configured-bank.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import { respondAtTerminal } from '../person/respond.ts'
import { runConnect } from '../person/run-connect.ts'
import { catchRedirect, isLoopback } from '../redirect/catch-redirect.ts'
import { chooseRedirectUri, returnsByRedirect } from '../redirect/choose-redirect-uri.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

export interface ConnectOptions extends SettingOptions {
  readonly args: readonly string[]
  readonly label?: string
  readonly owner?: string
  readonly country?: string
  /** Name of the institution, at providers that stand for many banks. */
  readonly bank?: string
  readonly business?: boolean
  readonly redirectUri?: string
  readonly open: boolean
  /** File with the key that the bank asks for, `-` for stdin: nothing is typed in then. */
  readonly keyFile?: string
  readonly json?: boolean
}

/** Adds a connection: asks the customer once, and keeps the session encrypted for the next commands. */
export const connect = async (
  options: ConnectOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const found = await openConfiguredBank({ ...options, provider: options.args[0] ?? '' }, terminal)
  try {
    const connection = await makeConnection(found, options, terminal, person)
    const { name } = found.bank.provider.manifest
    terminal.out(options.json === true ? jsonText(connectionToJson(connection)) : describe(name, connection, terminal))
    return exitCode.ok
  } finally {
    await found.setting.close()
  }
}

/** Renews a kept connection with its customer: accounts, history and ids are kept. */
export const renewConnection = async (
  options: ConnectOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const [id = ''] = options.args
  const found = await openConfiguredBank({ ...options, provider: await instanceOf(id, options, terminal) }, terminal)
  try {
    const connection = await makeConnection(found, { ...options, renew: id }, terminal, person)
    const { name } = found.bank.provider.manifest
    terminal.out(options.json === true ? jsonText(connectionToJson(connection)) : describe(name, connection, terminal))
    return exitCode.ok
  } finally {
    await found.setting.close()
  }
}

const instanceOf = async (id: string, options: SettingOptions, terminal: Terminal): Promise<string> => {
  const { withConnections } = await import('./with-connections.ts')
  return withConnections(options, terminal, async (connections) => (await connections.get(id)).instance)
}

const makeConnection = async (
  { setting, bank: { instance, provider } }: ConfiguredBank,
  options: ConnectOptions & { readonly renew?: string },
  terminal: Terminal,
  person: Person,
): Promise<Connection> => {
  const { connections, services } = setting
  const ctx = { signal: terminal.signal }
  const redirectUri = returnsByRedirect(provider)
    ? chooseRedirectUri(setting.config, instance, options.redirectUri)
    : undefined
  const request = {
    redirectUri,
    label: options.label,
    owner: options.owner,
    country: options.country,
    institution: options.bank === undefined ? undefined : { name: options.bank, country: options.country },
    customerType: options.business === true ? ('business' as const) : undefined,
  }
  if (options.renew === undefined) {
    const kept = (await connections.list({ instance })).find(({ owner }) => owner === options.owner)
    // A key of one's own needs no second session; another customer of a bank is a second connection.
    if (kept !== undefined && !returnsByRedirect(provider) && kept.consent.status !== 'expired') {
      const again = await connections.connect(instance, request, ctx).catch(needsPerson)
      if (again !== undefined) return again
    }
  }
  // Listens before the bank is asked: a busy port must not cost a consent.
  const catcher =
    redirectUri !== undefined && isLoopback(redirectUri) ? await catchRedirect(redirectUri, terminal.signal) : undefined
  try {
    terminal.progress(plain`${provider.manifest.name}: connecting …`)
    const pending = await (options.renew === undefined
      ? connections.start(instance, request, ctx)
      : connections.renew(options.renew, request, ctx))
    const typing = options.keyFile === undefined ? person : await withKey(person, options.keyFile, terminal)
    const respond = respondAtTerminal({ terminal, person: typing, open: options.open, catcher })
    return await runConnect(connections, pending, { respond, clock: services.clock, ctx })
  } finally {
    await catcher?.close()
  }
}

/** The person's answers with the key from a file or stdin in place of what would be typed in. */
const withKey = async (person: Person, file: string, { cwd }: Terminal): Promise<Person> => {
  const text = file === '-' ? await readStdin() : readFileSync(resolve(cwd, file), 'utf8')
  const key = text.trim()
  if (key !== '') return { ...person, secret: async () => key }
  throw new NostroError({
    code: 'invalid_config',
    message: `${file === '-' ? 'Standard input' : file} holds no key.`,
    hint: 'Write the key alone into it.',
  })
}

const readStdin = async (): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

const needsPerson = (error: unknown): undefined => {
  if (NostroError.isInstance(error) && error.code === 'consent_required') return undefined
  throw error
}

/** What `--json` prints of a connection: no secret, no customer's number. */
export const connectionToJson = ({ id, instance, provider, label, owner, consent }: Connection): object => ({
  id,
  bank: instance,
  provider: provider.manifest.id,
  label,
  owner,
  consent,
})

const describe = (name: string, { id, consent }: Connection, { style }: Terminal): string =>
  [
    `${style('green', '✓')} ${name} is connected as ${id}${'daysLeft' in consent ? `, for ${consent.daysLeft} days` : ''}.`,
    'Next: nostro accounts',
  ].join('\n')
