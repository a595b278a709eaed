import { beforeEach, describe, expect, test as it } from 'vitest'
import { anna, type BankIdHarness, bo, createHarness, goodBody, type Json } from '../../../test/bankid-harness.ts'
import type { BankAnswer } from '../../http/bank-handler.ts'
import { qrDataAt } from '../orders/qr-code.ts'

let bank: BankIdHarness
let cookie: string

beforeEach(async () => {
  bank = await createHarness()
  cookie = ''
})

const bodyOf = (answer: BankAnswer): string => String(answer.body ?? '')

/** A browser without script: it keeps the cookie, sends what a form holds, and follows a redirect. */
const visit = async (path: string): Promise<BankAnswer> => {
  const headers = cookie === '' ? {} : { Cookie: cookie }
  const answer = await bank.send({ method: 'GET', path, headers, body: Buffer.alloc(0), client: { authorized: false } })
  cookie = answer.headers?.['Set-Cookie']?.split(';')[0] ?? cookie
  const location = answer.headers?.['Location']
  return location === undefined ? answer : visit(location)
}

const tokenIn = (page: string): string => /name="token" value="([0-9a-f]+)"/.exec(page)?.[1] ?? 'none'

const submit = async (path: string, fields: Readonly<Record<string, string>>): Promise<BankAnswer> => {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...(cookie === '' ? {} : { Cookie: cookie }) }
  const body = Buffer.from(new URLSearchParams(fields).toString())
  const answer = await bank.send({ method: 'POST', path, headers, body, client: { authorized: false } })
  const location = answer.headers?.['Location']
  return location === undefined ? answer : visit(location)
}

/** Fills in the first page and sends it. People: 0 Tolvan, 1 Anna, 2 Bo. */
const open = async (start: string, person = '1', app = 'current'): Promise<string> => {
  const page = bodyOf(await visit('/app'))
  return bodyOf(await submit('/app/start', { token: tokenIn(page), start, person, app }))
}

const press = async (page: string, action: string, fields: Readonly<Record<string, string>> = {}): Promise<string> => {
  expect(page).toContain(`action="/app/${action}"`)
  return bodyOf(await submit(`/app/${action}`, { token: tokenIn(page), ...fields }))
}

const qrOf = (order: Readonly<Record<string, string>>): string =>
  qrDataAt({ qrStartToken: order['qrStartToken'] ?? '', qrStartSecret: order['qrStartSecret'] ?? '' }, 0)

const textOrder = (text: string, change: Json = {}) => ({
  ...goodBody('sign'),
  userVisibleData: Buffer.from(text).toString('base64'),
  ...change,
})

describe('the whole way of a user', () => {
  it('scans, reads, types the code and is done', async () => {
    const order = await bank.start('sign', textOrder('Transfer\n250 SEK'))
    const page = await open(qrOf(order))
    expect(page).toContain('<strong>Test av BankID</strong> asks Anna Svensson.')
    expect(page).toContain('<p>Transfer<br>250 SEK</p>')
    expect(await press(page, 'code', { code: '123456' })).toContain('Done.')
    const { body } = await bank.collect(order['orderRef'])
    expect(body).toMatchObject({
      status: 'complete',
      completionData: { user: { personalNumber: anna.personalNumber } },
    })
  })

  it.each([
    ['https', 'https://app.bankid.com/?autostarttoken='],
    ['own scheme', 'bankid:///?autostarttoken='],
  ])('follows a start link: %s', async (_name, base) => {
    const order = await bank.start('auth')
    const page = await open(`${base}${order['autoStartToken']}&redirect=null`)
    expect(page).toContain('<h1>Identify yourself</h1>')
    expect(await press(page, 'code', { code: '123456' })).toContain('Done.')
  })

  it('puts a followed link into the field and starts nothing by itself', async () => {
    const order = await bank.start('auth')
    const page = bodyOf(await visit(`/app?autostarttoken=${order['autoStartToken']}`))
    expect(page).toContain(`autostarttoken=${order['autoStartToken']}</textarea>`)
    expect((await bank.collect(order['orderRef'])).body['hintCode']).toBe('outstandingTransaction')
  })

  it('opens the app for a phone order, answers and signs', async () => {
    const { orderRef } = await bank.start('phone/auth')
    const asked = await open('')
    expect(asked).toContain('Are you on the phone with Test av BankID?')
    await press(await press(asked, 'confirm'), 'code', { code: '123456' })
    expect((await bank.collect(orderRef)).body['status']).toBe('complete')
  })

  it('declines a call', async () => {
    const { orderRef } = await bank.start('phone/auth')
    expect(await press(await open(''), 'decline')).toContain('userDeclinedCall')
    expect((await bank.collect(orderRef)).body['hintCode']).toBe('userDeclinedCall')
  })

  it('scans a document where it is asked for', async () => {
    const order = await bank.start('auth', { ...goodBody('auth'), requirement: { mrtd: true } })
    const page = await press(await open(qrOf(order)), 'document')
    expect(page).toContain('Security code')
  })

  it('cancels', async () => {
    const order = await bank.start('auth')
    await press(await open(qrOf(order)), 'cancel')
    expect((await bank.collect(order['orderRef'])).body['hintCode']).toBe('userCancel')
  })

  it('is blocked after three wrong codes', async () => {
    const order = await bank.start('auth')
    let page = await open(qrOf(order))
    for (const last of [false, false, true]) {
      page = await press(page, 'code', { code: '000000' })
      expect(page).toContain(last ? 'certificateErr' : 'Wrong security code.')
    }
  })

  it('sees that the order is for another person, and can leave', async () => {
    const order = await bank.start('auth', { ...goodBody('auth'), requirement: { personalNumber: bo.personalNumber } })
    const page = await open(qrOf(order))
    expect(page).toContain('The order is for another person.')
    expect(page).not.toContain('action="/app/code"')
    await press(page, 'cancel')
    expect((await bank.collect(order['orderRef'])).body['hintCode']).toBe('userCancel')
  })

  it('is asked to update an old app', async () => {
    const order = await bank.start('payment')
    expect(await open(qrOf(order), '1', 'old')).toContain('too old')
    expect((await bank.collect(order['orderRef'])).body['hintCode']).toBe('notSupportedByUserApp')
  })

  it('offers the way back, also when the result was collected first', async () => {
    const order = await bank.start('auth', { ...goodBody('auth'), returnUrl: 'https://rp.example/back#nonce=1' })
    const page = await open(qrOf(order))
    expect(await press(page, 'code', { code: '123456' })).toContain('href="https://rp.example/back#nonce=1"')
  })

  it('makes no link of an address that is none of the web', async () => {
    const order = await bank.start('auth', { ...goodBody('auth'), returnUrl: 'javascript:alert(1)' })
    expect(await press(await open(qrOf(order)), 'code', { code: '123456' })).not.toContain('javascript:')
  })

  it('shows a payment with recipient, amount and warning', async () => {
    const order = await bank.start('payment', {
      endUserIp: '::1',
      userVisibleTransaction: {
        transactionType: 'card',
        recipient: { name: 'Shop & Co' },
        money: { amount: '100,50', currency: 'SEK' },
        riskWarning: 'newRecipient',
      },
    })
    const page = await open(qrOf(order))
    for (const text of ['<dd>Shop &amp; Co</dd>', '<dd>100,50 SEK</dd>', '<dd>newRecipient</dd>'])
      expect(page).toContain(text)
  })
})

