import { NostroError, type Session, type SessionStore, toInstant } from '@nostro/core'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { authenticate } from '../wiring/authenticate.ts'
import { catchRedirect, isLoopback } from '../wiring/catch-redirect.ts'
import { chooseRedirectUri, comesBack } from '../wiring/choose-redirect-uri.ts'
import { keptSession } from '../wiring/kept-session.ts'
import { type ConfiguredBank, openConfiguredBank } from '../wiring/open-connected.ts'
import type { SettingOptions } from '../wiring/open-setting.ts'
import { type Person, personAtTerminal } from '../wiring/person.ts'
import { respondAtTerminal } from '../wiring/respond.ts'

export interface ConnectOptions extends SettingOptions {
  readonly args: readonly string[]
  readonly country?: string
  readonly redirectUri?: string
  readonly open: boolean
  readonly json?: boolean
}

/** Asks the customer once, and keeps the session encrypted: the next commands, in other processes, go by it. */
export const connect = async (
  options: ConnectOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const found = await openConfiguredBank({ ...options, provider: options.args[0] ?? '' }, terminal)
  try {
    const session = await makeSession(found, options, terminal, person)
    const { manifest } = found.bank.provider
    terminal.out(options.json === true ? JSON.stringify(toJson(session)) : describe(manifest.name, session, terminal))
    return exitCode.ok
  } finally {
    await found.setting.close()
  }
}

const makeSession = async (
  { setting, bank: { provider } }: ConfiguredBank,
  { country, redirectUri: wanted, open }: ConnectOptions,
  terminal: Terminal,
  person: Person,
): Promise<Session> => {
  const redirectUri = comesBack(provider) ? chooseRedirectUri(setting.config, provider.manifest.id, wanted) : undefined
  const store = await setting.store()
  const previous = await keptSession(provider, 'accounts', store)
  // Listens before the bank is asked: a busy port must not cost a consent.
  const catcher =
    redirectUri !== undefined && isLoopback(redirectUri) ? await catchRedirect(redirectUri, terminal.signal) : undefined
  try {
    const session = await authenticate({
      provider,
      clock: setting.services.clock,
      ctx: { signal: terminal.signal },
      request: {
        ...(redirectUri === undefined ? {} : { redirectUri }),
        ...(country === undefined ? {} : { country }),
        ...(previous === undefined ? {} : { previous }),
      },
      respond: respondAtTerminal({ terminal, person, open, ...(catcher === undefined ? {} : { catcher }) }),
    })
    return await keep(session, store, provider.manifest.id)
  } finally {
    await catcher?.close()
  }
}

/**
 * Over whatever is stored by now: another process may have renewed the old tokens while the customer was at the bank, and
 * a consent that was just given must not be lost for that.
 */
const keep = async (session: Session, store: SessionStore, provider: string): Promise<Session> =>
  store.withLock(session.id, async () => {
    const stored = await store.get(session.id)
    const kept =
      stored === undefined ? session : { ...session, revision: Math.max(session.revision, stored.revision + 1) }
    if (await store.put(kept, stored?.revision)) return kept
    throw new NostroError({
      code: 'conflict',
      provider,
      message: 'Another process changed this session in the same moment.',
      hint: 'Run the command once more.',
    })
  })

const toJson = ({ secrets: _, ...open }: Session): object => open

const describe = (name: string, { consentValidUntil }: Session, { style }: Terminal): string =>
  [
    `${style('green', '✓')} ${name} is connected${
      consentValidUntil === undefined ? '' : `, until ${toInstant(consentValidUntil).slice(0, 10)}`
    }.`,
    'Next: nostro accounts',
  ].join('\n')
