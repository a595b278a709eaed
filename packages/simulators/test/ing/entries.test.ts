import { beforeEach, describe, expect, it } from 'vitest'
import { callInProcess } from '../../src/control/call-in-process.ts'
import { createIngControl, type IngControl } from '../../src/control/ing-control-calls.ts'
import { createHarness, type Harness, jsonOf } from './ing-harness.ts'

interface Listed {
  readonly transactionId?: string
  readonly bookingDate?: string
  readonly valueDate?: string
  readonly executionDateTime: string
  readonly transactionAmount: { readonly amount: number }
  readonly remittanceInformationUnstructured: string
}

interface Page {
  readonly booked: readonly Listed[]
  readonly pending: readonly Listed[]
  readonly next: string | undefined
}

const DAY = 86_400

let bank: Harness
let control: IngControl
let token: string
let account: string

beforeEach(async () => {
  bank = await createHarness()
  control = createIngControl(callInProcess(bank.ing.control))
  await renew()
  const [profile] = await control.profiles()
  account = profile?.accounts[0]?.resourceId ?? ''
})

const renew = async (): Promise<void> => {
  token = (await bank.customer()).access
}

const get = (target: string, headers: Record<string, string> = {}) =>
  bank.send(bank.http({ method: 'GET', target, token, headers }))

const path = (query = 'limit=1000'): string =>
  `/v3/accounts/${account}/transactions?currency=EUR&dateFrom=2024-06-01&dateTo=2027-01-01&${query}`

const page = async (target = path()): Promise<Page> => {
  const answer = await get(target)
  expect(answer.status).toBe(200)
  const { transactions } = jsonOf(answer) as {
    transactions: Omit<Page, 'next'> & { _links?: { next: { href: string } } }
  }
  return { ...transactions, next: transactions._links?.next.href }
}

const balances = async (): Promise<Readonly<Record<string, number>>> => {
  const { balances: all } = jsonOf(await get(`/v3/accounts/${account}/balances?currency=EUR`)) as {
    balances: { balanceType: string; balanceAmount: { amount: number } }[]
  }
  return Object.fromEntries(all.map(({ balanceType, balanceAmount }) => [balanceType, balanceAmount.amount]))
}

const cents = (value: number | undefined): number => Math.round((value ?? 0) * 100)

const pass = async (days: number): Promise<void> => {
  bank.clock.advance(days * DAY)
  await renew()
}

