import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followGuide } from './back-office-guide.ts'
import {
  addAuthenticator,
  countShifts,
  findBarriers,
  picture,
  type ServedDemo,
  serveDemo,
  shiftOf,
  watch,
} from './dashboard-set-up.ts'
import { hasBrowser, type OpenedBrowser, openBrowser, titleInBrowser } from './open-browser.ts'

const pages = [
  '/',
  '/transactions',
  '/payments',
  '/payments/new',
  '/invoices',
  '/banks',
  '/connect',
  '/team',
  '/settings',
  '/nothing-here',
] as const
const wide = { width: 1280, height: 900 }
const narrow = { width: 320, height: 700 }
/** The simulated banks’ own pages, and this server by its other name, to which they send the browser back. */
const banks = /^https?:\/\/127\.0\.0\.1:/

describe.runIf(hasBrowser)(titleInBrowser('the dashboard'), { timeout: 60_000 }, () => {
  let demo: ServedDemo
  let browser: OpenedBrowser
  let page: Page
  let complaints: readonly string[]

  beforeAll(async () => {
    demo = await serveDemo()
    browser = await openBrowser({ locale: 'en-GB', viewport: wide, reducedMotion: 'reduce' })
    await countShifts(browser.context)
    page = await browser.context.newPage()
    complaints = watch(page, demo.url, banks)
    await page.goto(demo.link)
    await title('Overview')
  }, 240_000)
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
  const headers = (): Record<string, string> => ({ 'Nostro-Request': '1', Origin: demo.url })
  const read = async <T>(path: string): Promise<T> => (await page.request.get(`${demo.url}${path}`)).json()
  const speak = (code: string) => page.locator('.top select').nth(1).selectOption(code)
  /** A draft, so that there is a payment to look at. */
  const draftPayment = async (): Promise<string> => {
    const { data } = await read<{ data: { connectionId: string; iban?: string; currency: string }[] }>('/v1/accounts')
    const payer = data.find(({ iban, currency }) => iban !== undefined && currency === 'EUR')
    const transfer = {
      amount: { amount: '182.50', currency: 'EUR' },
      creditor: { name: 'Donaudampfschifffahrtsgesellschaft mit beschränkter Haftung', iban: 'NL26INGB0003275339' },
      debtor: { iban: payer?.iban, currency: 'EUR' },
    }
    const made = await page.request.post(`${demo.url}/v1/payments`, {
      headers: { ...headers(), 'Idempotency-Key': 'a-draft-to-look-at' },
      data: { connectionId: payer?.connectionId, payment: { kind: 'single', ...transfer } },
    })
    return ((await made.json()) as { id: string }).id
  }
  /** What the person does in the BankID app. */
  const inBankIdApp = async (verb: 'approve' | 'cancel'): Promise<void> => {
    const pending = async (): Promise<string | undefined> => {
      const { items } = (await (await fetch(`${demo.control}/bankid/orders`)).json()) as {
        items: { orderRef: string; status: string }[]
      }
      return items.findLast(({ status }) => status === 'pending')?.orderRef
    }
    await page.getByRole('dialog').getByRole('img').waitFor()
    const orderRef = await pending()
    expect(orderRef).toBeDefined()
    await fetch(`${demo.control}/bankid/orders/${orderRef}/${verb}`, { method: 'POST' })
  }
  /** A new one-time link: for the owner, or for a person of the team. */
  const signInAgain = async (link: string): Promise<void> => {
    await page.goto('about:blank')
    await browser.context.clearCookies()
    await page.goto(link)
    await title('Overview')
  }
  const ownerLink = async (): Promise<string> => {
    const made = await fetch(`${demo.url}/v1/login-links`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${demo.token}`, 'Content-Type': 'application/json' },
    })
    return `${demo.url}${((await made.json()) as { path: string }).path}`
  }
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })

  it('the link signs in once, its code leaves the address, and the page shows three banks, balances and entries', async () => {
    expect(page.url()).toBe(`${demo.url}/`)
    for (const bank of ['ING', 'bunq', 'BankID'])
      await page.getByRole('heading', { level: 3, name: bank }).first().waitFor()
    await page.getByRole('img', { name: 'Balance by day, EUR' }).waitFor()
    expect(await page.locator('.transaction').count()).toBe(12)
    const again = await page.request.post(`${demo.url}/auth/login`, {
      headers: headers(),
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
    const { data } = await read<{ data: { currency: string; points: { amount: string }[] }[] }>('/v1/balances/history')
    const shown = (await page.locator('.total-amount').allTextContents()).map((text) => text.replace(/[^\d.]/g, ''))
    expect(shown).toEqual(data.map(({ points }) => points.at(-1)?.amount))
  })

  it('every page: no barrier that axe finds, light or dark, in English or German; nothing is wider than 320 px or moves while it loads', async () => {
    const [account] = (await read<{ data: { id: string }[] }>('/v1/accounts')).data
    const all = [...pages, `/accounts/${account?.id}`, `/payments/${await draftPayment()}`]
    const [moving, wider]: [string[], string[]] = [[], []]
    const noteShift = async (path: string): Promise<void> => {
      const shift = await shiftOf(page)
      if (!(shift <= 0.05)) moving.push(`${path} ${page.viewportSize()?.width}: ${shift.toFixed(3)}`)
    }
    for (const path of all) {
      await open(path)
      expect([path, await findBarriers(page)]).toEqual([path, []])
      await page.emulateMedia({ colorScheme: 'dark' })
      expect([path, 'dark', await findBarriers(page)]).toEqual([path, 'dark', []])
      await noteShift(path)
      await page.emulateMedia({ colorScheme: 'light' })
    }
    await speak('de')
    await page.setViewportSize(narrow)
    for (const path of all) {
      await open(path)
      expect([path, await findBarriers(page)]).toEqual([path, []])
      const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
      if (width !== narrow.width) wider.push(`${path}: ${width}`)
      await noteShift(path)
    }
    await page.setViewportSize(wide)
    await speak('en')
    expect({ moving, wider }).toEqual({ moving: [], wider: [] })
  }, 180_000)

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
      await speak(code)
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

  it('BankID is linked, signs in, and a cancelled order is tried again', async () => {
    await open('/settings')
    await button('Link my BankID').click()
    await inBankIdApp('approve')
    await page.getByText('Your BankID is linked.').waitFor()
    await button('Sign out').first().click()
    await title('Sign in')
    await button('Sign in with BankID').click()
    await inBankIdApp('cancel')
    await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click()
    await inBankIdApp('approve')
    await title('Settings')
    await button('Unlink').waitFor()
    expect((await browser.context.cookies()).filter(({ name }) => name === '__Host-nostro').length).toBe(1)
  })

  it('recovery codes: shown once, and one signs in when no passkey is at hand', async () => {
    await open('/settings')
    await button('Make recovery codes').click()
    const codes = await page.locator('.codes code').allTextContents()
    expect(codes.length).toBe(10)
    expect(await findBarriers(page)).toEqual([])
    await button('I have kept it').click()
    await page.getByText('10 codes are left').waitFor()
    await button('Sign out').first().click()
    await page.getByText('Lost your passkey?').click()
    await page.getByLabel('Recovery code').fill(codes[0] ?? '')
    await page.locator('.sign-in-more').getByRole('button', { name: 'Sign in' }).click()
    await title('Settings')
    await page.getByText('9 codes are left').waitFor()
  })

  it('a bookkeeper is invited, sees no more than the role allows, and is disabled', async () => {
    await signInAgain(await ownerLink())
    await open('/team')
    await page.getByText('You work here alone').waitFor()
    await button('Add a person').first().click()
    await page.getByLabel('Name').fill('Ann')
    await page.getByLabel('Role').selectOption('bookkeeper')
    await button('Add and make a link').click()
    const link = (await page.getByRole('dialog').locator('code').textContent()) ?? ''
    expect(await findBarriers(page)).toEqual([])
    await signInAgain(link)
    expect(await page.getByRole('link', { name: 'Team' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Connect a bank' }).count()).toBe(0)
    await open('/payments')
    await page.getByRole('link', { name: 'New payment' }).first().waitFor()
    await open('/settings')
    expect(await page.getByRole('heading', { name: 'API tokens' }).count()).toBe(0)
    await signInAgain(await ownerLink())
    await open('/team')
    await button('Disable').click()
    await page.getByText('Disabled', { exact: true }).waitFor()
  })

  it('a token that sends payments has a daily limit, which its row shows', async () => {
    await open('/settings')
    await button('New token').click()
    await page.getByLabel('Name', { exact: true }).fill('Payroll')
    await page.getByLabel(/pay:submit/).check()
    await page.getByLabel('At most a day').fill('1.234')
    await page.getByText('Type an amount above zero').waitFor()
    expect(await button('Create token').isDisabled()).toBe(true)
    await page.getByLabel('At most a day').fill('500,00')
    await button('Create token').click()
    await button('I have kept it').click()
    await page.getByText('At most a day: €500.00').waitFor()
  })

  it('the back office’s guide: consent at the bank, n entries, none the second time, an invoice matched', async () => {
    const own = await browser.context.newPage()
    try {
      expect(await followGuide(own, demo)).toEqual(['paid'])
    } finally {
      await own.close()
    }
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
