import type { ServerResponse } from 'node:http'
import type { SimulatedClock } from '../clock/simulated-clock.ts'
import type { BankAnswer } from './bank-handler.ts'

const hasNoBody = (status: number): boolean => status === 204 || status === 304

const writeHead = (response: ServerResponse, answer: BankAnswer, length: number, clock: SimulatedClock): void => {
  response.sendDate = false
  response.writeHead(answer.status, {
    Date: new Date(clock.now()).toUTCString(),
    ...answer.headers,
    ...(hasNoBody(answer.status) ? {} : { 'Content-Length': String(length) }),
  })
}

/** The whole answer, with its length and the time of the simulators' clock. */
export const sendAnswer = (response: ServerResponse, answer: BankAnswer, clock: SimulatedClock): void => {
  const body = Buffer.from(answer.body ?? '')
  writeHead(response, answer, body.length, clock)
  response.end(hasNoBody(answer.status) ? undefined : body)
}

/** Promises the whole, sends half of it and hangs up. */
export const sendTruncated = (response: ServerResponse, answer: BankAnswer, clock: SimulatedClock): void => {
  const body = Buffer.from(answer.body ?? '')
  const half = body.subarray(0, Math.floor(body.length / 2))
  writeHead(response, answer, Math.max(body.length, 2), clock)
  response.write(half.length === 0 ? '{' : half, () => response.socket?.destroy())
}
