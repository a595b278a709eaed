import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAuthenticator, findBarriers, picture, type ServedDemo, serveDemo, watch } from './dashboard-set-up.ts'
import { hasBrowser, type OpenedBrowser, openBrowser, titleInBrowser } from './open-browser.ts'

const pages = [
  '/',
  '/transactions',
  '/payments',
  '/payments/new',
  '/invoices',
  '/banks',
  '/connect',
  '/settings',
] as const
/** The simulated banks’ own pages, and this server by its other name, to which they send the browser back. */
const banks = /^https?:\/\/127\.0\.0\.1:/

describe.runIf(hasBrowser)(titleInBrowser('the dashboard'), { timeout: 60_000 }, () => {
  let demo: ServedDemo
  let browser: OpenedBrowser
  let page: Page
  let complaints: readonly string[]

  beforeAll(async () => {
    demo = await serveDemo()
    browser = await openBrowser({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
    page = await browser.context.newPage()
    complaints = watch(page, demo.url, banks)
    await page.goto(demo.link)
    await title('Overview')
  }, 90_000)
  afterAll(async () => {
    await browser.close()
    expect(await demo.stop()).toBe(0)
  })

  const title = (name: string | RegExp): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor()
  const open = async (path: string): Promise<void> => {
    await page.goto(`${demo.url}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => page.locator('.skeleton').count(), { timeout: 20_000, interval: 20 }).toBe(0)
  }
  const hasFocus = async (row: Locator): Promise<boolean> => (await row.and(page.locator(':focus')).count()) > 0
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })

  it('the link signs in once, its code leaves the address, and the page shows three banks, balances and entries', async () => {
    expect(page.url()).toBe(`${demo.url}/`)
    for (const bank of ['ING', 'bunq', 'BankID'])
      await page.getByRole('heading', { level: 3, name: bank }).first().waitFor()
    await page.getByRole('img', { name: 'Balance by day, EUR' }).waitFor()
    expect(await page.locator('.transaction').count()).toBe(12)
    const again = await page.request.post(`${demo.url}/auth/login`, {
      headers: { 'Nostro-Request': '1', Origin: demo.url },
      data: { code: demo.link.split('=')[1] },
    })
    expect(again.status()).toBe(401)
    const cookie = (await browser.context.cookies()).find(({ name }) => name === '__Host-nostro')
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' })
    expect(await page.evaluate('Object.keys(localStorage).toSorted()')).toEqual([
      'nostro.hidden',
      'nostro.language',
      'nostro.theme',
    ])
  })

  it('what the plot ends with is what the accounts hold', async () => {
    const read = async (path: string) => (await page.request.get(`${demo.url}${path}`)).json()
    const { data } = (await read('/v1/balances/history')) as {
      data: { currency: string; points: { amount: string }[] }[]
    }
    const shown = (await page.locator('.total-amount').allTextContents()).map((text) => text.replace(/[^\d.]/g, ''))
    expect(shown).toEqual(data.map(({ points }) => points.at(-1)?.amount))
  })

  it('every page: no barrier that axe finds, nothing wider than 320 px, in both colour schemes', async () => {
    for (const path of pages) {
      await open(path)
      expect([path, await findBarriers(page)]).toEqual([path, []])
      await page.setViewportSize({ width: 320, height: 700 })
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 320])
      await page.setViewportSize({ width: 1280, height: 900 })
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const path of ['/'] as const) {
      await open(path)
      expect([path, await findBarriers(page)]).toEqual([path, []])
    }
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('by keyboard: search, walk, open, close, hide the amounts', async () => {
    await open('/')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    const second = page.locator('.transaction').nth(1)
    expect(await hasFocus(second)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('heading', { name: 'How it came here' }).waitFor()
    await picture(page, 'dashboard-entry')
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await hasFocus(second)).toBe(true)
    await page.keyboard.press('h')
    expect(await page.locator('main').textContent()).not.toMatch(/[€$]\s?\d/)
    await page.keyboard.press('h')
    await page.keyboard.press('/')
    await title('Transactions')
    await page.keyboard.type('zzzz')
    await page.getByText('No entry fits these filters.').waitFor()
    expect(page.url()).toContain('q=zzzz')
  })

  it('in four languages, the language of the page with it', async () => {
    await open('/settings')
    for (const [code, words] of [
      ['nl', 'Instellingen'],
      ['sv', 'Inställningar'],
      ['de', 'Einstellungen'],
      ['en', 'Settings'],
    ] as const) {
      await page.locator('.top select').nth(1).selectOption(code)
      await title(words)
      expect(await page.locator('html').getAttribute('lang')).toBe(code)
    }
  })

  it('a bank is connected through its own pages, and its accounts are there', async () => {
    await open('/connect')
    await button(/^ING/).click()
    await page.getByLabel('Your name for it').fill('Second ING')
    await button('Continue to ING').click()
    // The simulated bank’s own pages: who it is, and which accounts.
    for (const heading of [/Log in/, 'Give access to your accounts']) {
      await page.getByRole('heading', { name: heading }).waitFor()
      await page.getByRole('button', { name: 'Next' }).click()
    }
    await page.getByRole('heading', { name: 'Connected', exact: true }).waitFor()
    expect(page.url()).toMatch(/^http:\/\/localhost:\d+\/connect\/result\/chl_\w+$/)
    await picture(page, 'dashboard-connected')
    await open('/')
    await page.getByRole('heading', { level: 3, name: 'Second ING' }).first().waitFor()
  })

  it('a passkey is registered, signs in, and approves a payment that the bank then takes', async () => {
    await addAuthenticator(page)
    await open('/settings')
    await page.getByLabel('Name of the passkey').fill('This laptop')
    await button('Register a passkey').click()
    await page.getByText('This laptop').waitFor()
    await button('Sign out').first().click()
    await title('Sign in')
    await picture(page, 'dashboard-sign-in')
    // On a page of its own: the end of a session with the browser's tools takes the page's authenticator with it.
    const other = await browser.context.newPage()
    await other.goto(demo.url)
    await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect(await findBarriers(other)).toEqual([])
    await other.close()
    await button('Sign in with a passkey').click()
    await title('Settings')
    await open('/payments/new')
    await page.getByLabel('Payee').fill('Garage Jansen')
    await page.getByLabel('IBAN').fill('NL26 INGB 0003 2753 38')
    await page.getByLabel('Amount, EUR').fill('12,50')
    await button('Review').click()
    await page.getByText('This is no valid IBAN').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByLabel('IBAN').fill('NL26 INGB 0003 2753 39')
    await button('Review').click()
    await page.getByText('Exactly what stands here is sent.').waitFor()
    await picture(page, 'dashboard-payment')
    expect(await page.locator('.detail-lines').textContent()).toContain('NL26 INGB 0003 2753 39')
    await button(/^(Send to the bank|Confirm with passkey and send)$/).click()
    await page.getByRole('button', { name: 'Authorise' }).click()
    await page.getByRole('heading', { name: 'Payment approved' }).waitFor()
  })

  it('a suggested match of the demonstration shows its reasons, and is confirmed', async () => {
    await open('/invoices')
    await page.getByRole('heading', { name: 'Matches to confirm' }).waitFor()
    await picture(page, 'dashboard-matches')
    const card = page.locator('.suggestion').first()
    expect(await card.locator('.reason').count()).toBeGreaterThan(0)
    expect(await findBarriers(page)).toEqual([])
    await card.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('The match is yours now').waitFor()
  })

  it('nothing was refused by the page’s own policy, no error was written, and nothing came from elsewhere', () => {
    expect(complaints).toEqual([])
  })
})
