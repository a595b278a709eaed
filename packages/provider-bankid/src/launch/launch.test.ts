import { createSeededRandom } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import type { CompletionData } from '../api/schemas.ts'
import { browserLaunchLink, desktopLaunchLink, mobileLaunchLink } from './launch-link.ts'
import { checkReturn, createReturnUrl, type ReturnFacts } from './return-check.ts'

const token = 'a1d4a3d1-7d7d-4b26-8a0f-6b4a2a3e9b10'
const pageUrl = 'https://rp.example/login?a=1&b=2'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15'
const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36'

const app = 'https://app.bankid.com/'
const page = encodeURIComponent(pageUrl)
const safari = `${iphone} (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`

type Row = readonly [name: string, userAgent: string, start: string, redirect: string, needsClick: boolean]
const rows: readonly Row[] = [
  ['iOS Safari', safari, app, page, false],
  ['iOS Chrome', `${iphone} CriOS/125.0 Mobile/15E148 Safari/604.1`, app, 'googlechrome%3A%2F%2F', false],
  ['iOS Firefox', `${iphone} FxiOS/126.0 Mobile/15E148 Safari/605.1`, app, 'firefox%3A%2F%2F', false],
  ['iOS Edge', `${iphone} Version/17.0 EdgiOS/125.0 Mobile/15E148 Safari/605.1`, app, 'null', false],
  ['iOS Opera Touch', `${iphone} OPT/4.7`, app, 'null', false],
  ['iOS DuckDuckGo', `${iphone} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, app, 'null', false],
  ['iOS Google app', `${iphone} GSA/317.0 Mobile/15E148 Safari/604.1`, app, 'null', false],
  ['iOS Instagram', `${iphone} Mobile/15E148 Instagram 334.0.4 (iPhone14,5; iOS 17_5)`, app, 'null', false],
  ['iOS Facebook', `${iphone} Mobile/15E148 [FBAN/FBIOS;FBAV/465.0;FBDV/iPhone14,5]`, app, 'null', false],
  ['iOS Facebook as Safari', `${safari} [FBAN/FBIOS;FBAV/465.0]`, app, 'null', false],
  ['iOS in an app’s web view', `${iphone} (KHTML, like Gecko) Mobile/15E148`, app, 'null', false],
  ['Android Chrome', `${android} Chrome/125.0 Mobile Safari/537.36`, app, 'null', true],
  ['Android Edge', `${android} Chrome/125.0 Safari/537.36 EdgA/125.0`, app, 'null', true],
  ['Android Samsung', `${android} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36`, app, 'null', true],
  [
    'Android Facebook',
    `${android} Version/4.0 Chrome/125.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/465.0;]`,
    app,
    'null',
    true,
  ],
  ['Android Firefox', 'Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0', app, 'null', false],
  ['Android Opera', `${android} Chrome/124.0 Mobile Safari/537.36 OPR/82.0`, app, 'null', false],
  ['Windows', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/125.0 Safari/537.36', 'bankid:///', 'null', false],
  ['macOS', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1', 'bankid:///', 'null', false],
]

describe('E4: the start link, by BankID’s guidance of 2026', () => {
  it.each(rows)('%s', (_name, userAgent, start, redirect, needsClick) => {
    expect(browserLaunchLink(token, { userAgent, pageUrl })).toEqual({
      url: `${start}?autostarttoken=${token}&redirect=${redirect}`,
      referrerPolicy: 'origin',
      mobile: /iPhone|Android/.test(userAgent),
      needsClick,
    })
  })
})

it.each([mobileLaunchLink(token), desktopLaunchLink(token), token])('is made from %s as well', (given) => {
  expect(browserLaunchLink(given, { userAgent: 'Windows' }).url).toBe(desktopLaunchLink(token))
})

describe('5.10: the way back', () => {
  it('puts a new nonce into the fragment of the page’s own address', () => {
    const random = createSeededRandom('return')
    const [first, second] = [createReturnUrl(pageUrl, random), createReturnUrl(pageUrl, random)]
    expect(first.url).toBe(`${pageUrl}#nonce=${first.nonce}`)
    expect(first.nonce).toMatch(/^[\w-]{32}$/)
    expect(first.nonce).not.toBe(second.nonce)
  })

  it.each(['/login', '', `https://rp.example/${'a'.repeat(500)}`])('refuses %s', (page) => {
    const attempt = () => createReturnUrl(page, createSeededRandom('return'))
    expect(attempt).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })

  const completionData = { device: { ipAddress: '203.0.113.24' } } as CompletionData
  const good: ReturnFacts = {
    expectedNonce: 'n1',
    receivedNonce: 'n1',
    endUserIp: '203.0.113.24',
    completionData,
    sameDevice: true,
    deviceIdentifier: { atStart: 'b1', now: 'b1' },
  }

  it('takes the person back in the session that started', () => {
    expect(checkReturn(good, 'strict').map(({ name, ok }) => [name, ok])).toEqual([
      ['nonce', true],
      ['ip-address', true],
      ['device', true],
    ])
  })

  const wrong: readonly (readonly [string, Partial<ReturnFacts>])[] = [
    ['nonce', { receivedNonce: 'n2' }],
    ['nonce', { expectedNonce: '', receivedNonce: '' }],
    ['ip-address', { endUserIp: '198.51.100.1' }],
    ['device', { deviceIdentifier: { atStart: '', now: '' } }],
    ['ip-address', { completionData: {} as CompletionData }],
    ['device', { deviceIdentifier: { atStart: 'b1', now: 'b2' } }],
  ]

  it.each(wrong)('strict names a wrong %s, report tells it (%#)', (name, change) => {
    const facts = { ...good, ...change }
    expect(() => checkReturn(facts, 'strict')).toThrow(
      expect.objectContaining({ code: 'verification_failed', message: expect.stringContaining(name) }),
    )
    expect(checkReturn(facts, 'report').filter(({ ok }) => !ok)).toMatchObject([{ name }])
  })

  it.each([
    ['::ffff:203.0.113.24', '203.0.113.24'],
    ['2001:DB8:0:0::7', '2001:db8::7'],
  ])('%s and %s are one address', (endUserIp, ipAddress) => {
    const facts = { ...good, endUserIp, completionData: { device: { ipAddress } } as CompletionData }
    expect(checkReturn(facts, 'strict')).toContainEqual(expect.objectContaining({ name: 'ip-address', ok: true }))
  })

  it('a nonce that comes back to a session without one belongs to another session', () => {
    const { expectedNonce: _gone, ...without } = good
    expect(() => checkReturn(without, 'strict')).toThrow(/nonce/)
  })

  it('a missing nonce is a wrong one, and by QR code addresses are not compared', () => {
    const { receivedNonce: _gone, ...without } = good
    expect(() => checkReturn(without, 'strict')).toThrow(/nonce/)
    expect(checkReturn({ ...good, endUserIp: '198.51.100.1', sameDevice: false }, 'strict')).toHaveLength(2)
  })
})

