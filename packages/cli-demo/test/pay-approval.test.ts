import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OrderAction } from '@nostro/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, createImpatientClock, type FakeTerminal } from './fake-terminal.ts'
import { type IngSetUp, startIngSetUp } from './ing-set-up.ts'

let setUp: IngSetUp
const clock = createImpatientClock()

beforeAll(async () => {
  setUp = await startIngSetUp({ bankid: true, clock })
}, 60_000)
beforeEach(() => setUp.simulators.reset())
afterAll(() => setUp.stop())

const tolvan = '191212121212'
const invoice = [
  ...['pay', '--provider', 'ing', '--amount', '12.34', '--remittance', 'Invoice 17', '--yes', '--no-wait'],
  ...['--creditor-name', 'Bakker BV', '--creditor-iban', 'NL20 INGB 0001 2345 67', '--approve', 'bankid'],
]
const bankIdVariables = ['ENVIRONMENT', 'PKCS12', 'PASSPHRASE', 'API_URL', 'CA', 'USER_ROOT']
const noBankId = Object.fromEntries(bankIdVariables.map((name) => [`NOSTRO_BANKID_${name}`, '']))
const pathOf = (name: string): string => join(setUp.folder, name)
const terminalHere = (env: Record<string, string> = {}): FakeTerminal =>
  createFakeTerminal({ clock, cwd: setUp.folder, env: { ...setUp.env, ...env } })
