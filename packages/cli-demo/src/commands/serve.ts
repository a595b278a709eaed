import { once } from 'node:events'
import { scopes } from '@nostro/server'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import type { Served, ServeOptions } from './serve-types.ts'

/** Serves until a signal comes; ends with exit code 0 then. */
export const serve = async (options: ServeOptions, terminal: Terminal): Promise<ExitCode> => {
  const served =
    options.demo === true
      ? await (await import('./serve-demo.ts')).serveDemo(options, terminal)
      : await (await import('./serve-configured.ts')).serveConfigured(options, terminal)
  try {
    await announce(served, options, terminal)
    const preparing = served.prepare?.().catch((error: unknown) => {
      if (!terminal.signal.aborted) terminal.err(plain`The banks were not read: ${String(error)}`)
    })
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
    terminal.err('Stopping …')
    await served.server.close()
    await preparing
    return exitCode.ok
  } finally {
    await served.close()
  }
}

const announce = async (
  { server, clientId, control }: Served,
  { json }: ServeOptions,
  terminal: Terminal,
): Promise<void> => {
  const { tokens, sessions, audit } = server.api.services
  await audit.record({ actor: 'server', via: 'command', action: 'server.start', outcome: 'done' })
  if (json === true) {
    const { token, view } = await tokens.create({ name: 'nostro serve --json', scopes })
    await audit.record({ actor: 'server', via: 'command', action: 'token.create', target: view.id, outcome: 'done' })
    terminal.out(jsonText({ url: server.url, token, clientId, control }))
    return
  }
  const code = await sessions.createLink()
  // Browsers take passkeys for a name, not for an IP address: people are given the name of this machine.
  const pages = server.url.replace('//127.0.0.1:', '//localhost:')
  terminal.out(plain`Nostro listens on ${server.url}`)
  terminal.out(plain`Sign in within ten minutes, once: ${pages}/#login=${code}`)
  terminal.out(plain`For programs: ${server.url}/openapi.json; tokens by “nostro token new”, or --json at the start.`)
  terminal.err('Ctrl-C ends it.')
}
