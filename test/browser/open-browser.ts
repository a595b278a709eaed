import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

/** A browser that is here already: none is ever downloaded. */
const browser = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path))

export const hasBrowser = browser !== undefined

/** Says in the list of tests why these were skipped. */
export const titleInBrowser = (subject: string): string =>
  hasBrowser
    ? `${subject} in a browser`
    : `${subject} in a browser (skipped: no Chromium here; install Debian’s “chromium” or set CHROMIUM_PATH)`

export interface OpenedBrowser {
  readonly context: BrowserContext
  /** Also removes the profile. */
  close(): Promise<void>
}

/** A browser with an empty profile. It trusts the simulated banks, whose certificates are of a PKI of their own. */
export const openBrowser = async (options: BrowserContextOptions = {}): Promise<OpenedBrowser> => {
  const profile = mkdtempSync(join(tmpdir(), 'nostro-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser ?? '',
    headless: true,
    ignoreHTTPSErrors: true,
    ...options,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  context.setDefaultTimeout(20_000)
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
