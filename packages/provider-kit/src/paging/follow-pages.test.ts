import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { createCircleWatch } from './circle-watch.ts'
import { createDuplicateWatch } from './duplicate-watch.ts'
import { type FetchedPage, followPages } from './follow-pages.ts'

const bank = { provider: 'test', name: 'Test Bank' }
interface Item {
  readonly id?: string | undefined
  readonly text: string
}
const page = (items: readonly Item[], next?: string): FetchedPage<Item> => ({
  items,
  problems: [],
  received: items.length,
  next,
})
const identify = ({ id, text }: Item) => (id === undefined ? undefined : { id, fingerprint: text })

/** What a reader gets, and the error that ends it. */
const readAll = async (fetch: (position: string | undefined) => FetchedPage<Item>, start?: string) => {
  const pages: FetchedPage<Item>[] = []
  try {
    for await (const each of followPages({ bank, start, identify, fetch: async (at) => fetch(at) })) pages.push(each)
    return { pages, error: undefined }
  } catch (error) {
    return { pages, error }
  }
}
const textsOf = (pages: readonly FetchedPage<Item>[]): string[] =>
  pages.flatMap(({ items }) => items.map(({ text }) => text))

describe('followPages', () => {
  it('reads page by page until there is no link, and only what is asked for', async () => {
    const asked: (string | undefined)[] = []
    const pages = followPages<Item, FetchedPage<Item>>({
      bank,
      fetch: async (at) => {
        asked.push(at)
        return page([{ text: at ?? 'first' }], at === undefined ? '/2' : undefined)
      },
    })
    await pages.next()
    expect(asked).toEqual([undefined])
    await pages.next()
    expect(asked).toEqual([undefined, '/2'])
    await expect(pages.next()).resolves.toMatchObject({ done: true })
  })

  it.each([1, 2, 3, 7, 20])('ends a circle of %i pages, and loses no page', async (length) => {
    const { pages, error } = await readAll((at) => {
      const number = Number(at ?? 0)
      return page([{ text: `page ${number}` }], String(number < 5 ? number + 1 : 5 + ((number - 4) % length)))
    })
    expect(error).toMatchObject({ code: 'protocol_violation', message: expect.stringContaining('read before') })
    expect(new Set(textsOf(pages)).size).toBe(5 + length)
    expect(pages.at(-1)).toMatchObject({ next: undefined, problems: [{ message: expect.any(String) }] })
  })

  it('ends a page that leads to itself at once, also from a cursor', async () => {
    const { pages, error } = await readAll(() => page([{ text: 'x' }], '/1'), '/1')
    expect(pages).toHaveLength(1)
    expect(error).toMatchObject({ code: 'protocol_violation' })
  })

  it('A12: empty pages with ever new links end with a clear error', async () => {
    let count = 0
    const { pages, error } = await readAll(() => page([], `/${++count}`))
    expect(pages).toHaveLength(50)
    expect(error).toMatchObject({ code: 'protocol_violation', message: expect.stringContaining('50 pages in a row') })
  })

  it('A12: pages that repeat what was given count as empty', async () => {
    let count = 0
    const { pages, error } = await readAll(() => page([{ id: 't', text: 'same' }], `/${++count}`))
    expect(textsOf(pages)).toEqual(['same'])
    expect(error).toMatchObject({ code: 'protocol_violation' })
  })

  it('a few empty pages are no fault', async () => {
    const { pages, error } = await readAll((at) => {
      const number = Number(at ?? 0)
      return page(number === 40 ? [{ text: 'late' }] : [], number === 80 ? undefined : String(number + 1))
    })
    expect(error).toBeUndefined()
    expect(textsOf(pages)).toEqual(['late'])
  })

  it('A12: an entry given on two pages comes once when it is the same', async () => {
    const { pages } = await readAll((at) =>
      at === undefined
        ? page(
            [
              { id: 'a', text: 'A' },
              { id: 'b', text: 'B' },
            ],
            '/2',
          )
        : page([{ id: 'b', text: 'B' }, { id: 'c', text: 'C' }, { text: 'B' }, { text: 'B' }]),
    )
    expect(textsOf(pages)).toEqual(['A', 'B', 'C', 'B', 'B'])
    expect(pages.flatMap(({ problems }) => problems)).toEqual([])
  })

  it('A12: two different entries with one id are both given, and a problem', async () => {
    const { pages } = await readAll(() =>
      page([
        { id: 'a', text: 'A' },
        { id: 'a', text: 'other' },
      ]),
    )
    expect(textsOf(pages)).toEqual(['A', 'other'])
    expect(pages[0]?.problems).toEqual([{ message: expect.stringContaining('“a”') }])
  })
})

describe('followPages with links', () => {
  it('A11: refuses a link that leads elsewhere, after the page on which it stands', async () => {
    const pages: FetchedPage<Item>[] = []
    const reading = async () => {
      const listing = followPages<Item, FetchedPage<Item>>({
        bank,
        fetch: async () => page([{ text: 'sound' }], '/other'),
        toPosition: () => {
          throw new NostroError({ code: 'protocol_violation', message: 'It leads to another account.' })
        },
      })
      for await (const each of listing) pages.push(each)
    }
    await expect(reading()).rejects.toThrow('another account')
    expect(textsOf(pages)).toEqual(['sound'])
    expect(pages[0]?.problems).toEqual([{ message: 'It leads to another account.' }])
  })
})

describe('createDuplicateWatch', () => {
  it('keeps a limited number of ids', () => {
    const seen = createDuplicateWatch(2)
    for (const id of ['a', 'b', 'c']) expect(seen({ id, fingerprint: '' })).toBe('new')
    expect(seen({ id: 'c', fingerprint: '' })).toBe('repeated')
    expect(seen({ id: 'a', fingerprint: '' })).toBe('new')
  })

  it('always forgets the id that came first, however long it goes on', () => {
    const seen = createDuplicateWatch(3)
    for (let number = 0; number < 20; number += 1) {
      expect(seen({ id: `${number}`, fingerprint: `${number}` })).toBe('new')
      for (const back of [0, 1, 2].filter((steps) => steps <= number)) {
        expect(seen({ id: `${number - back}`, fingerprint: `${number - back}` })).toBe('repeated')
        expect(seen({ id: `${number - back}`, fingerprint: 'other' })).toBe('differs')
      }
    }
    expect(seen({ id: '16', fingerprint: '16' })).toBe('new')
  })
})

it('createCircleWatch takes a long listing for what it is', () => {
  const wasSeen = createCircleWatch()
  for (let number = 0; number < 5000; number += 1) expect(wasSeen(`/${number}`)).toBe(false)
})
