import { subscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { TLSSocket } from 'node:tls'

/** So many turns of the event loop in which nothing came in count as standstill. */
const quietTurns = 12
/** Work that the thread pool or the kernel still has: it ends in an event that has not come yet. */
const underWay = /Req|Connect|Write|Shutdown/

/**
 * Counts turns of the event loop without an event of a socket, a file or a thread. It is no measure of time: on a busy
 * machine the turns take longer, and the answer is the same.
 */
export interface Stillness {
  /** Called once in each turn: is this process waiting for nothing but timers? */
  isReached(): boolean
  /** Something happened that is no event of the loop. */
  disturb(): void
}

export const createStillness = (): Stillness => {
  let quiet = 0
  let events = 0
  return {
    isReached: () => {
      const before = events
      events = performance.nodeTiming.uvMetricsInfo.events
      const isQuiet = events === before && !process.getActiveResourcesInfo().some((kind) => underWay.test(kind))
      quiet = isQuiet ? quiet + 1 : 0
      return quiet >= quietTurns
    },
    disturb: () => {
      quiet = 0
    },
  }
}

/** Requests to simulated banks that have no answer yet: one may be making a key, which no event tells of. */
const asked = new Set<ServerResponse>()

subscribe('http.server.request.start', (message) => {
  const { response, socket } = message as { response: ServerResponse; socket: Socket | TLSSocket }
  if (!('encrypted' in socket)) return
  asked.add(response)
  response.once('close', () => asked.delete(response))
})

const isAnswered = (): boolean => [...asked].every(({ headersSent }) => headersSent)

/** Resolves when calls between the banks and clients of this process have come to their end. */
export const standstill = async (): Promise<void> => {
  const stillness = createStillness()
  do await new Promise((resolve) => setImmediate(resolve))
  while (!stillness.isReached() || !isAnswered())
}
