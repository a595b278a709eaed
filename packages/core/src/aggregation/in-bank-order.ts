/** Where something stands: among the connections that were read together, and in the list of its bank. */
export interface BankPlace {
  readonly position: number
  readonly accountPosition: number
}

/**
 * What the aggregator gave, in the order of the connections and of each bank's own list of accounts, whatever arrived first. What
 * stands at one place keeps its order.
 *
 * @example
 * const sorted = inBankOrder(pages)
 */
export const inBankOrder = <T extends BankPlace>(items: readonly T[]): readonly T[] =>
  items.toSorted((a, b) => a.position - b.position || a.accountPosition - b.accountPosition)
