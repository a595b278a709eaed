import { describe, expect, it } from 'vitest'
import {
  consentBody,
  createHarness,
  type Draft,
  type Harness,
  itRefuses,
  linkOf,
  type Members,
} from './berlin-group-harness.ts'

const PERIOD = 'dateFrom=2026-01-01'
const unattended = { 'psu-ip-address': undefined }

interface Opened {
  readonly headers: Record<string, string>
  readonly accounts: readonly Members[]
  readonly id: string
}

const open = async (bank: Harness, body: Members = {}, prefix = '/v1', name = 'standard'): Promise<Opened> => {
  const made = await bank.json(
    { bank: name, method: 'POST', target: `${prefix}/consents`, body: consentBody(body) },
    201,
  )
  await bank.control('/berlin-group/sca', { url: linkOf(made['_links'], 'scaRedirect') })
  const headers = { 'consent-id': String(made['consentId']) }
  const { accounts } = await bank.json({ bank: name, target: `${prefix}/accounts`, headers })
  const list = accounts as readonly Members[]
  return { headers, accounts: list, id: String(list[0]?.['resourceId']) }
}

const transactions =
  (query: string, body: Members = {}) =>
  async (bank: Harness): Promise<Draft> => {
    const { headers, id } = await open(bank, body)
    return { target: `/v1/accounts/${id}/transactions?${query}`, headers }
  }

const consentInvalid = { status: 401, code: 'CONSENT_INVALID' } as const
const unsupported = { status: 400, code: 'PARAMETER_NOT_SUPPORTED' } as const
const period = { status: 400, code: 'PERIOD_INVALID' } as const

