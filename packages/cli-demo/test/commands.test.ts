import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSimulators } from '@nostro/simulators'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, createImpatientClock, type FakeTerminal } from './fake-terminal.ts'

const nostro = async (line: string, terminal: FakeTerminal = createFakeTerminal({ clock: createImpatientClock() })) => {
  const code = await runCommand(createProgram, line.split(' ').filter(Boolean), terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

describe('without any configuration', { timeout: 180_000 }, () => {
  it('compare --json prints what is agreed, with accounts and transactions of both banks', async () => {
    const { code, stdout, stderr } = await nostro('compare --json')
    expect(stderr).toContain('simulated banks')
    const comparison = JSON.parse(stdout) as { environment: string; providers: Record<string, unknown>[] }
    expect(comparison.environment).toBe('simulator')
    expect(comparison.providers.map(({ id }) => id)).toEqual(['ing', 'bunq', 'bankid'])
    const money = expect.stringMatching(/^-?\d+\.\d{2}$/)
    const bank = {
      status: 'ok',
      accounts: expect.toSatisfy((count: number) => count > 0),
      balances: expect.objectContaining({ EUR: money }),
      transactions: {
        count: expect.toSatisfy((count: number) => count > 0),
        from: expect.any(String),
        to: expect.any(String),
      },
      calls: { count: expect.any(Number), p50Ms: expect.any(Number), p95Ms: expect.any(Number) },
    }
    expect(comparison.providers[0]).toMatchObject({ ...bank, signatureSchemes: ['http-signature', 'detached-jws'] })
    expect(comparison.providers[1]).toMatchObject({ ...bank, signatureSchemes: ['body-signature'] })
    expect(comparison.providers[2]).toMatchObject({ status: 'ok', accounts: null, balances: null, transactions: null })
    expect(code).toBe(0)
  })

  it('demo shows the three side by side, two syncs with a reason, invoices with theirs, and what the simulators saw', async () => {
    const { code, stdout } = await nostro('demo')
    expect(stdout).toMatch(/ing[\s\S]*bunq[\s\S]*bankid/)
    expect(stdout).toMatch(/First sync[\s\S]*Second sync[\s\S]*[1-9]\d* booked from pending[\s\S]*Why a\d+-\d+ is/)
    expect(stdout).toMatch(
      /Invoices[\s\S]*: paid by a\d+-\d+\. The text says[\s\S]*for a person to decide[\s\S]*: open;/,
    )
    expect(stdout).toMatch(/checked \d+ requests .* 0 refused/)
    expect(code).toBe(0)
  })

  it('accounts --json gives accounts with their balances', async () => {
    const { code, stdout } = await nostro('accounts --provider bunq --json')
    const { accounts, errors } = JSON.parse(stdout) as {
      accounts: { provider: string; balances: unknown[] }[]
      errors: unknown[]
    }
    expect(accounts.length).toBeGreaterThan(0)
    expect(accounts[0]).toMatchObject({ provider: 'bunq', balances: [{ amount: { currency: 'EUR' } }] })
    expect(errors).toEqual([])
    expect(code).toBe(0)
  })

  it('transactions --json gives those of the period, newest first', async () => {
    const { code, stdout } = await nostro('transactions --json')
    const { transactions } = JSON.parse(stdout) as {
      transactions: { provider: string; bookingDate?: string; amount: object }[]
    }
    expect(new Set(transactions.map(({ provider }) => provider))).toEqual(new Set(['ing', 'bunq']))
    const dates = transactions.flatMap(({ bookingDate }) => bookingDate ?? [])
    expect(dates).toEqual(dates.toSorted().reverse())
    expect(code).toBe(0)
  })

  it('says that there is no such account, and shows no IBAN whole', async () => {
    const { code, stderr, stdout } = await nostro('transactions --provider ing --account NL20INGB0001234567')
    expect(stderr).toMatch(/No connected account has the id or IBAN “NL20 INGB … 67”[\s\S]*Next: /)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('prints tables that fit the terminal', async () => {
    const { stdout } = await nostro('accounts', createFakeTerminal({ width: 60, clock: createImpatientClock() }))
    expect(stdout).toContain('Balance')
    for (const row of stdout.split('\n')) expect(row.length).toBeLessThanOrEqual(60)
  })

  it('bankid auth --auto-approve identifies the simulated person', async () => {
    const { code, stdout } = await nostro('bankid auth --auto-approve --json')
    expect(JSON.parse(stdout)).toMatchObject({ environment: 'simulator', status: 'complete', name: expect.any(String) })
    expect(code).toBe(0)
  })

  it('says which providers there are when --provider is misspelt', async () => {
    const { code, stderr } = await nostro('accounts --provider bunk')
    expect(stderr).toContain('ing, bunq, bankid')
    expect(code).toBe(2)
  })
})

describe('wrong usage', () => {
  it.each([
    ['comprae', /Did you mean compare/],
    ['compare --jsno', /Did you mean --json/],
    ['transactions --from 2024-02-30', /YYYY-MM-DD/],
    ['transactions --from 2024-03-02 --to 2024-03-01', /after --to/],
    ['simulators start --redirect-uri nonsense', /Write a whole address/],
    ['simulators start --redirect-uri javascript:alert(1)', /Write a whole address/],
    ['simulators start --profile loose', /strict, lenient/],
    ['sign explain', /the bank, --method, --url, --key is missing/],
    ['sign explain bankid --key /nowhere.pem', /“bankid” signs no requests here/],
    ['sign explain ing --method GET --url nonsense --key /nowhere.pem', /not a URL/],
    ['sign explain ing --method GET --url /a --key /nowhere.pem', /cannot be read/],
  ])('“nostro %s” exits 2 and helps', async (line, help) => {
    const { code, stderr, stdout } = await nostro(line)
    expect(stderr).toMatch(help)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('--help exits 0', async () => {
    const { code, stdout } = await nostro('--help')
    expect(stdout).toContain('compare')
    expect(code).toBe(0)
  })
})

describe('with a configuration', { timeout: 180_000 }, () => {
  let cwd: string

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'nostro-cli-'))
  })

  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  const terminal = (banks: object, rest: object = {}): FakeTerminal => {
    writeFileSync(join(cwd, 'nostro.config.json'), JSON.stringify({ banks, ...rest }))
    return createFakeTerminal({ cwd, env: { HOME: cwd } })
  }

  const ing = (files: object) => ({
    ing: {
      environment: 'sandbox',
      tls: { certificate: 'tls.cer', key: 'tls.key' },
      signing: { certificate: 'signing.cer', key: 'signing.key' },
      ...files,
    },
  })

  it.each([
    [
      'a file that is not there',
      ing({ ca: 'none.pem' }),
      /ing\.ca: .*none\.pem cannot be read \(ENOENT\)[\s\S]*Next: /,
    ],
    ['a CA that is none', ing({ ca: 'nostro.config.json' }), /ing\.ca: .*holds no PEM text[\s\S]*Next: Name a file/],
    [
      'an answers’ certificate that is none',
      ing({ responseCertificate: 'nostro.config.json' }),
      /ing\.responseCertificate: .*holds no PEM text/,
    ],
    [
      'a kind of application that is none',
      ing({ application: 'free' }),
      /banks\.ing\.application: .*"psd2" or "premium"; found “free”/,
    ],
  ])('says of %s which key is meant, what was found and what to do', async (_name, config, message) => {
    const { code, stderr } = await nostro('accounts', terminal(config))
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })

  it('takes a folder in the place of the configuration for what it is', async () => {
    const { code, stderr } = await nostro('accounts --config .', terminal({}))
    expect(stderr).toMatch(/cannot be read \(EISDIR\)[\s\S]*Next: Name a file/)
    expect(code).toBe(2)
  })

  it('names a wrong master key once, as a matter of configuration', async () => {
    const bunq = { environment: 'sandbox', apiKey: 'sandbox_0123456789abcdef', apiUrl: 'https://127.0.0.1:9/v1' }
    const here = terminal({ bunq })
    const other = createFakeTerminal({ cwd: here.cwd, env: { HOME: cwd, NOSTRO_MASTER_KEY: 'short' } })
    const { code, stderr } = await nostro('accounts', other)
    expect(stderr.match(/master key in the environment/g)).toHaveLength(1)
    expect(code).toBe(2)
  })

  it('wants the master key apart from what it encrypts', async () => {
    const bunq = { environment: 'sandbox', apiKey: 'sandbox_0123456789abcdef', apiUrl: 'https://127.0.0.1:9/v1' }
    const storage = { dir: 'kept', keyFile: 'kept/deep/master.key' }
    const { code, stderr } = await nostro('accounts', terminal({ bunq }, { storage }))
    expect(stderr).toMatch(/master\.key lies in the folder of the data[\s\S]*Next: Move it elsewhere/)
    expect(code).toBe(2)
    expect(existsSync(join(cwd, 'kept'))).toBe(false)
  })

  it('C8: never uses a simulator, and makes nothing at a bank that is not connected', async () => {
    const apiUrl = 'https://127.0.0.1:9/v1'
    const { code, stdout } = await nostro(
      'compare --json',
      terminal({ bunq: { environment: 'sandbox', apiKey: 'sandbox_0123456789abcdef', apiUrl } }),
    )
    expect(JSON.parse(stdout)).toMatchObject({
      environment: 'configured',
      providers: [{ id: 'bunq', status: 'failed', error: { code: 'consent_required' } }],
    })
    expect(stdout).not.toContain('sandbox_0123456789abcdef')
    expect(code).toBe(1)
  })

  it.each([
    ['answers', 200, { status: 'ok', accounts: null, calls: { count: 1 } }, 0],
    ['is out of order', 503, { status: 'failed', error: { code: 'bank_unavailable' } }, 1],
  ] as const)(
    'compares a BankID that %s without an order that nobody could sign',
    async (_name, status, report, exit) => {
      const simulators = await startSimulators({ banks: ['bankid'], dir: cwd })
      try {
        const { url: apiUrl, certificate, key, userRoot } = simulators.ready.bankid ?? {}
        if (status !== 200) simulators.faults.add({ bank: 'bankid', fault: 'status', status, times: 99 })
        const bankid = {
          environment: 'test',
          apiUrl,
          ca: simulators.ready.ca,
          userRoot,
          identity: { certificate, key },
        }
        const { code, stdout } = await nostro('compare --json', terminal({ bankid }))
        expect(JSON.parse(stdout)).toMatchObject({
          environment: 'configured',
          providers: [{ id: 'bankid', ...report }],
        })
        expect(code).toBe(exit)
        expect(await simulators.control.call('GET', '/bankid/orders')).toEqual({ items: [] })
      } finally {
        await simulators.stop()
      }
    },
  )

  const plugin = (text: string): FakeTerminal => {
    writeFileSync(join(cwd, 'plug.mjs'), text)
    return terminal({ plug: { provider: './plug.mjs' } })
  }

  it.each([
    ['that does not parse', 'export const', /plug\.mjs cannot be loaded/],
    ['without createProvider', 'export const other = 1', /exports no function “createProvider”/],
    [
      'whose createProvider throws',
      'export const createProvider = () => { throw new TypeError("bang") }',
      /failed \(bang\)/,
    ],
    ['that gives no factory', 'export const createProvider = () => ({})', /gave no function/],
    ['whose factory throws', 'export const createProvider = () => () => { throw 7 }', /failed \(7\)/],
    ['that makes no provider', 'export const createProvider = () => () => ({})', /no usable `manifest\.id`/],
  ])('says of a plug-in %s what is wrong and what to do', async (_title, text, message) => {
    const { code, stderr } = await nostro('accounts', plugin(text))
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/\nNext: \S/)
    expect(code).toBe(2)
  })

  it('exits 3 when some banks fail and others work', async () => {
    writeFileSync(
      join(cwd, 'plug.js'),
      `export const createProvider = () => () => ({
         specVersion: 1,
         manifest: { id: 'plug', name: 'Plug', capabilities: [], authentication: [], signatureSchemes: [] },
         auth: {
           start: async ({ purpose }) => ({ kind: 'none', id: 'challenge', provider: 'plug', purpose, expiresAt: 9e15, serverState: null }),
           advance: async () => ({ status: 'complete', session: { specVersion: 1, id: 'plug-1', provider: 'plug', purpose: 'identify', revision: 1, createdAt: 0, secrets: null } }),
         },
         close: async () => {},
       })`,
    )
    const apiUrl = 'https://127.0.0.1:9/v1'
    const config = {
      plug: { provider: './plug.js' },
      bunq: { environment: 'sandbox', apiKey: 'sandbox_0123456789abcdef', apiUrl },
    }
    expect((await nostro('compare --json', terminal(config))).code).toBe(3)
  })

  it('a wrong value exits 2, naming key and value', async () => {
    const { code, stderr } = await nostro('compare', terminal({ bunq: { environment: 'prod' } }))
    expect(stderr).toMatch(/bunq\.environment.*found “prod”/)
    expect(code).toBe(2)
  })
})
