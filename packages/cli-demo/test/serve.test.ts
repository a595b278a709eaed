import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, createImpatientClock } from './fake-terminal.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const guide = readFileSync(join(root, 'docs/server.md'), 'utf8')
const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text)
const has = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}

interface Announced {
  readonly url: string
  readonly token: string
  readonly clientId?: string
  readonly control?: string
}

let folder: string
let env: Record<string, string>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-serve-test-'))
  env = { HOME: folder }
  const plugin = join(import.meta.dirname, 'plugin-bank.ts')
  writeFileSync(
    join(folder, 'nostro.config.json'),
    JSON.stringify({
      banks: { plugin: { provider: plugin } },
      server: { oidc: { issuer: 'https://login.example', clientId: 'nostro', name: 'House' } },
    }),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const nostro = async (line: string) => {
  const terminal = createFakeTerminal({ cwd: folder, env })
  const code = await runCommand(createProgram, line.trim().split(/\s+/), terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

/** Starts a server in this process, and gives what it printed as its one line. */
const serve = async (line: string, clock?: Clock) => {
  const terminal = createFakeTerminal({ cwd: folder, env, clock })
  let announce = (_: Announced): void => undefined
  const announced = new Promise<Announced>((resolve) => {
    announce = resolve
  })
  const ended = runCommand(createProgram, line.split(' '), {
    ...terminal,
    out: (text) => announce(JSON.parse(text) as Announced),
  })
  const failed = ended.then((code) => {
    throw new Error(`The server ended with ${code}: ${terminal.stderr()}`)
  })
  failed.catch(() => undefined)
  const server = await Promise.race([announced, failed])
  return {
    ...server,
    terminal,
    stop: () => {
      terminal.interrupt()
      return ended
    },
  }
}

describe('nostro serve --demo', () => {
  let server: Awaited<ReturnType<typeof serve>>
  const get = async (path: string) =>
    (await (await fetch(`${server.url}${path}`, { headers: { Authorization: `Bearer ${server.token}` } })).json()) as {
      readonly data: readonly Record<string, unknown>[]
    }
  /** Reads the event stream until an event of this type comes. */
  const eventOf = async (type: string): Promise<void> => {
    const abort = new AbortController()
    const answer = await fetch(`${server.url}/v1/events/stream`, {
      headers: { Authorization: `Bearer ${server.token}`, 'Last-Event-ID': '0' },
      signal: abort.signal,
    })
    let text = ''
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part).toString('utf8')
      if (text.includes(`event: ${type}\n`)) break
    }
    abort.abort()
  }
  beforeAll(async () => {
    server = await serve('serve --demo --port 0 --json', createImpatientClock())
    await eventOf('match.suggested')
  }, 120_000)
  afterAll(() => server.stop())

  it('has three banks, synced, an invoice that is matched with reasons, one that may fit and one that is open', async () => {
    expect((await get('/v1/connections')).data).toHaveLength(3)
    const [match] = (await get('/v1/matches')).data
    expect(match).toMatchObject({ status: 'matched', class: 'C' })
    expect((await get('/v1/matches?status=suggested')).data.length).toBeGreaterThan(0)
    expect((await get('/v1/invoices?state=open')).data.length).toBeGreaterThan(0)
  })

  it('docs/server.md: the commands of the demonstration run as written', async () => {
    const script = blocks.filter((text) => text.startsWith('curl ')).join('\n')
    expect(script.length).toBeGreaterThan(200)

    if (!has('curl')) return process.emitWarning('Not run: curl is not here.')
    const { stdout } = await run('sh', ['-euc', script], {
      env: {
        PATH: process.env['PATH'],
        URL: server.url,
        TOKEN: server.token,
        CLIENT_ID: server.clientId,
        CONTROL: server.control,
      },
    })
    expect(stdout).toContain('"data"')
    expect(stdout).toContain('retry:')
    return undefined
  })

  it.each([
    ['python3', 'client.py'],
    ['curl', 'client.sh'],
  ])(
    'a client that knows the OpenAPI document alone does the round: %s',
    async (program, file) => {
      if (!has(program)) return process.emitWarning(`Not run: ${program} is not here.`)
      const interpreter = file.endsWith('.py') ? 'python3' : 'sh'
      const { stdout } = await run(interpreter, [join(root, 'examples/server-clients', file), server.url, server.token])
      const counts = JSON.parse(stdout) as { readonly accounts: number; readonly transactions: number }
      expect(counts.accounts).toBeGreaterThan(3)
      expect(counts.transactions).toBeGreaterThan(100)
      return undefined
    },
    60_000,
  )

  it('the four routes of the back office answer from loopback without a token', async () => {
    const answer = await fetch(`${server.url}/api/backoffice/finance/psd2/consent/initiate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_id: server.clientId, redirect_uri: 'https://tpp.example/cb' }),
    })
    expect(answer.status).toBe(200)
  })

  it('ends with exit code 0', async () => {
    expect(await server.stop()).toBe(0)
  })
})

describe('nostro serve with a configuration', () => {
  it('docs/server.md: tokens, links, audit; served, read, stopped, and the audit breaks when a line is changed', async () => {
    expect((await nostro('connect plugin')).code).toBe(0)
    const lines = blocks.filter((text) => text.startsWith('nostro token')).flatMap((text) => text.trim().split('\n'))
    const outputs = new Map<string, string>()
    for (const line of lines) {
      const command = line.replace(/#.*$/, '').replace(/^nostro /, '')
      const { code, stdout, stderr } = await nostro(command)
      expect([line, code, stderr]).toEqual([line, 0, ''])
      outputs.set(command.split(' ')[0] ?? '', stdout)
    }
    const token = outputs.get('token')?.trim() ?? ''
    expect(token).toMatch(/^nst_/)
    expect(outputs.get('login-link')).toMatch(/#login=\w{27}/)
    expect(outputs.get('audit')).toContain('The audit holds')
    const server = await serve('serve --port 0 --json')
    const call = async (path: string, method = 'GET') => {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
        },
        ...(method === 'POST' ? { body: '{}' } : {}),
      })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    }
    expect((await call('/auth/session')).body).toMatchObject({ methods: { oidc: 'House' } })
    const job = await call('/v1/syncs', 'POST')
    expect(job.status).toBe(202)
    const done = await call(`/v1/syncs/${String(job.body['id'])}?wait=true`)
    expect(done.body).toMatchObject({ status: 'completed' })
    expect((await call('/v1/transactions')).body['data']).toHaveLength(1)
    expect((await call('/v1/invoices')).status).toBe(403)
    expect(await server.stop()).toBe(0)
    expect((await nostro('audit verify --json')).stdout).toContain('"holds":true')
  })

  it('nostro worker wants a ledger on PostgreSQL, and says what to do with a file', async () => {
    const { code, stderr } = await nostro('worker')
    expect(code).toBe(2)
    expect(stderr).toContain('nostro ledger copy')
  })

  it('listens beyond this machine only behind TLS', async () => {
    expect((await nostro('serve --host 0.0.0.0 --port 0')).stderr).toContain('without TLS')
  })
})