describe('E9: plain JavaScript', () => {
  const untyped = <T>(call: T): ((...args: readonly unknown[]) => unknown) =>
    call as unknown as (...args: readonly unknown[]) => unknown

  it.each([
    ['`random`', () => untyped(createReturnUrl)(pageUrl)],
    ['`random`', () => untyped(createReturnUrl)(pageUrl, {})],
    ['`pageUrl`', () => untyped(createReturnUrl)(undefined, createSeededRandom('return'))],
    ['`facts`', () => untyped(checkReturn)()],
    ['`completionData`', () => untyped(checkReturn)({ endUserIp: '203.0.113.24', sameDevice: true }, 'strict')],
    ['`endUserIp`', () => untyped(checkReturn)({ completionData: {}, sameDevice: true }, 'strict')],
    ['`sameDevice`', () => untyped(checkReturn)({ completionData: {}, endUserIp: '203.0.113.24' }, 'strict')],
    ['`mode`', () => untyped(checkReturn)({ completionData: {}, endUserIp: '203.0.113.24', sameDevice: true }, 'lax')],
  ])('what is missing is named: %s', (name, call) => {
    expect(call).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: expect.stringContaining(name),
        hint: expect.any(String),
      }),
    )
  })

  it('checks strictly when no mode is given', () => {
    const facts = { completionData: {}, endUserIp: '203.0.113.24', sameDevice: true }
    expect(() => untyped(checkReturn)(facts)).toThrow(/ip-address/)
  })
})
