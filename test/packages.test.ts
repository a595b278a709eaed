import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Simulators, startSimulators } from '../packages/simulators/src/index.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
let work: string
let tarballs: Record<string, string>
let simulators: Simulators

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'nostro-packed-'))
  const { stdout } = await run(process.execPath, [join(root, 'scripts/pack.mjs'), join(work, 'tarballs')])
  tarballs = JSON.parse(stdout) as Record<string, string>
  simulators = await startSimulators()
}, 120_000)

afterAll(async () => {
  await simulators.stop()
  rmSync(work, { recursive: true, force: true })
})

/** What `@nostro/core/di` needs beside core. */
const container = { inversify: '^8.2.3', 'reflect-metadata': '^0.2.2' }

/** An empty folder with these packages installed by npm from their tarballs, and nothing else of ours in reach. */
const installed = async (
  name: string,
  packages: readonly string[],
  others: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const folder = join(work, name)
  mkdirSync(folder)
  const dependencies = Object.fromEntries(packages.map((each) => [each, `file:${tarballs[each]}`]))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, private: true, type: 'module', dependencies: { ...dependencies, ...others } }),
  )
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--omit=optional'], { cwd: folder })
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

describe('a packed package, installed by npm into an empty folder', { timeout: 180_000 }, () => {
  it('@nostro/core imports by all its entry points and makes a call', async () => {
    const folder = await installed('core', ['@nostro/core'], container)
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
    const folder = await installed('ing', ['@nostro/core', '@nostro/provider-kit', '@nostro/provider-ing'])
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
    const folder = await installed('bunq', ['@nostro/core', '@nostro/provider-kit', '@nostro/provider-bunq'])
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
    const folder = await installed('bankid', ['@nostro/core', '@nostro/provider-kit', '@nostro/provider-bankid'])
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
    const folder = await installed('simulators', ['@nostro/simulators'])
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
    const names = Object.keys(tarballs).filter((name) => name !== 'nostro')
    const folder = await installed('types', names, { ...container, '@types/node': '^20.19.0' })
    const entryPoints = [...names]
    entryPoints.push('@nostro/core/node', '@nostro/core/di', '@nostro/core/testing', '@nostro/simulators/verify')
    writeFileSync(join(folder, 'entry-points.ts'), entryPoints.map((name) => `import '${name}'`).join('\n'))
    const strict =
      '--strict --exactOptionalPropertyTypes --noEmit --module nodenext --target es2023 --types node'.split(' ')
    const tsc = await run(
      process.execPath,
      [join(root, 'node_modules/@typescript/native/bin/tsc'), ...strict, 'entry-points.ts'],
      {
        cwd: folder,
      },
    )
    expect(tsc.stdout).toBe('')
  })

  it('the command compares a provider from outside the workspace, which needs nothing but @nostro/core', async () => {
    const folder = await installed('command', Object.keys(tarballs), { '@types/node': '^20.19.0' })
    cpSync(join(root, 'examples/sample-provider'), join(folder, 'sample'), { recursive: true })
    await run(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', 'sample'], {
      cwd: folder,
    })
    const entries = [{ id: '1', date: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), amount: '12.50' }]
    const banks = { cashbox: { provider: './sample/dist/sample-provider.js', entries } }
    writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify({ banks }))
    const env = { PATH: process.env['PATH'], HOME: folder }
    const nostro = join(folder, 'node_modules/.bin/nostro')
    await run(nostro, ['connect', 'cashbox'], { cwd: folder, env })
    const { stdout } = await run(nostro, ['compare', '--json'], { cwd: folder, env })
    expect(JSON.parse(stdout)).toMatchObject({
      environment: 'configured',
      providers: [{ id: 'cashbox', status: 'ok', accounts: 1, transactions: { count: 1 } }],
    })
  })
})
