import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../../packages/cli-demo/src/create-program.ts'
import { runCommand } from '../../packages/cli-demo/src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from '../../packages/cli-demo/test/fake-terminal.ts'
import { type IngSetUp, startIngSetUp } from '../../packages/cli-demo/test/ing-set-up.ts'
import { createListeningTerminal } from './listening-terminal.ts'
import { hasBrowser, type OpenedBrowser, openBrowser, titleInBrowser } from './open-browser.ts'

let setUp: IngSetUp
let browser: OpenedBrowser

const startBrowser = async (): Promise<void> => {
  setUp = await startIngSetUp()
  // The pages must work without it.
  browser = await openBrowser({ javaScriptEnabled: false })
}

const stopBrowser = async (): Promise<void> => {
  await browser.close()
  await setUp.stop()
}

/** A command that runs until the browser has done its part. */
interface Running {
  readonly terminal: FakeTerminal
  readonly done: Promise<number>
  /** The bank's page, as the command printed it. */
  readonly page: string
}

const start = async (...args: readonly string[]): Promise<Running> => {
  const terminal = createListeningTerminal({ cwd: setUp.folder, env: setUp.env })
  const done = runCommand(createProgram, args, terminal)
  await terminal.said(/Waiting/, done)
  const [, page = ''] = await terminal.said(/^ {2}(https:\/\/127\.0\.0\.1:\d+\S+)$/m, done)
  return { terminal, done, page }
}

const connect = () => start('connect', 'ing', '--no-open', '--json')
const pay = () =>
  start(
    ...['pay', '--provider', 'ing', '--amount', '12.34', '--creditor-name', 'Bakker BV'],
    ...['--creditor-iban', 'NL20INGB0001234567', '--yes', '--no-open', '--json'],
  )

/** Names what Tab reaches, in order, until the button of that name has the focus. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  const target = page.getByRole('button', { name, exact: true })
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await page.locator(':focus').count()) > 0 && (await target.and(page.locator(':focus')).count()) > 0) return
  }
  throw new Error(`Tab never reaches “${name}”.`)
}

describe.runIf(hasBrowser)(titleInBrowser('ING’s pages'), { timeout: 60_000 }, () => {
  let page: Page

  beforeAll(startBrowser, 60_000)
  afterAll(stopBrowser)
  beforeEach(async () => {
    setUp.simulators.reset()
    page = await browser.context.newPage()
  })
  afterEach(() => page.close())

  const closed = async (): Promise<void> => {
    await page.getByRole('heading', { name: 'You can close this window' }).waitFor()
  }

  it('consent with the mouse: country, profile, one account', async () => {
    const { done, terminal, page: url } = await connect()
    await page.goto(url)
    await page.getByLabel('Country').selectOption({ label: 'Netherlands' })
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('heading', { name: /Log in \(.*Netherlands/ }).waitFor()
    await page.getByRole('radio').first().check()
    await page.getByRole('button', { name: 'Next' }).click()
    const accounts = page.getByRole('checkbox')
    const offered = await accounts.count()
    for (let at = 1; at < offered; at += 1) await accounts.nth(at).uncheck()
    await page.getByRole('button', { name: 'Next' }).click()
    await closed()
    expect(await done).toBe(0)
    const connection = JSON.parse(terminal.stdout()) as { id: string }
    expect(connection).toEqual({
      id: expect.stringMatching(/^ing-/),
      bank: 'ing',
      provider: 'ing',
      consent: { status: 'valid', daysLeft: expect.any(Number) },
    })
    const listing = createFakeTerminal({ cwd: setUp.folder, env: setUp.env })
    expect(await runCommand(createProgram, ['connections', '--json'], listing)).toBe(0)
    expect(JSON.parse(listing.stdout())).toMatchObject({ connections: [{ id: connection.id }] })

    const reading = createFakeTerminal({ cwd: setUp.folder, env: setUp.env })
    expect(await runCommand(createProgram, ['accounts', '--provider', 'ing', '--json'], reading)).toBe(0)
    const { accounts: given } = JSON.parse(reading.stdout()) as {
      accounts: { bankAccountId?: string; iban?: string }[]
    }
    expect(new Set(given.map(({ iban }) => iban)).size).toBe(1)
    expect(offered).toBeGreaterThanOrEqual(1)
  })

  it('consent with the keyboard alone', async () => {
    const { done, page: url } = await connect()
    await page.goto(url)
    for (const heading of ['Choose your country', /Log in/, 'Give access to your accounts']) {
      await page.getByRole('heading', { name: heading }).waitFor()
      await tabTo(page, 'Next')
      await page.keyboard.press('Enter')
    }
    await closed()
    expect(await done).toBe(0)
  })

  it.each(['mouse', 'keyboard'])('cancelling the consent with the %s shares nothing', async (by) => {
    const { done, terminal, page: url } = await connect()
    await page.goto(url)
    if (by === 'keyboard') {
      await tabTo(page, 'Cancel')
      await page.keyboard.press('Enter')
    } else {
      await page.getByRole('button', { name: 'Cancel' }).click()
    }
    await closed()
    expect(await done).toBe(1)
    expect(terminal.stderr()).toContain('user_cancelled')
  })

  it('every field has a label, every page a title, a language and one main heading', async () => {
    const { done, terminal, page: url } = await connect()
    await page.goto(url)
    const next = page.getByRole('button', { name: 'Next' })
    for (const heading of ['Choose your country', /Log in/, 'Give access to your accounts']) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      expect(await page.locator('html[lang]').count()).toBe(1)
      expect(await page.title()).not.toBe('')
      const fields = page.locator('select, input:not([type=hidden])')
      const named = page.locator('label select, label input, select[id]')
      expect(await named.count()).toBe(await fields.count())
      await next.click()
    }
    await closed()
    expect(await done, terminal.stderr()).toBe(0)
  })

  it.each([
    ['Authorise', 'mouse', 0, /^AC/],
    ['Authorise', 'keyboard', 0, /^AC/],
    ['Reject', 'mouse', 1, /^RJCT$/],
    ['Reject', 'keyboard', 1, /^RJCT$/],
  ])('a payment: %s with the %s', async (button, by, code, status) => {
    const { done, terminal, page: url } = await pay()
    await page.goto(url)
    await page.getByRole('cell', { name: '12.34 EUR' }).waitFor()
    await page.getByRole('cell', { name: 'Bakker BV' }).waitFor()
    if (by === 'keyboard') {
      await tabTo(page, button)
      await page.keyboard.press('Enter')
    } else {
      await page.getByRole('button', { name: button }).click()
    }
    await closed()
    expect(await done).toBe(code)
    expect(JSON.parse(terminal.stdout())).toMatchObject({ transactionStatus: expect.stringMatching(status) })
  })
})
