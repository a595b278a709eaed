import { existsSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import type { NostroError } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pay } from '../src/commands/pay.ts'
import type { PayOptions } from '../src/commands/pay-context.ts'
import { createProgram } from '../src/create-program.ts'
import type { Person } from '../src/person/person.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'
import { type IngSetUp, startIngSetUp } from './ing-set-up.ts'

let setUp: IngSetUp

beforeAll(async () => {
  setUp = await startIngSetUp()
})
beforeEach(() => setUp.simulators.reset())
afterAll(() => setUp.stop())

const terminalHere = (): FakeTerminal => createFakeTerminal({ cwd: setUp.folder, env: setUp.env })
const run = (args: readonly string[], terminal: FakeTerminal) => runCommand(createProgram, args, terminal)

const creditor = ['--creditor-name', 'Bakker BV', '--creditor-iban', 'NL20 INGB 0001 2345 67']
const invoice = ['pay', '--provider', 'ing', '--amount', '12.34', ...creditor, '--remittance', 'Invoice 17']
const started = (): number =>
  setUp.simulators.recorder
    .requests()
    .filter(({ method, target }) => method === 'POST' && /^\/v1\/payments/.test(target)).length

const pageOf = async (terminal: FakeTerminal, done: Promise<number>): Promise<string> => {
  let ended = false
  void done.then(() => {
    ended = true
  })
  while (!ended) {
    const page = /^ {2}(https:\/\/127\.0\.0\.1:\d+\S+)$/m.exec(terminal.stderr())?.[1]
    if (page !== undefined && terminal.stderr().includes('Waiting')) return page
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(terminal.stderr())
}

/** Presses a button on the bank's page, and gives the way back. */
const press = (page: string, form: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const call = request(
      page,
      { method: 'POST', headers, ca: setUp.simulators.pki.serverCa, agent: false },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.headers.location ?? ''))
      },
    )
    call.once('error', reject)
    call.end(form)
  })

const firstAccount = async (): Promise<string> => {
  const { items } = (await setUp.simulators.control.call('GET', '/ing/profiles')) as {
    items: { accounts: { resourceId: string; iban?: string }[] }[]
  }
  return items[0]?.accounts[0]?.resourceId ?? ''
}

