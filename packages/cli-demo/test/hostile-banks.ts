import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BankResponse, ProviderFactory, ProviderServices, Transport, TransportFactory } from '@nostro/core'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { ownProviders } from '../src/banks/providers.ts'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { bankIdEnv, bunqEnv, ingEnv } from './bank-env.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'
import { freePort } from './free-port.ts'

/** Clears the screen, hides, colours, turns the direction, and would begin lines of its own. */
export const attack =
  'x\u001b[2J\u001b[8m\u001b[31m\u009b8m\u202e\u2066\u0007\u0000\r\nFORGED\u2028FORGED\u0085FORGED\nFORGED 1.00 EUR'

/**
 * What banks do: nothing unusual; `texts`: every free text of an answer ends with the attack; `refuses`: every call is
 * refused in words that hold it; `refuses-parts`: reads below an account are.
 */
export type Mood = 'usual' | 'texts' | 'refuses' | 'refuses-parts'

const freeTexts =
  /^(description|display_name|name|product|details|legal_name|message|[a-z_]*description|label|second_line|public_nick_name|(creditor|debtor|owner|given)?name|surname|remittanceInformationUnstructured(Array)?|additionalInformation|contact|sub_type)$/i

const spoil = (value: unknown, isText = false): unknown => {
  if (typeof value === 'string') return isText ? `${value}${attack}` : value
  if (Array.isArray(value)) return value.map((each) => spoil(each, isText))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoil(each, freeTexts.test(key))]))
}

const refusal = {
  Error: [{ error_description: attack, error_description_translated: attack }],
  tppMessages: [{ category: 'ERROR', code: 'FORMAT_ERROR', text: attack, path: attack }],
  errorCode: 'invalidParameters',
  details: attack,
}

const isPart = (target: string): boolean => /\/(payment|balances|transactions|card|request)/.test(target)

const answerOf = (mood: Mood, target: string, response: BankResponse): BankResponse => {
  const { status, headers, body } = response
  if (mood === 'refuses' || (mood === 'refuses-parts' && isPart(target)))
    return {
      status: 400,
      headers: { ...headers, 'content-type': 'application/json', 'x-bunq-client-response-id': attack },
      body: Buffer.from(JSON.stringify(refusal)),
    }
  if (mood !== 'texts') return response
  try {
    return { status, headers, body: Buffer.from(JSON.stringify(spoil(JSON.parse(Buffer.from(body).toString())))) }
  } catch {
    return response
  }
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface HostileBanks {
  readonly simulators: Simulators
  readonly folder: string
  /** The environment that configures all three banks for a customer of bunq. */
  readonly env: Record<string, string>
  mood: Mood
  /** Of a customer with one account, or with a history and cards. */
  newKey(kind: 'empty' | 'rich'): Promise<string>
  /** Runs a command, as at a terminal; ended as by Ctrl-C when its output holds `until`. */
  run(
    args: readonly string[],
    options?: { readonly until?: RegExp | undefined; readonly env?: object | undefined },
  ): Promise<Ran>
  stop(): Promise<void>
}

/** Real providers, whose banks answer after the signature was verified as `mood` has it. */
export const startHostileBanks = async (): Promise<HostileBanks> => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const simulators = await startSimulators({ rateLimits: false, redirectUris: [redirectUri] })
  const folder = mkdtempSync(join(tmpdir(), 'nostro-hostile-'))
  const before = { ...ownProviders }
  const newKey: HostileBanks['newKey'] = async (kind) =>
    ((await simulators.control.call('POST', '/bunq/api-keys', { empty: kind === 'empty' })) as { apiKey: string })
      .apiKey
  const env = {
    HOME: folder,
    ...ingEnv(simulators, [redirectUri]),
    ...bunqEnv(simulators, await newKey('empty')),
    ...bankIdEnv(simulators),
  }
  const banks: HostileBanks = {
    simulators,
    folder,
    env,
    mood: 'usual',
    newKey,
    run: async (args, { until, env: more } = {}) => {
      const terminal = createFakeTerminal({ cwd: folder, env: { ...env, ...more } })
      const code = await runCommand(createProgram, args, until === undefined ? terminal : endingAt(until, terminal))
      return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
    },
    stop: async () => {
      Object.assign(ownProviders, before)
      await simulators.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  Object.assign(
    ownProviders,
    Object.fromEntries(Object.entries(before).map(([name, load]) => [name, spoiledModule(load, banks)])),
  )
  writeFileSync(join(folder, 'text.txt'), 'A text to be signed.\n')
  return banks
}

const endingAt = (until: RegExp, terminal: FakeTerminal): FakeTerminal => {
  const look =
    (say: (text: string) => void) =>
    (text: string): void => {
      say(text)
      if (until.test(`${terminal.stdout()}${terminal.stderr()}`)) terminal.interrupt()
    }
  return { ...terminal, out: look(terminal.out), err: look(terminal.err), progress: look(terminal.progress) }
}

type Loaded = { readonly createProvider: (options: unknown) => ProviderFactory }

const spoiledModule =
  (load: () => Promise<unknown>, banks: { readonly mood: Mood }): (() => Promise<unknown>) =>
  async () => {
    const module = (await load()) as Loaded
    const createProvider = (options: unknown): ProviderFactory => {
      const factory = module.createProvider(options)
      return (services: ProviderServices) =>
        factory({ ...services, createTransport: spoiledTransport(services.createTransport, banks) })
    }
    return { ...module, createProvider }
  }

const spoiledTransport =
  (create: TransportFactory, banks: { readonly mood: Mood }): TransportFactory =>
  (settings) => {
    const transport: Transport = create(settings)
    return {
      ...transport,
      send: async (request, options) => answerOf(banks.mood, request.target, await transport.send(request, options)),
    }
  }
