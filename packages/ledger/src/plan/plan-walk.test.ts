import { describe, expect, it } from 'vitest'
import { aspectsOf, createBook, type EntryParts, entryOf } from '../../test/support/book.ts'

const pending: EntryParts = { status: 'pending', day: '2026-03-02', text: 'COFFEE CORNER kaart' }
const coffee: EntryParts = { day: '2026-03-04', text: 'Coffee Corner Amsterdam' }
const iban = (tail: string): string => `NL91ABNA041716430${tail}`

/** Section 3.4: the pending entry stands since 2 March; the next complete walk lists these. */
const rows: readonly {
  readonly title: string
  readonly first?: readonly EntryParts[]
  readonly lists: readonly EntryParts[]
  readonly day?: string
  readonly outcome: readonly string[]
  readonly points?: readonly number[]
  readonly suggested?: readonly number[]
}[] = [
  { title: 'booked on 4 March', lists: [coffee], outcome: ['claimed'], points: [95] },
  {
    title: 'booked on 11 March',
    lists: [{ ...coffee, day: '2026-03-11' }],
    day: '2026-03-11',
    outcome: ['claimed'],
    points: [87],
  },
  {
    title: 'booked after 15 days',
    lists: [{ ...coffee, day: '2026-03-17' }],
    day: '2026-03-17',
    outcome: ['added', 'unlisted'],
  },
  { title: 'booked with a tip of 15 %', lists: [{ ...coffee, amount: '-14.38' }], outcome: ['claimed'], points: [70] },
  { title: 'booked 40 % dearer', lists: [{ ...coffee, amount: '-17.50' }], outcome: ['added', 'unlisted'] },
  {
    title: 'booked 10 % cheaper',
    lists: [{ ...coffee, amount: '-11.25' }],
    outcome: ['added', 'unlisted'],
    suggested: [55],
  },
  {
    title: 'booked at another shop',
    lists: [{ ...coffee, text: 'Shell Station' }],
    outcome: ['added', 'unlisted'],
    suggested: [55],
  },
  { title: 'booked without text', lists: [{ ...coffee, text: null }], outcome: ['claimed'], points: [75] },
  {
    title: 'booked with another IBAN',
    first: [{ ...pending, counterpartyIban: iban('0') }],
    lists: [{ ...coffee, counterpartyIban: iban('1') }],
    outcome: ['added', 'unlisted'],
  },
  { title: 'booked as a credit', lists: [{ ...coffee, amount: '12.50' }], outcome: ['added', 'unlisted'] },
  {
    title: 'booked 3 % dearer with an equal end-to-end id',
    first: [{ ...pending, endToEndId: 'E2E-1' }],
    lists: [{ ...coffee, text: null, amount: '-12.88', endToEndId: 'E2E-1' }],
    outcome: ['claimed'],
    points: [102],
  },
  { title: 'booked and still pending', lists: [coffee, pending], outcome: ['added'] },
  {
    title: 'two pending, two booked, all equal',
    first: [pending, pending],
    lists: [coffee, coffee],
    outcome: ['claimed', 'claimed'],
    points: [95, 95],
  },
  {
    title: 'two pending, one booked, one still pending',
    first: [pending, pending],
    lists: [coffee, pending],
    outcome: ['claimed'],
    points: [95],
  },
  {
    title: 'one pending, two booked: the nearest day is claimed',
    lists: [{ ...coffee, day: '2026-03-09' }, coffee],
    day: '2026-03-09',
    outcome: ['claimed', 'added'],
    points: [95],
  },
  {
    title: 'two near amounts vanished, one booked between',
    first: [pending, { ...pending, amount: '-12.90' }],
    lists: [{ ...coffee, amount: '-12.95' }],
    outcome: ['added', 'unlisted', 'unlisted'],
    suggested: [65, 57],
  },
  { title: 'nothing any more', lists: [], outcome: ['unlisted'] },
  {
    title: 'booked one day before it was pending',
    lists: [{ ...coffee, day: '2026-03-01' }],
    outcome: ['claimed'],
    points: [89],
  },
  {
    title: 'booked two days before it was pending',
    lists: [{ ...coffee, day: '2026-02-28' }],
    outcome: ['added', 'unlisted'],
  },
]

