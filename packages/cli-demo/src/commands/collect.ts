import type { Page, PageProblem } from '@nostro/core'

/** A listing read to its end, for choosing from. Say what could not be read: the choice may be wrong without it. */
export const collectPages = async <T>(
  pages: AsyncIterable<Page<T>>,
): Promise<{ readonly items: readonly T[]; readonly problems: readonly PageProblem[] }> => {
  const items: T[] = []
  const problems: PageProblem[] = []
  for await (const page of pages) {
    items.push(...page.items)
    problems.push(...page.problems)
  }
  return { items, problems }
}