const run = async (terminal: FakeTerminal, ...more: readonly string[]) => {
  const code = await runCommand(createProgram, [...invoice, ...more], terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}
const sentTo = (bank: string): readonly string[] =>
  setUp.simulators.recorder.requests().flatMap((request) => (request.bank === bank ? [request.target] : []))
const payments = (): number => sentTo('ing').filter((target) => target.startsWith('/v1/payments')).length

interface Order {
  readonly orderRef: string
  readonly status: string
}

/** Lets the person act as soon as there is an order, and gives its number so far. */
const whenAsked = (verb: 'approve' | 'cancel', action: OrderAction = {}): Promise<void> =>
  vi.waitFor(
    async () => {
      const { items } = (await setUp.simulators.control.call('GET', '/bankid/orders')) as { items: readonly Order[] }
      const order = items.find(({ status }) => status === 'pending')
      if (order === undefined) throw new Error('Nobody was asked yet.')
      await setUp.simulators.control.actOnBankIdOrder(order.orderRef, verb, action)
    },
    { timeout: 120_000, interval: 1 },
  )

describe('nostro pay --approve bankid', { timeout: 180_000 }, () => {
  it('sends the payment once it is signed, with the evidence on disk before it leaves', async () => {
    const terminal = terminalHere()
    const paid = run(terminal, '--evidence', 'kept.json', '--json', '--idempotency-key', 'intent-1')
    await whenAsked('approve')
    const { code, stdout, stderr } = await paid
    expect(stderr).toMatch(
      /waiting for its approval[\s\S]*Evidence, readable[\s\S]*Approved by \S[\s\S]*sending the payment/,
    )
    expect(JSON.parse(stdout)).toMatchObject({ transactionStatus: 'RCVD', idempotencyKey: 'intent-1' })
    expect(code).toBe(0)
    expect(payments()).toBe(1)
    expect(statSync(pathOf('kept.json')).mode & 0o777).toBe(0o600)
    expect(`${stdout}${stderr}`).not.toContain(tolvan)
  })

  it('which the evidence shows, amount, creditor and account, to everybody who verifies it later', async () => {
    const terminal = terminalHere()
    const root = setUp.env['NOSTRO_BANKID_USER_ROOT'] ?? ''
    const line = ['bankid', 'verify', 'kept.json', '--root', root, '--environment', 'test', '--show-person']
    expect(await runCommand(createProgram, line, terminal)).toBe(0)
    for (const part of ['12.34 EUR', 'Bakker BV', 'NL20 INGB 0001 2345 67', 'Invoice 17']) {
      expect(terminal.stdout()).toContain(part)
    }
  })

  it('sends nothing when the person cancels, and says so', async () => {
    const terminal = terminalHere()
    const paid = run(terminal, '--evidence', 'cancelled.json', '--json')
    await whenAsked('cancel')
    const { code, stdout, stderr } = await paid
    expect(stderr).toMatch(/The action was cancelled\.\n[\s\S]*Nothing was sent/)
    expect(JSON.parse(stdout)).toEqual({ outcome: 'not_executed', code: 'user_cancelled', reason: 'userCancel' })
    expect(code).toBe(1)
    expect(payments()).toBe(0)
    expect(existsSync(pathOf('cancelled.json'))).toBe(false)
  })

  it('sends nothing on Ctrl-C, and cancels the order at BankID', async () => {
    const terminal = terminalHere()
    const paid = run(terminal)
    await vi.waitFor(() => expect(terminal.stderr()).toContain('Start your BankID app.'), {
      timeout: 120_000,
      interval: 1,
    })
    terminal.interrupt()
    const { code, stderr } = await paid
    expect(code).toBe(130)
    expect(stderr).toContain('The payment was not sent.')
    expect(sentTo('bankid').at(-1)).toMatch(/cancel$/)
    expect(payments()).toBe(0)
  })

  it('keeps the evidence of a payment whose answer is lost, and sends nothing again', async () => {
    setUp.simulators.faults.add({ bank: 'ing', method: 'POST', path: '/v1/payments', fault: 'reset_after', times: 5 })
    const paid = run(terminalHere(), '--evidence', 'lost.json', '--idempotency-key', 'intent-2', '--json')
    await whenAsked('approve')
    const { code, stdout, stderr } = await paid
    expect(stderr).toMatch(/Evidence, readable[\s\S]*may have it, or not\.[\s\S]*Key: intent-2/)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'outcome_unknown', idempotencyKey: 'intent-2' })
    expect(code).toBe(1)
    expect(payments()).toBe(1)
    expect(JSON.parse(readFileSync(pathOf('lost.json'), 'utf8'))).toMatchObject({ format: 'nostro-bankid-evidence/1' })
  })

  it('lets only the person approve whose number is in the file', async () => {
    writeFileSync(pathOf('agda.txt'), '19811218-9876\n')
    const terminal = terminalHere()
    const paid = run(terminal, '--personal-number-file', 'agda.txt')
    await vi.waitFor(() => expect(terminal.stderr()).toContain('Start your BankID app.'), {
      timeout: 120_000,
      interval: 1,
    })
    const { items } = (await setUp.simulators.control.call('GET', '/bankid/orders')) as { items: readonly Order[] }
    const ref = items[0]?.orderRef ?? ''
    const other = setUp.simulators.control.actOnBankIdOrder(ref, 'approve', { personalNumber: tolvan })
    await expect(other).rejects.toThrow()
    expect(payments()).toBe(0)
    await setUp.simulators.control.actOnBankIdOrder(ref, 'approve', { personalNumber: '198112189876' })
    const { code, stdout, stderr } = await paid
    expect(code).toBe(0)
    expect(payments()).toBe(1)
    expect(`${stdout}${stderr}`).not.toMatch(/198112|811218|9876\b/)
  })

  it.each([
    ['evidence that exists already', ['--evidence', 'agda.txt'], {}, /exists already/],
    ['a number that cannot be read', ['--personal-number-file', 'none.txt'], {}, /none\.txt cannot be read/],
    ['a BankID that is not configured', [], noBankId, /BankID is not configured/],
  ])('refuses %s before anybody is asked', async (_name, more, env, words) => {
    const { code, stderr } = await run(terminalHere(env), ...more)
    expect(stderr).toMatch(words)
    expect(code).toBe(2)
    expect(sentTo('bankid')).toEqual([])
    expect(payments()).toBe(0)
  })

  it.each([
    ['--evidence', 'x.json'],
    ['--personal-number-file', 'agda.txt'],
  ])('%s without an approval makes no sense', async (...more) => {
    const terminal = terminalHere()
    const plain = invoice.slice(0, -2)
    expect(await runCommand(createProgram, [...plain, ...more], terminal)).toBe(2)
    expect(terminal.stderr()).toContain('--approve bankid')
    expect(payments()).toBe(0)
  })
})
