import type { IncomingMessage, ServerResponse } from 'node:http'
import { type BankEvent, type IncomingEvent, NostroError } from '@nostro/core'
import { createSeenKeys } from './seen-keys.ts'

/** How deliveries are judged, and who gets the events. */
export interface WebhookHandlerOptions {
  /** Checks and reads a delivery: `events.receive` of the provider, or `parseWebhook`. */
  receive(event: IncomingEvent): Promise<BankEvent> | BankEvent
  /**
   * What to do. When it throws, the answer is 500 and bunq delivers again. A verified delivery comes once; an unverified
   * one as often as somebody sends it, so read the object again by `events.reread` and go by its id.
   */
  onEvent(event: BankEvent): Promise<void> | void
  /** Path that bunq delivers to, such as `/hook/3f9c…`: a long secret in it keeps strangers out. Any path when absent. */
  readonly path?: string | undefined
  /** 1 MiB by default. */
  readonly maxBodyBytes?: number | undefined
}

interface Delivery {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly remoteAddress?: string | undefined
  readBody(limit: number): Promise<Uint8Array | undefined>
}

const statusOf = (error: unknown): number => {
  if (!NostroError.isInstance(error)) return 500
  return error.code === 'verification_failed' ? 403 : error.code === 'protocol_violation' ? 400 : 500
}

/** From a delivery to the status of our answer. Keys of handled deliveries are kept: bunq repeats up to five times. */
const createHandler = (options: WebhookHandlerOptions): ((delivery: Delivery) => Promise<number>) => {
  const seen = createSeenKeys()
  return async ({ method, url, headers, remoteAddress, readBody }) => {
    if (options.path !== undefined && url.split('?', 1)[0] !== options.path) return 404
    if (method !== 'POST') return 405
    // A sender who hangs up half-way is nobody to answer, and no reason for an unhandled rejection.
    const body = await readBody(options.maxBodyBytes ?? 1024 * 1024).catch(() => null)
    if (body === null) return 400
    if (body === undefined) return 413
    try {
      const event = await options.receive({
        headers,
        body,
        remoteAddress,
      })
      // Anybody can send an unverified one: it must not keep the real one from being handled.
      if (event.authenticity === 'verified') {
        return await seen.once(event.deduplicationKey, async () => options.onEvent(event))
      }
      await options.onEvent(event)
      return 200
    } catch (error) {
      return statusOf(error)
    }
  }
}

/**
 * For Node's `http` and `https`: `createServer(createNodeWebhookHandler(options))`.
 *
 * @example
 * createServer(createNodeWebhookHandler({ receive, onEvent })).listen(8080)
 */
export const createNodeWebhookHandler = (
  options: WebhookHandlerOptions,
): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  const handle = createHandler(options)
  return async (request, response) => {
    const remote = request.socket.remoteAddress
    const status = await handle({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
      ),
      remoteAddress: remote,
      readBody: (limit) => readChunks(request, limit),
    })
    response.writeHead(status).end()
  }
}

/**
 * For frameworks that speak the fetch API. They know no remote address: check `webhookSources` in front of them.
 *
 * @example
 * export default { fetch: createFetchWebhookHandler({ receive, onEvent }) }
 */
export const createFetchWebhookHandler = (
  options: WebhookHandlerOptions,
): ((request: Request, remoteAddress?: string) => Promise<Response>) => {
  const handle = createHandler(options)
  return async (request, remoteAddress) => {
    const status = await handle({
      method: request.method,
      url: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      remoteAddress,
      readBody: async (limit) => readChunks(request.body ?? [], limit),
    })
    return new Response(null, { status })
  }
}

/** The raw body, kept as it came; undefined when it is too large. */
const readChunks = async (
  source: AsyncIterable<unknown> | Iterable<unknown>,
  limit: number,
): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    const bytes = chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size > limit) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
