import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { pageScript } from './page-script.ts'

interface Element {
  hidden: boolean
  readonly dataset: Record<string, string>
  clicks: number
  click(): void
}

const element = (dataset: Record<string, string> = {}): Element => ({
  hidden: true,
  dataset,
  clicks: 0,
  click() {
    this.clicks += 1
  },
})

/** Runs the page's script in a browser that has only what it asks for. */
const open = (
  elements: Readonly<Record<string, unknown>>,
  { hash = '', stored = {}, data = {} }: { hash?: string; stored?: Record<string, string>; data?: object } = {},
): void => {
  runInNewContext(pageScript, {
    document: {
      getElementById: (id: string) => elements[id] ?? null,
      querySelectorAll: () => [],
      body: { dataset: data },
    },
    location: { hash, pathname: '/', reload: () => undefined },
    history: { replaceState: () => undefined },
    sessionStorage: {
      getItem: (key: string) => stored[key] ?? null,
      setItem: (key: string, value: string) => {
        stored[key] = value
      },
      removeItem: (key: string) => delete stored[key],
    },
    addEventListener: () => undefined,
    EventSource: class {
      addEventListener(): void {}
    },
  })
}

describe('E3: the app came back into another browser', () => {
  it('the browser without a login says what happened; a usual visit says nothing', () => {
    const [visited, returned] = [element(), element()]
    open({ returned: visited })
    open({ returned }, { hash: '#nonce=abc-1' })
    expect([visited.hidden, returned.hidden]).toEqual([true, false])
  })

  it('the browser that started shows what to do, where no window comes back with the nonce', () => {
    const [elsewhere, form] = [element(), { ...element(), hidden: false, elements: { nonce: { value: '' } } }]
    open({ elsewhere, claim: form }, { data: { login: 'l', status: 'signed', way: 'this-device' } })
    expect([elsewhere.hidden, form.hidden]).toEqual([false, true])
  })
})

describe('E4: the app is started by itself', () => {
  const data = { login: 'l', status: 'pending', way: 'this-device' }

  it('once for each login, where the browser allows it', () => {
    const [launch, stored] = [element({ autostart: '' }), {}]
    open({ launch }, { data, stored })
    open({ launch }, { data, stored })
    expect(launch.clicks).toBe(1)
    open({ launch }, { data: { ...data, login: 'next' }, stored })
    expect(launch.clicks).toBe(2)
  })

  it('never where the browser wants a click', () => {
    const launch = element()
    open({ launch }, { data })
    expect(launch.clicks).toBe(0)
  })
})
