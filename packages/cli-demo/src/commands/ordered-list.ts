import { type BankPlace, inBankOrder } from '@nostro/core'

/** Collects what the aggregator gives in any order. */
export interface OrderedList<T> {
  /** `at`: the event, or the failed account, that it came with; without an account it stands before its bank's accounts. */
  add(at: { readonly position: number; readonly accountPosition?: number | undefined }, value: T): void
  /** In the order of the connections and of each bank's accounts. */
  values(): readonly T[]
}

export const createOrderedList = <T>(): OrderedList<T> => {
  const placed: (BankPlace & { readonly value: T })[] = []
  return {
    add: ({ position, accountPosition = -1 }, value) => {
      placed.push({ position, accountPosition, value })
    },
    values: () => inBankOrder(placed).map(({ value }) => value),
  }
}
