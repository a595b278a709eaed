// Takes a picture of each page of the dashboard over the demonstration, in both colour schemes, wide and narrow, to be looked at:
// node scripts/dashboard-pictures.mjs FOLDER [part of a page's name], or --docs for the pictures of docs/server.md
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { root, setup } from './setup.mjs'

const [folder = '', part = ''] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isForDocs = process.argv.includes('--docs')

/** The demonstration, once its banks are read and its invoices matched. */
const startDemo = async () => {
  const command = join(root, 'packages/cli-demo/dist/main.js')
  const child = spawn(process.execPath, [command, 'serve', '--demo', '--port', '0'], { stdio: ['ignore', 'pipe', 2] })
  const said = createInterface({ input: child.stdout })
  for await (const line of said) {
    const link = /http:\/\/localhost:\d+\/#login=\w+/.exec(line)?.[0]
    if (link !== undefined) return { child, link, url: new URL(link).origin }
  }
  throw new Error('The demonstration did not start.')
}

const read = async (page, url, path) => (await page.request.get(`${url}${path}`)).json()

/** Names and ways of the pages; what comes after the address happens by hand. */
const pagesOf = async (page, url) => {
  const [account] = (await read(page, url, '/v1/accounts')).data
  const payment = await draftPayment(page, url, account)
  const opened = (selector) => async () => {
    await page.locator(selector).first().click()
    await page.locator('dialog[open] h2').waitFor()
  }
  return [
    ['overview', '/'],
    ['transactions', '/transactions'],
    ['entry', '/transactions', opened('.transaction')],
    ['nothing-found', '/transactions?q=zzzz'],
    ['account', `/accounts/${account.id}`],
    ['payments', '/payments'],
    ['payment', `/payments/${payment}`],
    ['new-payment', '/payments/new'],
    ['invoices', '/invoices'],
    ['invoice', '/invoices', opened('button.row')],
    ['banks', '/banks'],
    ['connect', '/connect'],
    ['connect-bank', '/connect', () => page.getByRole('button', { name: /^ING/ }).click()],
    ['settings', '/settings'],
    ['help', '/', () => page.keyboard.press('?')],
    ['not-found', '/nothing-here'],
  ]
}

const draftPayment = async (page, url, { connectionId, iban, currency }) => {
  const transfer = {
    amount: { amount: '182.50', currency: 'EUR' },
    creditor: { name: 'Garage Jansen', iban: 'NL26INGB0003275339' },
    debtor: { iban, currency },
    remittanceInformation: 'Invoice 2026-118, winter tyres',
  }
  const answer = await page.request.post(`${url}/v1/payments`, {
    headers: { 'Nostro-Request': '1', Origin: url, 'Idempotency-Key': 'pictures-of-a-payment' },
    data: { connectionId, payment: { kind: 'single', ...transfer } },
  })
  if (!answer.ok()) throw new Error(await answer.text())
  return (await answer.json()).id
}

const shot = async (page, url, [, path, act], { size, scheme, file, isWhole }) => {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.setViewportSize(size)
  await page.goto(`${url}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  while ((await page.locator('.skeleton').count()) > 0) await setTimeout(20)
  await act?.()
  // Behind an open dialog the rest of the page is of no interest.
  const isDialog = (await page.locator('dialog[open]').count()) > 0
  await page.screenshot({ path: file, fullPage: isWhole && !isDialog })
}

const wide = { width: 1280, height: 900 }
const phone = { width: 390, height: 844 }

/** What is taken: of the pages asked for each look, or the four pictures of docs/server.md. */
const toTake = (pages) => {
  const all = pages
    .filter(([name]) => name.includes(part))
    .flatMap((one) =>
      [wide, phone].flatMap((size) =>
        ['light', 'dark'].map((scheme) => {
          const file = join(folder, `${one[0]}-${size.width}-${scheme}.png`)
          return [one, { size, scheme, file, isWhole: true }]
        }),
      ),
    )
  const docs = [
    ['overview', 'light', { width: 1120, height: 760 }, 'overview'],
    ['invoices', 'light', { width: 1120, height: 760 }, 'invoices'],
    ['settings', 'dark', { width: 1120, height: 760 }, 'settings'],
    ['overview', 'light', { width: 390, height: 760 }, 'phone'],
  ].map(([wanted, scheme, size, name]) => {
    const file = join(root, `docs/dashboard-${name}.png`)
    return [pages.find(([known]) => known === wanted), { size, scheme, file, isWhole: false }]
  })
  return isForDocs ? docs : all
}

setup()
if (!isForDocs) mkdirSync(folder, { recursive: true })
const demo = await startDemo()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const page = await browser.newPage({ locale: 'en-GB' })
  await page.goto(demo.link)
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  while ((await read(page, demo.url, '/v1/matches?status=suggested')).data.length === 0) await setTimeout(200)
  for (const [one, look] of toTake(await pagesOf(page, demo.url))) await shot(page, demo.url, one, look)
} finally {
  await browser.close()
  demo.child.kill()
}
