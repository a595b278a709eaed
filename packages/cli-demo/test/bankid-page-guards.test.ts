import { get } from 'node:http'
import { describe, expect, it } from 'vitest'
import { dataOf, usePageVisit } from './bankid-page-visit.ts'

const visit = usePageVisit()
const { begin, act, status, signed, pending } = visit

describe('who may do what', () => {
  it('another browser gets nothing of a login', async () => {
    const { login } = await begin('other-device')
    const stranger = visit.fixture.browser()
    expect((await stranger.events(login)).status).toBe(404)
    expect(await stranger.get('/login')).toMatchObject({ status: 303, location: '/' })
    expect(await stranger.post('/cancel', { login })).toMatchObject({ status: 403 })
    expect(stranger.cookie()).toBe('')
    await stranger.post('/start', { way: 'other-device' })
    expect(stranger.cookie()).toMatch(/^nostro_login=/)
    expect(await stranger.post('/cancel', { login })).toMatchObject({ location: '/login' })
    expect(await stranger.post('/complete', { login })).toMatchObject({ location: '/login' })
    const theirs = await stranger.events(login)
    await visit.fixture.until(theirs.ended)
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
    expect(await visit.browser.post(path, { login, way: 'other-device' }, headers)).toMatchObject({ status: 403 })
    expect(dataOf((await visit.browser.get('/login')).text, 'login')).toBe(login)
  })

  it('POST from the page itself is taken by Sec-Fetch-Site too', async () => {
    await visit.browser.get('/')
    expect(await visit.browser.post('/start', {}, { 'Sec-Fetch-Site': 'same-origin' })).toMatchObject({
      location: '/login',
    })
  })

  it('a name that was pointed at this machine is not served', async () => {
    const { port } = new URL(visit.fixture.url())
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
    expect((await (method === 'GET' ? visit.browser.get(path) : visit.browser.post(path))).status).toBe(expected)
  })

  it('a form that is too big is refused', async () => {
    await visit.browser.get('/')
    expect((await visit.browser.post('/start', { way: 'x'.repeat(5_000) })).status).toBe(421)
  })

  it('headers: no inline script, no frame, no cache; a cookie that no script reads', async () => {
    const { headers, text } = await visit.browser.get('/')
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    )
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    const started = await visit.browser.post('/start', { way: 'other-device' })
    expect(started.headers.get('set-cookie')).toMatch(/^nostro_login=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(text).not.toMatch(/<script>|<style|style="|onclick/)
    expect(text).not.toMatch(/(?:src|href)="https?:/)
  })

  it('no secret and no personal number is in any answer; the start token only in the page with the link', async () => {
    const { login } = await begin('other-device')
    const events = await visit.browser.events(login)
    await visit.fixture.until(() => events.list.length >= 3)
    await act('approve')
    await visit.fixture.until(() => events.list.at(-1)?.status === 'signed')
    await visit.browser.post('/complete', { login })
    await visit.browser.get('/welcome')
    const [order] = visit.fixture.sealed.slice(-1)
    const all = visit.fixture.received.join('\n')
    expect(order?.qrStartSecret).toMatch(/^[0-9a-f-]{36}$/)
    expect(all).toContain(login)
    for (const secret of [order?.qrStartSecret, order?.autoStartToken, order?.orderRef])
      expect(all).not.toContain(secret)
    expect(all).not.toMatch(/(?<!\w)(?:19|20)\d{6}[-+]?\d{4}(?!\w)/)

    visit.fixture.received.length = 0
    const other = await begin('this-device')
    const stream = await visit.browser.events(other.login)
    await visit.fixture.until(() => stream.list.length >= 2)
    const { autoStartToken = 'missing', qrStartSecret = 'missing' } = visit.fixture.sealed.at(-1) ?? {}
    const holders = visit.fixture.received.filter((answer) => answer.includes(autoStartToken))
    expect(holders).toEqual([expect.stringContaining('Open the simulated app')])
    expect(visit.fixture.received.join('\n')).not.toContain(qrStartSecret)
  })
})

describe('leaving', () => {
  it('a page that was left is cancelled, a page that was loaded anew is not', async () => {
    const { login } = await begin('other-device')
    expect((await visit.browser.post('/leave', { login })).status).toBe(204)
    expect(await status()).toBe('pending')
    const events = await visit.browser.events(login)
    await visit.fixture.until(() => events.list.length >= 4)
    expect(await pending()).toBe(1)
    events.close()
    await visit.browser.post('/leave', { login })
    await visit.fixture.until(async () => (await pending()) === 0)
    expect(await visit.browser.get('/login')).toMatchObject({ location: '/' })
    expect((await visit.browser.get('/')).text).toContain('The login was cancelled.')
  })

  it('a code that nobody looks at is cancelled; without script the page is looked at by its refreshes', async () => {
    const { text } = await begin('other-device')
    expect(text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>')
    const begun = visit.fixture.clock.now()
    while (visit.fixture.clock.now() - begun < 20_000) {
      await visit.fixture.clock.advance(2_000)
      expect(await status()).toBe('pending')
    }
    await visit.fixture.until(async () => (await pending()) === 0)
    expect(await visit.browser.get('/login')).toMatchObject({ location: '/' })
  })

  it('a page behind the app may sleep: the order on this device goes on', async () => {
    await begin('this-device')
    await act('open')
    await visit.fixture.clock.advance(60_000)
    expect(await status()).toBe('pending')
    await act('approve')
    await signed()
  })

  it('the page’s end cancels what is open and ends the streams', async () => {
    const { login } = await begin('other-device')
    const events = await visit.browser.events(login)
    await visit.fixture.renew()
    await visit.fixture.until(events.ended)
    expect(await pending()).toBe(0)
  })
})

describe('F13: a page that many ask at once', () => {
  it('keeps a running login while other sites send browsers here', async () => {
    const { login } = await begin('other-device')
    for (let visitor = 0; visitor < 510; visitor += 1) {
      const answer = await fetch(new URL('/?lang=sv', visit.fixture.url()), {
        headers: { 'Sec-Fetch-Site': 'cross-site' },
      })
      // The choice stays in the browser: the server keeps nothing of it.
      expect(answer.headers.get('set-cookie')).toBe('nostro_language=sv; Path=/; SameSite=Lax')
      await answer.arrayBuffer()
    }
    const { text } = await visit.browser.get('/login')
    expect([dataOf(text, 'login'), dataOf(text, 'status')]).toEqual([login, 'pending'])
  })

  it('a chosen language is that of the next page, without a session', async () => {
    const reader = visit.fixture.browser()
    await reader.get('/?lang=sv')
    expect((await reader.get('/')).text).toContain('Var finns ditt BankID?')
    expect(reader.cookie()).not.toContain('nostro_login')
  })

  it('a session has six streams, and no seventh', async () => {
    const { login } = await begin('other-device')
    const streams = []
    for (let window = 0; window < 6; window += 1) streams.push(await visit.browser.events(login))
    expect(streams.map((stream) => stream.status)).toEqual([200, 200, 200, 200, 200, 200])
    const seventh = await visit.browser.events(login)
    expect([seventh.status, seventh.type]).toEqual([429, 'text/plain; charset=utf-8'])
    streams[0]?.close()
    // The place is free once the server has seen the connection close.
    await visit.fixture.until(async () => (await visit.browser.events(login)).status === 200)
  })
})
