import type { EpochMs, SimulatedClock } from '../clock/simulated-clock.ts'
import type { FaultList } from '../faults/fault-list.ts'
import type { BankHandler, ControlAnswer, ControlRoute } from '../http/bank-handler.ts'
import type { Recorder } from '../http/recorder.ts'
import { controlError } from './dispatch-control.ts'
import { parseFault } from './parse-fault.ts'

export interface CommonParts {
  readonly clock: SimulatedClock
  readonly recorder: Recorder
  readonly faults: FaultList
  /** The banks that run. */
  readonly handlers: readonly BankHandler[]
  /** Everything back to the state just after the start. */
  readonly reset: () => void
}

const ok = (body: unknown): ControlAnswer => ({ status: 200, body })

/** `Date` holds no more than this many milliseconds either way. */
const farthest = 8.64e15

const moveClock = (clock: SimulatedClock, body: Readonly<Record<string, unknown>>): string | undefined => {
  const { advanceSeconds, now, ...others } = body
  if (Object.keys(others).length > 0 || (advanceSeconds !== undefined && now !== undefined)) {
    return 'Give either {"advanceSeconds": number} or {"now": "2026-01-31T12:00:00Z"}.'
  }
  if (advanceSeconds !== undefined) {
    if (typeof advanceSeconds !== 'number' || !isInstant(clock.now() + advanceSeconds * 1000)) {
      return '"advanceSeconds" must be a number of seconds; a negative one moves the clock back.'
    }
    clock.advance(advanceSeconds)
  }
  if (now !== undefined) {
    const instant = typeof now === 'string' ? parseInstant(now) : undefined
    if (instant === undefined) return '"now" must be an ISO 8601 instant such as "2026-01-31T12:00:00Z".'
    clock.set(instant)
  }
  return undefined
}

const isInstant = (value: number): boolean => Math.abs(value) < farthest

/** An ISO 8601 instant with its zone; undefined for anything else. */
export const parseInstant = (text: string): EpochMs | undefined => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}

/** Lists may be narrowed by `?bank=`. */
const ofBank = <T extends { readonly bank: string }>(items: readonly T[], query: URLSearchParams): ControlAnswer => {
  const bank = query.get('bank')
  return ok({ items: bank === null ? items : items.filter((item) => item.bank === bank) })
}

/** The routes that do not depend on which banks run. */
export const commonRoutes = ({ clock, recorder, faults, handlers, reset }: CommonParts): readonly ControlRoute[] => {
  const showClock = (): ControlAnswer => ok({ now: new Date(clock.now()).toISOString() })
  const banks = handlers.map(({ bank }) => bank)
  return [
    { method: 'GET', pattern: /^\/clock$/, handle: showClock },
    {
      method: 'POST',
      pattern: /^\/clock$/,
      handle: ({ body }) => {
        const problem = moveClock(clock, body)
        return problem === undefined ? showClock() : controlError(400, problem)
      },
    },
    { method: 'GET', pattern: /^\/requests$/, handle: ({ query }) => ofBank(recorder.requests(), query) },
    { method: 'GET', pattern: /^\/rejections$/, handle: ({ query }) => ofBank(recorder.rejections(), query) },
    { method: 'GET', pattern: /^\/faults$/, handle: () => ok({ items: faults.list() }) },
    {
      method: 'POST',
      pattern: /^\/faults$/,
      handle: ({ body }) => {
        const parsed = parseFault(body, banks)
        if ('problem' in parsed) return controlError(400, parsed.problem)
        const { fault } = parsed
        const signs = handlers.some((handler) => handler.bank === fault.bank && handler.spoilSignature !== undefined)
        if (fault.fault === 'bad_signature' && !signs) {
          return controlError(400, `${fault.bank} does not sign its answers, so "bad_signature" has no meaning there.`)
        }
        faults.add(fault)
        return ok({ items: faults.list() })
      },
    },
    {
      method: 'DELETE',
      pattern: /^\/faults$/,
      handle: () => {
        faults.clear()
        return ok({ items: [] })
      },
    },
    {
      method: 'POST',
      pattern: /^\/reset$/,
      handle: () => {
        reset()
        return showClock()
      },
    },
  ]
}