describe('nostro pay at ING', { timeout: 180_000 }, () => {
  it('shows everything, sends once, waits for the approval and tells the bank’s status', async () => {
    const terminal = terminalHere()
    const done = run([...invoice, '--yes', '--no-open', '--json'], terminal)
    const page = await pageOf(terminal, done)
    for (const part of ['12.34 EUR', 'Bakker BV', 'NL20INGB0001234567', 'Invoice 17', 'chosen at the bank']) {
      expect(terminal.stderr()).toContain(part)
    }
    const back = await press(page, `action=authorise&account=${await firstAccount()}`)
    expect(back.startsWith(setUp.redirectUri)).toBe(true)
    await fetch(back)
    expect(await done).toBe(0)
    const reported = JSON.parse(terminal.stdout()) as Record<string, unknown>
    expect(reported).toMatchObject({
      reference: expect.stringMatching(/^ing:single:[0-9a-f-]{36}:/),
      transactionStatus: expect.stringMatching(/^AC/),
    })
    expect(started()).toBe(1)

    const later = terminalHere()
    expect(await run(['payments', 'status', String(reported['reference']), '--json'], later)).toBe(0)
    expect(JSON.parse(later.stdout())).toMatchObject({ transactionStatus: expect.stringMatching(/^AC/) })
  })

  it('a rejection at the bank exits 1 with the status', async () => {
    const terminal = terminalHere()
    const done = run([...invoice, '--yes', '--no-open'], terminal)
    await fetch(await press(await pageOf(terminal, done), 'action=reject'))
    expect(await done).toBe(1)
    expect(terminal.stdout()).toContain('RJCT')
  })

  it('Ctrl-C while waiting says what is known of the payment', async () => {
    const terminal = terminalHere()
    const done = run([...invoice, '--yes', '--no-open'], terminal)
    await pageOf(terminal, done)
    terminal.interrupt()
    expect(await done).toBe(130)
    expect(terminal.stderr()).toContain('Interrupted while waiting. The payment is at the bank')
    expect(terminal.stdout()).toMatch(/Reference: ing:single:[\s\S]*RCVD[\s\S]*nostro payments status/)
  })

  it.each([
    ['instant', ['--debtor-iban', 'NL45INGB0980059177']],
    ['scheduled', ['--execution-date', '2999-01-04']],
    ['periodic', ['--start-date', '2999-01-04', '--frequency', 'monthly']],
  ])('--kind %s --no-wait ends at once; cancel asks, and cancels', async (kind, more) => {
    const terminal = terminalHere()
    expect(await run([...invoice, '--kind', kind, ...more, '--yes', '--no-wait', '--json'], terminal)).toBe(0)
    const { reference, transactionStatus, page } = JSON.parse(terminal.stdout()) as Record<string, string>
    expect(transactionStatus).toBe('RCVD')
    expect(page).toContain('https://127.0.0.1:')
    const unasked = terminalHere()
    expect(await run(['payments', 'cancel', reference ?? ''], unasked)).toBe(2)
    const asked = terminalHere()
    expect(await run(['payments', 'cancel', reference ?? '', '--yes'], asked)).toBe(0)
    // The bank’s word for a payment that is cancelled before anybody approved it.
    expect(asked.stdout()).toContain('RJCT')
    // The application's own session costs ING nothing, so none is kept.
    expect(existsSync(join(setUp.folder, '.local/state/nostro/sessions'))).toBe(false)
  })

  it('a lost answer is explained in plain words, with the key, and nothing is sent again', async () => {
    setUp.simulators.faults.add({ bank: 'ing', method: 'POST', path: '/v1/payments', fault: 'reset_after', times: 5 })
    const terminal = terminalHere()
    expect(await run([...invoice, '--yes', '--no-wait', '--idempotency-key', 'intent-17', '--json'], terminal)).toBe(1)
    setUp.simulators.faults.clear()
    expect(terminal.stderr()).toMatch(/may have it, or not\.[\s\S]*Do not send it again[\s\S]*Key: intent-17/)
    expect(JSON.parse(terminal.stdout())).toMatchObject({ outcome: 'outcome_unknown', idempotencyKey: 'intent-17' })
    expect(started()).toBe(1)
  })

  it('without --yes and without a terminal nothing is sent', async () => {
    const terminal = terminalHere()
    expect(await run(invoice, terminal)).toBe(2)
    expect(terminal.stderr()).toContain('Nothing was sent')
    expect(started()).toBe(0)
  })

  it.each([
    [false, 'user_cancelled', 0],
    [true, 0, 1],
  ])('the answer %s at the question ends as %s and sends %i payments', async (answer, end, count) => {
    const terminal: FakeTerminal = { ...terminalHere(), interactive: true }
    const person: Person = { openPage: () => undefined, confirm: async () => answer, secret: async () => '' }
    const options: PayOptions = {
      provider: 'ing',
      kind: 'single',
      amount: '1.00',
      currency: 'EUR',
      creditorName: 'B',
      creditorIban: 'NL20INGB0001234567',
      open: false,
      wait: false,
      language: 'en',
    }
    expect(await pay(options, terminal, person).catch(({ code }: NostroError) => code)).toBe(end)
    expect(started()).toBe(count)
  })

  it.each([
    ['a float', ['--amount', '1e2'], /--amount is wrong/],
    ['nothing', ['--amount', '0.00'], /--amount is wrong/],
    ['a wrong IBAN', ['--creditor-iban', 'NL21INGB0001234567'], /not an IBAN/],
    ['two ways to the creditor', ['--creditor-email', 'a@b.example'], /not clear/],
    ['a stray date', ['--execution-date', '2999-01-04'], /does not go with a single payment/],
    ['a missing date', ['--kind', 'scheduled'], /needs --execution-date/],
    ['an unknown kind', ['--kind', 'fast'], /single, instant, scheduled, periodic/],
  ])('refuses %s before anything is sent', async (_, more, words) => {
    const terminal = terminalHere()
    expect(await run([...invoice, '--yes', ...more], terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(words)
    expect(setUp.simulators.recorder.requests()).toEqual([])
  })

  it.each(['', 'ing', 'ing:single:abc', 'ing:none:abc:', 'ing:single:a b:'])(
    '“payments status %s” is no reference',
    async (text) => {
      expect(await run(['payments', 'status', text], terminalHere())).toBe(2)
    },
  )
})