describe('account data', () => {
  itRefuses([
    { row: 25, name: 'no Consent-ID', status: 400, make: () => ({ target: '/v1/accounts' }) },
    {
      row: 25,
      name: 'an unknown consent',
      status: 403,
      code: 'CONSENT_UNKNOWN',
      make: () => ({ target: '/v1/accounts', headers: { 'consent-id': 'x' } }),
    },
    {
      row: 25,
      name: "another TPP's consent",
      status: 403,
      code: 'CONSENT_UNKNOWN',
      make: async (bank) => ({ target: '/v1/accounts', headers: (await open(bank)).headers, tpp: bank.otherTpp }),
    },
    {
      row: 26,
      name: 'a consent that nobody confirmed',
      ...consentInvalid,
      make: async (bank) => {
        const made = await bank.json({ method: 'POST', target: '/v1/consents', body: consentBody() }, 201)
        return { target: '/v1/accounts', headers: { 'consent-id': String(made['consentId']) } }
      },
    },
    {
      row: 26,
      name: 'a revoked consent',
      ...consentInvalid,
      make: async (bank) => {
        const { headers } = await open(bank)
        await bank.control('/berlin-group/consents')
        return { target: '/v1/accounts', headers }
      },
    },
    {
      row: 26,
      name: 'a consent past validUntil',
      status: 401,
      code: 'CONSENT_EXPIRED',
      make: async (bank) => {
        const { headers } = await open(bank)
        bank.clock.set(Date.parse('2026-08-02T00:00:00Z'))
        return { target: '/v1/accounts', headers }
      },
    },
    {
      row: 26,
      name: 'a one-off consent on the next day',
      status: 401,
      code: 'CONSENT_EXPIRED',
      make: async (bank) => {
        const { headers } = await open(bank, { recurringIndicator: false, frequencyPerDay: 1 })
        bank.clock.advance(86_400)
        return { target: '/v1/accounts', headers }
      },
    },
    {
      row: 27,
      name: 'transactions that were not consented to',
      ...consentInvalid,
      make: async (bank) => {
        const [iban] = await bank.ibans('standard')
        return transactions(`bookingStatus=booked&${PERIOD}`, { access: { balances: [{ iban }] } })(bank)
      },
    },
    {
      row: 28,
      name: 'an unknown account',
      status: 404,
      code: 'RESOURCE_UNKNOWN',
      make: async (bank) => ({ target: '/v1/accounts/x/balances', headers: (await open(bank)).headers }),
    },
    {
      row: 28,
      name: 'an account id of another consent',
      status: 404,
      code: 'RESOURCE_UNKNOWN',
      make: async (bank) => {
        const [first, second] = [await open(bank), await open(bank)]
        return { target: `/v1/accounts/${first.id}/balances`, headers: second.headers }
      },
    },
    {
      row: 29,
      name: 'the fifth unattended read of a day',
      status: 429,
      code: 'ACCESS_EXCEEDED',
      make: async (bank) => {
        const { headers, id } = await open(bank)
        const draft = { target: `/v1/accounts/${id}/balances`, headers: { ...headers, ...unattended } }
        for (let count = 0; count < 4; count++) await bank.json(draft)
        return draft
      },
    },
    { row: 30, name: 'no bookingStatus', status: 400, make: transactions(PERIOD) },
    { row: 30, name: 'an unknown bookingStatus', status: 400, make: transactions(`bookingStatus=BOOK&${PERIOD}`) },
    {
      row: 30,
      name: 'a bookingStatus that the bank does not support',
      ...unsupported,
      make: async (bank) => {
        const [iban] = await bank.ibans('nordic')
        const body = { access: { transactions: [{ iban }] } }
        const { headers, id } = await open(bank, body, '/v4', 'nordic')
        return { bank: 'nordic', target: `/v4/accounts/${id}/transactions?bookingStatus=pending&${PERIOD}`, headers }
      },
    },
    { row: 31, name: 'no dateFrom', status: 400, make: transactions('bookingStatus=booked') },
    {
      row: 31,
      name: 'a day that is none',
      status: 400,
      make: transactions('bookingStatus=booked&dateFrom=2026-02-30'),
    },
    {
      row: 31,
      name: 'dateTo before dateFrom',
      ...period,
      make: transactions('bookingStatus=booked&dateFrom=2026-02-02&dateTo=2026-02-01'),
    },
    {
      row: 31,
      name: 'a long history after the quarter of an hour',
      ...period,
      make: async (bank) => {
        const draft = await transactions('bookingStatus=booked&dateFrom=2025-06-01')(bank)
        bank.clock.advance(15 * 60)
        return draft
      },
    },
    { row: 32, name: 'deltaList', ...unsupported, make: transactions(`bookingStatus=booked&${PERIOD}&deltaList=true`) },
    {
      row: 32,
      name: 'both kinds of delta',
      status: 400,
      make: transactions(`bookingStatus=booked&${PERIOD}&deltaList=true&entryReferenceFrom=1`),
    },
    {
      row: 33,
      name: 'a changed page link',
      status: 400,
      make: transactions(`bookingStatus=booked&${PERIOD}&pageKey=abc.def`),
    },
    {
      row: 33,
      name: 'a page link of another query',
      status: 400,
      make: async (bank) => {
        const { headers, id } = await open(bank)
        const first = await bank.json({
          target: `/v1/accounts/${id}/transactions?bookingStatus=booked&dateFrom=2025-03-10`,
          headers,
        })
        const next = linkOf((first['transactions'] as Members)['_links'], 'next').replace('2025-03-10', '2025-04-10')
        return { target: next, headers }
      },
    },
  ])

  it('counts reads only without the customer, and at the nordic bank only with four headers', async () => {
    const bank = await createHarness()
    const [iban] = await bank.ibans('nordic')
    const { headers, id } = await open(bank, { access: { balances: [{ iban }] }, frequencyPerDay: 1 }, '/v4', 'nordic')
    const read = (more: Members) =>
      bank.send({
        bank: 'nordic',
        target: `/v4/accounts/${id}/balances`,
        headers: { ...headers, ...(more as Record<string, string>) },
      })
    const all = { 'psu-ip-port': '443', 'psu-user-agent': 'x', 'psu-http-method': 'GET' }
    expect([
      (await read(all)).status,
      (await read(all)).status,
      (await read({})).status,
      (await read({})).status,
    ]).toEqual([200, 200, 200, 429])
  })

  it('gives the long history right after the login, in pages, each entry once', async () => {
    const bank = await createHarness()
    const { headers, id } = await open(bank)
    const ids: unknown[] = []
    let target = `/v1/accounts/${id}/transactions?bookingStatus=both&dateFrom=2024-03-10`
    for (let pages = 0; target !== 'undefined' && pages < 30; pages++) {
      const { transactions: page } = await bank.json({ target, headers: { ...headers, ...unattended } })
      const { booked, pending, _links } = page as { booked: Members[]; pending: Members[]; _links: unknown }
      ids.push(...[...pending, ...booked].map((entry) => entry['transactionId']))
      target = linkOf(_links, 'next')
    }
    expect(ids.length).toBeGreaterThan(300)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('pages a million transactions without holding them', async () => {
    const bank = await createHarness()
    const [iban] = await bank.ibans('standard')
    await bank.control('/berlin-group/history', { bank: 'standard', iban, transactions: 1_000_000 })
    const { transactions: page } = await bank.json(await transactions(`bookingStatus=booked&${PERIOD}`)(bank))
    expect((page as { booked: unknown[] }).booked).toHaveLength(100)
  })

  it('has card accounts apart, in positive amounts where the bank writes them so', async () => {
    const bank = await createHarness()
    const { headers, accounts } = await open(bank)
    expect(accounts.every((account) => account['iban'] !== undefined)).toBe(true)
    const { cardAccounts } = await bank.json({ target: '/v1/card-accounts', headers })
    const [card] = cardAccounts as readonly Members[]
    expect(card).toMatchObject({
      maskedPan: expect.stringMatching(/^\d{6}\*{6}\d{4}$/),
      creditLimit: { amount: '2500.00' },
    })
    const target = `/v1/card-accounts/${card?.['resourceId']}/transactions?bookingStatus=booked&${PERIOD}`
    const { cardTransactions } = await bank.json({ target, headers })
    expect((cardTransactions as { booked: Members[] }).booked[0]).toMatchObject({
      cardTransactionId: expect.any(String),
    })
  })

  it('writes amounts as numbers, debits positive, nulls and bare links where a bank does so', async () => {
    const bank = await createHarness()
    const headers = { 'psu-id': 'jonas.weber', 'psu-id-type': 'DE_ONLB_DB' }
    const made = await bank.json(
      { bank: 'group', method: 'POST', target: '/v1/consents', body: consentBody(), headers },
      201,
    )
    await bank.control('/berlin-group/sca', { url: linkOf(made['_links'], 'scaRedirect') })
    const consent = { 'consent-id': String(made['consentId']) }
    const { accounts } = await bank.json({ bank: 'group', target: '/v1/accounts', headers: consent })
    const [account] = accounts as readonly Members[]
    expect(account).toMatchObject({ displayName: null })
    const target = `/v1/accounts/${account?.['resourceId']}/transactions?bookingStatus=booked&${PERIOD}`
    const { transactions: page } = await bank.json({ bank: 'group', target, headers: consent })
    const amounts = (page as { booked: { transactionAmount: { amount: string } }[] }).booked.map(
      (entry) => entry.transactionAmount.amount,
    )
    expect(amounts.every((amount) => !amount.startsWith('-'))).toBe(true)
  })

  it('answers with a download link at the nordic bank, behind which the whole list stands', async () => {
    const bank = await createHarness()
    const [iban] = await bank.ibans('nordic')
    const { headers, id } = await open(bank, { access: { transactions: [{ iban }] } }, '/v4', 'nordic')
    const target = `/v4/accounts/${id}/transactions?bookingStatus=booked&dateFrom=2025-03-10`
    const first = await bank.json({ bank: 'nordic', target, headers })
    expect(first).not.toHaveProperty('transactions')
    const whole = await bank.json({ bank: 'nordic', target: linkOf(first['_links'], 'download'), headers })
    expect((whole['transactions'] as { booked: unknown[] }).booked.length).toBeGreaterThan(100)
  })

  it('repeats a page, fails a page once, and sends XML, where a mode is on', async () => {
    const bank = await createHarness()
    const { headers, id } = await open(bank)
    const target = `/v1/accounts/${id}/transactions?bookingStatus=booked&dateFrom=2025-03-10`
    const next = async () =>
      linkOf(((await bank.json({ target, headers }))['transactions'] as Members)['_links'], 'next')
    await bank.control('/berlin-group/modes', { failPageOnce: true })
    const link = await next()
    expect([
      (await bank.send({ target: link, headers })).status,
      (await bank.send({ target: link, headers })).status,
    ]).toEqual([500, 200])
    await bank.control('/berlin-group/modes', { failPageOnce: false, xmlThoughJson: true })
    expect((await bank.send({ target, headers })).headers?.['Content-Type']).toBe('application/xml')
  })

  it('shows standing orders as information', async () => {
    const bank = await createHarness()
    const { transactions: page } = await bank.json(await transactions('bookingStatus=information')(bank))
    expect(page).toMatchObject({
      information: [{ additionalInformationStructured: { standingOrderDetails: { frequency: 'Monthly' } } }],
    })
  })
})
