import { createPublicKey, verify } from 'node:crypto'
import type { Account } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect, type Harness, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened
let account: Account
let all: readonly Account[]

beforeAll(async () => {
  harness = await startHarness()
  opened = await harness.open()
  all = await collect(opened.provider.accounts.accounts(opened.access))
  const found = all.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')
  if (found === undefined) throw new Error('The first customer has a current account.')
  account = found
})
afterAll(() => harness.stop())

const eur = (amount: string) => ({ amount, currency: 'EUR' })
const wait = (seconds: number) => harness.simulators.control.call('POST', '/clock', { advanceSeconds: seconds })

/** Somebody else at the bank, who can ask the first customer for money. */
const somebody = async () => {
  const key = await harness.apiKey({ empty: true })
  const other = await harness.open({ apiKey: key })
  const [own] = await collect(other.provider.accounts.accounts(other.access))
  if (own === undefined) throw new Error('a user has an account')
  return { ...other, account: own }
}

describe('requests of others', () => {
  it('are listed, and accepting one pays; rejecting one does not', async () => {
    const other = await somebody()
    const ask = (description: string) =>
      other.provider.payments.initiate(
        other.access,
        {
          kind: 'request',
          debtor: { accountId: other.account.id },
          amount: eur('7.50'),
          payer: { iban: account.iban ?? '', name: account.ownerName ?? 'A' },
          description,
        },
        { idempotencyKey: description },
      )
    const [yes, no] = [await ask('yes'), await ask('no')]
    const { items: received } = await opened.provider.requests.received(opened.access, account.id)
    const idOf = (text: string) => received.find(({ description }) => description === text)?.id ?? ''
    const accepted = await opened.provider.requests.accept(opened.access, { accountId: account.id, id: idOf('yes') })
    expect(accepted).toMatchObject({ status: 'ACCEPTED', amountPaid: eur('7.50') })
    expect((await opened.provider.requests.reject(opened.access, account.id, idOf('no'))).status).toBe('REJECTED')
    const statusOf = async (asked: typeof yes) =>
      (await other.provider.payments.status(other.access, asked.ref)).transactionStatus
    expect([await statusOf(yes), await statusOf(no)]).toEqual(['ACSC', 'RJCT'])
    const [balance] = (await other.provider.accounts.balances(other.access, other.account)).items
    expect(balance?.amount).toEqual(eur('7.50'))
    expect((await other.provider.requests.sent(other.access, other.account.id)).items).toHaveLength(2)
    const twice = opened.provider.requests.accept(opened.access, { accountId: account.id, id: idOf('yes') })
    await expect(twice).rejects.toMatchObject({ httpStatus: 400 })
  })
})

