import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Simulators, startSimulators } from '../packages/simulators/src/index.ts'

const root = join(import.meta.dirname, '..')
// Inside the package that depends on all others, so that the samples find them as a user's program would.
const folder = join(root, 'packages/cli-demo/test/.readme')

/** What the samples take for granted: the reader's own key, certificates and user interface. */
const preamble = `
import type { IncomingMessage as Request, ServerResponse as Response } from 'node:http'
import type { BankIdOptions } from '@nostro/provider-bankid'
import type { BunqOptions } from '@nostro/provider-bunq'
import type { IngOptions } from '@nostro/provider-ing'

type Handler = (request: Request, response: Response) => Promise<void>
interface Given<Options> {
  options: Options
  simulator: object
  apiKey: string
  ing: IngOptions
  bunq: BunqOptions
  bankid: BankIdOptions
  folder: string
  redirectUri: string
  userOf(request: Request): string
  serve(start: Handler, finish: Handler): Promise<void>
  show(view: object): void
  print(...values: unknown[]): void
}
`

/** Whose options a sample calls `options`. */
const optionsIn = (body: string): string =>
  body.includes('createIngProvider(')
    ? 'IngOptions'
    : body.includes('createBankIdProvider(')
      ? 'BankIdOptions'
      : 'never'

/** The sample as a function of what is given; nothing else is changed but where the sandbox of bunq is. */
const toModule = (sample: string): string => {
  const lines = sample.split('\n')
  const imports = lines.filter((line) => line.startsWith('import '))
  const body = lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .replace('createBunqProvider({', '$& ...given.simulator,')
    .replaceAll('console.log', 'given.print')
  const end = body.includes('startConsent') ? 'await given.serve(startConsent, finishConsent)' : ''
  const names = ['options', 'apiKey', 'ing', 'bunq', 'bankid', 'folder', 'redirectUri', 'userOf', 'show']
  const isOwn = (name: string): boolean => new RegExp(`(const|using) ${name} =`).test(body)
  const used = names.filter((name) => new RegExp(`(?<!')\\b${name}\\b`).test(body) && !isOwn(name))
  const parameter = `given: Given<${optionsIn(body)}>`
  return `${imports.join('\n')}\n${preamble}\nexport const run = async (${parameter}): Promise<void> => {\nconst { ${used.join(', ')} } = given\n${body}\n${end}\n}\n`
}

const samples = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
  (match) => match[1] ?? '',
)
const fileOf = (index: number): string => join(folder, `sample-${index}.ts`)

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [index, sample] of samples.entries()) writeFileSync(fileOf(index), toModule(sample))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the README’s samples', { timeout: 120_000 }, () => {
  it.each([
    ['bunq, accounts with balances', 4],
    ['ING, a consent over two handlers', 14],
    ['BankID, a login as states', 6],
    ['three banks with a store', 10],
  ])('%s: at most %i lines of user code', (_title, most) => {
    const index = [4, 14, 6, 10].indexOf(most)
    const lines = (samples[index] ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '))
    expect(samples).toHaveLength(4)
    expect(lines.length).toBeGreaterThan(3)
    expect(lines.length).toBeLessThanOrEqual(most)
  })

  it('compile under the house’s own flags', () => {
    const config = {
      extends: '../../../../tsconfig.base.json',
      compilerOptions: { noEmit: true, composite: false },
      include: ['*.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
    expect(execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })).toBe('')
  })

  describe('run against the simulators', () => {
    let simulators: Simulators

    beforeAll(async () => {
      simulators = await startSimulators()
    })

    afterAll(async () => simulators.stop())

    const runSample = async (index: number, given: object): Promise<unknown[]> => {
      const { control, options } = simulators
      const printed: unknown[] = []
      const { run } = (await import(fileOf(index))) as { run(given: object): Promise<void> }
      await run({
        ...options,
        // The person approves as soon as the code is shown.
        show: async () => {
          const order = (await control.bankid.orders()).findLast(({ status }) => status === 'pending')
          if (order !== undefined) await control.bankid.act(order.orderRef, 'approve').catch(() => undefined)
        },
        print: (...values: unknown[]) => printed.push(...values),
        ...given,
      })
      return printed
    }

    it('bunq', async () => {
      const { apiKey: _first, ...simulator } = simulators.options.bunq
      // Each balance is a read of its own, and bunq's budget of reads passes in real time: a customer with few accounts.
      const customers = await simulators.control.bunq.customers()
      const [few] = customers.toSorted((a, b) => a.accountIds.length - b.accountIds.length)
      const { apiKey } = await simulators.control.bunq.createApiKey({ customer: few?.customer })
      expect(await runSample(0, { apiKey, simulator })).toContainEqual({
        amount: expect.stringMatching(/^-?\d+\.\d\d$/),
        currency: 'EUR',
      })
    })

    it('ING: a browser goes to the bank and comes back', async () => {
      const options = simulators.options.ing
      const redirectUri = options.redirectUris?.[0] ?? ''
      const served: unknown[] = []
      const serve = async (start: Handler, finish: Handler): Promise<void> => {
        const handle: Handler = (request, response) => (request.url === '/connect' ? start : finish)(request, response)
        const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1')
        await once(server, 'listening')
        const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
        const page = await fetch(`${origin}/connect`, { redirect: 'manual' })
        const landing = new URL(await simulators.control.decideIngConsent(page.headers.get('location') ?? ''))
        served.push(await (await fetch(`${origin}${landing.pathname}${landing.search}`)).json())
        server.close()
        await once(server, 'close')
      }
      await runSample(1, { options, redirectUri, serve, userOf: () => 'anna' })
      expect(served).toEqual([
        expect.arrayContaining([expect.objectContaining({ iban: expect.stringMatching(/^NL\d{2}INGB/) })]),
      ])
    })

    it('BankID', async () => {
      expect(await runSample(2, { options: simulators.options.bankid })).toEqual([expect.any(String)])
    })

    it('three banks: typed, with connections that are kept', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'nostro-readme-'))
      try {
        expect(await runSample(3, { folder })).toEqual(['Cards:', expect.any(Number)])
        expect(readdirSync(join(folder, 'connections')).length).toBeGreaterThan(0)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  })
})

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>
