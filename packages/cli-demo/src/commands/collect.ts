import type { Page } from '@nostro/core'

/** All items of a listing that is made for choosing from; a choice shows what it has. */
export const collectPages = async <T>(pages: AsyncIterable<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = []
  for await (const page of pages) items.push(...page.items)
  return items
}