describe('worked rows of claims (3.4)', () => {
  it.each(rows)('$title', ({ first = [pending], lists, day = '2026-03-04', outcome, points = [], suggested = [] }) => {
    const book = createBook()
    book.walk(first.map(entryOf), { day: '2026-03-02' })
    const plan = book.walk(lists.map(entryOf), { day })
    expect(aspectsOf(plan)).toEqual(outcome)
    expect(plan.changes.flatMap((change) => change.points ?? [])).toEqual(points)
    expect(plan.suggestions.map((suggestion) => suggestion.points)).toEqual(suggested)
    expect(book.walk(lists.map(entryOf), { day }).changes.flatMap(({ aspects }) => aspects)).toEqual([])
  })

  it('keeps the number of the pending row and tells what the booking changed', () => {
    const book = createBook()
    book.walk([entryOf(pending)], { day: '2026-03-02' })
    const [change] = book.walk([entryOf(coffee)]).changes
    expect(change?.row).toMatchObject({ no: 1, state: 'booked', pendingId: '' })
    expect(change?.changed).toEqual(['day', 'text'])
  })

  it('expires a pending row 14 days after it vanished', () => {
    const book = createBook()
    book.walk([entryOf(pending)], { day: '2026-03-02' })
    book.walk([], { day: '2026-03-04' })
    expect(aspectsOf(book.walk([], { day: '2026-03-17' }))).toEqual([])
    expect(aspectsOf(book.walk([], { day: '2026-03-18' }))).toEqual(['expired'])
    expect(aspectsOf(book.walk([], { day: '2026-03-30' }))).toEqual([])
  })

  it('lets an expired row be claimed by its end-to-end id alone', () => {
    const book = createBook()
    book.walk([entryOf({ ...pending, endToEndId: 'E2E-1' }), entryOf({ ...pending, amount: '-3.00' })], {
      day: '2026-03-02',
    })
    book.walk([], { day: '2026-03-04' })
    book.walk([], { day: '2026-03-18' })
    const late = { ...coffee, day: '2026-03-20' }
    const plan = book.walk([entryOf({ ...late, endToEndId: 'E2E-1' }), entryOf({ ...late, amount: '-3.00' })], {
      day: '2026-03-20',
    })
    expect(aspectsOf(plan)).toEqual(['claimed', 'restored', 'added'])
  })

  it('says nothing about pending rows in a walk that is not complete', () => {
    const book = createBook()
    book.walk([entryOf(pending)], { day: '2026-03-02' })
    expect(aspectsOf(book.walk([], { complete: false }))).toEqual([])
  })

  it('does not store again a pending entry that a booked one has claimed', () => {
    const book = createBook({ mode: 'C' })
    book.walk([entryOf({ ...pending, id: 'p-1' })], { day: '2026-03-02' })
    expect(aspectsOf(book.walk([entryOf({ ...coffee, id: 'b-1' })]))).toEqual(['claimed'])
    expect(aspectsOf(book.walk([entryOf({ ...coffee, id: 'b-1' }), entryOf({ ...pending, id: 'p-1' })]))).toEqual([])
  })
})

