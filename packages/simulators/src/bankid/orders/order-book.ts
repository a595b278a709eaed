import type { SimulatedClock } from '../../clock/simulated-clock.ts'
import type { OrderEndpoint } from '../checks/field-check.ts'
import { isObject, type JsonObject } from '../strict-json.ts'
import type { Order, RelyingParty, Requirement } from './order.ts'
import { isGone, settle } from './timers.ts'

export interface OrderDraft {
  readonly endpoint: OrderEndpoint
  /** Checked already. */
  readonly body: JsonObject
  readonly relyingParty: RelyingParty
}

/** All live orders. Whatever it returns has been brought up to the clock. */
export interface OrderBook {
  start(draft: OrderDraft): Order
  find(orderRef: string): Order | undefined
  findByQrStartToken(token: string): Order | undefined
  findByAutoStartToken(token: string): Order | undefined
  /** The pending order that names this person or that this person has picked up. */
  inProgress(personalNumber: string): Order | undefined
  /** Makes this order the person's one; another one of the same person is cancelled by the system. */
  claim(order: Order, personalNumber: string): void
  forget(order: Order): void
  /** Oldest first. */
  all(): readonly Order[]
  clear(): void
}

const requirementOf = (body: JsonObject): Requirement => {
  const value = body['requirement']
  const source = isObject(value) ? value : {}
  const {
    personalNumber,
    certificatePolicies: policies,
    risk,
  } = {
    personalNumber: source['personalNumber'],
    certificatePolicies: source['certificatePolicies'],
    risk: source['risk'],
  }
  return {
    mrtd: source['mrtd'] === true,
    ...(typeof personalNumber === 'string' ? { personalNumber } : {}),
    ...(Array.isArray(policies) ? { certificatePolicies: policies.map(String) } : {}),
    ...(risk === 'low' || risk === 'moderate' ? { risk } : {}),
  }
}

/** A lower-case version-4 UUID made of unpredictable bytes. */
const uuidFrom = (bytes: Buffer): string => {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const createOrderBook = (clock: SimulatedClock, randomBytes: (size: number) => Buffer): OrderBook => {
  const orders = new Map<string, Order>()
  const byQrStartToken = new Map<string, Order>()
  const byAutoStartToken = new Map<string, Order>()
  const byPerson = new Map<string, Order>()
  const uuid = () => uuidFrom(randomBytes(16))

  const forget = (order: Order) => {
    orders.delete(order.orderRef)
    if (order.tokens === undefined) return
    byQrStartToken.delete(order.tokens.qrStartToken)
    byAutoStartToken.delete(order.tokens.autoStartToken)
  }
  const current = (order: Order | undefined): Order | undefined => {
    if (order === undefined || !orders.has(order.orderRef)) return undefined
    settle(order, clock.now())
    if (!isGone(order, clock.now())) return order
    forget(order)
    return undefined
  }
  const inProgress = (personalNumber: string) => {
    const order = current(byPerson.get(personalNumber))
    if (order?.state.status === 'pending') return order
    byPerson.delete(personalNumber)
    return undefined
  }
  const claim = (order: Order, personalNumber: string) => {
    // Looking at the order itself here would run its later steps in the middle of this one.
    if (byPerson.get(personalNumber) === order) return
    const other = inProgress(personalNumber)
    if (other !== undefined) {
      other.state = { status: 'failed', hintCode: 'cancelled', at: clock.now(), neverPickedUp: false }
    }
    byPerson.set(personalNumber, order)
  }
  /** Collected or not, what is gone leaves the memory; the oldest go first, so this stops early. */
  const sweep = () => {
    for (const order of orders.values()) if (current(order) !== undefined) return
  }

  return {
    start: ({ endpoint, body, relyingParty }) => {
      sweep()
      const requirement = requirementOf(body)
      const named = endpoint.remote ? body['personalNumber'] : requirement.personalNumber
      const order: Order = {
        orderRef: uuid(),
        endpoint,
        body,
        requirement,
        relyingParty,
        createdAt: clock.now(),
        ...(endpoint.remote ? {} : { tokens: { autoStartToken: uuid(), qrStartToken: uuid(), qrStartSecret: uuid() } }),
        ...(typeof named === 'string' ? { boundTo: named } : {}),
        state: { status: 'pending', hintCode: 'outstandingTransaction', wrongCodes: 0, mrtdDone: false },
        plan: [],
        hurriedCollects: 0,
      }
      orders.set(order.orderRef, order)
      if (order.tokens !== undefined) {
        byQrStartToken.set(order.tokens.qrStartToken, order)
        byAutoStartToken.set(order.tokens.autoStartToken, order)
      }
      if (order.boundTo !== undefined) claim(order, order.boundTo)
      return order
    },
    find: (orderRef) => current(orders.get(orderRef)),
    findByQrStartToken: (token) => current(byQrStartToken.get(token)),
    findByAutoStartToken: (token) => current(byAutoStartToken.get(token)),
    inProgress,
    claim,
    forget,
    all: () => [...orders.values()].filter((order) => current(order) !== undefined),
    clear: () => {
      for (const index of [orders, byQrStartToken, byAutoStartToken, byPerson]) index.clear()
    },
  }
}
