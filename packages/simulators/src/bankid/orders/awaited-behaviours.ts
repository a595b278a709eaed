import type { BehaviourName } from './behaviours.ts'
import type { Order } from './order.ts'
import type { Actor } from './user-actions.ts'

/** What users of the coming orders will do. */
export interface AwaitedBehaviour {
  readonly behaviour: BehaviourName
  readonly actor: Actor
  /** Orders that it still holds for. */
  readonly times: number
}

export interface AwaitedBehaviours {
  add(awaited: AwaitedBehaviour): void
  /** The oldest one that fits the order, which uses it up once. */
  take(order: Order): AwaitedBehaviour | undefined
  all(): readonly AwaitedBehaviour[]
  clear(): void
}

/** An order that names a person waits for that person alone. */
const fits = (order: Order, { actor }: AwaitedBehaviour): boolean =>
  actor.personalNumber === undefined || order.boundTo === undefined || actor.personalNumber === order.boundTo

export const createAwaitedBehaviours = (): AwaitedBehaviours => {
  let awaited: readonly AwaitedBehaviour[] = []
  return {
    add: (next) => {
      awaited = [...awaited, next]
    },
    take: (order) => {
      const found = awaited.find((one) => fits(order, one))
      awaited = awaited
        .map((one) => (one === found ? { ...one, times: one.times - 1 } : one))
        .filter(({ times }) => times > 0)
      return found
    },
    all: () => awaited,
    clear: () => {
      awaited = []
    },
  }
}
