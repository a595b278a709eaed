import type { BunqState } from '../state/bunq-state.ts'
import type { Account } from '../state/entities.ts'
import type { Schedule, ScheduleInstance } from '../state/records.ts'
import { labelUserById } from './labels.ts'
import { orderWire, partyOfOrder } from './order-wire.ts'
import { paymentWire } from './payment-wire.ts'
import { wireTimestamp } from './timestamp.ts'

const accountOf = (state: BunqState, schedule: Schedule): Account => {
  const account = state.accounts.get(schedule.accountId)
  if (account === undefined) throw new TypeError('a schedule without an account')
  return account
}

const orders = (state: BunqState, schedule: Schedule): readonly object[] =>
  schedule.orders.map((order) => orderWire(state, accountOf(state, schedule), order, partyOfOrder(state, order)))

const termsWire = (schedule: Schedule): object => ({
  time_start: wireTimestamp(schedule.terms.start),
  time_end: schedule.terms.end === null ? null : wireTimestamp(schedule.terms.end),
  recurrence_unit: schedule.terms.unit,
  recurrence_size: schedule.terms.size,
  status: schedule.status,
})

/** `ScheduledPayment` or `ScheduledPaymentBatch`: the type keys differ from the paths. */
export const scheduledWire = (state: BunqState, schedule: Schedule): object => {
  const [first] = orders(state, schedule)
  return {
    [schedule.isBatch ? 'ScheduledPaymentBatch' : 'ScheduledPayment']: {
      id: schedule.id,
      created: wireTimestamp(schedule.created),
      updated: wireTimestamp(schedule.updated),
      monetary_account_id: schedule.accountId,
      status: schedule.status,
      label_schedule_user_created: labelUserById(state, schedule.createdByUserId),
      ...(schedule.isBatch ? { payments: orders(state, schedule) } : { payment: first ?? null }),
      schedule: { ...termsWire(schedule), object: null },
      purpose: schedule.purpose,
    },
  }
}

export const scheduleWire = (state: BunqState, schedule: Schedule): object => ({
  Schedule: {
    id: schedule.scheduleId,
    created: wireTimestamp(schedule.created),
    updated: wireTimestamp(schedule.updated),
    ...termsWire(schedule),
    object: scheduledWire(state, schedule),
  },
})

export const scheduleInstanceWire = (state: BunqState, schedule: Schedule, instance: ScheduleInstance): object => {
  const account = accountOf(state, schedule)
  const payment = account.payments.find(({ id }) => id === instance.paymentIds[0])
  return {
    ScheduledInstance: {
      id: instance.id,
      created: wireTimestamp(instance.at),
      updated: wireTimestamp(instance.at),
      state: instance.state,
      time_start: wireTimestamp(instance.at),
      time_end: wireTimestamp(instance.at),
      error_message: instance.errors.map((text) => ({ error_description: text, error_description_translated: text })),
      scheduled_object: scheduledWire(state, schedule),
      result_object: payment === undefined ? null : paymentWire(state, account, payment),
      request_reference_split_the_bill: [],
    },
  }
}
