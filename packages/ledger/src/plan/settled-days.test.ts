import { expect, it } from 'vitest'
import { settledDays } from './settled-days.ts'
import type { DayDigest, Listed } from './types.ts'

const digest = (day: string, keys: string, rest: Partial<DayDigest> = {}): DayDigest => ({
  day,
  booked: 2,
  isOpen: false,
  hasClaimed: false,
  keys,
  ...rest,
})

const listed = (day: string, content: string, id: string | null = null): Listed =>
  ({ entry: { facts: { day }, content }, id }) as Listed

const day = '2026-03-01'

it.each<[string, readonly DayDigest[], readonly Listed[], boolean]>([
  ['the same rows', [digest(day, 'aa1\nbb2\n')], [listed(day, 'aa', '1'), listed(day, 'bb', '2')], true],
  ['another order', [digest(day, 'aa1\nbb2\n')], [listed(day, 'bb', '2'), listed(day, 'aa', '1')], true],
  ['another id', [digest(day, 'aa1\n')], [listed(day, 'aa', '2')], false],
  ['a twin more', [digest(day, 'aa\naa\n')], [listed(day, 'aa'), listed(day, 'aa'), listed(day, 'aa')], false],
  ['a twin less', [digest(day, 'aa\naa\n')], [listed(day, 'aa')], false],
  ['other twins', [digest(day, 'aa\naa\nbb\n')], [listed(day, 'aa'), listed(day, 'bb'), listed(day, 'bb')], false],
  ['a row that is missing', [digest(day, 'aa\n', { isOpen: true })], [listed(day, 'aa')], false],
  ['a day that is not stored', [], [listed(day, 'aa')], false],
])('a day with %s', (_, stored, entries, isSettled) => {
  const { settled, hasOpen } = settledDays(stored, entries)
  expect([settled.has(day), hasOpen]).toEqual([isSettled, !isSettled])
})

it('a stored day that is not listed is not settled, and nothing listed is open', () => {
  expect(settledDays([digest(day, 'aa\n')], [])).toEqual({ settled: new Set(), hasOpen: false })
})
