import { describe, expect, it } from 'vitest'
import {
  createHarness,
  type Harness,
  itRefuses,
  jsonOf,
  type Members,
  type StartChoice,
} from './enable-banking-harness.ts'

const wise = { bank: 'Wise', country: 'BE' }
const list =
  (query: string, choice: StartChoice = {}, product?: string) =>
  async (bank: Harness) => ({
    target: `/accounts/${(await bank.session(choice)).uid(product)}/transactions${query}`,
  })

interface Page {
  readonly transactions: readonly Members[]
  readonly continuation_key: string | null
}

const pageAt = async (bank: Harness, uid: string, query: string): Promise<Page> =>
  (await bank.json({ target: `/accounts/${uid}/transactions?${query}` })) as unknown as Page

/** All entries, by following keys as far as they lead somewhere new. */
const walk = async (bank: Harness, uid: string, query = 'strategy=longest') => {
  const pages: Page[] = []
  let key: string | null = ''
  while (key !== null && pages.length < 100) {
    const page: Page = await pageAt(bank, uid, `${query}${key === '' ? '' : `&continuation_key=${key}`}`)
    pages.push(page)
    key = page.continuation_key === key ? null : page.continuation_key
  }
  return pages
}

const wrong = { status: 422, error: 'WRONG_REQUEST_PARAMETERS' } as const
const wrongKey = { status: 422, error: 'WRONG_CONTINUATION_KEY' } as const

describe('query', () => {
  itRefuses([
    { row: 35, name: 'a day that is none', ...wrong, make: list('?date_from=2026-02-30') },
    {
      row: 35,
      name: 'date_to alone',
      status: 422,
      error: 'DATE_TO_WITHOUT_DATE_FROM',
      make: list('?date_to=2026-03-01'),
    },
    {
      row: 35,
      name: 'date_from tomorrow',
      status: 422,
      error: 'DATE_FROM_IN_FUTURE',
      make: list('?date_from=2026-03-06'),
    },
    {
      row: 35,
      name: 'days in wrong order',
      status: 422,
      error: 'WRONG_DATE_INTERVAL',
      make: list('?date_from=2026-03-02&date_to=2026-03-01'),
    },
    { row: 36, name: 'an unknown strategy', ...wrong, make: list('?strategy=all') },
    { row: 36, name: 'an unknown status', ...wrong, make: list('?transaction_status=booked') },
    { row: 37, name: 'a made-up key', ...wrongKey, make: list('?continuation_key=abc.def') },
    {
      row: 37,
      name: 'a key with another parameter changed',
      ...wrongKey,
      make: async (bank) => {
        const uid = (await bank.session(wise)).uid()
        const { continuation_key } = await pageAt(bank, uid, 'strategy=longest')
        return { target: `/accounts/${uid}/transactions?continuation_key=${continuation_key}` }
      },
    },
    {
      row: 37,
      name: 'a key of another account',
      ...wrongKey,
      make: async (bank) => {
        const open = await bank.session(wise)
        const { continuation_key } = await pageAt(bank, open.uid(), 'strategy=longest')
        return {
          target: `/accounts/${open.uid('Credit card')}/transactions?strategy=longest&continuation_key=${continuation_key}`,
        }
      },
    },
    {
      row: 37,
      name: 'a key of another session',
      ...wrongKey,
      make: async (bank) => {
        const [first, second] = [await bank.session(wise), await bank.session(wise)]
        const { continuation_key } = await pageAt(bank, first.uid(), 'strategy=longest')
        return {
          target: `/accounts/${second.uid()}/transactions?strategy=longest&continuation_key=${continuation_key}`,
        }
      },
    },
    {
      row: 39,
      name: 'date_to at a bank that fails with it',
      status: 400,
      error: 'ASPSP_ERROR',
      make: list('?date_from=2026-03-01&date_to=2026-03-02', { bank: 'VDK bank', country: 'BE' }),
    },
    {
      row: 40,
      name: 'a period of two years',
      status: 422,
      error: 'WRONG_TRANSACTIONS_PERIOD',
      make: list('?date_from=2024-01-01', { bank: 'ING', country: 'NL' }),
    },
    {
      row: 40,
      name: "a period in N26's own form",
      status: 422,
      make: list('?date_from=2025-12-05', { bank: 'N26', country: 'DE' }),
    },
    {
      row: 41,
      name: 'pending entries at a bank that has none',
      status: 400,
      error: 'ASPSP_ERROR',
      make: list('?transaction_status=PDNG', { bank: 'N26', country: 'DE' }),
    },
    {
      row: 42,
      name: 'a key with a status at a bank that refuses it',
      ...wrongKey,
      make: async (bank) => {
        const uid = (await bank.session({ bank: 'Trade Republic', country: 'DE' })).uid()
        const { continuation_key } = await pageAt(bank, uid, 'transaction_status=BOOK')
        return { target: `/accounts/${uid}/transactions?transaction_status=BOOK&continuation_key=${continuation_key}` }
      },
    },
    { row: 43, name: 'an unknown transaction', status: 404, error: 'TRANSACTION_DOES_NOT_EXIST', make: list('/abc') },
  ])

  it('names the earliest day in detail, counted inclusively', async () => {
    const bank = createHarness()
    const uid = (await bank.session({ bank: 'Swedbank', country: 'SE' })).uid()
    bank.clock.advance(3600)
    const answer = await bank.send({ target: `/accounts/${uid}/transactions?date_from=2025-12-05` })
    expect(jsonOf(answer)).toMatchObject({ error: 'WRONG_TRANSACTIONS_PERIOD', detail: { date_from: '2025-12-06' } })
    expect((await bank.send({ target: `/accounts/${uid}/transactions?date_from=2025-12-06` })).status).toBe(200)
  })
})

