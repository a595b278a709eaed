import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../../packages/cli-demo/src/create-program.ts'
import { runCommand } from '../../packages/cli-demo/src/run-command.ts'
import { createListeningTerminal, type ListeningTerminal } from './listening-terminal.ts'
import { hasBrowser, type OpenedBrowser, openBrowser, titleInBrowser } from './open-browser.ts'

/** Where pictures of the pages go, to be looked at; none are taken without it. */
const pictures = process.env['NOSTRO_PICTURES']

let browser: OpenedBrowser
let terminal: ListeningTerminal
let done: Promise<number>
let url: string
let simulatedApp: string

const startAll = async (): Promise<void> => {
  terminal = createListeningTerminal()
  done = runCommand(createProgram, ['bankid', 'demo', '--page'], terminal)
  await terminal.said(/until Ctrl-C/, done)
  url = terminal.stdout().trim()
  simulatedApp = /Simulated BankID app: (\S+)/.exec(terminal.stderr())?.[1] ?? ''
  browser = await openBrowser({ locale: 'en-GB', viewport: { width: 900, height: 900 } })
}

const stopAll = async (): Promise<void> => {
  await browser.close()
  terminal.interrupt()
  expect(await done).toBe(0)
}

const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures === undefined) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true })
  }
}

/** Tab until the button of that name has the focus. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  const target = page.getByRole('button', { name, exact: true })
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await target.and(page.locator(':focus')).count()) > 0) return
  }
  throw new Error(`Tab never reaches “${name}”.`)
}

describe.runIf(hasBrowser)(titleInBrowser('the BankID login'), { timeout: 90_000 }, () => {
  let page: Page

  beforeAll(startAll, 180_000)
  afterAll(stopAll)
  beforeEach(async () => {
    await browser.context.clearCookies()
    page = await browser.context.newPage()
    await page.goto(url)
  })
  afterEach(async () => {
    for (const open of browser.context.pages().slice(1)) await open.close()
  })

  const heading = (name: string | RegExp, where = page): Promise<void> =>
    where.getByRole('heading', { level: 1, name }).waitFor()
  const onAnotherDevice = async (): Promise<void> => {
    await page.getByRole('button', { name: 'BankID on another device' }).click()
    await heading('Log in with BankID')
  }
  const sign = async (app: Page): Promise<void> => {
    await app.getByRole('button', { name: 'Open' }).click()
    await app.getByLabel('Security code').fill('123456')
    await app.getByRole('button', { name: 'Identify yourself' }).click()
    await heading('Finished', app)
  }

  it('on another device: the code changes, the simulated app signs, the person is in, and out again', async () => {
    await picture(page, 'start')
    await onAnotherDevice()
    const path = page.locator('#qr-path')
    const first = await path.getAttribute('d')
    await picture(page, 'code')
    await expect.poll(() => path.getAttribute('d'), { timeout: 20_000 }).not.toBe(first)
    const app = await browser.context.newPage()
    await app.goto(simulatedApp)
    await app.getByLabel('Text of the QR code').fill(await page.locator('#qr-text').inputValue())
    await sign(app)
    await heading('Welcome')
    await picture(page, 'welcome')
    expect(await page.getByRole('definition').allTextContents()).toEqual([
      expect.stringMatching(/^\S+ \S+/),
      expect.stringMatching(/^\d{8}-••••$/),
      expect.stringContaining('checked'),
    ])
    await page.getByRole('button', { name: 'Log out' }).click()
    await heading('Log in')
    await page.getByText('You are logged out.').waitFor()
    await page.goBack()
    await heading('Log in')
    expect(await page.content()).not.toContain('••••')
  })

  it('on this device: the link opens the app, and the way back proves the window', async () => {
    await page.getByRole('button', { name: 'BankID on this device' }).click()
    await page.getByText('Trying to start your BankID app.').waitFor()
    await picture(page, 'link')
    const [app] = await Promise.all([
      browser.context.waitForEvent('page'),
      page.getByRole('link', { name: 'Open the simulated app' }).click(),
    ])
    await sign(app)
    // The window that started knows that it is signed, and that the result is not for it alone.
    await page.getByText('Go on in the window').waitFor()
    await picture(page, 'elsewhere')
    await app.getByRole('link', { name: 'Back to the service' }).click()
    await heading('Welcome', app)
    expect(app.url()).not.toContain('nonce')
    await heading('Welcome')
  })

  it('E3: the app came back into another browser: both windows say what to do', async () => {
    await page.getByRole('button', { name: 'BankID on this device' }).click()
    const [app] = await Promise.all([
      browser.context.waitForEvent('page'),
      page.getByRole('link', { name: 'Open the simulated app' }).click(),
    ])
    await sign(app)
    await page.getByText('Go on in the window').waitFor()
    const back = await app.getByRole('link', { name: 'Back to the service' }).getAttribute('href')
    const other = await openBrowser({ locale: 'en-GB' })
    try {
      const landed = await other.context.newPage()
      await landed.goto(new URL(back ?? '', app.url()).href)
      await heading('Log in', landed)
      await landed.getByRole('alert').waitFor()
      // A retry is offered there, and nobody is logged in.
      await landed.getByRole('button', { name: 'BankID on another device' }).waitFor()
      expect(await landed.content()).not.toContain('••••')
    } finally {
      await other.close()
    }
  })

  it('cancelled in the app: words, and a new try', async () => {
    await onAnotherDevice()
    const app = await browser.context.newPage()
    await app.goto(simulatedApp)
    await app.getByLabel('Text of the QR code').fill(await page.locator('#qr-text').inputValue())
    await app.getByRole('button', { name: 'Open' }).click()
    await app.getByRole('button', { name: 'Cancel' }).click()
    await heading('The login did not work')
    await picture(page, 'failed')
    expect(await page.getByRole('alert').textContent()).toBe('The action was cancelled.')
    await page.getByRole('button', { name: 'Try again' }).click()
    await heading('Log in with BankID')
  })

  it('the cancel button, and the back button after it', async () => {
    await onAnotherDevice()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('The login was cancelled.').waitFor()
    await page.goBack()
    await heading('Log in')
    expect(await page.locator('#message').count()).toBe(0)
  })

  it('the back button leaves the order, which is cancelled and not taken up by going forward', async () => {
    await onAnotherDevice()
    await page.goBack()
    await heading('Log in')
    // Asking for the login itself would be coming back to it.
    const said = async (): Promise<string> => (await page.request.get(url)).text()
    await expect.poll(said, { timeout: 20_000 }).toContain('The login was cancelled.')
    await page.goForward()
    await heading('Log in')
  })

  it('with the keyboard alone, the focus on each page’s heading first', async () => {
    expect(await page.locator(':focus').textContent()).toBe('Log in')
    await tabTo(page, 'BankID on another device')
    await page.keyboard.press('Enter')
    await heading('Log in with BankID')
    expect(await page.locator(':focus').textContent()).toBe('Log in with BankID')
    await tabTo(page, 'Cancel')
    await page.keyboard.press('Enter')
    await page.getByText('The login was cancelled.').waitFor()
  })

  it('in Swedish, in the middle of a login', async () => {
    await onAnotherDevice()
    await page.getByRole('link', { name: 'På svenska' }).click()
    await page.getByText('Starta BankID-appen.').waitFor()
    await picture(page, 'code-sv')
    expect(await page.locator('html').getAttribute('lang')).toBe('sv')
    await page.getByRole('button', { name: 'Avbryt' }).click()
    await page.getByText('Inloggningen avbröts.').waitFor()
  })

  it('without JavaScript: the page refreshes itself, and a button claims the result', async () => {
    const plain = await openBrowser({ javaScriptEnabled: false, locale: 'en-GB' })
    try {
      const bare = await plain.context.newPage()
      await bare.goto(url)
      expect(await bare.getByRole('button', { name: 'BankID on this device' }).isVisible()).toBe(false)
      await bare.locator('noscript .message').waitFor()
      await bare.getByRole('button', { name: 'BankID on another device' }).click()
      const app = await browser.context.newPage()
      await app.goto(simulatedApp)
      await app.getByLabel('Text of the QR code').fill(await bare.locator('#qr-text').inputValue())
      await sign(app)
      await bare.getByRole('button', { name: 'Continue' }).click()
      await heading('Welcome', bare)
    } finally {
      await plain.close()
    }
  })

  it('nothing is refused by the page’s own policy, and nothing comes from elsewhere', async () => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
        complaints.push(message.text())
    })
    const foreign: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) foreign.push(request.url())
    })
    await onAnotherDevice()
    const left = page.locator('#left')
    const first = await left.textContent()
    await expect.poll(() => left.textContent(), { timeout: 20_000 }).not.toBe(first)
    expect(complaints).toEqual([])
    expect(foreign).toEqual([])
  })
})
