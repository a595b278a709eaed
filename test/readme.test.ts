import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Simulators, startSimulators } from '../packages/simulators/src/index.ts'

const root = join(import.meta.dirname, '..')
// Inside the package that depends on all others, so that the samples find them as a user's program would.
const folder = join(root, 'packages/cli-demo/test/.readme')

/** What the samples take for granted: the reader's own key, certificates and user interface. */
const preamble = `
interface Given {
  simulator: object
  apiKey: string
  clientId: string
  tls: { certificate: string; key: string }
  signing: { certificate: string; key: string }
  redirectUris: string[]
  identity: { pkcs12: Uint8Array; passphrase: string }
  sendCustomerTo(url: string): Promise<string>
  show(view: object): void
  print(...values: unknown[]): void
}
`

/** The sample as a function of what is given; nothing else is changed but where the bank is. */
const toModule = (sample: string): string => {
  const lines = sample.split('\n')
  const imports = lines.filter((line) => line.startsWith('import '))
  const body = lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .replace(/(create\w+Provider\(\{)/, '$1 ...given.simulator,')
    .replaceAll('console.log', 'given.print')
  const names = ['apiKey', 'clientId', 'tls', 'signing', 'redirectUris', 'identity', 'sendCustomerTo', 'show']
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(body))
  return `${imports.join('\n')}\n${preamble}\nexport const run = async (given: Given): Promise<void> => {\nconst { ${used.join(', ')} } = given\n${body}\n}\n`
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
  it('are one for each provider, of ten lines or so', () => {
    expect(samples).toHaveLength(3)
    for (const sample of samples)
      expect(
        sample
          .trim()
          .split('\n')
          .filter((line) => !line.startsWith('import ')).length,
      ).toBeLessThanOrEqual(14)
  })

  it('compile under the house’s own flags', () => {
    const config = {
      extends: '../../../../tsconfig.base.json',
      compilerOptions: { noEmit: true, composite: false },
      include: ['*.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    expect(execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })).toBe('')
  })

  describe('run against the simulators', () => {
    let simulators: Simulators

    beforeAll(async () => {
      simulators = await startSimulators()
    })

    afterAll(async () => simulators.stop())

    const text = (path: string | undefined): string => readFileSync(path ?? '', 'utf8')

    const runSample = async (index: number, simulator: object): Promise<unknown[]> => {
      const { ready, control } = simulators
      const printed: unknown[] = []
      const { run } = (await import(fileOf(index))) as { run(given: object): Promise<void> }
      const { apiKey } = (await control.call('POST', '/bunq/api-keys')) as { apiKey: string }
      await run({
        simulator: { ...simulator, ca: text(ready.ca) },
        apiKey,
        clientId: ready.ing?.clientId,
        tls: { certificate: text(ready.ing?.tlsCertificate), key: text(ready.ing?.tlsKey) },
        signing: { certificate: text(ready.ing?.signingCertificate), key: text(ready.ing?.signingKey) },
        redirectUris: ready.ing?.redirectUris.slice(0, 1),
        identity: { pkcs12: readFileSync(ready.bankid?.pkcs12 ?? ''), passphrase: ready.bankid?.passphrase },
        sendCustomerTo: (url: string) => control.decideIngConsent(url),
        // The person approves as soon as the code is shown.
        show: async () => {
          const { items } = (await control.call('GET', '/bankid/orders')) as {
            items: { orderRef: string; status: string }[]
          }
          for (const { orderRef, status } of items) {
            if (status === 'pending') await control.actOnBankIdOrder(orderRef, 'approve').catch(() => undefined)
          }
        },
        print: (...values: unknown[]) => printed.push(...values),
      })
      return printed
    }

    it('bunq', async () => {
      expect(await runSample(0, { apiUrl: simulators.ready.bunq?.url })).toContainEqual([
        expect.objectContaining({ amount: expect.anything() }),
      ])
    })

    it('ING', async () => {
      const { url, authorizeUrl } = simulators.ready.ing ?? {}
      expect(await runSample(1, { apiUrl: url, authorizeUrl })).toEqual([
        expect.arrayContaining([expect.stringMatching(/^NL\d{2}INGB/)]),
      ])
    })

    it('BankID, as states in six lines', async () => {
      const lines = (samples[2] ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '))
      expect(lines.length).toBeLessThanOrEqual(6)
      const { bankid } = simulators.ready
      expect(await runSample(2, { apiUrl: bankid?.url, userRoot: text(bankid?.userRoot) })).toEqual([
        expect.any(String),
      ])
    })
  })
})
