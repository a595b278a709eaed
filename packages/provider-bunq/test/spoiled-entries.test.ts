import type { Page, PageProblem } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { access, openScripted, signed } from './scripted.ts'

const account = (id: number, change: object = {}) => ({
  MonetaryAccountBank: { id, currency: 'EUR', description: 'Main', status: 'ACTIVE', alias: [], ...change },
})
const payment = (id: number, change: object = {}) => ({
  Payment: {
    id,
    created: '2024-05-01 10:00:00.000000',
    amount: { value: '-1.00', currency: 'EUR' },
    description: 'x',
    ...change,
  },
})

type Provider = ReturnType<typeof openScripted>['provider']

interface Listing {
  readonly name: string
  good(id: number): object
  /** The whole entry cannot be read. */
  readonly spoiled: readonly (readonly [string, unknown])[]
  /** Only a field of it cannot be read. */
  readonly fields: readonly (readonly [string, string, object])[]
  read(provider: Provider): AsyncIterable<Page<unknown>>
}

const listings: readonly Listing[] = [
  {
    name: 'accounts',
    good: (id) => account(id),
    spoiled: [
      ['without currency', account(9, { currency: null })],
      ['without id', { MonetaryAccountBank: { currency: 'EUR' } }],
      ['that is empty', {}],
      ['that is null', null],
      ['that is text', 'MonetaryAccountBank'],
    ],
    fields: [
      ['a balance that is a number', 'balance.value', account(9, { balance: { value: 1, currency: 'EUR' } })],
      ['a status that is a number', 'status', account(9, { status: 1 })],
      ['an alias of another shape', 'alias.0.type', account(9, { alias: [{ type: 1 }] })],
    ],
    read: ({ accounts }) => accounts.accounts(access),
  },
  {
    name: 'transactions',
    good: (id) => payment(id),
    spoiled: [
      ['whose value is a number', payment(9, { amount: { value: -1, currency: 'EUR' } })],
      ['whose value is no decimal', payment(9, { amount: { value: '-1,00', currency: 'EUR' } })],
      ['without amount', payment(9, { amount: null })],
      ['whose time cannot be read', payment(9, { created: 'yesterday' })],
      ['that is empty', {}],
      ['that is null', null],
    ],
    fields: [
      [
        'a balance that is no decimal',
        'balance_after_mutation.value',
        payment(9, { balance_after_mutation: { value: '?', currency: 'EUR' } }),
      ],
      ['a text that is a number', 'description', payment(9, { description: 5 })],
      ['a party of another shape', 'counterparty_alias.iban', payment(9, { counterparty_alias: { iban: 5 } })],
    ],
    read: ({ accounts }) => accounts.transactions(access, { id: '213', kind: 'current' }, {}),
  },
]

const readAll = async (listing: Listing, entries: readonly unknown[]) => {
  const { provider } = openScripted(() => signed({ Response: entries, Pagination: null }))
  const problems: PageProblem[] = []
  const items: unknown[] = []
  for await (const page of listing.read(provider)) {
    items.push(...page.items)
    problems.push(...page.problems)
  }
  return { ids: items.map((item) => item as { id?: string; transactionId?: string }), problems }
}

const idsOf = (items: readonly { readonly id?: string; readonly transactionId?: string }[]) =>
  items.map(({ id, transactionId }) => id ?? transactionId)

describe.each(listings)('a listing of $name', (listing) => {
  const places = [0, 1, 2]

  it.each(listing.spoiled)('names an entry %s at every place, and loses nothing else', async (_name, spoiled) => {
    for (const place of places) {
      const entries: unknown[] = [1, 2].map((id) => listing.good(id))
      entries.splice(place, 0, spoiled)
      const { ids, problems } = await readAll(listing, entries)
      expect(idsOf(ids)).toEqual(['1', '2'])
      expect(problems).toEqual([{ index: place, message: expect.any(String) }])
    }
  })

  it.each(listing.fields)('leaves out %s at every place, and names it', async (_name, field, spoiled) => {
    for (const place of places) {
      const entries: unknown[] = [1, 2].map((id) => listing.good(id))
      entries.splice(place, 0, spoiled)
      const { ids, problems } = await readAll(listing, entries)
      expect(idsOf(ids).toSorted()).toEqual(['1', '2', '9'])
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatchObject({ index: place, field: expect.stringContaining(field.split('.')[0] ?? '') })
    }
  })
})

describe('balances', () => {
  it('that cannot be read are problems, and the others stay', async () => {
    const change = { balance: { value: 1, currency: 'EUR' }, balance_real: { value: '2.00', currency: 'EUR' } }
    const { provider } = openScripted(() => signed({ Response: [account(213, change)] }))
    const page = await provider.accounts.balances(access, { id: '213', kind: 'current' })
    expect(page.items).toMatchObject([{ balanceType: 'information', amount: { amount: '2.00' } }])
    expect(page.problems).toMatchObject([{ index: 0, field: expect.stringMatching(/^balance/) }])
  })
})

describe('lists that are whole or an error', () => {
  const draft = (id: unknown) => ({ DraftPayment: { id, status: 'PENDING' } })

  it.each([0, 1])('a spoiled draft at place %i is an error that says so, never a shorter list', async (place) => {
    const entries = [draft(1)]
    entries.splice(place, 0, draft('x'))
    const { provider } = openScripted(() => signed({ Response: entries }))
    await expect(provider.payments.drafts(access, '213')).rejects.toMatchObject({
      code: 'protocol_violation',
      message: expect.stringContaining(`${place}`),
    })
  })
})
