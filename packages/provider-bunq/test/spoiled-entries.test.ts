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

const amount = { value: '1.00', currency: 'EUR' }
const card = (id: unknown, change: object = {}) => ({ CardDebit: { id, status: 'ACTIVE', ...change } })
const action = (id: unknown, change: object = {}) => ({
  MasterCardAction: {
    id,
    created: '2024-05-01 10:00:00.000000',
    decision: 'ALLOWED',
    amount_billing: amount,
    ...change,
  },
})
const draft = (id: unknown, change: object = {}) => ({ DraftPayment: { id, status: 'PENDING', ...change } })
const request = (id: unknown, change: object = {}) => ({ RequestInquiry: { id, amount_inquired: amount, ...change } })

const noEntries = [
  ['that is empty', {}],
  ['that is null', null],
  ['that is text', 'x'],
] as const

type Provider = ReturnType<typeof openScripted>['provider']

interface Listing {
  readonly name: string
  good(id: number): object
  /** The whole entry cannot be read. */
  readonly spoiled: readonly (readonly [string, unknown])[]
  /** Only a field of it cannot be read. */
  readonly fields: readonly (readonly [string, string, object])[]
  read(provider: Provider): AsyncIterable<Page<unknown>> | Promise<Page<unknown>>
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
  {
    name: 'cards',
    good: (id) => card(id),
    spoiled: [...noEntries, ['without id', card(null)]],
    fields: [
      ['a limit that is a number', 'card_limit.value', card(9, { card_limit: { value: 1, currency: 'EUR' } })],
      ['a limit in no currency', 'card_limit.currency', card(9, { card_limit: { value: '1.00', currency: 'euro' } })],
      ['a status that is a number', 'status', card(9, { status: 1 })],
    ],
    read: ({ cards }) => cards.list(access),
  },
  {
    name: 'authorisations of cards',
    good: (id) => action(id),
    spoiled: [...noEntries, ['whose time cannot be read', action(9, { created: 'yesterday' })]],
    fields: [['a local amount of another shape', 'amount_local.value', action(9, { amount_local: { value: 1 } })]],
    read: ({ cards }) => cards.actions(access, '213'),
  },
  {
    name: 'reservations by card',
    good: (id) => action(id),
    spoiled: [...noEntries, ['without an amount', action(9, { amount_billing: null })]],
    fields: [['a text that is a number', 'description', action(9, { description: 5 })]],
    read: ({ cards }) => cards.pending(access, '213'),
  },
  {
    name: 'drafts',
    good: (id) => draft(id),
    spoiled: [...noEntries, ['without id', draft('x')]],
    fields: [
      ['an entry without amount', 'entries.0', draft(9, { entries: [{ description: 'x' }] })],
      ['a time that is none', 'created', draft(9, { created: 'yesterday' })],
    ],
    read: ({ payments }) => payments.drafts(access, '213'),
  },
  ...(['sent', 'received'] as const).map(
    (side): Listing => ({
      name: `requests ${side}`,
      good: (id) => request(id),
      spoiled: [...noEntries, ['without id', request(undefined)]],
      fields: [['an amount that is a number', 'amount_inquired.value', request(9, { amount_inquired: { value: 1 } })]],
      read: ({ requests }) => requests[side](access, '213'),
    }),
  ),
  {
    name: 'statements',
    good: (id) => ({ CustomerStatement: { id, status: 'COMPLETED' } }),
    spoiled: noEntries,
    fields: [['a format of another shape', 'statement_format', { CustomerStatement: { id: 9, statement_format: [] } }]],
    read: ({ statements }) => statements.list(access, '213'),
  },
  {
    name: 'notes',
    good: (id) => ({ NoteText: { id, content: 'x' } }),
    spoiled: noEntries,
    fields: [['a text that is a number', 'content', { NoteText: { id: 9, content: 5 } }]],
    read: ({ attachments }) => attachments.notes(access, { accountId: '213', paymentId: '5' }),
  },
  {
    name: 'events',
    good: (id) => ({ Event: { id, action: 'CREATE' } }),
    spoiled: noEntries,
    fields: [['an object that is none', 'object', { Event: { id: 9, object: 'Payment' } }]],
    read: ({ eventLog }) => eventLog.events(access),
  },
  {
    name: 'drafts of a third party',
    good: (id) => ({ PaymentServiceProviderDraftPayment: { id, status: 'PENDING' } }),
    spoiled: noEntries,
    fields: [['an amount of another shape', 'amount', { PaymentServiceProviderDraftPayment: { id: 9, amount: '1' } }]],
    read: ({ psd2 }) => psd2.drafts(access),
  },
]

