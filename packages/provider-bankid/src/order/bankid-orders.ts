import type { CallContext, Challenge, Clock, DecoupledView, EpochMs } from '@nostro/core'
import type { FieldsOf, OrderOperation } from '../api/order-fields.ts'
import { requireObject } from '../api/require-object.ts'
import { createLiveOrder, type LiveOrder, type LiveOrderOptions } from './live-order.ts'
import { createScheduler, type OrderScheduler, type SchedulerOptions } from './order-scheduler.ts'
import type { OrderResult, OrderSituation, Orders } from './orders.ts'

/** What BankID has beyond the common contracts: orders of every kind, followed one by one or by the thousand. */
export interface BankIdOrders {
  /** Starts an order; its challenge is plain JSON. Follow it with `resumeOrder`, or give it to a scheduler. */
  openOrder<Name extends OrderOperation>(
    operation: Name,
    fields: FieldsOf[Name],
    situation?: OrderSituation,
    ctx?: CallContext,
  ): Promise<Challenge>
  /** One look at an order of any kind, as `pollAfterMs` says. `auth` and `esign` each take their own kinds alone. */
  advance(challenge: Challenge, ctx?: CallContext): Promise<OrderResult>
  /** Starts an order and follows it. */
  startOrder<Name extends OrderOperation>(
    operation: Name,
    fields: FieldsOf[Name],
    options?: LiveOrderOptions & { readonly situation?: OrderSituation | undefined },
  ): Promise<LiveOrder>
  /** Follows an order that was started or handed over elsewhere. */
  resumeOrder(challenge: Challenge, options?: LiveOrderOptions): LiveOrder
  /** Follows very many orders with one timer. */
  createScheduler(options: SchedulerOptions): OrderScheduler
  /** What to show now, by the clock alone. */
  frame(challenge: Challenge, at: EpochMs): DecoupledView
  cancel(challenge: Challenge, ctx?: CallContext): Promise<void>
}

export const createBankIdOrders = (orders: Orders, clock: Clock): BankIdOrders => {
  const resumeOrder: BankIdOrders['resumeOrder'] = (challenge, options = {}) =>
    createLiveOrder({ orders, clock, challenge, options })
  return {
    openOrder: async (operation, fields, situation, ctx) => {
      if (situation !== undefined) requireObject(situation, 'situation', ['qr', 'mobile'])
      return orders.start(operation, fields, situation, ctx)
    },
    startOrder: async (operation, fields, given = {}) => {
      requireObject(given, 'options', ['situation', 'signal'])
      const { situation, ...options } = given
      return resumeOrder(await orders.start(operation, fields, situation, contextOf(options)), options)
    },
    resumeOrder,
    advance: (challenge, ctx) => orders.advance(challenge, ctx),
    createScheduler: (options) => createScheduler({ orders, clock, options }),
    frame: (challenge, at) => orders.frame(challenge, at),
    cancel: (challenge, ctx) => orders.cancel(challenge, ctx),
  }
}

const contextOf = ({ signal }: LiveOrderOptions): CallContext => (signal === undefined ? {} : { signal })
