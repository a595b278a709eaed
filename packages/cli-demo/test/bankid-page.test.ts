import { describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { usePageVisit } from './bankid-page-visit.ts'
import { createFakeTerminal } from './fake-terminal.ts'

const visit = usePageVisit()
const { begin, act, status, signed, pending } = visit
/** The nonce that BankID's app would bring back. */
const nonceOf = (): string => visit.fixture.sealed.at(-1)?.request.returnUrl?.split('#nonce=')[1] ?? ''

describe('the login', () => {
  it('on another device: scanned, signed, claimed, logged out', async () => {
    const { login, text } = await begin('other-device')
    expect(text).toContain('Start your BankID app.')
    expect(text).toMatch(/<path id="qr-path" d="M/)
    const events = await visit.browser.events(login)
    await visit.fixture.until(() => events.list.length >= 2)
    await visit.fixture.simulators.control.call('POST', '/bankid/scan', { qrData: events.list.at(-1)?.qrText })
    await visit.fixture.until(() => events.list.at(-1)?.message?.startsWith('Enter your security code') === true)
    expect(events.list.at(-1)?.qr).toBeUndefined()
    await act('approve')
    await visit.fixture.until(() => events.list.at(-1)?.status === 'signed')
    const before = visit.browser.cookie()
    expect(await visit.browser.post('/complete', { login })).toMatchObject({ status: 303, location: '/welcome' })
    expect(visit.browser.cookie()).not.toBe(before)
    const welcome = await visit.browser.get('/welcome')
    expect(welcome.text).toMatch(/<dd>\w+ \w+<\/dd>\n<dt>Personal number<\/dt><dd>\d{8}-••••<\/dd>/)
    expect(welcome.text).toContain('checked: certificate')
    await visit.fixture.until(events.ended)
    expect(events.list.at(-1)?.status).toBe('over')

    expect(await visit.browser.post('/logout')).toMatchObject({ status: 303, location: '/' })
    expect((await visit.browser.get('/')).text).toContain('You are logged out.')
    expect(await visit.browser.get('/welcome')).toMatchObject({ status: 303, location: '/' })
  })

  it('on this device: a link with the session’s nonce, which must come back', async () => {
    const { login, text } = await begin('this-device')
    expect(text).toContain('Trying to start your BankID app.')
    expect(text).toMatch(/bankid:\/\/\/\?autostarttoken=[0-9a-f-]{36}&amp;redirect=null/)
    await act('approve')
    await signed()
    expect(await visit.browser.post('/complete', { login, nonce: nonceOf() })).toMatchObject({ location: '/welcome' })
    expect((await visit.browser.get('/welcome')).text).toMatch(/app and browser have (the same|different) address/)
  })

  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
      /app\.bankid\.com\/\?autostarttoken=[^"]*redirect=http%3A%2F%2F127\.0\.0\.1%3A\d+%2Flogin%23nonce%3D/,
    ],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile', /app\.bankid\.com\/\?autostarttoken=[^"]*redirect=null/],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0', /bankid:\/\/\/\?autostarttoken=[^"]*redirect=null/],
  ])('the start link for %s', async (userAgent, link) => {
    expect((await begin('this-device', visit.fixture.browser(userAgent))).text).toMatch(link)
  })

  it.each([
    ['no nonce', (): Record<string, string> => ({})],
    ['a wrong nonce', () => ({ nonce: 'AAAA' })],
  ])('on this device with %s: nobody is logged in, and the result is gone', async (_name, extra) => {
    const { login } = await begin('this-device')
    await act('approve')
    await signed()
    const nonce = nonceOf()
    expect(await visit.browser.post('/complete', { login, ...extra() })).toMatchObject({ location: '/' })
    expect((await visit.browser.get('/')).text).toContain('another browser or window')
    expect(await visit.browser.post('/complete', { login, nonce })).toMatchObject({ location: '/login' })
    expect(await visit.browser.get('/welcome')).toMatchObject({ location: '/' })
  })

  it('another program that has the cookie is another browser', async () => {
    const { login } = await begin('other-device')
    await act('approve')
    await signed()
    const thief = visit.fixture.browser('Mozilla/5.0 (other)')
    thief.useCookie(visit.browser.cookie())
    expect(await thief.post('/complete', { login })).toMatchObject({ location: '/' })
    expect(await visit.browser.get('/welcome')).toMatchObject({ location: '/' })
  })

  it('cancel ends the order at BankID, and the page says so once', async () => {
    const { login } = await begin('other-device')
    expect(await visit.browser.post('/cancel', { login })).toMatchObject({ status: 303, location: '/' })
    // The page that is left says so too late: no redirect takes the words away.
    expect(await visit.browser.post('/leave', { login })).toMatchObject({ status: 204, location: null })
    expect((await visit.browser.get('/')).text).toContain('The login was cancelled.')
    expect((await visit.browser.get('/')).text).not.toContain('The login was cancelled.')
    expect(await pending()).toBe(0)
    expect(await visit.browser.get('/login')).toMatchObject({ status: 303, location: '/' })
  })

  it.each([
    ['userCancel', 'The action was cancelled.'],
    ['certificateErr', 'Your BankID is blocked or too old.'],
    ['expiredTransaction', 'The BankID app is not responding.'],
  ])('failed with %s: the text of BankID, and a new try', async (hintCode, text) => {
    await begin('other-device')
    await act('open')
    await act('fail', { hintCode })
    await visit.fixture.until(async () => (await status()) === 'failed')
    const failed = await visit.browser.get('/login')
    expect(failed.text).toContain(text)
    expect(failed.text).toContain('role="alert"')
    await visit.browser.post('/start', { way: 'other-device' })
    expect(await status()).toBe('pending')
  })

  it('BankID out of order: a failed login with words, not a broken page', async () => {
    visit.fixture.simulators.faults.add({ bank: 'bankid', fault: 'status', status: 503, times: 9 })
    await visit.browser.get('/')
    const started = visit.browser.post('/start', { way: 'other-device' })
    let over = false
    void started.finally(() => {
      over = true
    })
    await visit.fixture.until(() => over)
    expect(await status()).toBe('failed')
    visit.fixture.simulators.faults.clear()
  })

  it('a second start takes the place of the first, whose order is cancelled', async () => {
    await begin('other-device')
    await visit.browser.post('/start', { way: 'this-device' })
    expect(await pending()).toBe(1)
  })
})

describe('languages', () => {
  it('by the browser’s wish, and by the link', async () => {
    const home = await visit.browser.get('/', { 'Accept-Language': 'sv-SE,sv;q=0.9' })
    expect(home.text).toContain('<html lang="sv">')
    expect(home.text).toContain('BankID på en annan enhet')
    await visit.browser.get('/?lang=sv')
    const { login, text } = await begin('other-device')
    expect(text).toContain('Starta BankID-appen.')
    const events = await visit.browser.events(login)
    await visit.fixture.until(() => events.list.length >= 1)
    expect(events.list[0]?.message).toBe('Starta BankID-appen.')
    expect((await visit.browser.get('/login?lang=en')).text).toContain('Start your BankID app.')
    expect((await visit.browser.get('/login?lang=xx')).text).toContain('<html lang="en">')
  })
})

describe('the command', () => {
  it.each([
    ['without --page', ['bankid', 'demo'], /--page/],
    ['with a port that is none', ['bankid', 'demo', '--page', '--port', '70000'], /0 to 65535/],
  ])('%s is wrong usage, and nothing is started', async (_name, args, words) => {
    const terminal = createFakeTerminal()
    expect(await runCommand(createProgram, args, terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(words)
    expect(terminal.stderr()).not.toContain('Starting')
  })

  it('a port that is taken is said in words', async () => {
    const { port } = new URL(visit.fixture.url())
    const terminal = createFakeTerminal()
    expect(await runCommand(createProgram, ['bankid', 'demo', '--page', '--port', port], terminal)).toBe(2)
    expect(terminal.stderr()).toContain('EADDRINUSE')
  })
})