describe('D14: a given entry', () => {
  it('booked: is listed first, and the balances have it', async () => {
    const before = await balances()
    const { transactionId } = await control.addEntry(account, {
      amount: '-12.34',
      counterparty: { name: 'Baker', iban: 'NL91ABNA0417164300' },
      description: 'Bread',
      valueDate: '2026-03-07',
    })
    expect((await page()).booked[0]).toMatchObject({
      transactionId,
      transactionAmount: { amount: -12.34 },
      creditorName: 'Baker',
      remittanceInformationUnstructured: 'Bread',
      bookingDate: '2026-03-05',
      valueDate: '2026-03-07',
    })
    expect(cents((await balances())['interimBooked'])).toBe(cents(before['interimBooked']) - 1234)
  })

  it('that lies ahead appears when the clock gets there', async () => {
    const { transactionId } = await control.addEntry(account, { amount: '5.00', at: '2026-03-08T12:00:00Z' })
    const ids = async () => (await page()).booked.map((entry) => entry.transactionId)
    expect(await ids()).not.toContain(transactionId)
    await pass(4)
    expect(await ids()).toContain(transactionId)
  })

  it('that lies back stands where its time puts it', async () => {
    const { transactionId } = await control.addEntry(account, { amount: '-1.00', at: '2026-02-10T12:00:00Z' })
    const { booked } = await page()
    const at = booked.findIndex((entry) => entry.transactionId === transactionId)
    expect(at).toBeGreaterThan(0)
    const instants = booked.map(({ executionDateTime }) => executionDateTime)
    expect(instants).toEqual([...instants].sort().reverse())
  })

  it('pending: is settled under another id, with a tip', async () => {
    const before = await balances()
    const made = await control.addEntry(account, { amount: '-10.00', status: 'pending', description: 'Cafe' })
    expect((await page()).pending.map((entry) => entry.transactionId)).toContain(made.transactionId)
    expect((await balances())['interimBooked']).toBe(before['interimBooked'])
    const settled = await control.settleEntry(account, made.transactionId, { amount: '-11.50' })
    expect(settled.transactionId).toBe(made.bookedId)
    const { booked, pending } = await page()
    expect(pending.map((entry) => entry.transactionId)).not.toContain(made.transactionId)
    expect(booked[0]).toMatchObject({ transactionId: made.bookedId, transactionAmount: { amount: -11.5 } })
    expect(cents((await balances())['interimBooked'])).toBe(cents(before['interimBooked']) - 1150)
    await expect(control.settleEntry(account, settled.transactionId)).rejects.toThrow(/booked already/)
  })

  it('pending: may stay listed beside the booked one, book by itself, or never', async () => {
    const kept = await control.addEntry(account, { amount: '-10.00', status: 'pending' })
    await control.settleEntry(account, kept.transactionId, { keepPending: true })
    const soon = await control.addEntry(account, { amount: '-2.00', status: 'pending', booksAfterSeconds: DAY })
    const never = await control.addEntry(account, { amount: '-3.00', status: 'pending', booksAfterSeconds: null })
    await pass(30)
    const { booked, pending } = await page()
    const pendingIds = pending.map((entry) => entry.transactionId)
    expect(pendingIds).toEqual(expect.arrayContaining([kept.transactionId, never.transactionId]))
    expect(booked.map((entry) => entry.transactionId)).toEqual(expect.arrayContaining([kept.bookedId, soon.bookedId]))
  })

  it('is corrected and withdrawn', async () => {
    const before = await balances()
    const { transactionId } = await control.addEntry(account, { amount: '-1.00' })
    const change = { amount: '-1.50', bookingDate: '2026-03-06', description: 'New words', newId: 'another' }
    await control.correctEntry(account, transactionId, change)
    expect((await page()).booked[0]).toMatchObject({
      transactionId: 'another',
      bookingDate: '2026-03-06',
      transactionAmount: { amount: -1.5 },
      remittanceInformationUnstructured: 'New words',
    })
    await control.withdrawEntry(account, 'another')
    expect(await balances()).toEqual(before)
    await expect(control.withdrawEntry(account, 'another')).rejects.toThrow(/No such entry/)
  })

  it('a seeded entry is corrected and withdrawn likewise', async () => {
    const [first, second] = await control.entries(account)
    await control.correctEntry(account, first?.transactionId ?? '', { amount: '-77.77' })
    await control.withdrawEntry(account, second?.transactionId ?? '')
    const now = await control.entries(account)
    expect(now[0]).toMatchObject({ transactionId: first?.transactionId, amount: '-77.77' })
    expect(now.map(({ transactionId }) => transactionId)).not.toContain(second?.transactionId)
  })

  it.each([
    [{}, /"amount" is missing/],
    [{ amount: 1 }, /signed decimal text/],
    [{ amount: '1.234' }, /signed decimal text/],
    [{ amount: '1.00', status: 'gone' }, /"status"/],
    [{ amount: '1.00', at: 'today' }, /ISO 8601/],
    [{ amount: '1.00', bookingDate: 'today' }, /"bookingDate"/],
    [{ amount: '1.00', counterparty: 'Baker' }, /"counterparty"/],
    [{ amount: '1.00', ammount: '2.00' }, /Unknown "ammount"/],
    [{ amount: '1.00', currency: 'XXX' }, /not in this currency/],
  ])('%j is refused in words', async (body, words) => {
    const answer = await bank.control('POST', `/ing/accounts/${account}/entries`, body)
    expect((answer.body as { error: string }).error).toMatch(words)
  })
})

describe('news', () => {
  it('a reader who comes again finds entries that are new, changed and booked', async () => {
    const { length } = (await page()).booked
    const planned = await control.planNews(account, 4)
    expect(planned).toHaveLength(8)
    expect((await page()).booked).toHaveLength(length)
    await pass(1.5)
    const then = await page()
    const text = (entries: readonly Listed[], id: string | undefined) =>
      entries.find(({ transactionId }) => transactionId === id)?.remittanceInformationUnstructured
    expect(text(then.booked, planned[0]?.transactionId)).toMatch(/Invoice 1(, paid in full)?$/)
    expect(then.pending.map((entry) => entry.transactionId)).toContain(planned[1]?.transactionId)
    await pass(6)
    const last = await page()
    expect(text(last.booked, planned[6]?.transactionId)).toBe('Invoice 4, paid in full')
    expect(last.pending.map((entry) => entry.transactionId)).not.toContain(planned[1]?.transactionId)
    expect(last.booked.filter(({ remittanceInformationUnstructured: words }) => /Invoice \d/.test(words))).toHaveLength(
      4,
    )
  })
})

