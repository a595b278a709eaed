import { createRoute, z } from '@hono/zod-openapi'
import { toInstant } from '@nostro/core'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { type ApiApp, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { requireScope, secured } from '../auth/authenticate.ts'
import type { NewEvent, StoredEvent } from '../events/event-types.ts'
import { createStreamLimits } from '../events/stream-limits.ts'
import { instant, limitParameter } from '../schemas/common.ts'

export const eventSchema = z
  .object({
    seq: z.number().int(),
    id: z.string().openapi({ example: 'evt_01J…' }),
    type: z.string().openapi({ example: 'sync.completed' }),
    createdAt: instant,
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .openapi('Event')

const sequence = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a sequence number')
  .transform(Number)

const listRoute = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'listEvents',
  tags: ['Events'],
  summary: 'Events after a sequence number, oldest first',
  ...secured('read'),
  request: {
    query: z.strictObject({ after: sequence.optional().openapi({ type: 'integer' }), limit: limitParameter }),
  },
  responses: { 200: json(z.object({ data: z.array(eventSchema), last: z.number().int() }), 'The events'), ...problems },
})

const streamRoute = {
  method: 'get' as const,
  path: '/events/stream',
  operationId: 'streamEvents',
  tags: ['Events'],
  summary: 'Events as they happen (server-sent events)',
  description:
    'The id of a message is the sequence: `Last-Event-ID` resumes after it. `event: reset` says that events were lost. Progress has no id.',
  security: [{ token: ['read'] }, { session: [] }],
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems,
  },
}

const pageSize = 200
const commentEveryMs = 15_000
/** Progress that a slow reader has not taken yet; the oldest is dropped, since newer progress replaces it. */
const mostWhispers = 20

export const toEvent = ({ seq, id, type, at, data }: StoredEvent): z.infer<typeof eventSchema> => ({
  seq,
  id,
  type,
  createdAt: toInstant(at),
  data: { ...data },
})

export const eventRoutes = (services: Services): ApiApp => {
  const { events, metrics, clock } = services
  const app = createApp()
  const limits = createStreamLimits()
  metrics.gauge('nostro_event_streams', 'Event streams that are open.', limits.total)

  app.openapi(listRoute, async (c) => {
    const { after = 0, limit = 100 } = c.req.valid('query')
    const [data, last] = await Promise.all([events.after(after, limit), events.last()])
    return c.json({ data: data.map(toEvent), last }, 200)
  })

  app.openAPIRegistry.registerPath(streamRoute)
  app.get('/events/stream', requireScope('read'), async (c) => {
    const caller = c.get('caller')
    const leave = limits.enter(caller.id)
    const isLive = async (): Promise<boolean> =>
      caller.kind === 'token'
        ? services.tokens.isLive(caller.id)
        : (await services.sessions.list()).some(({ id }) => id === caller.id)
    const given = c.req.header('last-event-id')
    const from = given !== undefined && /^\d{1,15}$/.test(given) ? Number(given) : await events.last()
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      const pump = createPump(services, stream, from)
      stream.onAbort(pump.stop)
      try {
        await stream.write(`retry: ${1000 + Math.floor(services.random.fraction() * 1000)}\n\n`)
        await pump.run((signal) => clock.sleep(commentEveryMs, signal), isLive)
      } finally {
        leave()
      }
    })
  })
  return app
}

/** Carries the log to one reader, in order, as fast as the reader takes it. */
const createPump = ({ events, stopping }: Services, stream: SSEStreamingApi, from: number) => {
  const over = new AbortController()
  const whispers: NewEvent[] = []
  let [position, wake] = [from, (): void => undefined]
  let isDue = true
  const note = (): void => {
    isDue = true
    wake()
  }
  const stopListening = events.listen({
    onLog: note,
    onWhisper: (event) => {
      whispers.push(event)
      if (whispers.length > mostWhispers) whispers.shift()
      note()
    },
  })
  const stop = (): void => {
    over.abort()
    wake()
  }
  stopping.addEventListener('abort', note, { once: true })

  const drain = async (): Promise<void> => {
    for (const event of whispers.splice(0))
      await stream.writeSSE({ event: event.type, data: JSON.stringify(event.data) })
    for (;;) {
      const page = await events.after(position, pageSize)
      const [next] = page
      if (next !== undefined && position > 0 && next.seq > position + 1)
        await stream.writeSSE({ event: 'reset', data: '{}' })
      for (const event of page) {
        const shown = toEvent(event)
        await stream.writeSSE({ id: String(event.seq), event: event.type, data: JSON.stringify(shown) })
        position = event.seq
      }
      if (page.length < pageSize || over.signal.aborted) return
    }
  }

  const run = async (rest: (signal: AbortSignal) => Promise<void>, isLive: () => Promise<boolean>): Promise<void> => {
    try {
      while (!over.signal.aborted) {
        if (stopping.aborted) {
          await stream.writeSSE({ event: 'bye', data: '{}' })
          return
        }
        if (isDue) {
          isDue = false
          if (!(await isLive())) return
          await drain()
          continue
        }
        const pause = new AbortController()
        const woken = new Promise<'woken'>((resolve) => {
          wake = () => resolve('woken')
        })
        const rested = rest(pause.signal).then(
          () => 'rested' as const,
          () => 'woken' as const,
        )
        const why = await Promise.race([woken, rested])
        pause.abort()
        if (why === 'rested') {
          if (!(await isLive())) return
          await stream.write(': still here\n\n')
        }
      }
    } finally {
      stopListening()
      stopping.removeEventListener('abort', note)
    }
  }
  return { run, stop }
}