describe('habits of banks', () => {
  it('gives every entry once over pages of 25, with keys that need no escaping', async () => {
    const bank = createHarness()
    const pages = await walk(bank, (await bank.session(wise)).uid())
    const ids = pages.flatMap(({ transactions }) => transactions.map((entry) => entry['transaction_id']))
    expect(pages.length).toBeGreaterThan(5)
    expect(new Set(ids).size).toBe(ids.length)
    for (const page of pages) expect(page.continuation_key ?? 'end').toMatch(/^[A-Za-z0-9._~-]+$/)
  })

  it('begins with empty pages that have a key at Swedbank', async () => {
    const bank = createHarness()
    const pages = await walk(bank, (await bank.session({ bank: 'Swedbank', country: 'SE' })).uid())
    expect(pages.map(({ transactions }) => transactions.length).slice(0, 3)).toEqual([0, 0, 100])
  })

  it('repeats page and key at Trade Republic, where no entry has an id', async () => {
    const bank = createHarness()
    const uid = (await bank.session({ bank: 'Trade Republic', country: 'DE' })).uid()
    const first = await pageAt(bank, uid, 'strategy=longest')
    const second = await pageAt(bank, uid, `strategy=longest&continuation_key=${first.continuation_key}`)
    expect(second).toEqual(first)
    expect(
      first.transactions.every((entry) => entry['entry_reference'] === null && entry['transaction_id'] === null),
    ).toBe(true)
    const pending = first.transactions.find(({ status }) => status === 'PDNG')
    expect(pending).toMatchObject({ booking_date: null, value_date: null, transaction_date: expect.any(String) })
  })

  it.each([
    ['Sparkasse', 'DE', (entry: Members) => entry['status'] !== 'PDNG' || entry['entry_reference'] === '0'],
    ['ING', 'NL', ({ entry_reference: id }: Members) => id === null || /^\d{4}-\d\d-\d\d\.\d+$/.test(String(id))],
    [
      'DNB',
      'NO',
      (entry: Members) => entry['entry_reference'] === null && String(entry['transaction_id']).includes('.'),
    ],
  ])('has the references of %s %s', async (name, country, fits) => {
    const bank = createHarness()
    const pages = await walk(bank, (await bank.session({ bank: name, country })).uid())
    expect(pages.flatMap(({ transactions }) => transactions).filter((entry) => !fits(entry))).toEqual([])
  })

  it('changes references with each listing at N26', async () => {
    const bank = createHarness()
    const uid = (await bank.session({ bank: 'N26', country: 'DE' })).uid()
    const references = async () => (await pageAt(bank, uid, '')).transactions.map((entry) => entry['entry_reference'])
    expect(await references()).not.toEqual(await references())
  })

  it('completes the text hours later at DNB', async () => {
    const bank = createHarness()
    const uid = (await bank.session({ bank: 'DNB', country: 'NO' })).uid()
    const text = async () => {
      const { transactions } = await pageAt(bank, uid, 'date_from=2026-03-05&date_to=2026-03-05')
      return JSON.stringify(transactions.map((entry) => entry['remittance_information']))
    }
    const early = await text()
    bank.clock.advance(24 * 3600)
    expect((await text()).length).toBeGreaterThan(early.length)
  })

  it('sends amounts without sign, and with it at Sparkasse', async () => {
    for (const [name, country, expected] of [
      ['Mock ASPSP', 'FI', /^\d+\.\d\d$/],
      ['Sparkasse', 'DE', /^-\d+\.\d\d$/],
    ] as const) {
      const bank = createHarness()
      const { transactions } = await pageAt(bank, (await bank.session({ bank: name, country })).uid(), '')
      const debit = transactions.find((entry) => entry['credit_debit_indicator'] === 'DBIT')
      expect(debit).toMatchObject({ transaction_amount: { amount: expect.stringMatching(expected) } })
    }
  })

  it('has no uid for a blocked account', async () => {
    const { accounts } = await createHarness().session({ bank: 'Sparkasse', country: 'DE' })
    expect(accounts.find(({ product }) => product === 'Savings account')).not.toHaveProperty('uid')
  })

  it('pages a million transactions without holding them', async () => {
    const bank = createHarness()
    const { body } = await bank.control('GET', '/enable-banking/banks?bank=Mock%20ASPSP&country=FI')
    const [first] = (body as { items: { customers: { accounts: { id: string }[] }[] }[] }).items[0]?.customers ?? []
    const account = first?.accounts[0]?.id
    await bank.control('POST', '/enable-banking/history', {
      bank: 'Mock ASPSP',
      country: 'FI',
      account,
      transactions: 1_000_000,
    })
    const uid = (await bank.session()).uid()
    expect((await pageAt(bank, uid, 'strategy=longest')).transactions).toHaveLength(100)
  })

  it('shows one transaction by its id', async () => {
    const bank = createHarness()
    const uid = (await bank.session()).uid()
    const [entry] = (await pageAt(bank, uid, '')).transactions
    expect(await bank.json({ target: `/accounts/${uid}/transactions/${entry?.['transaction_id']}` })).toEqual(entry)
  })

  it('lists balances that agree with the entries', async () => {
    const bank = createHarness()
    const { balances } = (await bank.json({
      target: `/accounts/${(await bank.session()).uid()}/balances`,
    })) as unknown as {
      balances: Members[]
    }
    expect(balances.map((balance) => balance['balance_type'])).toEqual(['CLBD', 'ITAV'])
  })
})
