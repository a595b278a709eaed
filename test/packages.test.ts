import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Simulators, startSimulators } from '../packages/simulators/src/index.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
/** What `@nostro/core/di` needs beside core. */
const container = { inversify: '^8.2.3', 'reflect-metadata': '^0.2.2' }
let work: string
/** All packages, installed by npm from their tarballs at once. */
let everything: string
let names: readonly string[]
let simulators: Simulators

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'nostro-packed-'))
  everything = join(work, 'everything')
  const starting = startSimulators()
  const { stdout } = await run(process.execPath, [join(root, 'scripts/pack.mjs')])
  const tarballs = JSON.parse(stdout) as Record<string, string>
  names = Object.keys(tarballs)
  const dependencies = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]))
  mkdirSync(everything)
  writeFileSync(
    join(everything, 'package.json'),
    JSON.stringify({
      ...{ name: 'everything', private: true, type: 'module' },
      dependencies: { ...dependencies, ...container, '@types/node': '^20.19.0' },
    }),
  )
  const quick = ['--no-audit', '--no-fund', '--prefer-offline', '--omit=optional']
  await run('npm', ['install', ...quick], { cwd: everything })
  simulators = await starting
}, 300_000)

afterAll(async () => {
  await simulators.stop()
  rmSync(work, { recursive: true, force: true })
}, 300_000)

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** What npm would install for these packages: them, and what they and theirs declare. */
const neededBy = (packages: readonly string[]): ReadonlySet<string> => {
  const needed = new Set<string>()
  const waiting = [...packages]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = join(everything, 'node_modules', name)
    // What only another version needs stands below the package that needs it, and is copied with it.
    if (needed.has(name) || !existsSync(folder)) continue
    needed.add(name)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
      (peer) => manifest.peerDependenciesMeta?.[peer]?.optional !== true,
    )
    waiting.push(...Object.keys(manifest.dependencies ?? {}), ...peers)
  }
  return needed
}

/** A folder with these packages and what they declare, as npm installed it, and nothing else of ours in reach. */
const installed = (name: string, packages: readonly string[]): string => {
  const folder = join(work, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }))
  for (const each of neededBy(packages)) {
    cpSync(join(everything, 'node_modules', each), join(folder, 'node_modules', each), { recursive: true })
  }
  return folder
}

const runScript = async (folder: string, script: string): Promise<string> => {
  writeFileSync(join(folder, 'call.mjs'), script)
  const env = { PATH: process.env['PATH'], READY: JSON.stringify(simulators.ready), API_KEY: await bunqKey() }
  return (await run(process.execPath, ['call.mjs'], { cwd: folder, env })).stdout.trim()
}

const bunqKey = async (): Promise<string> =>
  ((await simulators.control.call('POST', '/bunq/api-keys')) as { apiKey: string }).apiKey

const preamble = `
import { readFileSync } from 'node:fs'
const ready = JSON.parse(process.env.READY)
const text = (path) => readFileSync(path, 'utf8')
const ca = text(ready.ca)
`