describe('habits of banks', () => {
  it('idsPerConsent: ids are stable inside a consent and new after a renewal', async () => {
    await control.setModes({ idsPerConsent: true })
    const ids = async () => (await page()).booked.map((entry) => entry.transactionId)
    const before = await ids()
    expect(await ids()).toEqual(before)
    await renew()
    const renewed = await ids()
    expect(renewed).toHaveLength(before.length)
    expect(renewed.filter((id) => before.includes(id))).toEqual([])
    expect(new Set(renewed).size).toBe(renewed.length)
  })

  it('blankIds: all ids are empty', async () => {
    await control.setModes({ blankIds: true })
    expect(new Set((await page()).booked.map((entry) => entry.transactionId))).toEqual(new Set(['']))
  })

  it('pendingDaysShift: a pending entry is of the day of the reading', async () => {
    const { transactionId } = await control.addEntry(account, {
      amount: '-1.00',
      status: 'pending',
      booksAfterSeconds: null,
    })
    await control.setModes({ pendingDaysShift: true })
    const days: (string | undefined)[] = []
    for (let day = 0; day < 3; day++) {
      const found = (await page()).pending.find((entry) => entry.transactionId === transactionId)
      days.push(found?.executionDateTime.slice(0, 10))
      await pass(1)
    }
    expect(days).toEqual(['2026-03-05', '2026-03-06', '2026-03-07'])
  })

  const twoPages = async () => {
    const first = await page(path('limit=5'))
    await control.addEntry(account, { amount: '-1.00' })
    const second = await page(first.next)
    const ids = ({ booked, pending }: Page) => [...booked, ...pending].map((entry) => entry.transactionId)
    return { first: ids(first), second: ids(second) }
  }

  it('offsetPaging: an arrival between two pages gives an entry twice; without it none', async () => {
    const stable = await twoPages()
    expect(stable.second.filter((id) => stable.first.includes(id))).toEqual([])
    await control.setModes({ offsetPaging: true })
    bank.clock.advance(60)
    const shifting = await twoPages()
    expect(shifting.second.filter((id) => shifting.first.includes(id))).toHaveLength(1)
    expect(shifting.second).toHaveLength(5)
  })

  it('repeatPages: each page is served twice, and the listing ends', async () => {
    const walk = async (): Promise<readonly string[]> => {
      const pages: string[] = []
      let target: string | undefined = path('limit=100')
      for (let turn = 0; target !== undefined && turn < 50; turn++) {
        const { booked, pending, next }: Page = await page(target)
        pages.push([...booked, ...pending].map((entry) => entry.transactionId).join())
        target = next
      }
      return pages
    }
    const once = await walk()
    await control.setModes({ repeatPages: true })
    const twice = await walk()
    expect(once.length).toBeGreaterThan(1)
    expect(twice).toEqual(once.flatMap((each, at) => (at === once.length - 1 ? [each] : [each, each])))
  })

  it('unattendedReads: 429 beyond the number in any 24 hours; a customer who is there counts for nothing', async () => {
    await control.setModes({ unattendedReads: 2 })
    const status = async (headers?: Record<string, string>) => (await get(path('limit=1'), headers)).status
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429])
    expect(await status({ 'PSU-IP-Address': '192.0.2.1' })).toBe(200)
    expect((await get(`/v3/accounts/${account}/balances?currency=EUR`)).status).toBe(200)
    bank.clock.advance(600)
    expect(await status()).toBe(429)
    bank.clock.advance(DAY)
    const refreshed = await bank.customer()
    token = refreshed.access
    expect(await status()).toBe(200)
  })

  it.each([
    [false, 200],
    [true, 429],
  ])('unattendedPagesCount %s: the second page answers %i', async (unattendedPagesCount, expected) => {
    await control.setModes({ unattendedReads: 1, unattendedPagesCount })
    const { next } = await page(path('limit=1'))
    expect((await get(next ?? '')).status).toBe(expected)
  })

  it('historyDays: cuts every profile once the hour after the consent is over', async () => {
    await control.setModes({ historyDays: 30 })
    expect((await get(path())).headers).toMatchObject({ 'X-ING-AIS-TRANSACTION-VALIDITY-PERIOD': 'P730D' })
    const { refresh } = await bank.customer()
    bank.clock.advance(3_700)
    const body = `grant_type=refresh_token&refresh_token=${refresh}`
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const draft = { method: 'POST', target: '/oauth2/token', headers, body, token: await bank.signedToken() }
    const answer = await bank.send(bank.http(draft, { names: ['(request-target)', 'date', 'digest'] }))
    token = String(jsonOf(answer)['access_token'])
    const late = await get(path())
    expect(late.headers).toMatchObject({
      'X-ING-AIS-TRANSACTION-VALIDITY-PERIOD': 'P30D',
      'X-ING-AIS-ADJUSTED-DATEFROM': '2026-02-03T00:00:00Z',
    })
  })
})