describe('worked rows of booked entries (3.4)', () => {
  const a: EntryParts = { day: '2026-03-02', text: 'Coffee' }
  const week = Array.from({ length: 9 }, (_, index) => ({
    day: `2026-03-0${index + 1}`,
    amount: `-${index + 1}.00`,
    text: `shop ${index}`,
  }))

  it.each([
    { title: 'the same listing again', first: week, lists: week },
    { title: 'shuffled', first: week, lists: week.toReversed() },
    {
      title: 'two blanks instead of one',
      first: [{ ...a, text: 'Coffee bar' }],
      lists: [{ ...a, text: 'Coffee  bar ' }],
    },
    {
      title: 'the amount written with another number of digits',
      first: [{ ...a, amount: '-12.50' }],
      lists: [{ ...a, amount: '-12.5' }],
    },
    {
      title: 'ids that are none',
      first: [
        { ...a, id: '0' },
        { ...a, id: ' ' },
      ],
      lists: [
        { ...a, id: null },
        { ...a, id: '0000-00' },
      ],
    },
  ])('$title changes nothing', ({ first, lists }) => {
    for (const mode of ['S', 'C', 'N'] as const) {
      const book = createBook({ mode })
      book.walk(first.map(entryOf))
      expect(book.walk(lists.map(entryOf)).changes).toEqual([])
    }
  })

  it('three equal ones, then four: one is added', () => {
    const book = createBook()
    book.walk([a, a, a].map(entryOf))
    expect(aspectsOf(book.walk([a, a, a, a].map(entryOf)))).toEqual(['added'])
    expect(book.rows().map(({ identity }) => identity)).toEqual([1, 2, 3, 4].map((n) => `b2026-03-02|-12.5|EUR|${n}`))
  })

  it('four, then three: the last number is missing, then removed; seen again, it is restored', () => {
    const book = createBook()
    book.walk([a, a, a, a].map(entryOf))
    const first = book.walk([a, a, a].map(entryOf))
    expect(first.changes.map(({ aspects, row }) => [aspects, row.no])).toEqual([[['missing'], 4]])
    const second = book.walk([a, a, a].map(entryOf))
    expect(second.changes.map(({ aspects, row }) => [aspects, row.no])).toEqual([[['removed'], 4]])
    expect(book.walk([a, a, a].map(entryOf)).changes).toEqual([])
    const back = book.walk([a, a, a, a].map(entryOf))
    expect(back.changes.map(({ row, aspects }) => [row.no, row.state, aspects])).toEqual([
      [4, 'booked', ['restored', 'seen']],
    ])
  })

  it('ids issued anew by a new consent: nothing is added or modified', () => {
    const book = createBook({ mode: 'C' })
    book.walk(week.map((parts, index) => entryOf({ ...parts, id: `one-${index}` })))
    const plan = book.walk(
      week.map((parts, index) => entryOf({ ...parts, id: `two-${index}` })),
      { consent: 2 },
    )
    expect(new Set(aspectsOf(plan))).toEqual(new Set(['adopted']))
    expect(book.rows()).toHaveLength(9)
    expect(
      book.walk(
        week.map((parts, index) => entryOf({ ...parts, id: `two-${index}` })),
        { consent: 2 },
      ).changes,
    ).toEqual([])
  })

  it('a rewritten text is a modification under the same number', () => {
    const book = createBook()
    book.walk([entryOf(a)])
    const [change] = book.walk([entryOf({ ...a, text: 'Espresso' })]).changes
    expect([change?.row.no, change?.aspects, change?.changed]).toEqual([1, ['modified'], ['text']])
  })

  it('a booking day corrected by one: moved', () => {
    const book = createBook()
    book.walk([entryOf({ ...a, counterpartyName: 'Bar' })])
    const [change, ...more] = book.walk([entryOf({ ...a, counterpartyName: 'Bar', day: '2026-03-03' })]).changes
    expect([change?.row.no, change?.aspects, more]).toEqual([1, ['modified', 'moved'], []])
    expect(change?.row.identity).toBe('b2026-03-03|-12.5|EUR|1')
  })

  it('an amount corrected with equal day, IBAN and text: modified', () => {
    const book = createBook()
    book.walk([entryOf({ ...a, counterpartyIban: iban('0') })])
    const [change, ...more] = book.walk([entryOf({ ...a, counterpartyIban: iban('0'), amount: '-12.60' })]).changes
    expect([change?.row.no, change?.changed, more]).toEqual([1, ['amount'], []])
  })

  it('an empty list with status 200 is suspicious, and nothing is removed, however often', () => {
    const book = createBook()
    const day = '2026-03-10'
    book.walk(week.map(entryOf), { day })
    for (let time = 0; time < 3; time += 1) {
      const plan = book.walk([], { day })
      expect([plan.outcome, plan.changes, plan.missing]).toEqual(['suspicious', [], 9])
    }
    book.walk([], { day, acceptRemovals: true })
    book.walk([], { day, acceptRemovals: true })
    expect(book.booked()).toHaveLength(0)
  })

  it('P10: a walk that is not complete removes nothing', () => {
    const book = createBook()
    book.walk([a, a].map(entryOf))
    for (let time = 0; time < 3; time += 1) expect(book.walk([entryOf(a)], { complete: false }).changes).toEqual([])
  })

  it('outside its real range a walk says nothing', () => {
    const book = createBook()
    book.walk([entryOf(a)])
    expect(book.walk([], { from: '2026-03-03' }).changes).toEqual([])
  })

  it('R10: an id that appears on the second day is adopted', () => {
    for (const mode of ['S', 'C'] as const) {
      const book = createBook({ mode })
      book.walk([entryOf({ ...a, id: null })])
      const [change] = book.walk([entryOf({ ...a, id: 'x' })]).changes
      expect([change?.row.no, change?.row.bankId, change?.aspects]).toEqual([1, 'x', ['adopted']])
    }
  })

  it('S: the same id is the same entry, whatever else changed', () => {
    const book = createBook({ mode: 'S' })
    book.walk([entryOf({ ...a, id: '17' })])
    const [change] = book.walk([entryOf({ ...a, id: '17', amount: '-99.00', text: 'x', day: '2026-03-03' })]).changes
    expect([change?.row.no, change?.aspects]).toEqual([1, ['modified', 'moved']])
  })

  it('R1, C: an id twice in one page is none, and both entries are kept', () => {
    const book = createBook({ mode: 'C' })
    const twice = [entryOf({ ...a, id: 'x' }), entryOf({ ...a, id: 'x' })]
    book.walk(twice)
    expect(book.rows().map(({ bankId }) => bankId)).toEqual([null, null])
    expect(book.walk(twice).changes).toEqual([])
  })

  it('R2: a page served twice counts once', () => {
    const book = createBook()
    const page = week.slice(0, 4)
    book.walk([
      ...page.map((parts) => entryOf({ ...parts, page: 0 })),
      ...page.map((parts) => entryOf({ ...parts, page: 1 })),
    ])
    expect(book.rows()).toHaveLength(4)
  })

  it('R2: twins on the seam of two pages are two', () => {
    const book = createBook()
    book.walk([entryOf({ ...a, page: 0 }), entryOf({ ...a, page: 1 })])
    expect(book.rows()).toHaveLength(2)
  })

  it('R11: entries that inform only are counted, not stored', () => {
    const plan = createBook().walk([entryOf({ ...a, status: 'information' })])
    expect([plan.information, plan.changes]).toEqual([1, []])
  })
})

