import { setMaxListeners } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, request } from 'undici'
import type { Bench } from '../bench.ts'
import type { Row } from '../row.ts'
import { median, percentile } from '../statistics.ts'
import { inFlight } from '../support/in-flight.ts'
import { type ServerProcess, startServerProcess } from '../support/start-server-process.ts'

const path = '/v1/transactions?limit=100'
const sizes = {
  quick: { clients: 5, streams: 10, rounds: 1, requests: 20 },
  whole: { clients: 50, streams: 200, rounds: 6, requests: 500 },
} as const

/** A list of 100 entries, asked by many clients at once, while others follow the events and a sync runs. */
export const serverLoad: Bench = {
  name: 'server-load',
  run: async ({ quick, progress }) => {
    const { clients, streams, rounds, requests } = quick ? sizes.quick : sizes.whole
    const folder = mkdtempSync(join(tmpdir(), 'nostro-bench-server-'))
    progress('server-load: starting the servers')
    const server = await startServerProcess({ file: join(folder, 'ledger.sqlite') })
    const open = new AbortController()
    // Every stream listens to it.
    setMaxListeners(0, open.signal)
    let bare: ServerProcess | undefined
    try {
      const headers = { Authorization: `Bearer ${server.tokens[0]}` }
      const first = await request(`${server.url}${path}`, { headers })
      bare = await startServerProcess({ body: await first.body.text() })
      await followEvents(server, streams, open.signal)
      progress(`server-load: ${clients} clients in turns at both, ${streams} streams of events, a sync running`)
      const ours = new Pool(server.url, { connections: clients })
      const other = new Pool(bare.url, { connections: clients })
      const times = { ours: [] as number[], other: [] as number[] }
      const work = { clients, requests }
      await ask(ours, headers, work)
      await ask(other, {}, work)
      for (let round = 0; round < rounds; round += 1) {
        times.ours.push(...(await whileSyncing(server, headers, () => ask(ours, headers, work))))
        times.other.push(...(await ask(other, {}, work)))
      }
      await Promise.all([ours.destroy(), other.destroy()])
      const what = `A list of 100 over HTTP, ${clients} clients, ${streams} streams, a sync running`
      return [
        row(`${what}, median`, times, median),
        row(`${what}, 99th percentile`, times, (all) => percentile(all, 0.99)),
      ]
    } finally {
      open.abort()
      await server.stop()
      await bare?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const row = (
  name: string,
  times: { readonly ours: readonly number[]; readonly other: readonly number[] },
  figure: (values: readonly number[]) => number,
): Row => {
  const [ours, other] = [figure(times.ours), figure(times.other)]
  const otherSide = 'node:http answering the same bytes, without streams or syncs'
  return { name, unit: 'ms', ours, other, otherSide, ratio: ours / other }
}

/** Milliseconds of each request, `clients` of them under way at any time. */
const ask = async (
  pool: Pool,
  headers: Readonly<Record<string, string>>,
  { clients, requests }: { readonly clients: number; readonly requests: number },
): Promise<readonly number[]> => {
  const times: number[] = []
  await inFlight(requests, clients, async () => {
    const start = performance.now()
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers })
    await body.text()
    if (statusCode !== 200) throw new Error(`The server answered ${statusCode}.`)
    times.push(performance.now() - start)
  })
  return times
}

/** Streams that are open and read; five for each token. */
const followEvents = async ({ url, tokens }: ServerProcess, count: number, signal: AbortSignal): Promise<void> => {
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const token = tokens[1 + Math.floor(index / 5)] ?? ''
      const headers = { Authorization: `Bearer ${token}` }
      const { statusCode, body } = await request(`${url}/v1/events/stream`, { headers, signal })
      if (statusCode !== 200) throw new Error(`A stream of events was answered with ${statusCode}.`)
      body.on('error', () => undefined)
      body.resume()
    }),
  )
}

/** Reads everything again and again until the work is done. */
const whileSyncing = async <T>(
  { url }: ServerProcess,
  authorization: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> => {
  let isDone = false
  const headers = { ...authorization, 'Content-Type': 'application/json' }
  const sync = async (): Promise<void> => {
    while (!isDone) {
      const started = await request(`${url}/v1/syncs`, { method: 'POST', headers, body: '{"full":true}' })
      const { id } = (await started.body.json()) as { readonly id: string }
      const ended = await request(`${url}/v1/syncs/${id}?wait=true`, { headers: authorization })
      await ended.body.dump()
    }
  }
  const syncing = sync()
  try {
    return await work()
  } finally {
    isDone = true
    await syncing
  }
}
