import type { Page, PageProblem } from '../contracts/accounts.ts'
import type { LocalDate } from '../domain/dates.ts'

/** An array with what was missing from it. The two extra members are not enumerable. */
export interface Collection<T> extends ReadonlyArray<T> {
  /** What could not be read. */
  readonly problems: readonly PageProblem[]
  /** The first day that the bank really served, when it cut the period short. */
  readonly adjustedFrom?: LocalDate | undefined
}

/** A listing of a bank: fetched page by page as it is read, and anew each time that it is read. */
export interface Listing<T> extends AsyncIterable<T> {
  /** The pages as the bank cut them, each with its problems. */
  pages(): AsyncIterable<Page<T>>
  /** Everything, with `problems`. */
  all(): Promise<Collection<T>>
}

/** Called with what `for await` over items cannot show. */
export type OnProblem = (problem: PageProblem) => void

/**
 * A listing over a function that starts the pages. Reading items one by one hands the problems to `onProblem`.
 *
 * @example
 * const listing = createListing(() => provider.accounts.accounts(access))
 * const accounts = await listing.all()
 */
export const createListing = <T>(pages: () => AsyncIterable<Page<T>>, onProblem?: OnProblem): Listing<T> => ({
  pages,
  all: async () => {
    const items: T[] = []
    const problems: PageProblem[] = []
    let adjustedFrom: LocalDate | undefined
    for await (const page of pages()) {
      items.push(...page.items)
      problems.push(...page.problems)
      adjustedFrom ??= page.adjustedFrom
    }
    return Object.defineProperties(items, {
      problems: { value: problems },
      adjustedFrom: { value: adjustedFrom },
    }) as unknown as Collection<T>
  },
  async *[Symbol.asyncIterator]() {
    for await (const page of pages()) {
      for (const problem of page.problems) onProblem?.(problem)
      yield* page.items
    }
  },
})
