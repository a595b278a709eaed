import type { SimulatedClock } from '../clock/simulated-clock.ts'
import type { FaultKind } from '../faults/fault.ts'
import type { BankRequest, Rejection } from './bank-handler.ts'
import type { BankName } from './bank-name.ts'

/** A request as it came, with what became of it. */
export interface RecordedRequest {
  /** ISO instant by the simulators' clock. */
  readonly at: string
  readonly bank: BankName
  readonly method: string
  readonly target: string
  /** As received: original case and order, repeated ones kept apart. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Base64. */
  readonly body: string
  /** Null when the connection ended without an answer. */
  readonly status: number | null
  readonly fault?: FaultKind | undefined
}

/** Why a bank refused something, in the developer's words. */
export interface RecordedRejection extends Rejection {
  readonly at: string
  readonly bank: BankName
  /** Null when the connection did not get as far as a request. */
  readonly method: string | null
  readonly target: string | null
  readonly status: number | null
}

export interface Outcome {
  readonly status: number | null
  readonly fault?: FaultKind | undefined
  readonly rejection?: Rejection | undefined
}

export interface Recorder {
  request(bank: BankName, request: BankRequest, outcome: Outcome): void
  /** Something refused below HTTP, where there is no request to name. */
  refused(bank: BankName, status: number | null, rejection: Rejection): void
  /** Oldest first. */
  requests(): readonly RecordedRequest[]
  rejections(): readonly RecordedRejection[]
  clear(): void
}

export interface RecorderLimits {
  /** Entries of each list; the oldest go first. */
  readonly entries?: number
  /** Bytes of request bodies kept in all. */
  readonly bodyBytes?: number
}

type Kept = Omit<RecordedRequest, 'body'> & { readonly body: Buffer }

export const createRecorder = (clock: SimulatedClock, limits: RecorderLimits = {}): Recorder => {
  const entries = limits.entries ?? 10_000
  const bodyBytes = limits.bodyBytes ?? 64 * 1024 * 1024
  const requests: Kept[] = []
  const rejections: RecordedRejection[] = []
  let bytes = 0
  const at = (): string => new Date(clock.now()).toISOString()

  const keep = (request: Kept): void => {
    requests.push(request)
    bytes += request.body.length
    while (requests.length > entries || (bytes > bodyBytes && requests.length > 1)) {
      bytes -= requests.shift()?.body.length ?? 0
    }
  }
  const refuse = (rejection: RecordedRejection): void => {
    rejections.push(rejection)
    if (rejections.length > entries) rejections.shift()
  }

  return {
    request: (bank, request, { status, fault, rejection }) => {
      const { method, target, rawHeaders: headers, body } = request
      keep({ at: at(), bank, method, target, headers, body, status, fault })
      if (rejection !== undefined) refuse({ at: at(), bank, method, target, status, ...rejection })
    },
    refused: (bank, status, rejection) => refuse({ at: at(), bank, method: null, target: null, status, ...rejection }),
    requests: () => requests.map((request) => ({ ...request, body: request.body.toString('base64') })),
    rejections: () => [...rejections],
    clear: () => {
      requests.length = 0
      rejections.length = 0
      bytes = 0
    },
  }
}
