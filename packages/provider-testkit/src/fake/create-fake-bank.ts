import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { MemoryNetwork } from '@nostro/core/testing'
import type { BankFault, SeenRequest } from '../bank.ts'
import { fakeBankTls } from './fake-bank-tls.ts'
import { createFakeService, type FakeBankParts, type FakeOutcome, type FakeService } from './serve-fake.ts'

/** A running fake bank. */
export interface FakeBank {
  /** `https://127.0.0.1:…`, or an address that exists in this process alone. */
  readonly origin: string
  /** PEM of the authority to trust. */
  readonly ca: string
  readonly requests: readonly SeenRequest[]
  /** Of a bank in memory: give it to the kit as `Bank.network`. */
  readonly network?: MemoryNetwork | undefined
  /** Takes effect on the next requests that it fits; see {@link BankFault}. */
  fault(fault: BankFault): void
  heal(): void
  stop(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

interface FakeBankOptions extends FakeBankParts {
  /** `memory`: no socket is opened, and a run of the kit takes a fraction of a second. `tls` by default. */
  readonly over?: 'tls' | 'memory' | undefined
}

/**
 * A bank for tests: a table of routes behind HTTPS on this machine with a certificate of its own, or in memory; faults on
 * demand, and a record of what it was asked.
 *
 * @example
 * const bank = await createFakeBank({ over: 'memory', routes: { 'GET /accounts': () => ({ json: { accounts: [] } }) } })
 */
export const createFakeBank = async ({ over = 'tls', ...parts }: FakeBankOptions): Promise<FakeBank> => {
  const service = createFakeService(parts)
  const { requests, fault, heal } = service
  const reached = over === 'memory' ? inMemory(service) : await overTls(service)
  const { certificate: ca } = fakeBankTls()
  return { ...reached, ca, requests, fault, heal, [Symbol.asyncDispose]: reached.stop }
}

type Reached = Pick<FakeBank, 'origin' | 'network' | 'stop'>

const inMemory = ({ serve }: FakeService): Reached => ({
  origin: 'https://bank.test',
  network: async ({ method, target, headers, body }) => {
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const outcome = await serve({ method, target, headers: lower, body: Buffer.from(body).toString() })
    if (outcome.kind === 'silence') return new Promise(() => {})
    if (outcome.kind === 'reset') return { broken: true }
    const { status, text, kind } = outcome
    return { status, headers: outcome.headers, body: text, broken: kind === 'broken' }
  },
  stop: async () => {},
})

const send = (outcome: FakeOutcome, incoming: IncomingMessage, response: ServerResponse): void => {
  if (outcome.kind === 'silence') return
  if (outcome.kind === 'reset') {
    incoming.socket.destroy()
    return
  }
  response.writeHead(outcome.status, outcome.headers)
  if (outcome.kind === 'broken') response.write(outcome.text, () => incoming.socket.destroy())
  else response.end(outcome.text)
}

const overTls = async ({ serve }: FakeService): Promise<Reached> => {
  const { certificate, key } = fakeBankTls()
  const sockets = new Set<Duplex>()
  const server = createServer({ cert: certificate, key }, (incoming, response) => {
    const answer = async (): Promise<void> => {
      const body = (await buffer(incoming)).toString()
      const { method = '', url: target = '/' } = incoming
      const headers = incoming.headers as Readonly<Record<string, string>>
      send(await serve({ method, target, headers, body }), incoming, response)
    }
    answer().catch(() => incoming.socket.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
