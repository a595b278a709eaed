import { get } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { type Browser, type PageBench, startPageBench } from './bankid-page-bench.ts'
import { createFakeTerminal } from './fake-terminal.ts'

let bench: PageBench
let browser: Browser

beforeAll(async () => {
  bench = await startPageBench()
})
beforeEach(() => {
  browser = bench.browser()
})
afterEach(() => bench.renew())
afterAll(() => bench.stop())

const attribute = (text: string, name: string): string => new RegExp(`data-${name}="([^"]*)"`).exec(text)?.[1] ?? ''

const begin = async (way: 'this-device' | 'other-device', who = browser): Promise<{ login: string; text: string }> => {
  await who.get('/')
  const started = await who.post('/start', { way })
  expect(started).toMatchObject({ status: 303, location: '/login' })
  const { text } = await who.get('/login')
  return { login: attribute(text, 'login'), text }
}

const newest = async (): Promise<string> => (await bench.orders()).at(-1)?.orderRef ?? ''
const act = async (verb: 'open' | 'approve' | 'cancel' | 'fail', action = {}): Promise<void> => {
  await bench.simulators.control.actOnBankIdOrder(await newest(), verb, action)
}
const status = async (): Promise<string> => attribute((await browser.get('/login')).text, 'status')
const signed = (): Promise<void> => bench.until(async () => (await status()) === 'signed')
/** The nonce that BankID's app would bring back. */
const nonceOf = (): string => bench.sealed.at(-1)?.request.returnUrl?.split('#nonce=')[1] ?? ''

describe('the login', () => {
  it('on another device: scanned, signed, claimed, logged out', async () => {
    const { login, text } = await begin('other-device')
    expect(text).toContain('Start your BankID app.')
    expect(text).toMatch(/<path id="qr-path" d="M/)
    const events = await browser.events(login)
    await bench.until(() => events.list.length >= 2)
    await bench.simulators.control.call('POST', '/bankid/scan', { qrData: events.list.at(-1)?.qrText })
    await bench.until(() => events.list.at(-1)?.message?.startsWith('Enter your security code') === true)
    expect(events.list.at(-1)?.qr).toBeUndefined()
    await act('approve')
    await bench.until(() => events.list.at(-1)?.status === 'signed')
    const before = browser.cookie()
    expect(await browser.post('/complete', { login })).toMatchObject({ status: 303, location: '/welcome' })
    expect(browser.cookie()).not.toBe(before)
    const welcome = await browser.get('/welcome')
    expect(welcome.text).toMatch(/<dd>\w+ \w+<\/dd>\n<dt>Personal number<\/dt><dd>\d{8}-••••<\/dd>/)
    expect(welcome.text).toContain('checked: certificate')
    await bench.until(events.ended)
    expect(events.list.at(-1)?.status).toBe('over')

    expect(await browser.post('/logout')).toMatchObject({ status: 303, location: '/' })
    expect((await browser.get('/')).text).toContain('You are logged out.')
    expect(await browser.get('/welcome')).toMatchObject({ status: 303, location: '/' })
  })

  it('on this device: a link with the session’s nonce, which must come back', async () => {
    const { login, text } = await begin('this-device')
    expect(text).toContain('Trying to start your BankID app.')
    expect(text).toMatch(/bankid:\/\/\/\?autostarttoken=[0-9a-f-]{36}&amp;redirect=null/)
    await act('approve')
    await signed()
    expect(await browser.post('/complete', { login, nonce: nonceOf() })).toMatchObject({ location: '/welcome' })
    expect((await browser.get('/welcome')).text).toMatch(/app and browser have (the same|different) address/)
  })

  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
      /app\.bankid\.com\/\?autostarttoken=[^"]*redirect=http%3A%2F%2F127\.0\.0\.1%3A\d+%2Flogin%23nonce%3D/,
    ],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile', /app\.bankid\.com\/\?autostarttoken=[^"]*redirect=null/],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0', /bankid:\/\/\/\?autostarttoken=[^"]*redirect=null/],
  ])('the start link for %s', async (userAgent, link) => {
    expect((await begin('this-device', bench.browser(userAgent))).text).toMatch(link)
  })

  it.each([
    ['no nonce', (): Record<string, string> => ({})],
    ['a wrong nonce', () => ({ nonce: 'AAAA' })],
  ])('on this device with %s: nobody is logged in, and the result is gone', async (_name, extra) => {
    const { login } = await begin('this-device')
    await act('approve')
    await signed()
    const nonce = nonceOf()
    expect(await browser.post('/complete', { login, ...extra() })).toMatchObject({ location: '/' })
    expect((await browser.get('/')).text).toContain('another browser or window')
    expect(await browser.post('/complete', { login, nonce })).toMatchObject({ location: '/login' })
    expect(await browser.get('/welcome')).toMatchObject({ location: '/' })
  })

  it('another program that has the cookie is another browser', async () => {
    const { login } = await begin('other-device')
    await act('approve')
    await signed()
    const thief = bench.browser('Mozilla/5.0 (other)')
    thief.useCookie(browser.cookie())
    expect(await thief.post('/complete', { login })).toMatchObject({ location: '/' })
    expect(await browser.get('/welcome')).toMatchObject({ location: '/' })
  })

  it('cancel ends the order at BankID, and the page says so once', async () => {
    const { login } = await begin('other-device')
    expect(await browser.post('/cancel', { login })).toMatchObject({ status: 303, location: '/' })
    // The page that is left says so too late: no redirect takes the words away.
    expect(await browser.post('/leave', { login })).toMatchObject({ status: 204, location: null })
    expect((await browser.get('/')).text).toContain('The login was cancelled.')
    expect((await browser.get('/')).text).not.toContain('The login was cancelled.')
    expect((await bench.orders()).filter((order) => order.status === 'pending')).toEqual([])
    expect(await browser.get('/login')).toMatchObject({ status: 303, location: '/' })
  })

  it.each([
    ['userCancel', 'The action was cancelled.'],
    ['certificateErr', 'Your BankID is blocked or too old.'],
    ['expiredTransaction', 'The BankID app is not responding.'],
  ])('failed with %s: the text of BankID, and a new try', async (hintCode, text) => {
    await begin('other-device')
    await act('open')
    await act('fail', { hintCode })
    await bench.until(async () => (await status()) === 'failed')
    const failed = await browser.get('/login')
    expect(failed.text).toContain(text)
    expect(failed.text).toContain('role="alert"')
    await browser.post('/start', { way: 'other-device' })
    expect(await status()).toBe('pending')
  })

  it('BankID out of order: a failed login with words, not a broken page', async () => {
    bench.simulators.faults.add({ bank: 'bankid', fault: 'status', status: 503, times: 9 })
    await browser.get('/')
    const started = browser.post('/start', { way: 'other-device' })
    let over = false
    void started.finally(() => {
      over = true
    })
    await bench.until(() => over)
    expect(await status()).toBe('failed')
    bench.simulators.faults.clear()
  })

  it('a second start takes the place of the first, whose order is cancelled', async () => {
    await begin('other-device')
    await browser.post('/start', { way: 'this-device' })
    expect((await bench.orders()).filter((order) => order.status === 'pending')).toHaveLength(1)
  })
})