describe('a bunq.me tab', () => {
  it('has an address to give away, is paid by anybody, and can be cancelled', async () => {
    const tab = await opened.provider.requests.createTab(opened.access, account.id, {
      amount: eur('3.00'),
      description: 'cake',
    })
    expect(tab.shareUrl).toMatch(/^https:\/\/bunq\.me\//)
    await harness.simulators.control.call('POST', `/bunq/tabs/${tab.id}/pay`, {})
    const paid = await opened.provider.requests.getTab(opened.access, account.id, tab.id)
    expect(paid.paymentCount).toBe(1)
    const cancelled = await opened.provider.requests.cancelTab(opened.access, account.id, tab.id)
    expect(cancelled.status).toBe('CANCELLED')
  })
})

describe('cards', () => {
  it('are listed without secrets, limited and blocked', async () => {
    const [card] = (await opened.provider.cards.list(opened.access)).items
    if (card === undefined) throw new Error('The first customer has a card.')
    const { id } = card
    const limited = await opened.provider.cards.change(opened.access, id, { limit: eur('100') })
    expect(limited.limit).toEqual(eur('100.00'))
    const off = await opened.provider.cards.change(opened.access, id, { status: 'DEACTIVATED' })
    expect(off.status).toBe('DEACTIVATED')
    await opened.provider.cards.change(opened.access, id, { status: 'ACTIVE' })
    const empty = opened.provider.cards.change(opened.access, id, {})
    await expect(empty).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('leave authorisations, which are not payments yet', async () => {
    const [card] = (await opened.provider.cards.list(opened.access)).items
    await harness.simulators.control.call('POST', `/bunq/cards/${card?.id}/pay`, {
      amount: '8.75',
      merchant: 'A Bakery',
    })
    const pages = await Promise.all(all.map(({ id }) => opened.provider.cards.pending(opened.access, id)))
    const pending = pages.flatMap(({ items }) => items)
    const bakery = pending.find(({ counterparty }) => counterparty?.name === 'A Bakery')
    expect(bakery).toMatchObject({ bookingStatus: 'pending', amount: eur('-8.75') })
    await wait(3 * 86_400)
    const ref = { id: bakery?.accountId ?? '', kind: 'current' } as const
    const { items: later } = await opened.provider.cards.pending(opened.access, ref.id)
    expect(later.map(({ transactionId }) => transactionId)).not.toContain(bakery?.transactionId)
    for await (const { items } of opened.provider.accounts.transactions(opened.access, ref, { pageSize: 50 })) {
      const booked = items.find(({ counterparty }) => counterparty?.name === 'A Bakery')
      expect(booked).toMatchObject({ bookingStatus: 'booked', amount: eur('-8.75') })
      expect(booked?.transactionId).not.toBe(bakery?.transactionId)
      break
    }
  })
})

describe('statements', () => {
  const wishes = [
    [{ format: 'CSV', regionalFormat: 'EUROPEAN' }, /^"Date";"Interest Date";"Amount"/],
    [{ format: 'CSV', regionalFormat: 'UK_US' }, /^"Date","Interest Date","Amount"/],
    [{ format: 'MT940' }, /^:20:/],
    [{ format: 'PDF' }, /^%PDF-/],
  ] as const

  it.each(wishes)('%o is ordered, waited for, downloaded and deleted', async (wish, start) => {
    const { statements } = opened.provider
    const day = new Date(harness.simulators.clock.now()).toISOString().slice(0, 10)
    const period = { dateFrom: `${Number(day.slice(0, 4)) - 1}${day.slice(4, 8)}01`, dateTo: day }
    const id = await statements.order(opened.access, account.id, { ...wish, ...period })
    const ready = await statements.ready(opened.access, account.id, id)
    expect(ready).toMatchObject({ status: 'COMPLETED', format: wish.format })
    const chunks: Uint8Array[] = []
    for await (const chunk of statements.download(opened.access, account.id, id)) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString('latin1')).toMatch(start)
    await statements.delete(opened.access, account.id, id)
    expect(await statements.list(opened.access, account.id)).toMatchObject({ items: [], problems: [] })
  })

  it('that end before they begin are refused before anything is sent', async () => {
    const wish = { format: 'MT940', dateFrom: '2024-05-02', dateTo: '2024-05-01' } as const
    const order = opened.provider.statements.order(opened.access, account.id, wish)
    await expect(order).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('whose bytes were changed on their way are not handed out', async () => {
    const { statements } = opened.provider
    const wish = { format: 'MT940', dateFrom: '2024-05-01', dateTo: '2024-05-02' } as const
    const id = await statements.order(opened.access, account.id, wish)
    await statements.ready(opened.access, account.id, id)
    harness.simulators.faults.add({ bank: 'bunq', method: 'GET', fault: 'bad_signature' })
    const read = async () => {
      for await (const chunk of statements.download(opened.access, account.id, id)) return chunk
      return undefined
    }
    await expect(read()).rejects.toMatchObject({ code: 'verification_failed' })
  })
})

describe('attachments and notes', () => {
  it('go up as raw bytes, hang on a payment, and come back byte for byte', async () => {
    const { attachments } = opened.provider
    const bytes = Buffer.from('89504e470d0a1a0a00ff', 'hex')
    const upload = { bytes, contentType: 'image/png', description: 'a receipt' }
    const attachmentId = await attachments.upload(opened.access, account.id, upload)
    expect(Buffer.from(await attachments.download(opened.access, account.id, attachmentId))).toEqual(bytes)
    const pages = opened.provider.accounts.transactions(opened.access, account, { pageSize: 1 })
    const { value: page } = await pages[Symbol.asyncIterator]().next()
    const paymentId = page?.items[0]?.transactionId ?? ''
    const payment = { accountId: account.id, paymentId }
    const noteId = await attachments.addNote(opened.access, payment, { text: 'Müsli — 2×' })
    await attachments.addNote(opened.access, payment, { attachmentId, description: 'till' })
    const { items: notes } = await attachments.notes(opened.access, payment)
    expect(notes.map(({ text }) => text)).toEqual(['Müsli — 2×'])
    await attachments.deleteNote(opened.access, payment, noteId)
    expect((await attachments.notes(opened.access, payment)).items).toEqual([])
    const bad = attachments.upload(opened.access, account.id, { ...upload, description: 'é' })
    await expect(bad).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('events, insights, funds and quotes', () => {
  it('lists what happened, and where the money went', async () => {
    await wait(1)
    const kinds: unknown[] = []
    for await (const { items } of opened.provider.eventLog.events(opened.access, { accountId: account.id })) {
      kinds.push(...items.map(({ objectType }) => objectType))
    }
    expect(kinds).toContain('Payment')
    const now = harness.simulators.clock.now()
    const period = { from: now - 90 * 86_400_000, to: now }
    const { items: insights } = await opened.provider.eventLog.insights(opened.access, period)
    expect(insights.length).toBeGreaterThan(0)
    expect(insights[0]?.category).toEqual(expect.any(String))
  })

  it('says yes or no about funds', async () => {
    const ask = async (amount: string) =>
      (
        await opened.provider.funds.confirm(opened.access, {
          account: { iban: account.iban ?? '' },
          amount: eur(amount),
        })
      ).fundsAvailable
    expect([await ask('0.01'), await ask('99999999.00')]).toEqual([true, false])
    const noIban = opened.provider.funds.confirm(opened.access, { account: { accountId: '1' }, amount: eur('1.00') })
    await expect(noIban).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('quotes an exchange without moving money', async () => {
    const target = all.find(({ currency, kind }) => currency !== 'EUR' && kind === 'current')
    if (target === undefined) throw new Error('The first customer has an account in another currency.')
    const quote = await opened.provider.quotes.create(opened.access, account.id, {
      amount: eur('100.00'),
      source: 'EUR',
      target: target.currency ?? '',
      side: 'SELL',
      counterparty: { iban: target.iban ?? '', name: target.ownerName ?? 'A' },
    })
    expect(quote).toMatchObject({ source: eur('100.00') })
    expect(quote.rate).toMatch(/^\d+\.\d+$/)
  })
})

describe('addresses of the API key', () => {
  it('are listed, added and switched off', async () => {
    const { keyAddresses } = opened.provider
    const [own] = (await keyAddresses.list(opened.access)).items
    expect(own).toMatchObject({ ip: '127.0.0.1', isActive: true })
    const credentialId = own?.credentialId ?? ''
    const id = await keyAddresses.add(opened.access, credentialId, '192.0.2.7')
    await keyAddresses.setActive(opened.access, { credentialId, id }, false)
    const added = (await keyAddresses.list(opened.access)).items.find((address) => address.id === id)
    expect(added).toMatchObject({ ip: '192.0.2.7', isActive: false })
  })
})

describe('a call of one’s own', () => {
  it('is signed and verified, fills in the user, and reads what has no method', async () => {
    const answer = await opened.provider.request(opened.access, 'GET', 'user/{userId}/limit')
    expect(answer.status).toBe(200)
    expect(answer.json).toHaveProperty('Response')
    const request = harness.simulators.recorder.requests().at(-1)
    expect(request?.headers.map(([name]) => name.toLowerCase())).toContain('x-bunq-client-signature')
  })

  it('sends pretty-printed JSON as it is: the bytes sent are the bytes signed', async () => {
    const body = JSON.stringify(
      {
        amount: { value: '12.50', currency: 'EUR' },
        counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
        description: 'Payment for drinks.',
      },
      undefined,
      4,
    )
    const path = `user/{userId}/monetary-account/${account.id}/payment`
    const answer = await opened.provider.request(opened.access, 'POST', path, { body })
    expect(answer.status).toBe(200)
    const request = harness.simulators.recorder.requests().at(-1)
    const sent = Buffer.from(request?.body ?? '', 'base64')
    expect(sent.toString()).toBe(body)
    const signature = request?.headers.find(([name]) => name.toLowerCase() === 'x-bunq-client-signature')?.[1] ?? ''
    const secrets = opened.session.secrets as { readonly keyPair: { readonly publicKey: string } }
    const key = createPublicKey(secrets.keyPair.publicKey)
    expect(verify('RSA-SHA256', sent, key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  it.each(['https://example.org/v1/user', 'user/../sandbox', 'user/%2e', ''])('to “%s” is refused', async (path) => {
    const call = opened.provider.request(opened.access, 'GET', path)
    await expect(call).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('that is refused by the bank carries its words and its request id', async () => {
    const call = opened.provider.request(opened.access, 'GET', 'user/{userId}/monetary-account/1')
    await expect(call).rejects.toMatchObject({
      code: 'not_found',
      bankRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      bankMessages: [{ text: 'Monetary account for id "1" not found.' }],
    })
  })
})

describe('opening a session', () => {
  it.each(['reset_before', 'reset_after', 'html_502'] as const)('survives a %s on each of its calls', async (fault) => {
    for (const path of ['/v1/installation', '/v1/device-server', '/v1/session-server']) {
      harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path, fault })
    }
    const again = await harness.open()
    expect((await collect(again.provider.accounts.accounts(again.access))).length).toBeGreaterThan(0)
    expect(harness.simulators.faults.list()).toEqual([])
  })
})

describe('the set-up', () => {
  it('is diagnosed without creating anything', async () => {
    const findings = await opened.provider.diagnose?.()
    expect(findings?.map(({ subject, status }) => [subject, status])).toEqual([
      ['reachability', 'ok'],
      ['clock', expect.any(String)],
    ])
  })
})