describe('a packed package, installed by npm, with what it declares and no other package of ours', {
  timeout: 180_000,
}, () => {
  it('@nostro/core imports by all its entry points and makes a call', async () => {
    const folder = installed('core', ['@nostro/core', ...Object.keys(container)])
    const output = await runScript(
      folder,
      `${preamble}
import { toRequest } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createNostro } from '@nostro/core/di'
import { createFakeClock } from '@nostro/core/testing'
const transport = createNodeServices().createTransport({ provider: 'test', origins: [new URL(ready.bunq.url).origin], ca })
const request = toRequest({ method: 'GET', origin: new URL(ready.bunq.url).origin, target: '/v1/nowhere', headers: { 'User-Agent': 'test' } })
const { status } = await transport.send(request, { ctx: {}, route: 'GET /v1/nowhere', idempotent: true })
console.log(status, typeof createNostro, typeof createFakeClock)
await transport.close()`,
    )
    expect(output).toBe('404 function function')
  })

  it('@nostro/provider-ing reads a greeting', async () => {
    const folder = installed('ing', ['@nostro/provider-ing'])
    const output = await runScript(
      folder,
      `${preamble}
import { ingProvider, createIngProvider } from '@nostro/provider-ing'
const { ing } = ready
const options = {
  environment: 'sandbox', clientId: ing.clientId, redirectUris: ing.redirectUris, apiUrl: ing.url, authorizeUrl: ing.authorizeUrl, ca,
  tls: { certificate: text(ing.tlsCertificate), key: text(ing.tlsKey) },
  signing: { certificate: text(ing.signingCertificate), key: text(ing.signingKey) },
}
const provider = createIngProvider(options)
const challenge = await provider.auth.start({ purpose: 'payments' })
const result = await provider.auth.advance(challenge, {})
console.log(result.status, typeof ingProvider(options))
await provider.close()`,
    )
    expect(output).toBe('complete function')
  })

  it('@nostro/provider-bunq opens a session', async () => {
    const folder = installed('bunq', ['@nostro/provider-bunq'])
    const output = await runScript(
      folder,
      `${preamble}
import { bunqProvider, createBunqProvider } from '@nostro/provider-bunq'
const options = { environment: 'sandbox', apiKey: process.env.API_KEY, apiUrl: ready.bunq.url, ca }
const provider = createBunqProvider(options)
const result = await provider.auth.advance(await provider.auth.start({ purpose: 'accounts' }), {})
console.log(result.status, typeof bunqProvider(options))
await provider.close()`,
    )
    expect(output).toBe('complete function')
  })

  it('@nostro/provider-bankid starts an order', async () => {
    const folder = installed('bankid', ['@nostro/provider-bankid'])
    const output = await runScript(
      folder,
      `${preamble}
import { bankIdProvider, createBankIdProvider } from '@nostro/provider-bankid'
const { bankid } = ready
const options = {
  environment: 'test', apiUrl: bankid.url, ca, endUserIp: '127.0.0.1',
  identity: { pkcs12: readFileSync(bankid.pkcs12), passphrase: bankid.passphrase },
}
const provider = createBankIdProvider(options)
const challenge = await provider.auth.start({ purpose: 'identify' })
console.log(challenge.kind, typeof bankIdProvider(options))
await provider.auth.cancel(challenge)
await provider.close()`,
    )
    expect(output).toBe('decoupled function')
  })

  it('@nostro/simulators starts, verifies and stops', async () => {
    const folder = installed('simulators', ['@nostro/simulators'])
    const output = await runScript(
      folder,
      `import { startSimulators } from '@nostro/simulators'
import { verifyBunqSignature, verifyDetachedJws, verifyHttpSignature } from '@nostro/simulators/verify'
const simulators = await startSimulators({ banks: ['bunq'] })
console.log(simulators.ready.bunq.url.endsWith('/v1'), [verifyBunqSignature, verifyDetachedJws, verifyHttpSignature].every((each) => typeof each === 'function'))
await simulators.stop()`,
    )
    expect(output).toBe('true true')
  })

  it('all entry points of the library type-check in a strict program that checks the types of its libraries too', async () => {
    const entryPoints = names.filter((name) => name !== 'nostro')
    entryPoints.push('@nostro/core/node', '@nostro/core/di', '@nostro/core/testing', '@nostro/simulators/verify')
    writeFileSync(join(everything, 'entry-points.ts'), entryPoints.map((name) => `import '${name}'`).join('\n'))
    const strict =
      '--strict --exactOptionalPropertyTypes --noEmit --module nodenext --target es2023 --types node --singleThreaded'.split(
        ' ',
      )
    const args = [join(root, 'node_modules/@typescript/native/bin/tsc'), ...strict, 'entry-points.ts']
    const tsc = await run(process.execPath, args, { cwd: everything })
    expect(tsc.stdout).toBe('')
  })

  describe('providers outside the workspace', () => {
    const compile = async (project: string): Promise<string> => {
      const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
      return (await run(process.execPath, [tsc, '-p', project], { cwd: everything })).stdout
    }
    const nostro = async (...args: readonly string[]): Promise<string> => {
      const env = { PATH: process.env['PATH'], HOME: everything }
      return (await run(join(everything, 'node_modules/.bin/nostro'), args, { cwd: everything, env })).stdout
    }
    const copy = (sample: string): void =>
      cpSync(join(root, 'examples', sample), join(everything, sample), { recursive: true })

    it('examples/sample-provider is compared by the command', async () => {
      copy('sample-provider')
      expect(await compile('sample-provider')).toBe('')
      const date = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
      const entries = [{ id: '1', date, amount: '12.50' }]
      const banks = { cashbox: { provider: './sample-provider/dist/sample-provider.js', pin: '1234', entries } }
      writeFileSync(join(everything, 'nostro.config.json'), JSON.stringify({ banks }))
      await nostro('connect', 'cashbox')
      expect(JSON.parse(await nostro('compare', '--json'))).toMatchObject({
        environment: 'configured',
        providers: [{ id: 'cashbox', status: 'ok', accounts: 1, transactions: { count: 1 } }],
      })
    })

    it('create-nostro-provider, as npm runs it, makes a provider that compiles and passes the kit', async () => {
      const command = join(everything, 'node_modules/.bin/create-nostro-provider')
      const { stdout } = await run(command, ['river-bank', '--template', 'api-key'], { cwd: everything })
      expect(stdout).toContain('cd river-bank && npm install && npm test')
      expect(await compile('river-bank')).toBe('')
      const only = ['--only', 'manifest', '--only', 'accounts']
      const card = await nostro('provider', 'check', './river-bank/dist/test/harness.js', ...only, '--json')
      expect(JSON.parse(card)).toMatchObject({ failed: 0, excepted: 0 })
    })

    it('examples/sample-redirect-provider runs, and the conformance kit finds no fault in it', async () => {
      copy('sample-redirect-provider')
      const guide = readFileSync(join(root, 'docs/providers.md'), 'utf8')
      const [, tryIt = ''] = /```ts\n(import [^`]*createRecordingTransport[\s\S]*?)```/.exec(guide) ?? []
      writeFileSync(join(everything, 'sample-redirect-provider/try.ts'), tryIt)
      const config = { extends: './tsconfig.json', files: ['harbour-provider.ts', 'harness.ts', 'demo.ts', 'try.ts'] }
      writeFileSync(join(everything, 'sample-redirect-provider/with-try.json'), JSON.stringify(config))
      expect(await compile('sample-redirect-provider/with-try.json')).toBe('')
      const demo = await run(process.execPath, ['sample-redirect-provider/dist/demo.js'], { cwd: everything })
      expect(demo.stdout).toContain('status: ACSC')
      const card = await nostro('provider', 'check', './sample-redirect-provider/dist/harness.js', '--json')
      expect(JSON.parse(card)).toMatchObject({ failed: 0, excepted: 0 })
      expect((JSON.parse(card) as { proved: number }).proved).toBeGreaterThan(140)
    })
  })
})
