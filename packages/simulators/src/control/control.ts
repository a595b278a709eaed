import type { Fault } from '../faults/fault.ts'
import type { BankName } from '../http/bank-name.ts'
import type { RecordedRejection, RecordedRequest } from '../http/recorder.ts'
import { type BankIdControl, createBankIdControl, type OrderAction, type OrderVerb } from './bankid-control-calls.ts'
import { type BunqControl, createBunqControl } from './bunq-control-calls.ts'
import { type ControlCall, itemsOf, typed } from './control-call.ts'
import { type ConsentDecision, createIngControl, type IngControl } from './ing-control-calls.ts'

/** Everything that the control address can do, with types. Each method rejects with the route's own words. */
export interface Control {
  /** Any route, also one that has no method here. */
  readonly call: ControlCall
  readonly ing: IngControl
  readonly bunq: BunqControl
  readonly bankid: BankIdControl
  readonly clock: {
    /** ISO instant. */
    now(): Promise<string>
    /** Moves forward, or back when negative; gives the new time. */
    advance(seconds: number): Promise<string>
    /** An ISO instant with its zone. */
    set(now: string): Promise<string>
  }
  readonly faults: {
    /** Faults not used up yet with the times that remain, oldest first. */
    list(): Promise<readonly Fault[]>
    add(fault: Fault): Promise<void>
    clear(): Promise<void>
  }
  /** Everything received, oldest first. */
  requests(bank?: BankName): Promise<readonly RecordedRequest[]>
  /** What was refused and why, oldest first. */
  rejections(bank?: BankName): Promise<readonly RecordedRejection[]>
  /** Back to the state just after the start. */
  reset(): Promise<void>
  /** The same as `ing.decideConsent`. */
  decideIngConsent(authorizeUrl: string, decision?: ConsentDecision): Promise<string>
  /** The same as `bankid.act`. */
  actOnBankIdOrder(orderRef: string, verb: OrderVerb, action?: OrderAction): Promise<unknown>
}

const nowIn = async (answer: Promise<unknown>): Promise<string> => (await typed<{ now: string }>(answer)).now

const ofBank = (path: string, bank: BankName | undefined): string =>
  bank === undefined ? path : `${path}?bank=${bank}`

/** Typed methods over a way to call the routes: in this process, or over HTTP. */
export const createControl = (call: ControlCall): Control => {
  const [ing, bankid] = [createIngControl(call), createBankIdControl(call)]
  return {
    call,
    ing,
    bunq: createBunqControl(call),
    bankid,
    clock: {
      now: () => nowIn(call('GET', '/clock')),
      advance: (advanceSeconds) => nowIn(call('POST', '/clock', { advanceSeconds })),
      set: (now) => nowIn(call('POST', '/clock', { now })),
    },
    faults: {
      list: () => itemsOf(call('GET', '/faults')),
      add: async (fault) => {
        await call('POST', '/faults', { ...fault })
      },
      clear: async () => {
        await call('DELETE', '/faults')
      },
    },
    requests: (bank) => itemsOf(call('GET', ofBank('/requests', bank))),
    rejections: (bank) => itemsOf(call('GET', ofBank('/rejections', bank))),
    reset: async () => {
      await call('POST', '/reset')
    },
    decideIngConsent: ing.decideConsent,
    actOnBankIdOrder: bankid.act,
  }
}