describe('who may do what', () => {
  it('another browser gets nothing of a login', async () => {
    const { login } = await begin('other-device')
    const stranger = bench.browser()
    expect((await stranger.events(login)).status).toBe(404)
    expect(await stranger.get('/login')).toMatchObject({ status: 303, location: '/' })
    expect(await stranger.post('/cancel', { login })).toMatchObject({ status: 403 })
    expect(stranger.cookie()).toBe('')
    await stranger.get('/?lang=sv')
    expect(stranger.cookie()).not.toBe('')
    expect(await stranger.post('/cancel', { login })).toMatchObject({ location: '/login' })
    expect(await stranger.post('/complete', { login })).toMatchObject({ location: '/login' })
    const theirs = await stranger.events(login)
    await bench.until(theirs.ended)
    expect(theirs.list).toMatchObject([{ status: 'over' }])
    expect(theirs.list[0]?.qr).toBeUndefined()
    expect(await status()).toBe('pending')
  })

  it.each([
    ['/start', { Origin: 'https://evil.example' }],
    ['/start', { Origin: 'null' }],
    ['/start', {}],
    ['/start', { 'Sec-Fetch-Site': 'cross-site' }],
    ['/cancel', { Origin: 'http://127.0.0.1:1' }],
    ['/leave', { Origin: 'https://evil.example' }],
    ['/complete', { Origin: 'https://evil.example' }],
    ['/logout', { Origin: 'https://evil.example' }],
  ])('POST %s with %o is refused', async (path, headers) => {
    const { login } = await begin('other-device')
    expect(await browser.post(path, { login, way: 'other-device' }, headers)).toMatchObject({ status: 403 })
    expect(attribute((await browser.get('/login')).text, 'login')).toBe(login)
  })

  it('POST from the page itself is taken by Sec-Fetch-Site too', async () => {
    await browser.get('/')
    expect(await browser.post('/start', {}, { 'Sec-Fetch-Site': 'same-origin' })).toMatchObject({ location: '/login' })
  })

  it('a name that was pointed at this machine is not served', async () => {
    const { port } = new URL(bench.url())
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/', headers: { Host: `evil.example:${port}` } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).once('error', reject)
    })
    expect(answer).toBe(421)
  })

  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/start', 405],
    ['POST', '/welcome', 405],
    ['GET', '/../login', 303],
  ])('%s %s is %i', async (method, path, expected) => {
    expect((await (method === 'GET' ? browser.get(path) : browser.post(path))).status).toBe(expected)
  })

  it('a form that is too big is refused', async () => {
    await browser.get('/')
    expect((await browser.post('/start', { way: 'x'.repeat(5_000) })).status).toBe(421)
  })

  it('headers: no inline script, no frame, no cache; a cookie that no script reads', async () => {
    const { headers, text } = await browser.get('/?lang=en')
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    )
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('set-cookie')).toMatch(/^nostro_login=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(text).not.toMatch(/<script>|<style|style="|onclick/)
    expect(text).not.toMatch(/(?:src|href)="https?:/)
  })

  it('no secret and no personal number is in any answer; the start token only in the page with the link', async () => {
    const { login } = await begin('other-device')
    const events = await browser.events(login)
    await bench.until(() => events.list.length >= 3)
    await act('approve')
    await bench.until(() => events.list.at(-1)?.status === 'signed')
    await browser.post('/complete', { login })
    await browser.get('/welcome')
    const [order] = bench.sealed.slice(-1)
    const all = bench.received.join('\n')
    expect(order?.qrStartSecret).toMatch(/^[0-9a-f-]{36}$/)
    expect(all).toContain(login)
    for (const secret of [order?.qrStartSecret, order?.autoStartToken, order?.orderRef])
      expect(all).not.toContain(secret)
    expect(all).not.toMatch(/(?:19|20)\d{6}[-+]?\d{4}/)

    bench.received.length = 0
    const other = await begin('this-device')
    const stream = await browser.events(other.login)
    await bench.until(() => stream.list.length >= 2)
    const { autoStartToken = 'missing', qrStartSecret = 'missing' } = bench.sealed.at(-1) ?? {}
    const holders = bench.received.filter((answer) => answer.includes(autoStartToken))
    expect(holders).toEqual([expect.stringContaining('Open the simulated app')])
    expect(bench.received.join('\n')).not.toContain(qrStartSecret)
  })
})

