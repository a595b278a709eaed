import { type CallRecord, type Clock, NostroError } from '@nostro/core'
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { ApiError } from '../errors/api-error.ts'

/*
 * Only OpenTelemetry's API is used: without an SDK in the program around it every call here does nothing. Names are routes and our own
 * words, so that there are few of them; attributes hold no query, no body, no credential and no account.
 */

/** Asks the program's tracer provider when a span begins: one that is registered later is found too. */
const tracer = trace.getTracer('@nostro/server')

/** Methods of RFC 9110 that routes know; others are one name. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** The trace that this work belongs to; absent without an SDK. */
export const activeTraceId = (): string | undefined => {
  const spanContext = trace.getActiveSpan()?.spanContext()
  return spanContext === undefined || !isSpanContextValid(spanContext) ? undefined : spanContext.traceId
}

interface SpanOptions {
  readonly kind?: SpanKind | undefined
  readonly attributes?: Attributes | undefined
  readonly parent?: Context | undefined
}

/** Runs work inside a span; what it throws marks the span by its code, never by its text. */
const inSpan = <T>(
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {}, parent = context.active() }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> =>
  tracer.startActiveSpan(name, { kind, attributes }, parent, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      fail(span, codeOf(error))
      throw error
    } finally {
      span.end()
    }
  })

const codeOf = (error: unknown): string => {
  if (NostroError.isInstance(error) || error instanceof ApiError) return error.code
  return 'internal'
}

const fail = (span: Span, code: string): void => {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** The answer to one request: its route as the document has it, and its status. */
interface Answered {
  readonly route: string
  readonly status: number
}

/** A span around a request; its parent is the caller's, where it sent a `traceparent` and the SDK reads it. */
export const inRequestSpan = (request: Request, work: () => Promise<Answered>): Promise<Answered> => {
  const method = methods.has(request.method) ? request.method : '_OTHER'
  const parent = propagation.extract(context.active(), request.headers, {
    get: (headers, name) => headers.get(name) ?? undefined,
    keys: (headers) => [...headers.keys()],
  })
  const attributes = { 'http.request.method': method }
  return inSpan(method, { kind: SpanKind.SERVER, attributes, parent }, async (span) => {
    const answered = await work()
    span.updateName(`${method} ${answered.route}`)
    span.setAttributes({ 'http.route': answered.route, 'http.response.status_code': answered.status })
    if (answered.status >= 500) fail(span, String(answered.status))
    return answered
  })
}

/** What a sync came to, in counts. */
interface SyncOutcome {
  readonly status: string
  readonly accounts?: number | undefined
  readonly added?: number | undefined
  readonly problems?: number | undefined
}

/** A span around a sync that was asked for. */
export const inSyncSpan = (connections: number, work: () => Promise<SyncOutcome>): Promise<SyncOutcome> =>
  inSpan('sync', { attributes: { 'nostro.connections': connections } }, async (span) => {
    const outcome = await work()
    span.setAttribute('nostro.sync.status', outcome.status)
    for (const name of ['accounts', 'added', 'problems'] as const) {
      const count = outcome[name]
      if (count !== undefined) span.setAttribute(`nostro.${name}`, count)
    }
    if (outcome.status === 'failed') fail(span, 'sync_failed')
    return outcome
  })

/**
 * A span for each call to a bank, with its route as the provider names it; for the host's `observeCall`. The transport says when a call
 * has ended, so the span begins as long ago as the call took.
 *
 * @example
 * const { clock } = createNodeServices({})
 * await using host = await openHost({ env: process.env, cwd: process.cwd(), observeCall: traceBankCalls(clock) })
 */
export const traceBankCalls =
  (clock: Clock): ((record: CallRecord) => void) =>
  ({ provider, method, route, status, ms, attempts, queuedMs, error }) => {
    const endTime = clock.now()
    const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.CLIENT, startTime: endTime - ms })
    if (span.isRecording()) {
      span.setAttributes({
        'http.request.method': method,
        'url.template': route,
        'nostro.provider': provider,
        'nostro.attempts': attempts,
        'nostro.queued_ms': Math.round(queuedMs),
      })
      if (status !== undefined) span.setAttribute('http.response.status_code', status)
      if (error !== undefined) fail(span, error)
    }
    span.end(endTime)
  }
