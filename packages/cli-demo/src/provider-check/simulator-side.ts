import type { BankFault, BankFaultKind, SeenRequest } from '@nostro/provider-testkit'
import type { BankName, Fault, RecordedRequest, Simulators } from '@nostro/simulators'

/** Where a bank's reads and payments go. */
export interface BankPaths {
  readonly bank: BankName
  readonly reads: string
  /** `GET` where nothing is said; some services read by POST. */
  readonly readMethod?: 'GET' | 'POST' | undefined
  readonly payments: string
}

const faults: { readonly [K in BankFaultKind]?: Fault['fault'] } = {
  'reset-before': 'reset_before',
  'reset-after': 'reset_after',
  silence: 'latency',
  truncated: 'truncate',
  'malformed-json': 'malformed_json',
  // Answered in place of the bank, as with a status.
  'other-json': 'status',
  'html-502': 'html_502',
  status: 'status',
  'status-after': 'status_after',
  // Only of banks that sign their answers.
  forged: 'bad_signature',
}

/** The faults that each simulator has. */
export const simulatedFaults = (Object.keys(faults) as readonly BankFaultKind[]).filter((kind) => kind !== 'forged')

/** Longer than any check waits; it ends when the client hangs up or the simulators stop. */
const silenceMs = 120_000

/** What a harness takes from the simulators as they are. */
export interface SimulatorSide {
  requests(): readonly SeenRequest[]
  fault(fault: BankFault): void
  heal(): void
  /** Tokens and keys that went over the wire. */
  tokens(): readonly string[]
  /** Requests that took effect and whose body holds the text, each value of the header once. */
  effective(text: string, idHeader?: string): number
  /** All pending entries of the account at this address of the control book now. */
  settleAll(account: string): Promise<void>
  /** Why requests were refused, and which. */
  complaints(): readonly string[]
  stop(): Promise<void>
}

interface ListedEntry {
  readonly transactionId: string
  readonly status: string
}

const headerOf = ({ headers }: RecordedRequest, name: string): string =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? ''

const effects: readonly unknown[] = ['reset_after', 'status_after', 'malformed_json', 'truncate']

export const createSimulatorSide = (
  simulators: Simulators,
  { bank, reads, readMethod = 'GET', payments }: BankPaths,
): SimulatorSide => {
  const recorded = () => simulators.recorder.requests()
  return {
    requests: () => recorded(),
    fault: ({ kind, on, times, status, retryAfter, body }) => {
      const fault = faults[kind]
      if (fault === undefined) throw new Error(`The simulators have no fault “${kind}”.`)
      simulators.faults.add({
        bank,
        fault,
        method: on === 'reads' ? readMethod : 'POST',
        path: on === 'reads' ? reads : payments,
        times: times ?? 1,
        delayMs: kind === 'silence' ? silenceMs : undefined,
        status: kind === 'other-json' ? 200 : status,
        retryAfter,
        body: kind === 'other-json' && body === undefined ? { something: ['else'] } : body,
      })
    },
    heal: () => simulators.faults.clear(),
    tokens: () => {
      const found = recorded().flatMap((request) => [
        headerOf(request, 'authorization').replace(/^Bearer /, ''),
        headerOf(request, 'x-bunq-client-authentication'),
      ])
      return [...new Set(found)].filter((token) => token.length >= 8 && !token.startsWith('Signature '))
    },
    effective: (text, idHeader) => {
      const done = recorded().filter(
        ({ method, body, status, fault }) =>
          method === 'POST' &&
          Buffer.from(body, 'base64').includes(text) &&
          (effects.includes(fault) || (fault === undefined && status !== null && status < 300)),
      )
      return idHeader === undefined ? done.length : new Set(done.map((request) => headerOf(request, idHeader))).size
    },
    settleAll: async (account) => {
      const { items } = (await simulators.control.call('GET', `${account}/entries`)) as {
        items: readonly ListedEntry[]
      }
      for (const { transactionId, status } of items) {
        if (status === 'pending') await simulators.control.call('POST', `${account}/settle`, { transactionId })
      }
    },
    complaints: () => simulators.recorder.rejections().map(({ check, reason }) => `${check}: ${reason}`),
    stop: () => simulators.stop(),
  }
}