describe('the stream of events', () => {
  it('a new code each second, on the second, and the countdown with it', async () => {
    const { login } = await begin('other-device')
    const events = await browser.events(login)
    expect(events.type).toBe('text/event-stream; charset=utf-8')
    await bench.until(() => events.list.length >= 8)
    const seconds = events.list.map(({ qrText = '' }) => Number(qrText.split('.')[2]))
    expect([...new Set(seconds)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(0, new Set(seconds).size))
    expect(new Set(seconds).size).toBeGreaterThanOrEqual(5)
    for (const { qrText = '', secondsLeft } of events.list)
      expect(Number(qrText.split('.')[2]) + Number(secondsLeft)).toBe(180)
    expect(new Set(events.list.map(({ qr }) => qr?.d)).size).toBe(new Set(seconds).size)
  })

  it('a code that nobody scanned is replaced by that of a new order', async () => {
    const { login } = await begin('other-device')
    const first = bench.sealed.at(-1)?.orderRef
    const events = await browser.events(login)
    await bench.until(
      () => new Set(events.list.flatMap(({ qrText }) => (qrText === undefined ? [] : qrText.split('.')[1]))).size === 2,
    )
    expect(events.list.at(-1)?.status).toBe('pending')
    expect((await bench.orders()).find((order) => order.status === 'pending')?.orderRef).not.toBe(first)
  })

  it('after a break: what is new comes, what was seen does not', async () => {
    const { login } = await begin('other-device')
    const first = await browser.events(login)
    await bench.until(() => first.list.length >= 2)
    const last = first.list.at(-1)?.id ?? ''
    const again = await browser.events(login, { 'Last-Event-ID': last })
    const behind = await browser.events(login, { 'Last-Event-ID': `${login}.0` })
    let looks = 0
    await bench.until(() => behind.list.length >= 1 && ++looks > 3)
    expect(behind.list[0]?.id).toBe(last)
    expect(again.list).toEqual([])
    await bench.until(() => again.list.length >= 1)
    expect(again.list[0]?.id).not.toBe(last)
  })

  it('beats while there is nothing to say', async () => {
    const { login } = await begin('other-device')
    const events = await browser.events(login)
    await act('approve')
    await bench.until(() => events.list.at(-1)?.status === 'signed')
    const said = events.list.length
    await bench.clock.advance(30_000)
    await bench.until(() => events.beats() >= 2)
    expect(events.list).toHaveLength(said)
  })

  it('a result that nobody claims is dropped after three minutes', async () => {
    const { login } = await begin('other-device')
    const events = await browser.events(login)
    await act('approve')
    await bench.until(() => events.list.at(-1)?.status === 'signed')
    await bench.clock.advance(170_000)
    expect(await status()).toBe('signed')
    await bench.until(events.ended)
    expect(events.list.at(-1)?.status).toBe('over')
    expect(await browser.post('/complete', { login })).toMatchObject({ location: '/login' })
  })
})

describe('leaving', () => {
  const pending = async (): Promise<number> =>
    (await bench.orders()).filter((order) => order.status === 'pending').length

  it('a page that was left is cancelled, a page that was loaded anew is not', async () => {
    const { login } = await begin('other-device')
    expect((await browser.post('/leave', { login })).status).toBe(204)
    expect(await status()).toBe('pending')
    const events = await browser.events(login)
    await bench.until(() => events.list.length >= 4)
    expect(await pending()).toBe(1)
    events.close()
    await browser.post('/leave', { login })
    await bench.until(async () => (await pending()) === 0)
    expect(await browser.get('/login')).toMatchObject({ location: '/' })
    expect((await browser.get('/')).text).toContain('The login was cancelled.')
  })

  it('a code that nobody looks at is cancelled; without script the page is looked at by its refreshes', async () => {
    const { text } = await begin('other-device')
    expect(text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>')
    const begun = bench.clock.now()
    while (bench.clock.now() - begun < 20_000) {
      await bench.clock.advance(2_000)
      expect(await status()).toBe('pending')
    }
    await bench.until(async () => (await pending()) === 0)
    expect(await browser.get('/login')).toMatchObject({ location: '/' })
  })

  it('a page behind the app may sleep: the order on this device goes on', async () => {
    await begin('this-device')
    await act('open')
    await bench.clock.advance(60_000)
    expect(await status()).toBe('pending')
    await act('approve')
    await signed()
  })

  it('the page’s end cancels what is open and ends the streams', async () => {
    const { login } = await begin('other-device')
    const events = await browser.events(login)
    await bench.renew()
    await bench.until(events.ended)
    expect(await pending()).toBe(0)
  })
})

describe('the command', () => {
  it.each([
    ['without --page', ['bankid', 'demo'], /--page/],
    ['with a port that is none', ['bankid', 'demo', '--page', '--port', '70000'], /up to 65535/],
  ])('%s is wrong usage, and nothing is started', async (_name, args, words) => {
    const terminal = createFakeTerminal()
    expect(await runCommand(createProgram, args, terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(words)
    expect(terminal.stderr()).not.toContain('Starting')
  })

  it('a port that is taken is said in words', async () => {
    const { port } = new URL(bench.url())
    const terminal = createFakeTerminal()
    expect(await runCommand(createProgram, ['bankid', 'demo', '--page', '--port', port], terminal)).toBe(2)
    expect(terminal.stderr()).toContain('EADDRINUSE')
  })
})

describe('languages', () => {
  it('by the browser’s wish, and by the link', async () => {
    const home = await browser.get('/', { 'Accept-Language': 'sv-SE,sv;q=0.9' })
    expect(home.text).toContain('<html lang="sv">')
    expect(home.text).toContain('BankID på en annan enhet')
    await browser.get('/?lang=sv')
    const { login, text } = await begin('other-device')
    expect(text).toContain('Starta BankID-appen.')
    const events = await browser.events(login)
    await bench.until(() => events.list.length >= 1)
    expect(events.list[0]?.message).toBe('Starta BankID-appen.')
    expect((await browser.get('/login?lang=en')).text).toContain('Start your BankID app.')
    expect((await browser.get('/login?lang=xx')).text).toContain('<html lang="en">')
  })
})
