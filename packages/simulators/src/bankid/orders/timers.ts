import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { Order, OrderState } from './order.ts'

const second = 1000

/** Milliseconds; section 18 of the reference, with its choice for orders without a device. */
export const timers = {
  start: 30 * second,
  startRemote: 180 * second,
  finish: 180 * second,
  completeKept: 180 * second,
  failedKept: 300 * second,
  neverPickedUpKept: 190 * second,
  /** After this an unopened order that names its person and has no QR shows `noClient`. */
  noClient: 2 * second,
  poll: second,
} as const

/** When a pending order fails by itself, and how. */
export const deadlineOf = (order: Order): { readonly at: EpochMs; readonly hintCode: string } | undefined => {
  if (order.state.status !== 'pending') return undefined
  const { pickedUp } = order.state
  if (pickedUp !== undefined) return { at: pickedUp.at + timers.finish, hintCode: 'expiredTransaction' }
  return order.endpoint.remote
    ? { at: order.createdAt + timers.startRemote, hintCode: 'expiredTransaction' }
    : { at: order.createdAt + timers.start, hintCode: 'startFailed' }
}

const keptUntil = (order: Order, state: OrderState): EpochMs => {
  if (state.status === 'pending') return Number.POSITIVE_INFINITY
  if (state.status === 'complete') return state.at + timers.completeKept
  return state.neverPickedUp ? order.createdAt + timers.neverPickedUpKept : state.at + timers.failedKept
}

export const isGone = (order: Order, now: EpochMs): boolean => now >= keptUntil(order, order.state)

/** Brings an order up to `now`: planned steps and deadlines in the order of their times. */
export const settle = (order: Order, now: EpochMs): void => {
  for (let deadline = deadlineOf(order); deadline !== undefined; deadline = deadlineOf(order)) {
    const [step] = order.plan
    if (step !== undefined && step.at <= now && step.at < deadline.at) {
      order.plan = order.plan.slice(1)
      step.run(step.at)
      continue
    }
    if (deadline.at > now) return
    const neverPickedUp = order.state.status === 'pending' && order.state.pickedUp === undefined
    order.state = { status: 'failed', hintCode: deadline.hintCode, at: deadline.at, neverPickedUp }
  }
}

/** The hint that collect shows now; nothing for a complete order. */
export const hintCodeOf = (order: Order, now: EpochMs): string | undefined => {
  const { state } = order
  if (state.status === 'complete') return undefined
  const waiting = state.status === 'pending' && state.pickedUp === undefined
  return waiting && order.endpoint.remote && now - order.createdAt >= timers.noClient ? 'noClient' : state.hintCode
}
