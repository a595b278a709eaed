import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../src/commands/connect.ts'
import type { Person } from '../src/person/person.ts'
import { type BunqSetUp, startBunqSetUp } from './bunq-set-up.ts'

let setUp: BunqSetUp
let from: readonly string[]

beforeAll(async () => {
  setUp = await startBunqSetUp()
  from = ['--provider', 'bunq', '--debtor-account', setUp.account, '--yes']
}, 60_000)
beforeEach(() => {
  setUp.simulators.faults.clear()
  setUp.simulators.recorder.clear()
})
afterAll(() => setUp.stop())

const calls = (pattern: RegExp): number =>
  setUp.simulators.recorder.requests().filter(({ method, target }) => pattern.test(`${method} ${target}`)).length
const sent = (): number => calls(/^POST \S+\/payment$/)

describe('nostro pay at bunq', { timeout: 180_000 }, () => {
  it.each([
    ['an IBAN', ['--creditor-iban', 'NL91 ABNA 0417 1643 00', '--creditor-name', 'A. Bank'], 'NL91ABNA0417164300'],
    ['an e-mail address', ['--creditor-email', 'bravo@bunq.com'], 'bravo@bunq.com'],
  ])('shows and pays to %s, once, and tells the status later', async (what, creditor, shown) => {
    const { code, stdout, stderr } = await setUp.run([
      'pay',
      ...from,
      ...['--amount', '1.25', '--remittance', what, '--json'],
      ...creditor,
    ])
    expect(stderr).toContain('1.25 EUR')
    expect(stderr).toContain(shown)
    expect(code).toBe(0)
    const reported = JSON.parse(stdout) as { reference: string }
    expect(reported).toMatchObject({ reference: expect.stringMatching(/^bunq:single:\d+:/), transactionStatus: 'ACSC' })
    expect(sent()).toBe(1)
    expect(await setUp.paid(what)).toEqual(['-1.25'])
    expect(await setUp.json('payments', 'status', reported.reference)).toMatchObject({ transactionStatus: 'ACSC' })
  })

  it('makes a payment of a later day, which can be cancelled', async () => {
    const to = ['--creditor-email', 'bravo@bunq.com', '--remittance', 'Later', '--amount', '2.00']
    const when = ['--kind', 'scheduled', '--execution-date', '2030-01-15']
    const { reference } = await setUp.json<{ reference: string }>('pay', ...from, ...to, ...when)
    expect(await setUp.json('payments', 'status', reference)).toMatchObject({ final: false })
    expect(await setUp.json('payments', 'cancel', reference, '--yes')).toMatchObject({ transactionStatus: 'CANC' })
    expect(await setUp.paid('Later')).toEqual([])
  })

  it.each([
    ['reset_after', 'executed', 0, 1],
    ['reset_before', 'not_executed', 1, 0],
    ['bad_signature', 'executed', 0, 1],
    ['malformed_json', 'executed', 0, 1],
    ['truncate', 'executed', 0, 1],
  ] as const)(
    'after %s looks the payment up, finds “%s”, and sends nothing again',
    async (fault, outcome, exit, booked) => {
      const text = `Lost by ${fault}`
      setUp.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault, times: 1 })
      const to = ['--creditor-email', 'bravo@bunq.com', '--remittance', text, '--amount', '0.75', '--json']
      const { code, stdout, stderr } = await setUp.run([
        'pay',
        ...from,
        ...to,
        '--idempotency-key',
        text.replaceAll(' ', '-'),
      ])
      expect(stderr).toContain('The answer was lost')
      expect(stderr).toContain(`Key: ${text.replaceAll(' ', '-')}`)
      expect(JSON.parse(stdout)).toMatchObject({ outcome })
      expect(code).toBe(exit)
      expect(sent()).toBe(1)
      expect(await setUp.paid(text)).toHaveLength(booked)
    },
  )

  it('names the accounts to choose from when there are several', async () => {
    const many = setUp.terminal(await setUp.newCustomer())
    const to = ['--creditor-email', 'bravo@bunq.com', '--amount', '1.00', '--yes']
    const { code, stderr } = await setUp.run(['pay', '--provider', 'bunq', ...to], many)
    expect(stderr).toMatch(/5 accounts could pay[\s\S]*account to pay from: \d+, \d+, \d+, \d+, \d+\./)
    expect(code).toBe(1)
    expect(sent()).toBe(0)
  })
})

