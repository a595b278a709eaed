import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const main = join(root, 'packages/cli-demo/dist/main.js')

interface ReadyLine {
  readonly profile: string
  readonly environment: string
  readonly dir: string
  readonly ca: string
  readonly control: string
  readonly ing: Readonly<Record<string, string>> & { readonly redirectUris: readonly string[] }
  readonly bunq: { readonly url: string }
  readonly bankid: Readonly<Record<string, string>>
}

const startCommand = async (
  ...args: readonly string[]
): Promise<{ child: ChildProcess; ready: ReadyLine; lines: string[] }> => {
  const child = spawn(process.execPath, [main, 'simulators', 'start', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  const lines: string[] = []
  child.stdout?.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)))
  while (lines.length === 0) await once(child.stdout as NodeJS.ReadableStream, 'data')
  return { child, lines, ready: JSON.parse(lines[0] ?? '') as ReadyLine }
}

const stop = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  const exited = once(child, 'exit')
  child.kill(signal)
  const [code] = (await exited) as [number | null]
  return code
}

describe('nostro simulators start', { timeout: 120_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('prints one line, runs until %s, cleans up and exits 0', async (signal) => {
    const { child, ready, lines } = await startCommand()
    expect(existsSync(ready.ca)).toBe(true)
    expect(await stop(child, signal)).toBe(0)
    expect(lines).toHaveLength(1)
    expect(existsSync(ready.dir)).toBe(false)
  })

  it('through npm, SIGTERM reaches it all the same', async () => {
    const args = ['run', '--silent', 'nostro', '--', 'simulators', 'start']
    const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { dir } = JSON.parse(line.toString()) as ReadyLine
    expect(await stop(child, 'SIGTERM')).toBe(0)
    expect(existsSync(dir)).toBe(false)
  })

  it('has the keys that other programs rely on, and starts its clock at the given moment', async () => {
    const dir = join(mkdtempSync(join(tmpdir(), 'nostro-dir-')), 'made/here')
    const { child, ready } = await startCommand(
      ...['--dir', dir, '--now', '2025-03-30T00:59:59Z'],
      ...['--redirect-uri', 'https://a.example/cb', 'https://b.example/cb'],
    )
    const { now } = (await (await fetch(`${ready.control}/clock`)).json()) as { now: string }
    expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse('2025-03-30T00:59:59Z'))
    expect(now.slice(0, 10)).toBe('2025-03-30')
    expect(await stop(child, 'SIGTERM')).toBe(0)
    expect(Object.keys(ready)).toEqual(['profile', 'environment', 'dir', 'ca', 'control', 'ing', 'bunq', 'bankid'])
    expect(ready).toMatchObject({ profile: 'strict', environment: 'sandbox', dir })
    expect(new Set(Object.keys(ready.ing))).toEqual(
      new Set([
        'url',
        'authorizeUrl',
        'clientId',
        'redirectUris',
        'tlsCertificate',
        'tlsKey',
        'signingCertificate',
        'signingKey',
      ]),
    )
    expect(new Set(Object.keys(ready.bankid))).toEqual(
      new Set(['url', 'certificate', 'key', 'pkcs12', 'passphrase', 'secondCertificate', 'secondKey', 'userRoot']),
    )
    expect(ready.ing.redirectUris).toEqual(['https://a.example/cb', 'https://b.example/cb'])
    expect(ready.bunq.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v1$/)
    expect(ready.bankid['url']).toMatch(/\/rp\/v6\.0$/)
    expect(ready.ing['authorizeUrl']).toMatch(/\/authorize\/v2$/)
    expect(ready.control).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    for (const key of [ready.ing['tlsKey'], ready.ing['signingKey'], ready.bankid['key'], ready.bankid['secondKey']]) {
      expect(statSync(key ?? '').mode & 0o777).toBe(0o600)
    }
    rmSync(join(dir, '../..'), { recursive: true, force: true })
  })
})

const hasTools = ['curl', 'openssl', 'bash'].every((tool) => spawnSync(tool, ['--version']).error === undefined)
if (!hasTools && process.env['CI'] === 'true') throw new Error('CI needs curl, openssl and bash.')

describe.runIf(hasTools)('curl and openssl alone', { timeout: 120_000 }, () => {
  let child: ChildProcess
  let ready: ReadyLine
  let dir: string

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nostro-curl-'))
    const started = await startCommand()
    child = started.child
    ready = started.ready
    writeFileSync(join(dir, 'ready.json'), started.lines[0] ?? '')
  }, 120_000)

  afterAll(async () => {
    await stop(child, 'SIGTERM')
    rmSync(dir, { recursive: true, force: true })
  })

  const token = async (spoil: string): Promise<{ status: number; body: string }> => {
    const script = join(root, 'examples/ing-by-hand/application-token.sh')
    const { stdout } = await run('bash', [script, join(dir, 'ready.json')], {
      env: { PATH: process.env['PATH'], SPOIL: spoil },
    })
    const lines = stdout.trimEnd().split('\n')
    return { status: Number(lines.at(-1)), body: lines.slice(0, -1).join('\n') }
  }

  const lastRejection = async (): Promise<{ check: string; reason: string }> => {
    const { items } = (await (await fetch(`${ready.control}/rejections`)).json()) as {
      items: { check: string; reason: string }[]
    }
    return items.at(-1) ?? { check: '', reason: '' }
  }

  it('obtain an application token', async () => {
    const { status, body } = await token('nothing')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ expires_in: 905, token_type: 'Bearer', client_id: ready.ing['clientId'] })
  })

  it.each([
    ['date', 401, 'ing-21'],
    ['digest', 401, 'ing-22'],
    ['header', 400, 'ing-22'],
    ['method', 401, 'ing-23'],
    ['line-feed', 401, 'ing-23'],
    ['key', 401, 'ing-23'],
    ['certificate', 401, 'ing-2'],
    ['no-certificate', 401, 'ing-1'],
  ])('with the %s spoilt get %i, and the developer reads why at %s', async (spoil, status, check) => {
    expect((await token(spoil)).status).toBe(status)
    expect((await lastRejection()).check).toBe(check)
  })
})
