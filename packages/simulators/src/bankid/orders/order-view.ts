import type { EpochMs } from '../../clock/simulated-clock.ts'
import { type Order, textField } from './order.ts'
import { hintCodeOf } from './timers.ts'

/** An order as a developer or the emulated app may see it: no secret, no whole personal number. */
export interface OrderView {
  readonly orderRef: string
  readonly operation: string
  readonly status: string
  readonly hintCode: string | null
  readonly createdAt: string
  /** What stands on the user's screen. */
  readonly shown: {
    readonly relyingParty: string
    readonly text: string | null
    readonly format: string
    readonly transaction: unknown
  }
  /** The person that it is bound to, the last four digits hidden. */
  readonly personalNumber: string | null
  readonly hurriedCollects: number
}

export const maskedNumber = (personalNumber: string): string => `${personalNumber.slice(0, 8)}****`

export const shownText = (order: Order): string | undefined => {
  const value = textField(order, 'userVisibleData')
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8')
}

export const orderView = (order: Order, now: EpochMs): OrderView => ({
  orderRef: order.orderRef,
  operation: order.endpoint.operation,
  status: order.state.status,
  hintCode: hintCodeOf(order, now) ?? null,
  createdAt: new Date(order.createdAt).toISOString(),
  shown: {
    relyingParty: order.relyingParty.displayName,
    text: shownText(order) ?? null,
    format: textField(order, 'userVisibleDataFormat') ?? 'plaintext',
    transaction: order.body['userVisibleTransaction'] ?? null,
  },
  personalNumber: order.boundTo === undefined ? null : maskedNumber(order.boundTo),
  hurriedCollects: order.hurriedCollects,
})
