import { get } from 'node:http'
import { describe, expect, it } from 'vitest'
import { dataOf, usePageVisit } from './bankid-page-visit.ts'

const visit = usePageVisit()
const { begin, act, status, signed, pending } = visit

describe('who may do what', () => {
  it('another browser gets nothing of a login', async () => {
    const { login } = await begin('other-device')
    const stranger = visit.bench.browser()
    expect((await stranger.events(login)).status).toBe(404)
    expect(await stranger.get('/login')).toMatchObject({ status: 303, location: '/' })
    expect(await stranger.post('/cancel', { login })).toMatchObject({ status: 403 })
    expect(stranger.cookie()).toBe('')
    await stranger.get('/?lang=sv')
    expect(stranger.cookie()).not.toBe('')
    expect(await stranger.post('/cancel', { login })).toMatchObject({ location: '/login' })
    expect(await stranger.post('/complete', { login })).toMatchObject({ location: '/login' })
    const theirs = await stranger.events(login)
    await visit.bench.until(theirs.ended)
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
    const { port } = new URL(visit.bench.url())
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
    const { headers, text } = await visit.browser.get('/?lang=en')
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
    const events = await visit.browser.events(login)
    await visit.bench.until(() => events.list.length >= 3)
    await act('approve')
    await visit.bench.until(() => events.list.at(-1)?.status === 'signed')
    await visit.browser.post('/complete', { login })
    await visit.browser.get('/welcome')
    const [order] = visit.bench.sealed.slice(-1)
    const all = visit.bench.received.join('\n')
    expect(order?.qrStartSecret).toMatch(/^[0-9a-f-]{36}$/)
    expect(all).toContain(login)
    for (const secret of [order?.qrStartSecret, order?.autoStartToken, order?.orderRef])
      expect(all).not.toContain(secret)
    expect(all).not.toMatch(/(?:19|20)\d{6}[-+]?\d{4}/)

    visit.bench.received.length = 0
    const other = await begin('this-device')
    const stream = await visit.browser.events(other.login)
    await visit.bench.until(() => stream.list.length >= 2)
    const { autoStartToken = 'missing', qrStartSecret = 'missing' } = visit.bench.sealed.at(-1) ?? {}
    const holders = visit.bench.received.filter((answer) => answer.includes(autoStartToken))
    expect(holders).toEqual([expect.stringContaining('Open the simulated app')])
    expect(visit.bench.received.join('\n')).not.toContain(qrStartSecret)
  })
})

describe('leaving', () => {
  it('a page that was left is cancelled, a page that was loaded anew is not', async () => {
    const { login } = await begin('other-device')
    expect((await visit.browser.post('/leave', { login })).status).toBe(204)
    expect(await status()).toBe('pending')
    const events = await visit.browser.events(login)
    await visit.bench.until(() => events.list.length >= 4)
    expect(await pending()).toBe(1)
    events.close()
    await visit.browser.post('/leave', { login })
    await visit.bench.until(async () => (await pending()) === 0)
    expect(await visit.browser.get('/login')).toMatchObject({ location: '/' })
    expect((await visit.browser.get('/')).text).toContain('The login was cancelled.')
  })

  it('a code that nobody looks at is cancelled; without script the page is looked at by its refreshes', async () => {
    const { text } = await begin('other-device')
    expect(text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>')
    const begun = visit.bench.clock.now()
    while (visit.bench.clock.now() - begun < 20_000) {
      await visit.bench.clock.advance(2_000)
      expect(await status()).toBe('pending')
    }
    await visit.bench.until(async () => (await pending()) === 0)
    expect(await visit.browser.get('/login')).toMatchObject({ location: '/' })
  })

  it('a page behind the app may sleep: the order on this device goes on', async () => {
    await begin('this-device')
    await act('open')
    await visit.bench.clock.advance(60_000)
    expect(await status()).toBe('pending')
    await act('approve')
    await signed()
  })

  it('the page’s end cancels what is open and ends the streams', async () => {
    const { login } = await begin('other-device')
    const events = await visit.browser.events(login)
    await visit.bench.renew()
    await visit.bench.until(events.ended)
    expect(await pending()).toBe(0)
  })
})
