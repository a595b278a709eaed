import { execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Session } from '@nostro/core'
import { createFileSessionStore, loadMasterKey } from '@nostro/core/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'
import { type IngBench, startIngBench } from './ing-bench.ts'

const main = join(import.meta.dirname, '../dist/main.js')

let bench: IngBench

beforeEach(async () => {
  bench = await startIngBench()
})

afterEach(() => bench.stop())

const terminalHere = (env: Record<string, string> = bench.env): FakeTerminal =>
  createFakeTerminal({ cwd: bench.folder, env })
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
const connectOnce = async (meanwhile: () => Promise<void> = async () => undefined): Promise<Session> => {
  const terminal = terminalHere()
  const done = run(['connect', 'ing', '--no-open', '--json'], terminal)
  const page = await pageOf(terminal.stderr, done)
  await meanwhile()
  await fetch(await bench.simulators.control.decideIngConsent(page))
  expect({ code: await done, stderr: terminal.stderr() }).toMatchObject({ code: 0 })
  return JSON.parse(terminal.stdout()) as Session
}

/** What the command keeps. */
const storeHere = async () => {
  const masterKey = await loadMasterKey({ file: join(bench.folder, '.config/nostro/master.key') })
  return createFileSessionStore({ dir: join(bench.folder, '.local/state/nostro/sessions'), masterKey })
}

describe('nostro connect ing', { timeout: 60_000 }, () => {
  it('catches the redirect, and tomorrow’s process reads the accounts', async () => {
    const env = { PATH: process.env['PATH'] ?? '', ...bench.env }
    const child = spawn(process.execPath, [main, 'connect', 'ing', '--country', 'NL', '--no-open', '--json'], {
      env,
      cwd: bench.folder,
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
    const landing = await bench.simulators.control.decideIngConsent(page)
    expect(landing.startsWith(bench.redirectUri)).toBe(true)
    const answer = await fetch(landing)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await answer.text()).toContain('You can close this window')
    expect(await exit).toBe(0)
    const kept = JSON.parse(stdout) as Record<string, unknown>
    expect(kept).toMatchObject({
      provider: 'ing',
      purpose: 'accounts',
      revision: 1,
      consentValidUntil: expect.any(Number),
    })
    expect(kept).not.toHaveProperty('secrets')

    const sessions = join(bench.folder, '.local/state/nostro/sessions')
    const files = readdirSync(sessions, { withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const { name } of files) {
      expect(statSync(join(sessions, name)).mode & 0o777).toBe(0o600)
      expect(readFileSync(join(sessions, name), 'utf8')).not.toMatch(/accessToken|Bearer/)
    }

    const next = await promisify(execFile)(process.execPath, [main, 'accounts', '--provider', 'ing', '--json'], {
      env,
      cwd: bench.folder,
    })
    const { environment, accounts, errors } = JSON.parse(next.stdout) as {
      environment: string
      accounts: unknown[]
      errors: unknown[]
    }
    expect(environment).toBe('configured')
    expect(errors).toEqual([])
    expect(accounts.length).toBeGreaterThan(0)
    expect(bench.simulators.recorder.rejections()).toEqual([])

    // The same configuration with another address: this session's token is not for it.
    const asked = bench.simulators.recorder.requests().length
    const elsewhere = terminalHere({ ...bench.env, NOSTRO_ING_API_URL: 'https://127.0.0.1:1' })
    expect(await run(['accounts'], elsewhere)).toBe(1)
    expect(elsewhere.stderr()).toContain('configured but not connected yet')
    expect(bench.simulators.recorder.requests()).toHaveLength(asked)
  })

  it('serves nothing but the redirect, and takes no answer without a state', async () => {
    const terminal = terminalHere()
    const done = run(['connect', 'ing', '--no-open'], terminal)
    const page = await pageOf(terminal.stderr, done)
    const origin = new URL(bench.redirectUri).origin
    const statuses = await Promise.all(
      [
        ['GET', `${origin}/`],
        ['GET', `${origin}/callback/x?state=a`],
        ['POST', `${bench.redirectUri}?state=a`],
        ['GET', bench.redirectUri],
      ].map(async ([method = '', url = '']) => (await fetch(url, { method })).status),
    )
    expect(statuses).toEqual([404, 404, 405, 400])
    await fetch(await bench.simulators.control.decideIngConsent(page))
    expect(await done).toBe(0)
    expect(terminal.stdout()).toMatch(/ING is connected, until \d{4}-\d{2}-\d{2}/)
    await expect(fetch(origin)).rejects.toThrow('fetch failed')
  })

  it('keeps a new consent also when another process renewed the old tokens meanwhile', async () => {
    const first = await connectOnce()
    const store = await storeHere()
    const second = await connectOnce(async () => {
      const stored = await store.get(first.id)
      if (stored === undefined) throw new Error('nothing was kept')
      for (const revision of [2, 3]) await store.put({ ...stored, revision }, revision - 1)
    })
    expect(second).toMatchObject({ id: first.id, revision: 4 })
    expect(await store.get(first.id)).toMatchObject({ revision: 4 })
    expect(await run(['accounts'], terminalHere())).toBe(0)
  })

  it.each([
    [15, undefined],
    [13.5, 'ING: the consent ends in 13 days, on '],
    [1.5, 'ING: the consent ends in a day, on '],
    [0.5, 'ING: the consent ends in less than a day, on '],
  ])('a consent with %s days left: %s', async (days, words) => {
    const { id } = await connectOnce()
    const store = await storeHere()
    const stored = await store.get(id)
    if (stored === undefined) throw new Error('nothing was kept')
    const consentValidUntil = Date.now() + days * 86_400_000
    await store.put({ ...stored, revision: stored.revision + 1, consentValidUntil }, stored.revision)
    const terminal = terminalHere()
    expect(await run(['accounts', '--json'], terminal)).toBe(0)
    expect(/ING: the consent ends [a-z0-9 ]+, on /.exec(terminal.stderr())?.[0]).toBe(words)
  })

  it('refuses a foreign state', async () => {
    const terminal = terminalHere()
    const done = run(['connect', 'ing', '--no-open'], terminal)
    await pageOf(terminal.stderr, done)
    await fetch(`${bench.redirectUri}?code=stolen&state=foreign`)
    expect(await done).toBe(1)
    expect(terminal.stderr()).toContain('verification_failed')
    expect(terminal.stderr()).not.toContain('stolen')
  })

  it('says that the customer cancelled', async () => {
    const terminal = terminalHere()
    const done = run(['connect', 'ing', '--no-open'], terminal)
    await fetch(
      await bench.simulators.control.decideIngConsent(await pageOf(terminal.stderr, done), { decision: 'cancel' }),
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
    await expect(fetch(bench.redirectUri)).rejects.toThrow('fetch failed')
  })

  it('a busy port is told before the bank is asked', async () => {
    const taken = createServer().listen(Number(new URL(bench.redirectUri).port), '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const terminal = terminalHere()
    expect(await run(['connect', 'ing', '--no-open'], terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(/in use by another program[\s\S]*Next: End the program/)
    expect(bench.simulators.recorder.requests()).toEqual([])
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
    const terminal = terminalHere({ HOME: bench.folder, XDG_CONFIG_HOME: bench.folder, ...env })
    expect(await run(['connect', provider], terminal)).toBe(2)
    expect(terminal.stderr()).toMatch(words)
  })
})