describe('a backfill (R3)', () => {
  const a: EntryParts = { day: '2026-03-02', text: 'Coffee' }
  it('keeps twins on two pages, and takes each stored row once when it starts anew', () => {
    const book = createBook()
    const pages = [[a, a].map(entryOf), [a].map(entryOf)]
    book.backfill(pages.slice(0, 1))
    book.backfill(pages)
    expect(book.rows().map(({ no, walk }) => [no, walk])).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
    ])
    expect(book.walk([a, a, a].map(entryOf)).changes).toEqual([])
  })

  it('C: an id on two pages of stable paging is none; of shifting paging it is one entry', () => {
    for (const [paging, count] of [
      ['stable', 2],
      ['shifting', 1],
    ] as const) {
      const book = createBook({ mode: 'C', paging })
      book.backfill([[entryOf({ ...a, id: 'x' })], [entryOf({ ...a, id: 'x' })]])
      expect(book.rows()).toHaveLength(count)
      expect(book.rows().map(({ bankId }) => bankId)).toEqual(paging === 'stable' ? [null, null] : ['x'])
    }
  })

  it('S: an id on two pages is one row', () => {
    const book = createBook({ mode: 'S' })
    book.backfill([[entryOf({ ...a, id: '5' })], [entryOf({ ...a, id: '5', text: 'Tea' })]])
    expect(book.rows().map(({ facts }) => facts.text)).toEqual(['Tea'])
  })
})
