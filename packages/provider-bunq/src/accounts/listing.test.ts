import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import { access, openScripted as open, signed } from '../../test/scripted.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const payment = (id: number, change: object = {}) => ({
  Payment: {
    id,
    created: '2024-05-01 10:00:00.000000',
    monetary_account_id: 213,
    amount: { value: '-1.00', currency: 'EUR' },
    counterparty_alias: { iban: null, display_name: 'Shop' },
    description: 'x',
    ...change,
  },
})
const pagination = (older: string | null) => ({ future_url: null, newer_url: null, older_url: older })
const path = '/v1/user/7/monetary-account/213/payment'
const ref = { id: '213', kind: 'current' } as const

const list = async (provider: ReturnType<typeof open>['provider']) => {
  const pages = []
  for await (const page of provider.accounts.transactions(access, ref, {})) pages.push(page)
  return pages
}

describe('links of the bank', () => {
  it.each([
    [1, 'https://evil.example/v1/user/7/monetary-account/213/payment?older_id=1'],
    [2, '//evil.example/v1/user'],
    [3, 'https://public-api.sandbox.bunq.com.evil.example/v1/user'],
    [4, 'http://public-api.sandbox.bunq.com/v1/user'],
    [5, 'https://public-api.sandbox.bunq.com:444/v1/user'],
    [6, 'https://user@public-api.sandbox.bunq.com/v1/user'],
    [7, '/v1/user\r\nX: y'],
    [8, 'javascript:alert(1)'],
  ])('row %i: a link elsewhere is refused, and nobody is shown the token', async (_row, older) => {
    const { provider, transport } = open(() => signed({ Response: [payment(1)], Pagination: pagination(older) }))
    await expect(list(provider)).rejects.toMatchObject({ code: 'protocol_violation' })
    expect(transport.calls).toHaveLength(1)
  })

  it('to the page itself end the listing with an error', async () => {
    const older = `${path}?count=200&older_id=1`
    const { provider, transport } = open(() => signed({ Response: [payment(1)], Pagination: pagination(older) }))
    await expect(list(provider)).rejects.toMatchObject({ code: 'protocol_violation' })
    expect(transport.calls).toHaveLength(2)
  })

  it.each([2, 3, 7])('that go round in a circle of %i pages end the listing with an error', async (length) => {
    const { provider, transport } = open((_request, index) =>
      signed({
        Response: [payment(1)],
        Pagination: pagination(`${path}?count=200&older_id=${index < 3 ? 100 + index : index % length}`),
      }),
    )
    await expect(list(provider)).rejects.toMatchObject({ code: 'protocol_violation' })
    expect(transport.calls.length).toBeLessThan(40)
    const drafts = provider.payments.drafts(access, '213')
    await expect(drafts).rejects.toMatchObject({ code: 'protocol_violation' })
  })

  it('are followed as they are: an OAuth caller sees another user’s id in them', async () => {
    const older = '/v1/user/99/monetary-account/213/payment?older_id=5&count=200'
    const { provider, transport } = open((_request, index) =>
      signed({ Response: [payment(9 - index)], Pagination: pagination(index === 0 ? older : null) }),
    )
    expect(await list(provider)).toHaveLength(2)
    expect(transport.calls.map(({ target }) => target)).toEqual([`${path}?count=200`, older])
    expect(new Set(transport.calls.map(({ route }) => route)).size).toBe(1)
  })
})

describe('entries of the bank', () => {
  const bad: readonly (readonly [string, object])[] = [
    ['an amount that is no number', { amount: { value: '1,00', currency: 'EUR' } }],
    ['no currency', { amount: { value: '1.00', currency: null } }],
    ['no time', { created: null }],
    ['a time that is none', { created: 'yesterday' }],
    ['no id', { id: null }],
  ]
  it.each(bad)('with %s do not hide the rest of the page', async (_name, change) => {
    const { provider } = open(() =>
      signed({
        Response: [payment(4, { id: null }), payment(3), payment(2, change), payment(1)],
        Pagination: pagination(null),
      }),
    )
    const [page] = await list(provider)
    expect(page?.items.map(({ transactionId }) => transactionId)).toEqual(['3', '1'])
    expect(page?.problems?.map(({ index }) => index).toSorted()).toEqual([0, 2])
  })

  it('may hold more than is known, and null where something was', async () => {
    const { provider } = open(() =>
      signed({
        Response: [payment(1, { of_tomorrow: { a: 1 }, description: null, counterparty_alias: null })],
        Pagination: null,
      }),
    )
    const [page] = await list(provider)
    expect(page?.items).toHaveLength(1)
  })

  it.each([
    ['a list that is none', { Response: {} }],
    ['nothing', {}],
  ])('as %s are a breach of the protocol', async (_name, body) => {
    const { provider } = open(() => signed(body))
    await expect(list(provider)).rejects.toMatchObject({ code: 'protocol_violation', provider: 'bunq' })
  })
})

describe('the account to pay from', () => {
  const iban = 'NL40BUNQ2025298817'
  const account = (id: unknown) => ({
    MonetaryAccountBank: { id, status: 'ACTIVE', currency: 'EUR', alias: [{ type: 'IBAN', value: iban, name: 'N' }] },
  })
  const pay = async (debtor: object, second: unknown) => {
    const { provider, transport } = open(({ method }) =>
      signed(
        method === 'POST'
          ? { Response: [{ Id: { id: 5 } }] }
          : { Response: [account(213), account(second)], Pagination: pagination(null) },
      ),
    )
    const paid = provider.payments.initiate(
      access,
      {
        kind: 'single',
        ...debtor,
        amount: { amount: '1.00', currency: 'EUR' },
        creditor: { email: 'bravo@bunq.com' },
      },
      { idempotencyKey: 'k' },
    )
    return { paid, transport }
  }

  it('is never chosen when another account cannot be read', async () => {
    const { paid, transport } = await pay({}, '?')
    await expect(paid).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('2 accounts'),
    })
    expect(transport.calls.map(({ method }) => method)).toEqual(['GET'])
  })

  it('is found by its IBAN all the same', async () => {
    const { paid } = await pay({ debtor: { iban } }, '?')
    expect((await paid).ref.details).toEqual({ accountId: '213' })
  })
})

describe('long listings', () => {
  let pages = 0
  beforeAll(() => {
    pages = 0
  })

  it('of 50,000 payments hold one page at a time', async () => {
    const total = 50_000
    const body = (first: number) => {
      const ids = Array.from({ length: Math.min(200, first) }, (_, index) => first - index)
      const last = ids.at(-1) ?? 1
      return {
        Response: ids.map((id) => payment(id)),
        Pagination: pagination(last > 1 ? `${path}?count=200&older_id=${last}` : null),
      }
    }
    const { provider, transport } = open(({ target }) => {
      const older = /older_id=(\d+)/.exec(target)?.[1]
      return signed(body(older === undefined ? total : Number(older) - 1))
    })
    const held: WeakRef<object>[] = []
    let count = 0
    for await (const page of provider.accounts.transactions(access, ref, {})) {
      held.push(new WeakRef(page))
      count += page.items.length
      pages += 1
      ;(transport.calls as unknown[]).length = 0
    }
    expect(count).toBe(total)
    expect(pages).toBe(250)
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    expect(held.slice(0, 200).filter((page) => page.deref() !== undefined)).toEqual([])
  })
})
