import { execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createFileConnectionStore, createFileSessionStore, loadMasterKey } from '@nostro/core/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'
import { type IngSetUp, startIngSetUp } from './ing-set-up.ts'

const main = join(import.meta.dirname, '../dist/main.js')

let setUp: IngSetUp

beforeEach(async () => {
  setUp = await startIngSetUp()
})

afterEach(() => setUp.stop())

const terminalHere = (env: Record<string, string> = setUp.env): FakeTerminal =>
  createFakeTerminal({ cwd: setUp.folder, env })
const run = (args: readonly string[], terminal: FakeTerminal) => runCommand(createProgram, args, terminal)

/** The bank's page as the command printed it, as soon as it has. */
const pageOf = async (stderr: () => string, done?: Promise<unknown>): Promise<string> => {
  let ended = false
  void done?.then(() => {
    ended = true
  })
  for (;;) {
    if (ended) throw new Error(`ended before its page: ${stderr()}`)
    const url = /https:\/\/127\.0\.0\.1:\d+\/authorize\/v2\S+/.exec(stderr())?.[0]
    if (url !== undefined && stderr().includes('Waiting')) return url
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** A consent from start to end, in this process. */
const connectOnce = async (
  args: readonly string[] = ['connect', 'ing'],
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<{ readonly id: string }> => {
  const terminal = terminalHere()
  const done = run([...args, '--no-open', '--json'], terminal)
  const page = await pageOf(terminal.stderr, done)
  await meanwhile()
  await fetch(await setUp.simulators.control.decideIngConsent(page))
  expect({ code: await done, stderr: terminal.stderr() }).toMatchObject({ code: 0 })
  return JSON.parse(terminal.stdout()) as { id: string }
}

/** What the command keeps. */
const storesHere = async () => {
  const masterKey = await loadMasterKey({ file: join(setUp.folder, '.config/nostro/master.key') })
  const dir = join(setUp.folder, '.local/state/nostro')
  return {
    sessions: createFileSessionStore({ dir: join(dir, 'sessions'), masterKey }),
    connections: createFileConnectionStore({ dir: join(dir, 'connections'), masterKey }),
  }
}

/** The one connection that is kept. */
const keptHere = async () => {
  const { connections, sessions } = await storesHere()
  const [record] = await connections.list()
  if (record === undefined) throw new Error('nothing was kept')
  return { record, connections, sessions }
}

/** A page of another site may reach this port by a name that leads to 127.0.0.1. */
const statusWithHost = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${url}?code=a&state=b`, { headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    }).once('error', reject)
  })

describe('nostro connect ing', { timeout: 180_000 }, () => {
  it('catches the redirect, and tomorrow’s process reads the accounts', async () => {
    const env = { PATH: process.env['PATH'] ?? '', ...setUp.env }
    const child = spawn(process.execPath, [main, 'connect', 'ing', '--country', 'NL', '--no-open', '--json'], {
      env,
      cwd: setUp.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
    const page = await pageOf(() => stderr, exit)
    const landing = await setUp.simulators.control.decideIngConsent(page)
    expect(landing.startsWith(setUp.redirectUri)).toBe(true)
    const answer = await fetch(landing)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await answer.text()).toContain('You can close this window')
    expect(await exit).toBe(0)
    const kept = JSON.parse(stdout) as Record<string, unknown>
    expect(kept).toEqual({
      id: expect.stringMatching(/^ing-/),
      bank: 'ing',
      provider: 'ing',
      consent: expect.objectContaining({ daysLeft: expect.any(Number) }),
    })

    const sessions = join(setUp.folder, '.local/state/nostro/sessions')
    const files = readdirSync(sessions, { withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const { name } of files) {
      expect(statSync(join(sessions, name)).mode & 0o777).toBe(0o600)
      expect(readFileSync(join(sessions, name), 'utf8')).not.toMatch(/accessToken|Bearer/)
    }

    const next = await promisify(execFile)(process.execPath, [main, 'accounts', '--provider', 'ing', '--json'], {
      env,
      cwd: setUp.folder,
    })
    const { environment, accounts, errors } = JSON.parse(next.stdout) as {
      environment: string
      accounts: unknown[]
      errors: unknown[]
    }
    expect(environment).toBe('configured')
    expect(errors).toEqual([])
    expect(accounts.length).toBeGreaterThan(0)
    expect(setUp.simulators.recorder.rejections()).toEqual([])

    // The same configuration with another address: this session's token is not for it.
    const asked = setUp.simulators.recorder.requests().length
    const elsewhere = terminalHere({ ...setUp.env, NOSTRO_ING_API_URL: 'https://127.0.0.1:1' })
    expect(await run(['accounts'], elsewhere)).toBe(1)
    expect(elsewhere.stderr()).toContain('was made with other settings')
    expect(setUp.simulators.recorder.requests()).toHaveLength(asked)
  })

  it('serves nothing but the redirect, and takes no answer without a state', async () => {
    const terminal = terminalHere()
    const done = run(['connect', 'ing', '--no-open'], terminal)
    const page = await pageOf(terminal.stderr, done)
    const origin = new URL(setUp.redirectUri).origin
    const statuses = await Promise.all(
      [
        ['GET', `${origin}/`],
        ['GET', `${origin}/callback/x?state=a`],
        ['POST', `${setUp.redirectUri}?state=a`],
        ['GET', setUp.redirectUri],
      ].map(async ([method = '', url = '']) => (await fetch(url, { method })).status),
    )
    expect(statuses).toEqual([404, 404, 405, 400])
    await fetch(await setUp.simulators.control.decideIngConsent(page))
    expect(await done).toBe(0)
    expect(terminal.stdout()).toMatch(/ING is connected as ing-\w+, for \d+ days\./)
    await expect(fetch(origin)).rejects.toThrow('fetch failed')
  })

  it('keeps a renewed consent also when another process renewed the old tokens meanwhile', async () => {
    const first = await connectOnce()
    const second = await connectOnce(['connections', 'renew', first.id], async () => {
      const { record, sessions } = await keptHere()
      const stored = await sessions.get(record.sessionId)
      if (stored === undefined) throw new Error('nothing was kept')
      for (const revision of [2, 3]) await sessions.put({ ...stored, revision }, revision - 1)
    })
    expect(second).toMatchObject({ id: first.id })
    const { record, sessions } = await keptHere()
    expect(await sessions.get(record.sessionId)).toMatchObject({ consentValidUntil: record.consent?.validUntil })
    expect(await run(['accounts'], terminalHere())).toBe(0)
  })

  it.each([
    [15, undefined],
    [13.5, 'the consent ends in 13 days, on '],
    [1.5, 'the consent ends in a day, on '],
    [0.5, 'the consent ends in less than a day, on '],
  ])('a consent with %s days left: %s', async (days, words) => {
    await connectOnce()
    const { record, connections } = await keptHere()
    const consent = { validUntil: Date.now() + days * 86_400_000 }
    await connections.put({ ...record, revision: record.revision + 1, consent }, record.revision)
    const terminal = terminalHere()
    expect(await run(['accounts', '--json'], terminal)).toBe(0)
    const [, connection, said] = /(ing-\w+): (the consent ends [a-z0-9 ]+, on )/.exec(terminal.stderr()) ?? []
    expect(said).toBe(words)
    expect(connection).toBe(words === undefined ? undefined : record.id)
  })

  it('F12: an answer of a foreign page ends nothing: the wait goes on until the right state comes', async () => {
    const terminal = terminalHere()
    const done = run(['connect', 'ing', '--no-open'], terminal)
    const page = await pageOf(terminal.stderr, done)
    const foreign = await fetch(`${setUp.redirectUri}?code=stolen&state=foreign`)
    expect(foreign.status).toBe(400)
    const twice = await fetch(`${setUp.redirectUri}?code=a&state=foreign&state=b`)
    expect(twice.status).toBe(400)
    expect(await statusWithHost(setUp.redirectUri, 'bank.example')).toBe(421)
    await fetch(await setUp.simulators.control.decideIngConsent(page))
    expect(await done).toBe(0)
    expect(terminal.stderr()).not.toContain('stolen')
  })

  it('says that the customer cancelled', async () => {
    const terminal = terminalHere()
    const done = run(['connect', 'ing', '--no-open'], terminal)
    await fetch(
      await setUp.simulators.control.decideIngConsent(await pageOf(terminal.stderr, done), { decision: 'cancel' }),
    )
    expect(await done).toBe(1)
    expect(terminal.stderr()).toContain('user_cancelled')
  })

  it('ends on Ctrl-C, and the port is free again', async () => {
    const terminal = terminalHere()
    const done = run(['connect', 'ing', '--no-open'], terminal)
    await pageOf(terminal.stderr, done)
    terminal.interrupt()
    expect(await done).toBe(130)
    await expect(fetch(setUp.redirectUri)).rejects.toThrow('fetch failed')
  })

  it('a busy port is reported before the bank is asked', async () => {
    const taken = createServer().listen(Number(new URL(setUp.redirectUri).port), '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const terminal = terminalHere()
    expect(await run(['connect', 'ing', '--no-open'], terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(/in use by another program[\s\S]*Next: End the program/)
    expect(setUp.simulators.recorder.requests()).toEqual([])
    await new Promise((resolve) => taken.close(resolve))
  })

  it.each([
    [
      'a redirect URI that is not registered',
      ['--redirect-uri', 'http://127.0.0.1:8765/Callback'],
      /not one of the registered/,
      2,
    ],
    ['a country that ING does not know', ['--country', 'XX'], /no authorization page/, 1],
    [
      'a redirect elsewhere without a terminal',
      ['--redirect-uri', 'https://tpp.example/cb'],
      /no terminal to type at/,
      2,
    ],
  ])('refuses %s', async (_, more, words, code) => {
    const terminal = terminalHere()
    expect(await run(['connect', 'ing', '--no-open', ...more], terminal)).toBe(code)
    expect(terminal.stderr()).toMatch(words)
  })

  it.each([
    ['ing', {}, /Without a configuration/],
    ['bank', { NOSTRO_BUNQ_ENVIRONMENT: 'sandbox' }, /Configured are: bunq/],
  ])('“connect %s” without it in the configuration exits 2', async (provider, env, words) => {
    const terminal = terminalHere({ HOME: setUp.folder, XDG_CONFIG_HOME: setUp.folder, ...env })
    expect(await run(['connect', provider], terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(words)
  })
})
