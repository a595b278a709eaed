import { AsyncLocalStorage } from 'node:async_hooks'
import type { CallRecord } from '@nostro/core'
import { traceBankCalls } from '@nostro/server'
import {
  type Context,
  type ContextManager,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  trace,
} from '@opentelemetry/api'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openPlainApi, type PlainApi } from './support/open-plain-api.ts'

interface Kept {
  name: string
  readonly kind: number | undefined
  readonly parent: string | undefined
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Record<string, unknown>
  readonly started: unknown
  isEnded: boolean
  isError: boolean
}

/** The smallest tracer provider that keeps what it is given: what an SDK does, without one. */
const spans: Kept[] = []
let ids = 0
const startSpan = (name: string, options: SpanOptions = {}, parentContext: Context = context.active()): Span => {
  ids += 1
  const parent = trace.getSpanContext(parentContext)
  const kept: Kept = {
    name,
    kind: options.kind,
    parent: parent?.spanId,
    traceId: parent?.traceId ?? ids.toString(16).padStart(32, '0'),
    spanId: ids.toString(16).padStart(16, '0'),
    attributes: { ...options.attributes },
    started: options.startTime,
    isEnded: false,
    isError: false,
  }
  spans.push(kept)
  const span: Partial<Span> = {
    spanContext: () => ({ traceId: kept.traceId, spanId: kept.spanId, traceFlags: 1 }),
    setAttribute: (key, value) => setAttributes({ [key]: value }),
    setAttributes: (attributes) => setAttributes(attributes),
    setStatus: ({ code, message }) => {
      expect(message).toBeUndefined()
      kept.isError = code === 2
      return span as Span
    },
    updateName: (next) => {
      kept.name = next
      return span as Span
    },
    isRecording: () => true,
    end: () => {
      kept.isEnded = true
    },
  }
  const setAttributes = (attributes: object): Span => {
    Object.assign(kept.attributes, attributes)
    return span as Span
  }
  return span as Span
}
const tracer = {
  startSpan,
  startActiveSpan: (name: string, options: SpanOptions, parent: Context, work: (span: Span) => unknown) => {
    const span = startSpan(name, options, parent)
    return context.with(trace.setSpan(parent, span), () => work(span))
  },
}
const active = new AsyncLocalStorage<Context>()
const manager: ContextManager = {
  active: () => active.getStore() ?? ROOT_CONTEXT,
  with: (wanted, work, self, ...values) => active.run(wanted, () => work.apply(self as never, values)),
  bind: (_, target) => target,
  enable: () => manager,
  disable: () => manager,
}

let server: PlainApi
const register = (): void => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer as never })
  context.setGlobalContextManager(manager)
  propagation.setGlobalPropagator({
    inject: () => undefined,
    extract: (given, carrier, { get }) => {
      const [, traceId, spanId] = String(get(carrier, 'traceparent') ?? '').split('-')
      if (traceId === undefined || spanId === undefined) return given
      return trace.setSpanContext(given, { traceId, spanId, traceFlags: 1, isRemote: true })
    },
    fields: () => ['traceparent'],
  })
}
beforeAll(async () => {
  server = await openPlainApi()
})
afterEach(() => {
  spans.splice(0)
})
afterAll(async () => {
  await server.close()
  trace.disable()
  context.disable()
  propagation.disable()
})

const secrets = () => [server.token, 'NL91ABNA0417164300', 'NL20INGB0001234567', 'coffee', server.connection.id]

it('without a tracer provider nothing is kept, and one that comes later is used', async () => {
  expect((await server.call('GET', '/v1/accounts')).status).toBe(200)
  expect(spans).toEqual([])
  register()
  await server.call('GET', '/v1/accounts')
  expect(spans).toHaveLength(1)
})

it('a request is a span named by its route, below its caller’s, without anything of the request', async () => {
  const [traceId, spanId] = ['ab'.repeat(16), 'cd'.repeat(8)]
  await server.call('GET', '/v1/accounts/nonsense?x=coffee', undefined, {
    traceparent: `00-${traceId}-${spanId}-01`,
    'User-Agent': 'coffee',
  })
  const [span] = spans
  expect(spans).toHaveLength(1)
  expect(span).toMatchObject({
    name: 'GET /v1/accounts/:id',
    kind: 1,
    parent: spanId,
    traceId,
    isEnded: true,
    isError: false,
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/v1/accounts/:id',
      'http.response.status_code': expect.any(Number),
    },
  })
  for (const secret of secrets()) expect(JSON.stringify(span)).not.toContain(secret)
})

it('a sync is a span of its request with counts, and calls to banks are spans of the sync', async () => {
  server.bank.entries = [{ id: 'a', day: '2026-03-09', amount: '-2.50', text: 'coffee' }]
  const observe = traceBankCalls(server.clock)
  const call: CallRecord = {
    provider: 'memory',
    method: 'GET',
    route: '/v1/accounts/{account}/transactions',
    status: 200,
    ms: 40,
    queuedMs: 0.4,
    attempts: 1,
    traceId: 't',
    bankRequestId: 'bank-request-id',
  }
  server.bank.beforeListing = async () => observe(call)
  const { body } = await server.call('POST', '/v1/syncs', { full: true })
  await server.api.services.syncs.finished(body.id)
  server.bank.beforeListing = undefined
  const [request, sync, bank] = spans
  expect(request).toMatchObject({ name: 'POST /v1/syncs', isEnded: true })
  expect(sync).toMatchObject({
    name: 'sync',
    parent: request?.spanId,
    isEnded: true,
    attributes: { 'nostro.connections': 1, 'nostro.sync.status': 'completed', 'nostro.added': 1 },
  })
  expect(bank).toMatchObject({
    name: 'GET /v1/accounts/{account}/transactions',
    kind: 2,
    parent: sync?.spanId,
    started: server.clock.now() - 40,
    isEnded: true,
    attributes: { 'nostro.provider': 'memory', 'nostro.attempts': 1, 'http.response.status_code': 200 },
  })
  for (const secret of [...secrets(), 'bank-request-id']) expect(JSON.stringify(spans)).not.toContain(secret)
})

it('what fails is marked by its code, in few names', async () => {
  traceBankCalls(server.clock)({
    provider: 'memory',
    method: 'POST',
    route: '/payments',
    ms: 1,
    queuedMs: 0,
    attempts: 2,
    traceId: 't',
    error: 'bank_unavailable',
  })
  expect(spans[0]).toMatchObject({ isError: true, attributes: { 'error.type': 'bank_unavailable' } })
  await server.call('BREW', '/v1/nothing/here')
  await server.call('GET', `/v1/${'x'.repeat(50)}`)
  expect(spans.slice(1).map(({ name }) => name.length < 20 && !name.includes('BREW'))).toEqual([true, true])
})
