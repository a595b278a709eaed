import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connect, openBunq } from '../../../test/bunq/bunq-client.ts'
import { pageOf, readPageRequest } from './paging.ts'

const idLists = fc
  .uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 60 })
  .map((ids) => ids.toSorted((a, b) => a - b).map((id) => ({ id })))
const counts = fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined })

const follow = (url: string) => {
  const [path = '', query = ''] = url.split('?')
  return readPageRequest(path, query)
}

describe('paging', () => {
  it('walks from the newest to the oldest, each item once, newest first', () => {
    fc.assert(
      fc.property(idLists, counts, (items, count) => {
        const seen: number[] = []
        let url: string | null = count === undefined ? '/v1/x' : `/v1/x?count=${count}`
        while (url !== null) {
          const page: ReturnType<typeof pageOf<{ id: number }>> = pageOf(items, follow(url))
          seen.push(...page.items.map(({ id }) => id))
          url = page.pagination.older_url
        }
        expect(seen).toEqual(items.map(({ id }) => id).toReversed())
      }),
    )
  })

  it('walks from the oldest to the newest, each item once, and back to the page it came from', () => {
    fc.assert(
      fc.property(idLists, fc.integer({ min: 1, max: 20 }), (items, count) => {
        const seen: number[] = []
        let url: string | null = `/v1/x?count=${count}&newer_id=0`
        while (url !== null) {
          const page: ReturnType<typeof pageOf<{ id: number }>> = pageOf(items, follow(url))
          seen.push(...page.items.map(({ id }) => id).toReversed())
          url = page.pagination.newer_url
        }
        expect(seen).toEqual(items.map(({ id }) => id))
      }),
    )
  })

  it('sets exactly one of newer_url and future_url on a page that holds something', () => {
    fc.assert(
      fc.property(idLists, counts, fc.integer({ min: 0, max: 5000 }), (items, count, cursor) => {
        const size = count === undefined ? '' : `count=${count}&`
        for (const query of [`${size}older_id=${cursor}`, `${size}newer_id=${cursor}`, size]) {
          const { items: shown, pagination } = pageOf(items, readPageRequest('/v1/x', query))
          const ahead = [pagination.newer_url, pagination.future_url].filter((url) => url !== null)
          expect(ahead.length).toBe(
            shown.length > 0 || (pagination.future_url !== null && query.includes('newer_id')) ? 1 : 0,
          )
        }
      }),
    )
  })

  it('finds the page again after older and newer, over the wire, with count kept only where it was asked', async () => {
    const client = await connect(openBunq())
    const base = `/v1/user/${client.userId}/monetary-account/${client.accountId}/payment`
    for (const start of [base, `${base}?count=20`]) {
      const first = await client.get(start)
      const links = first.json['Pagination'] as Record<string, string | null>
      expect(new Set(Object.keys(links))).toEqual(new Set(['future_url', 'newer_url', 'older_url']))
      expect(links['newer_url']).toBeNull()
      const second = await client.get(String(links['older_url']))
      const back = await client.get(String((second.json['Pagination'] as Record<string, string>)['newer_url']))
      expect(back.json).toEqual(first.json)
      expect(String(links['older_url']).includes('count=')).toBe(start.includes('count='))
    }
  })
})
