import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type BunqSetUp, startBunqSetUp } from './bunq-set-up.ts'
import type { FakeTerminal } from './fake-terminal.ts'
import { freePort } from './free-port.ts'

let setUp: BunqSetUp
let port: number
let url: string

beforeAll(async () => {
  setUp = await startBunqSetUp()
}, 60_000)
beforeEach(async () => {
  port = await freePort()
  url = `http://127.0.0.1:${port}/hook/secret`
})
afterAll(() => setUp.stop())

const shown = (text: () => string, part: string) => expect.poll(text, { timeout: 120_000 }).toContain(part)

/** Listens while `work` runs, then ends it as Ctrl-C does. */
const listening = async (more: readonly string[], work: (terminal: FakeTerminal) => Promise<void>) => {
  const terminal = setUp.terminal()
  const done = setUp.run(['bunq', 'webhooks', 'listen', '--public-url', url, '--port', String(port), ...more], terminal)
  await shown(terminal.stderr, 'Listening')
  await work(terminal)
  terminal.interrupt()
  return done
}

const pay = (text: string): Promise<unknown> =>
  setUp.json(
    'pay',
    ...['--provider', 'bunq', '--yes', '--amount', '0.01', '--debtor-account', setUp.account],
    ...['--creditor-email', 'bravo@bunq.com', '--remittance', text],
  )

interface Registered {
  readonly category: string
  readonly url: string
}

const sets = (): readonly (readonly Registered[])[] =>
  setUp.simulators.recorder
    .requests()
    .filter(({ method, target }) => method === 'POST' && target.endsWith('/notification-filter-url'))
    .map(({ body }) => {
      const { notification_filters: filters } = JSON.parse(Buffer.from(body, 'base64').toString()) as {
        notification_filters: { category: string; notification_target: string }[]
      }
      return filters.map(({ category, notification_target }) => ({ category, url: notification_target }))
    })

describe('nostro bunq webhooks listen', { timeout: 120_000 }, () => {
  it('shows a payment live; bunq signs no delivery, and that is said', async () => {
    const { code, stderr, stdout } = await listening(['--category', 'PAYMENT', '--json'], async ({ stdout: lines }) => {
      await pay('Hook')
      await shown(lines, '"category":"PAYMENT"')
    })
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
      category: 'PAYMENT',
      objectType: 'Payment',
      accountId: setUp.account,
      authenticity: 'unverified',
    })
    expect(stderr).toContain('registered again')
    expect(code).toBe(0)
  })

  it('C7: a port that is in use is said before anything is registered', async () => {
    const busy = createServer()
    await new Promise<void>((resolve) => busy.listen(port, '127.0.0.1', resolve))
    const before = sets().length
    const ran = await setUp.run(['bunq', 'webhooks', 'listen', '--public-url', url, '--port', String(port)])
    await new Promise((resolve) => busy.close(resolve))
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/port \d+ of 127[\s\S]*EADDRINUSE[\s\S]*Next: /),
    })
    expect(sets()).toHaveLength(before)
  })

  it('verifies a delivery that is signed', async () => {
    await setUp.simulators.control.call('POST', '/bunq/switches', { signWebhooks: true })
    const { stdout } = await listening(['--category', 'PAYMENT'], async (terminal) => {
      await pay('Signed')
      await shown(terminal.stdout, 'PAYMENT')
    })
    await setUp.simulators.control.call('POST', '/bunq/switches', { signWebhooks: false })
    expect(stdout).toMatch(/^PAYMENT {2}PAYMENT_CREATED {2}Payment \d+ {2}account \d+ {2}verified$/m)
  })

  it('keeps what others registered, while it listens and afterwards', async () => {
    const other = 'http://127.0.0.1:9/others'
    await listening([], async () => {
      // Another program's set, as it stands when the second one starts.
      setUp.simulators.recorder.clear()
      port = await freePort()
      const own = url
      url = other
      const inner = await listening(['--category', 'MUTATION', 'PAYMENT'], async () => undefined)
      expect(inner.code).toBe(0)
      const [first, last] = sets()
      expect(first).toEqual(
        expect.arrayContaining([
          { category: 'MUTATION', url: own },
          { category: 'MUTATION', url: other },
          { category: 'PAYMENT', url: other },
        ]),
      )
      expect(first).toHaveLength(3)
      expect(last).toEqual([{ category: 'MUTATION', url: own }])
      url = own
    })
  })

  it('leaves nothing of a run that was killed', async () => {
    const { simulators } = setUp
    simulators.recorder.clear()
    const fault = { bank: 'bunq', method: 'POST', fault: 'reset_before', times: 100 } as const
    const { code, stderr } = await listening(['--category', 'REQUEST'], async () => {
      // The end of this run does not reach the bank, as that of a killed one.
      simulators.faults.add(fault)
    })
    expect(stderr).toContain('run the same command once more')
    expect(code).toBe(1)
    simulators.faults.clear()
    simulators.recorder.clear()
    await listening(['--category', 'REQUEST'], async () => undefined)
    expect(sets().at(0)).toEqual([{ category: 'REQUEST', url }])
    expect(sets().at(-1)).toEqual([])
  })

  it('refuses an address that bunq would not take, and leaves the set alone', async () => {
    setUp.simulators.recorder.clear()
    const args = ['bunq', 'webhooks', 'listen', '--public-url', 'http://example.org/hook', '--port', '0']
    const { code, stderr } = await setUp.run(args)
    expect(stderr).toContain('https')
    expect(code).toBe(1)
    expect(sets()).toEqual([])
  })
})
