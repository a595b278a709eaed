import { NostroError, type PageProblem } from '@nostro/core'
import type { ReadEntries } from '../answers/read-entries.ts'
import type { Bank } from '../bank.ts'
import { createCircleWatch } from './circle-watch.ts'
import { createDuplicateWatch, type EntryIdentity } from './duplicate-watch.ts'

/** A page as read from the bank. */
export interface FetchedPage<T> extends ReadEntries<T> {
  /** Where the next page begins: a target or a continuation key. Absent on the last page. */
  readonly next?: string | undefined
}

/** How pages are fetched and followed. */
export interface FollowPagesParts<T, P extends FetchedPage<T>> {
  readonly bank: Bank
  /** Where the first page begins, when that is a position of the bank's. */
  readonly start?: string | undefined
  /** Reads the page at a position, or the first one. */
  fetch(position: string | undefined): Promise<P>
  /**
   * Makes the position of the next page of what the bank gave, and refuses a link that leads elsewhere by throwing a
   * NostroError: the page is given first. Taken as it is when absent.
   */
  toPosition?(next: string): string
  /** By what an entry is recognised when it comes again; `undefined` when it has no id. */
  identify?(item: T): EntryIdentity | undefined
  /** Pages without a new entry that may follow each other; 50 by default. */
  readonly maxEmptyPages?: number | undefined
}

/**
 * Pages of a listing, each read when it is asked for. Links that go round in a circle and pages that bring nothing end
 * with an error after the page that was read; entries given twice come once, and are a problem when they differ.
 * @throws NostroError `protocol_violation`
 *
 * @example
 * for await (const page of followPages({ bank, fetch: (position) => readPage(position ?? '/v3/accounts') })) use(page.items)
 */
export async function* followPages<T, P extends FetchedPage<T>>(parts: FollowPagesParts<T, P>): AsyncGenerator<P> {
  const { bank, maxEmptyPages = 50 } = parts
  const wasSeen = createCircleWatch(parts.start)
  const takeNew = createNewEntries(parts.identify)
  let position = parts.start
  let emptyPages = 0
  for (;;) {
    const page = await parts.fetch(position)
    const { items, problems, repeated } = takeNew(page)
    emptyPages = page.received - repeated > 0 ? 0 : emptyPages + 1
    const { next, fault } = nextOf(page.next, parts, (at) =>
      wasSeen(at) ? circle(bank) : emptyPages >= maxEmptyPages ? noEnd(bank, emptyPages) : undefined,
    )
    if (fault !== undefined) {
      // The page itself is sound, and a reader who stops here learns that it was not the last.
      yield { ...page, items, problems: [...problems, { message: fault.message }], next: undefined }
      throw fault
    }
    yield { ...page, items, problems, next }
    if (next === undefined) return
    position = next
  }
}

interface Next {
  readonly next?: string | undefined
  readonly fault?: NostroError | undefined
}

const nextOf = (
  link: string | undefined,
  { toPosition = (next) => next }: { toPosition?(next: string): string },
  judge: (position: string) => NostroError | undefined,
): Next => {
  if (link === undefined) return {}
  try {
    const next = toPosition(link)
    return { next, fault: judge(next) }
  } catch (error) {
    if (NostroError.isInstance(error)) return { fault: error }
    throw error
  }
}

const createNewEntries = <T>(identify: ((item: T) => EntryIdentity | undefined) | undefined) => {
  const seen = createDuplicateWatch()
  return ({ items, problems }: FetchedPage<T>) => {
    if (identify === undefined) return { items, problems, repeated: 0 }
    const differing: PageProblem[] = []
    const fresh = items.filter((item) => {
      const identity = identify(item)
      if (identity === undefined) return true
      const outcome = seen(identity)
      if (outcome === 'differs') differing.push({ message: twoEntries(identity.id) })
      return outcome !== 'repeated'
    })
    return {
      items: fresh.length === items.length ? items : fresh,
      problems: differing.length === 0 ? problems : [...problems, ...differing],
      repeated: items.length - fresh.length,
    }
  }
}

const twoEntries = (id: string): string =>
  `Two different entries have the id “${id.replace(/[^ -~]+/g, ' ').slice(0, 64)}”; both are given.`

const circle = ({ provider, name }: Bank): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: 'The link to the next page leads to the page itself, or to one read before.',
    hint: `What was read until here is sound, but the rest is missing. Report it to ${name} with the request id.`,
  })

const noEnd = ({ provider, name }: Bank, pages: number): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider,
    message: `${name} gave ${pages} pages in a row without a new entry, each with a link to a further one.`,
    hint: `What was read until here is sound, but the rest may be missing. Ask for a shorter period, and report it to ${name}.`,
  })