const readAll = async (listing: Listing, entries: readonly unknown[]) => {
  const { provider } = openScripted(() => signed({ Response: entries, Pagination: null }))
  const problems: PageProblem[] = []
  const items: unknown[] = []
  const read = listing.read(provider)
  for await (const page of read instanceof Promise ? [await read] : read) {
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

describe('a listing over several pages', () => {
  it('counts the places of what cannot be read over all of them', async () => {
    const older = '/v1/user/7/card?older_id=2&count=200'
    const { provider } = openScripted((_request, index) =>
      signed({
        Response: index === 0 ? [card(1), card('x')] : [card('y'), card(2)],
        Pagination: { older_url: index === 0 ? older : null },
      }),
    )
    const { items, problems } = await provider.cards.list(access)
    expect(items.map(({ id }) => id)).toEqual(['1', '2'])
    expect(problems.map(({ index }) => index)).toEqual([1, 2])
  })
})

describe('insights', () => {
  it('that cannot be read are problems, and the others stay', async () => {
    const insight = (total: unknown) => ({ InsightByCategory: { category: 'FOOD', amount_total: total } })
    const { provider } = openScripted(() => signed({ Response: [insight(amount), 'x', insight('1.00')] }))
    const { items, problems } = await provider.eventLog.insights(access, { from: 0, to: 1 })
    expect(items.map(({ total }) => total)).toEqual([{ amount: '1.00', currency: 'EUR' }, undefined])
    expect(problems).toMatchObject([{ index: 1 }, { index: 2, field: 'amount_total' }])
  })
})

describe('addresses of keys', () => {
  it('that cannot be read are problems that name the key, and the others stay', async () => {
    const ip = (id: unknown) => ({ PermittedIp: { id, ip: '192.0.2.1', status: 'ACTIVE' } })
    const { provider } = openScripted((_request, index) =>
      signed({ Response: index === 0 ? [{ CredentialPasswordIp: { id: 5 } }, null] : [ip(1), ip('x')] }),
    )
    const { items, problems } = await provider.keyAddresses.list(access)
    expect(items).toMatchObject([{ credentialId: '5', id: '1' }])
    expect(problems.map(({ message }) => message)).toEqual([expect.any(String), expect.stringContaining('Key 5: ')])
  })
})

describe('lists that are complete or an error', () => {
  const filter = (category: unknown) => ({
    NotificationFilterUrl: { category, notification_target: 'https://a.example' },
  })

  it.each([0, 1])(
    'webhooks are replaced as a whole: one at place %i that cannot be read is an error',
    async (place) => {
      const { provider } = openScripted(() => signed({ Response: [filter('MUTATION')].toSpliced(place, 0, filter(1)) }))
      await expect(provider.events.subscriptions(access)).rejects.toMatchObject({
        code: 'protocol_violation',
        message: expect.stringContaining(`${place}`),
      })
      await expect(provider.events.accountSubscriptions(access, '213')).rejects.toMatchObject({
        code: 'protocol_violation',
      })
    },
  )

  it('an OAuth client that cannot be read is not taken for none: no second one is made', async () => {
    const { provider, transport } = openScripted(() => signed({ Response: [{ OauthClient: { id: 1 } }] }))
    await expect(provider.oauthClients.ensure(access, [])).rejects.toMatchObject({ code: 'protocol_violation' })
    expect(transport.calls).toHaveLength(1)
  })
})