describe('the session that is kept', { timeout: 180_000 }, () => {
  const ids = async (env: Record<string, string>): Promise<readonly string[]> => {
    const { code, stdout } = await setUp.run(['accounts', '--json'], setUp.terminal(env))
    expect(code).toBe(0)
    return (JSON.parse(stdout) as { accounts: { id: string }[] }).accounts.map(({ id }) => id)
  }

  it('is taken up again by the next command, and never with another key', async () => {
    expect(await ids({})).toEqual([setUp.account])
    expect(calls(/^POST \/v1\/installation/)).toBe(0)
    const other = await setUp.newCustomer({ empty: true })
    const [otherAccount] = await ids(other)
    expect(otherAccount).not.toBe(setUp.account)
    expect(calls(/^POST \/v1\/installation/)).toBe(1)
    expect(await ids({}), 'back to the first key').toEqual([setUp.account])
    expect(await ids(other), 'and the second one’s is kept too').toEqual([otherAccount])
    expect(calls(/^POST \/v1\/installation/)).toBe(1)
  })
})

describe('nostro connect bunq', { timeout: 180_000 }, () => {
  const typing = (key: string, labels: string[]): Person => ({
    openPage: () => undefined,
    confirm: async () => false,
    secret: async (label) => {
      labels.push(label)
      return key
    },
  })
  const options = { args: ['bunq'], open: false, json: true } as const
  const withoutKey = { NOSTRO_BUNQ_API_KEY: '', XDG_STATE_HOME: '' }

  it('asks for the key, tells none of it, and the next command needs it no more', async () => {
    const state = { ...withoutKey, XDG_STATE_HOME: `${setUp.cwd}/typed` }
    const key = await setUp.newKey({ empty: true })
    const [terminal, labels]: [ReturnType<BunqSetUp['terminal']>, string[]] = [setUp.terminal(state, true), []]
    expect(await connect(options, terminal, typing(key, labels))).toBe(0)
    expect(labels).toEqual(['bunq API key'])
    expect(JSON.parse(terminal.stdout())).toMatchObject({ id: expect.stringMatching(/^bunq-/), provider: 'bunq' })
    expect(terminal.stdout() + terminal.stderr()).not.toContain(key)
    const { code, stdout } = await setUp.run(['accounts', '--json'], setUp.terminal(state))
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as { accounts: unknown[] }).accounts).toHaveLength(1)
  })

  it('refuses a key that has no key’s shape without showing it', async () => {
    const terminal = setUp.terminal({ ...withoutKey, XDG_STATE_HOME: `${setUp.cwd}/wrong` }, true)
    const done = connect(options, terminal, typing('hunter2', []))
    await expect(done).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.not.stringContaining('hunter2'),
    })
    expect(calls(/^POST \/v1\/installation/)).toBe(0)
  })

  it('needs somebody to ask when there is no key', async () => {
    const nobody = setUp.terminal({ ...withoutKey, XDG_STATE_HOME: `${setUp.cwd}/nobody` })
    const { code, stderr } = await setUp.run(['connect', 'bunq'], nobody)
    expect(stderr).toContain('no terminal to type at')
    expect(code).toBe(2)
    const accounts = await setUp.run(
      ['accounts'],
      setUp.terminal({ ...withoutKey, XDG_STATE_HOME: `${setUp.cwd}/nobody` }),
    )
    expect(accounts.stderr).toContain('nostro connect bunq')
    expect(accounts.code).toBe(1)
  })
})