describe('what the page refuses', () => {
  it.each([
    ['a text that starts nothing', 'hello', 'neither a QR code nor a start link'],
    ['a stale or forged code', 'bankid.a.0.b', 'not the QR code of a live order'],
    ['an unknown token', 'bankid:///?autostarttoken=0f5b9c3e-6a0d-4c59-9d0c-1c7f8f3f2a61', 'No live order'],
    ['an empty field without a waiting order', '', 'No order waits'],
  ])('%s', async (_name, start, message) => {
    expect(await open(start)).toContain(message)
  })

  it('a form without the cookie, or with another token', async () => {
    const order = await bank.start('auth')
    const page = await open(qrOf(order))
    const forms = [{ token: tokenIn(page).replace(/./g, '0') }, {}]
    for (const form of forms) expect((await submit('/app/cancel', { ...form })).status).toBe(403)
    cookie = ''
    expect((await submit('/app/cancel', { token: tokenIn(page) })).status).toBe(403)
    expect((await bank.collect(order['orderRef'])).body['status']).toBe('pending')
  })

  it.each([
    ['GET', '/app/cancel', 404],
    ['GET', '/app/nothing', 404],
    ['DELETE', '/app', 405],
    ['GET', '/application', 403],
  ])('%s %s', async (method, path, status) => {
    const answer = await bank.send({ method, path, client: { authorized: false }, body: Buffer.alloc(0) })
    expect(answer.status).toBe(status)
  })

  it('has no script, no frame and no foreign content', async () => {
    const { headers, body } = await visit('/app')
    expect(headers?.['Content-Security-Policy']).toContain("default-src 'none'")
    expect(headers?.['Content-Security-Policy']).toContain("frame-ancestors 'none'")
    expect(headers?.['Set-Cookie']).toMatch(/; Path=\/app; Secure; HttpOnly; SameSite=Lax$/)
    expect(body).not.toMatch(/<script|onclick|style="/)
  })

  it('a text that would be markup', async () => {
    const order = await bank.start('sign', textOrder('<script>alert("1")</script> & more'))
    expect(await open(qrOf(order))).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more')
  })
})

describe('the emulated app', () => {
  it('renders simpleMarkdownV1', async () => {
    const text = '# Överföring\n+ Belopp: *250 SEK*\n+ Till: A \\* B\n\n+3 tre\n---\n|Konto|Saldo|\n|:-|-:|\n|1234|900|'
    const order = await bank.start('sign', textOrder(text, { userVisibleDataFormat: 'simpleMarkdownV1' }))
    const page = await open(qrOf(order))
    expect(page).toContain(
      '<h2>Överföring</h2><ul><li>Belopp: <strong>250 SEK</strong></li><li>Till: A * B</li></ul>' +
        '<ol><li value="3">tre</li></ol><hr><table><thead><tr><th scope="col" class="left">Konto</th>' +
        '<th scope="col" class="right">Saldo</th></tr></thead><tbody><tr><td class="left">1234</td>' +
        '<td class="right">900</td></tr></tbody></table>',
    )
  })

  it('is found by the control address', async () => {
    expect((await bank.control('GET', '/bankid/app')).body).toEqual({ url: 'https://127.0.0.1:4000/app' })
  })

  it('has its style sheet', async () => {
    const { status, headers } = await visit('/app/style.css')
    expect([status, headers?.['Content-Type']]).toEqual([200, 'text/css; charset=utf-8'])
  })
})
