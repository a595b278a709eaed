import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { createProgram } from '../../packages/cli-demo/src/create-program.ts'
import { runCommand } from '../../packages/cli-demo/src/run-command.ts'
import { createListeningTerminal } from './listening-terminal.ts'

export interface ServedDemo {
  /** Where people are sent: by the name of the machine, since passkeys want a name. */
  readonly url: string
  /** A one-time link. */
  readonly link: string
  /** Of a program: all scopes. */
  readonly token: string
  readonly clientId: string
  /** Control address of the simulated banks. */
  readonly control: string
  /** Ends the server; its exit code. */
  stop(): Promise<number>
}

/** `nostro serve --demo` in this process, its three banks connected and read, its invoices matched. */
export const serveDemo = async (): Promise<ServedDemo> => {
  const terminal = createListeningTerminal()
  const done = runCommand(createProgram, ['serve', '--demo', '--port', '0', '--json'], terminal)
  await terminal.said(/invoices \d+ matched/, done)
  const said = JSON.parse(terminal.stdout()) as Omit<ServedDemo, 'link' | 'stop'>
  const url = said.url.replace('127.0.0.1', 'localhost')
  const made = await fetch(`${said.url}/v1/login-links`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${said.token}`, 'Content-Type': 'application/json' },
  })
  const { path } = (await made.json()) as { path: string }
  return {
    ...said,
    url,
    link: `${url}${path}`,
    stop: () => {
      terminal.interrupt()
      return done
    },
  }
}

/** What a page complains about: errors of the console, refusals of its own policy, and requests to anywhere else. */
export const watch = (page: Page, url: string, allowed: RegExp = /^$/): readonly string[] => {
  const complaints: string[] = []
  page.on('console', (message) => {
    const isOurs = message.location().url.startsWith(url)
    if (isOurs && (message.type() === 'error' || message.type() === 'warning')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const address = request.url()
    if (!address.startsWith(url) && !address.startsWith('data:') && !allowed.test(address)) complaints.push(address)
  })
  return complaints
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds against WCAG 2.2 AA and its best practices. The script comes by the test's own way: the page's policy stays. */
export const findBarriers = async (page: Page): Promise<readonly string[]> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))).join('\\n'))`,
    awaitPromise: true,
  })
  await session.detach()
  const text = String(result.value ?? '')
  return text === '' ? [] : text.split('\n')
}

/**
 * Sums what moves on a page while it loads, as browsers count it (Layout Instability): shares of the window, no time. Pages keep the
 * sum in `shiftOf`.
 */
export const countShifts = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(`
    globalThis.nostroShift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.nostroShift += entry.value
    }).observe({ type: 'layout-shift', buffered: true })`)

export const shiftOf = async (page: Page): Promise<number> => Number(await page.evaluate('globalThis.nostroShift'))

/** A passkey of this browser, whose owner always agrees. */
export const addAuthenticator = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

const pictures = process.env['NOSTRO_PICTURES']

/** Keeps a picture where somebody wants to look at it. */
export const picture = async (page: Page, name: string): Promise<void> => {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
}
