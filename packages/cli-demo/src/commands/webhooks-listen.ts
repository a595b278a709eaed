import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BankEvent, type EventSubscription, NostroError } from '@nostro/core'
import { createNodeWebhookHandler } from '@nostro/provider-bunq'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { atBunq, type BunqCommandOptions, type BunqWork } from './at-bunq.ts'
import { usage } from './bunq-input.ts'

export interface WebhooksListenOptions extends BunqCommandOptions {
  readonly publicUrl: string
  readonly port: number
  readonly category: readonly string[]
}

/**
 * Shows deliveries as they come, until Ctrl-C; then what was registered before is registered again. Its own address is
 * not: where it stood already, an earlier run was killed.
 */
export const webhooksListen = async (options: WebhooksListenOptions, terminal: Terminal): Promise<ExitCode> => {
  const { publicUrl } = options
  if (!URL.canParse(publicUrl))
    throw usage('--public-url is not a URL.', 'Write it like https://example.org/hook/SECRET.')
  return atBunq(options, terminal, async (opened) => {
    const server = createServer()
    // The receiver takes the path that bunq is given: a long secret in it keeps strangers out.
    const handle = createNodeWebhookHandler({
      path: new URL(publicUrl).pathname,
      receive: (event) => opened.bunq.events.receive(opened.access, event),
      onEvent: (event) => terminal.out(options.json === true ? jsonText(event) : toLine(event, terminal)),
    })
    server.on('request', (request, response) => {
      handle(request, response).catch(() => response.destroy())
    })
    try {
      await listen(server, options.port, terminal.signal)
      return await withFilters(opened, options, terminal, (server.address() as AddressInfo).port)
    } finally {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
  })
}

const listen = async (server: Server, port: number, signal: AbortSignal): Promise<void> => {
  server.listen({ port, host: '127.0.0.1', exclusive: true })
  await once(server, 'listening', { signal }).catch((error: NodeJS.ErrnoException) => {
    if (signal.aborted) throw error
    throw usage(
      `Nothing can listen on the port ${port} of 127.0.0.1 (${error.code ?? 'unknown error'}).`,
      'Choose another --port, or 0 for any free one. Nothing was registered.',
    )
  })
}

const withFilters = async (
  { bunq, access, ctx }: BunqWork,
  { publicUrl, category }: WebhooksListenOptions,
  terminal: Terminal,
  port: number,
): Promise<ExitCode> => {
  const before = await bunq.events.subscriptions(access, ctx)
  const added = category.map((word): EventSubscription => ({ category: word, url: publicUrl }))
  const kept = before
    .filter(({ category: word, url }) => !(url === publicUrl && category.includes(word)))
    .map(({ category: word, url }): EventSubscription => ({ category: word, url }))
  const restore = async (): Promise<boolean> => {
    try {
      // Without the signal: it has fired, and this has to be done all the same.
      await bunq.events.subscribe(access, kept)
      terminal.err('Unregistered; what was registered before is registered again.')
      return true
    } catch (error) {
      terminal.err(
        plain`The filters at bunq could not be restored: ${error instanceof Error ? error.message : String(error)}`,
      )
      terminal.err('Next: run the same command once more and end it; that unregisters the address.')
      return false
    }
  }
  try {
    await bunq.events.subscribe(access, [...kept, ...added], ctx)
    terminal.err(plain`Listening on http://127.0.0.1:${port} for ${category.join(', ')}; Ctrl-C ends it.`)
    await aborted(terminal.signal)
  } catch (error) {
    // What was refused changed nothing; of anything else only the answer may have been lost.
    if (!NostroError.isInstance(error) || error.code !== 'invalid_request') await restore()
    throw error
  }
  return (await restore()) ? exitCode.ok : exitCode.failed
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

const toLine = ({ category, type, objectType, objectId, accountId, authenticity }: BankEvent, { style }: Terminal) =>
  [
    plain`${category}`,
    plain`${type}`,
    plain`${objectType} ${objectId ?? '–'}`,
    ...(accountId === undefined ? [] : [plain`account ${accountId}`]),
    style(authenticity === 'verified' ? 'green' : 'yellow', authenticity),
  ].join('  ')
