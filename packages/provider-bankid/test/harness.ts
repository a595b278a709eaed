import { type RequestOptions, request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { CallRecord, Challenge, Clock, Evidence } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import {
  type Fault,
  type OrderAction,
  type SimulatorOptions,
  type Simulators,
  startSimulators,
} from '@nostro/simulators'
import { type BankIdOptions, type BankIdProvider, createBankIdProvider } from '../src/index.ts'
import { createSimulatedSleep } from './simulated-sleep.ts'

/** The simulated BankID and what a test does with it. Stop it: it holds a server and connections. */
export interface Harness {
  readonly simulators: Simulators
  readonly options: BankIdOptions
  readonly clock: Clock
  readonly calls: CallRecord[]
  provider(overrides?: Partial<BankIdOptions>): BankIdProvider
  /** The user's side of the order. */
  act(challenge: Challenge, verb: 'open' | 'approve' | 'cancel' | 'fail', action?: OrderAction): Promise<void>
  /** Any action by its name, such as `confirm`, on an order by its reference. */
  control(path: string, body?: Readonly<Record<string, unknown>>): Promise<unknown>
  fault(fault: Omit<Fault, 'bank'>): void
  /** A body as it stands, sent without the provider: what BankID itself says to it. */
  post(path: string, body: unknown): Promise<RawAnswer>
  /** Targets of what BankID received, below `/rp/v6.0/`. */
  received(): readonly string[]
  stop(): Promise<void>
}

export interface RawAnswer {
  readonly status: number | undefined
  readonly body: unknown
}

export const startHarness = async (options: SimulatorOptions = {}): Promise<Harness> => {
  const simulators = await startSimulators({ banks: ['bankid'], ...options })
  const { bankid } = simulators.ready
  if (bankid === undefined) throw new Error('The simulated BankID did not start.')
  const clock = createSimulatedSleep(simulators.clock)
  const { certificate, key } = simulators.pki.bankid.relyingParty
  const base: BankIdOptions = {
    environment: 'test',
    apiUrl: bankid.url,
    ca: simulators.pki.serverCa,
    userRoot: simulators.pki.bankid.userRoot.certificate,
    identity: { certificate, key },
    endUserIp: '203.0.113.24',
    timeoutMs: 1_200_000,
  }
  const calls: CallRecord[] = []
  const opened: BankIdProvider[] = []
  return {
    simulators,
    options: base,
    clock,
    calls,
    provider: (overrides = {}) => {
      const services = createNodeServices({ clock, observeCall: (record) => calls.push(record) })
      const provider = createBankIdProvider({ ...base, ...overrides }, services)
      opened.push(provider)
      return provider
    },
    act: async (challenge, verb, action) => {
      await simulators.control.actOnBankIdOrder(orderRefOf(challenge), verb, action)
    },
    control: (path, body) => simulators.control.call('POST', `/bankid/${path}`, body),
    fault: (fault) => simulators.faults.add({ bank: 'bankid', ...fault }),
    post: (path, body) =>
      postRaw(`${bankid.url}/${path}`, JSON.stringify(body), { ca: simulators.pki.serverCa, cert: certificate, key }),
    received: () => simulators.recorder.requests().map(({ target }) => target.replace('/rp/v6.0/', '')),
    stop: async () => {
      for (const provider of opened) await provider.close()
      await simulators.stop()
    },
  }
}

const postRaw = (url: string, body: string, tls: Pick<RequestOptions, 'ca' | 'cert' | 'key'>): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const call = request(url, { method: 'POST', agent: false, headers, ...tls }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode, body: JSON.parse(answer) }), reject)
    })
    call.on('error', reject).end(body)
  })

/** The person approves an order of this provider. @returns its evidence, once BankID gave the result */
export const approved = async (
  { act }: Harness,
  { orders }: BankIdProvider,
  challenge: Challenge,
  personalNumber: string,
): Promise<Evidence> => {
  await act(challenge, 'approve', { personalNumber })
  const result = await orders.advance(challenge)
  if (result.status !== 'complete') throw new Error(`The order is ${result.status}.`)
  return result.evidence
}

interface Secrets {
  readonly orderRef: string
  readonly qrStartSecret: string
}

export const secretsOf = ({ serverState }: Challenge): Secrets => serverState as unknown as Secrets
export const orderRefOf = (challenge: Challenge): string => secretsOf(challenge).orderRef
