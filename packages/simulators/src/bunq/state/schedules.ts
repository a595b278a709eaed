import type { EpochMs } from '../../clock/simulated-clock.ts'
import { must, readInteger, readText } from '../http/body.ts'
import { type Field, type JsonObject, object, required, text } from '../http/fields.ts'
import { invalidField, Refusal } from '../http/refusal.ts'
import { scheduledWire, scheduleInstanceWire } from '../wire/schedule-wire.ts'
import { parseTimestamp } from '../wire/timestamp.ts'
import { payBatch } from './batches.ts'
import { type BunqState, occur } from './bunq-state.ts'
import type { Account } from './entities.ts'
import type { PaymentOrder } from './payment-order.ts'
import { payOrders } from './payment-orders.ts'
import type { Schedule, ScheduleInstance, ScheduleTerms } from './records.ts'

const units = ['ONCE', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const

export const scheduleField: Field = object({
  time_start: required(text()),
  time_end: text(),
  recurrence_unit: required(text(units)),
  recurrence_size: required({ type: 'integer', min: 1, max: 1000 }),
  status: text(['ACTIVE']),
})

/** A start may lie this far back, for clocks that differ. */
const TOLERANCE_MS = 60_000

export const readTerms = (body: JsonObject, now: EpochMs): ScheduleTerms => {
  const time = (name: string): EpochMs | undefined => {
    const given = readText(body, name)
    const at = given === undefined ? undefined : parseTimestamp(given)
    if (given !== undefined && at === undefined) throw invalidField(name, 'not a time', given)
    return at
  }
  const start = must(time('time_start'))
  const end = time('time_end') ?? null
  if (start < now - TOLERANCE_MS) throw invalidField('time_start', 'the schedule begins in the past')
  if (end !== null && end < start) throw invalidField('time_end', 'the schedule ends before it begins')
  const unit = must(units.find((candidate) => candidate === readText(body, 'recurrence_unit')))
  return { start, end, unit, size: must(readInteger(body, 'recurrence_size')) }
}

const HOUR_MS = 60 * 60 * 1000

/** The time of the nth run, counted from the start so that the 31st comes back after a short month. */
export const nthRun = (terms: ScheduleTerms, index: number): EpochMs | undefined => {
  const steps = terms.size * index
  const months = (count: number): EpochMs => {
    const start = new Date(terms.start)
    const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count, 1))
    const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
    const time = terms.start - Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate())
    return first.getTime() + (Math.min(start.getUTCDate(), days) - 1) * 24 * HOUR_MS + time
  }
  const at = {
    ONCE: () => (index === 0 ? terms.start : undefined),
    HOURLY: () => terms.start + steps * HOUR_MS,
    DAILY: () => terms.start + steps * 24 * HOUR_MS,
    WEEKLY: () => terms.start + steps * 7 * 24 * HOUR_MS,
    MONTHLY: () => months(steps),
    YEARLY: () => months(steps * 12),
  }[terms.unit]()
  return at === undefined || (terms.end !== null && at > terms.end) ? undefined : at
}

const notify = (state: BunqState, schedule: Schedule, instance: ScheduleInstance | undefined, notice: string): void => {
  occur(state, {
    action: instance === undefined ? 'UPDATE' : 'CREATE',
    userId: schedule.createdByUserId,
    accountId: schedule.accountId,
    objectType:
      instance === undefined ? (schedule.isBatch ? 'ScheduledPaymentBatch' : 'ScheduledPayment') : 'ScheduledInstance',
    objectId: instance?.id ?? schedule.id,
    notices: [[instance === undefined ? 'SCHEDULE_STATUS' : 'SCHEDULE_RESULT', notice]],
    wire: () =>
      instance === undefined ? scheduledWire(state, schedule) : scheduleInstanceWire(state, schedule, instance),
  })
}

const kindOf = (schedule: Schedule): string => (schedule.isBatch ? 'PAYMENT_BATCH' : 'PAYMENT')

const attempt = (state: BunqState, schedule: Schedule, account: Account): Omit<ScheduleInstance, 'id' | 'at'> => {
  try {
    const paymentIds = schedule.isBatch
      ? payBatch(state, account, schedule.orders, schedule.id).paymentIds
      : payOrders(state, account, schedule.orders, { scheduledId: schedule.id }).map(({ id }) => id)
    return { state: 'FINISHED_SUCCESSFULLY', errors: [], paymentIds }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { state: 'FAILED_USER_ERROR', errors: error.descriptions, paymentIds: [] }
  }
}

const planRun = (state: BunqState, schedule: Schedule, index: number): void => {
  const { terms } = schedule
  const at = nthRun(terms, index)
  if (at === undefined) {
    schedule.status = 'FINISHED'
    schedule.updated = state.now()
    return
  }
  state.jobs.push({
    at,
    run: () => {
      const account = state.accounts.get(schedule.accountId)
      if (schedule.status !== 'ACTIVE' || schedule.terms !== terms || account === undefined) return
      const instance = { id: state.nextId(), at, ...attempt(state, schedule, account) }
      schedule.instances.push(instance)
      const word = instance.state === 'FINISHED_SUCCESSFULLY' ? 'SUCCEEDED' : 'FAILED'
      notify(state, schedule, instance, `SCHEDULE_INSTANCE_${kindOf(schedule)}_${word}`)
      planRun(state, schedule, index + 1)
    },
  })
}

export interface NewSchedule {
  readonly account: Account
  readonly userId: number
  readonly orders: readonly PaymentOrder[]
  readonly isBatch: boolean
  readonly terms: ScheduleTerms
  readonly purpose?: string
}

export const addSchedule = (state: BunqState, plan: NewSchedule): Schedule => {
  const at = state.now()
  const schedule: Schedule = {
    id: state.nextId(),
    scheduleId: state.nextId(),
    created: at,
    updated: at,
    accountId: plan.account.id,
    createdByUserId: plan.userId,
    isBatch: plan.isBatch,
    orders: plan.orders,
    terms: plan.terms,
    purpose: plan.purpose ?? 'PAYMENT',
    status: 'ACTIVE',
    instances: [],
  }
  state.records.schedules.push(schedule)
  notify(state, schedule, undefined, `SCHEDULE_DEFINITION_${kindOf(schedule)}_CREATED`)
  planRun(state, schedule, 0)
  return schedule
}

export const changeSchedule = (
  state: BunqState,
  schedule: Schedule,
  change: Pick<NewSchedule, 'orders' | 'terms'>,
): void => {
  schedule.orders = change.orders
  schedule.terms = { ...change.terms }
  schedule.updated = state.now()
  notify(state, schedule, undefined, `SCHEDULE_DEFINITION_${kindOf(schedule)}_UPDATED`)
  planRun(state, schedule, 0)
}

export const cancelSchedule = (state: BunqState, schedule: Schedule): void => {
  schedule.status = 'CANCELLED'
  schedule.updated = state.now()
  notify(state, schedule, undefined, `SCHEDULE_DEFINITION_${kindOf(schedule)}_CANCELLED`)
}
