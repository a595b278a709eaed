import type { OrderAction } from '@nostro/simulators'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { type Browser, type PageFixture, startPageFixture } from './bankid-page-fixture.ts'

/** A browser at the page, and the person with the app. */
export interface PageVisit {
  readonly fixture: PageFixture
  /** A new one for each test. */
  readonly browser: Browser
  begin(way: 'this-device' | 'other-device', who?: Browser): Promise<{ login: string; text: string }>
  /** What the person does with the newest order. */
  act(verb: 'open' | 'approve' | 'cancel' | 'fail', action?: OrderAction): Promise<void>
  /** What the page says of the login. */
  status(): Promise<string>
  signed(): Promise<void>
  /** How many orders wait at BankID. */
  pending(): Promise<number>
}

/** A value that the page holds for its script. */
export const dataOf = (text: string, name: string): string => new RegExp(`data-${name}="([^"]*)"`).exec(text)?.[1] ?? ''

/** Serves the page to the tests of a file; each test has the page and a browser anew. */
export const usePageVisit = (): PageVisit => {
  let fixture: PageFixture
  let browser: Browser
  beforeAll(async () => {
    fixture = await startPageFixture()
  })
  beforeEach(() => {
    browser = fixture.browser()
  })
  afterEach(() => fixture.renew())
  afterAll(() => fixture.stop())

  const status = async (): Promise<string> => dataOf((await browser.get('/login')).text, 'status')
  return {
    get fixture() {
      return fixture
    },
    get browser() {
      return browser
    },
    begin: async (way, who = browser) => {
      await who.get('/')
      const started = await who.post('/start', { way })
      if (started.status !== 303 || started.location !== '/login') throw new Error(`No login began: ${started.status}`)
      const { text } = await who.get('/login')
      return { login: dataOf(text, 'login'), text }
    },
    act: async (verb, action = {}) => {
      await fixture.simulators.control.actOnBankIdOrder((await fixture.orders()).at(-1)?.orderRef ?? '', verb, action)
    },
    status,
    signed: () => fixture.until(async () => (await status()) === 'signed'),
    pending: async () => (await fixture.orders()).filter((order) => order.status === 'pending').length,
  }
}
