import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'
import { type IngSetUp, startIngSetUp } from './ing-set-up.ts'

let folder: string
/** Where a bank is configured and connected, in memory alone. */
let home: string
let ing: IngSetUp
let before: string | undefined
let busy: Server
let port = 0

beforeAll(async () => {
  // Before anything is counted: its folder and its servers are not a command's.
  ing = await startIngSetUp()
  folder = mkdtempSync(join(tmpdir(), 'nostro-stop-'))
  home = join(folder, 'home')
  mkdirSync(home)
  const provider = join(import.meta.dirname, 'plugin-bank.ts')
  writeFileSync(join(home, 'nostro.config.json'), JSON.stringify({ banks: { plugin: { provider } } }))
  before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  busy = createServer()
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
  Server.prototype.listen = function (this: Server, ...args: never) {
    servers.add(this)
    return (listen as (...args: never) => Server).apply(this, args)
  } as typeof listen
  const address = busy.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  Server.prototype.listen = listen
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  await new Promise((resolve) => busy.close(resolve))
  await ing.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Every server that was made to listen in this process. */
const servers = new Set<Server>()
const { listen } = Server.prototype
const listening = (): number => [...servers].filter((server) => server.listening).length

type End = 'SIGINT' | 'stdout'

/** Runs until what it writes matches, then ends it as a signal does, or as a stdout that is gone. */
const run = async (
  args: readonly string[],
  at?: { readonly shows: RegExp; readonly end: End },
  place: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> } = { cwd: folder },
) => {
  const controller = new AbortController()
  const keys = process.env['NOSTRO_SIMULATORS_KEYS']
  const env = {
    HOME: place.cwd,
    XDG_CONFIG_HOME: '/nonexistent',
    ...(keys === undefined ? {} : { NOSTRO_SIMULATORS_KEYS: keys }),
    ...place.env,
  }
  const terminal = createFakeTerminal({ cwd: place.cwd, env })
  const look =
    (say: (text: string) => void) =>
    (text: string): void => {
      say(text)
      if (at?.shows.test(text) === true) controller.abort(at.end)
    }
  const code = await runCommand(createProgram, args, {
    ...terminal,
    out: look(terminal.out),
    err: look(terminal.err),
    progress: look(terminal.progress),
    signal: controller.signal,
  })
  return { code, stderr: terminal.stderr() }
}

const left = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('nostro-'))

const starting = /Starting|simulated banks/
const ready = /listens on|"ready"|"control"|https?:\/\/127\.0\.0\.1/

describe('place 3: whatever was opened is closed', { timeout: 120_000 }, () => {
  it.each<[string, string, RegExp, End, readonly number[]]>([
    ['serve --demo --port 0', 'a signal in the first moment', starting, 'SIGINT', [0, 130]],
    ['serve --demo --port 0', 'stdout that is gone when it is ready', ready, 'stdout', [0, 130]],
    ['simulators start', 'a signal in the first moment', starting, 'SIGINT', [0, 130]],
    ['simulators start', 'stdout that is gone when it is ready', ready, 'stdout', [0]],
    ['bankid demo --page', 'a signal in the first moment', starting, 'SIGINT', [0, 130]],
    ['bankid demo --page', 'a signal when it is ready', ready, 'SIGINT', [0, 130]],
    ['bankid auth', 'a signal in the first moment', starting, 'SIGINT', [130]],
    ['sync', 'a signal in the first moment', starting, 'SIGINT', [130]],
    ['transactions', 'stdout that is gone at the first moment', starting, 'stdout', [130]],
  ])('C5: %s, at %s', async (line, _when, shows, end, codes) => {
    const { code, stderr } = await run(line.split(' '), { shows, end })
    expect(codes).toContain(code)
    expect(stderr).not.toMatch(/ {4}at |Something went wrong/)
    expect(left()).toEqual([])
    expect(listening()).toBe(0)
  })

  describe('with a bank that is configured', () => {
    beforeAll(async () => {
      expect((await run(['connect', 'plugin'], undefined, { cwd: home })).code).toBe(0)
    })

    it.each<[string, string, RegExp, End, readonly number[]]>([
      ['sync --watch', 'a signal while it waits', /Reading connections when they are due/, 'SIGINT', [0, 130]],
      [
        'sync --watch',
        'stdout that is gone while it waits',
        /Reading connections when they are due/,
        'stdout',
        [0, 130],
      ],
      ['serve --port 0', 'a signal when it is ready', ready, 'SIGINT', [0, 130]],
      ['serve --port 0', 'stdout that is gone when it is ready', ready, 'stdout', [0, 130]],
    ])('C5: %s, at %s', async (line, _when, shows, end, codes) => {
      const { code, stderr } = await run(line.split(' '), { shows, end }, { cwd: home })
      expect(codes).toContain(code)
      expect(stderr).not.toMatch(/ {4}at |Something went wrong/)
      expect(left()).toEqual([])
      expect(listening()).toBe(0)
    })

    it('C7: serve with a port that is in use: one clear error, and the ledger can be opened at once', async () => {
      const { code, stderr } = await run(['serve', '--port', String(port)], undefined, { cwd: home })
      expect([1, 2]).toContain(code)
      expect(stderr).toMatch(/Error: [^\n]*port[\s\S]*Next: /)
      expect(listening()).toBe(0)
      expect((await run(['ledger', 'check'], undefined, { cwd: home })).code).toBe(0)
    })
  })

  it.each<[string, End]>([
    ['a signal', 'SIGINT'],
    ['stdout that is gone', 'stdout'],
  ])('C5: connect ing, at %s while it listens for the redirect', async (_when, end) => {
    const { code, stderr } = await run(
      ['connect', 'ing', '--no-open'],
      { shows: /Waiting/, end },
      { cwd: ing.folder, env: ing.env },
    )
    expect(stderr).toContain('Waiting')
    expect(code).toBe(130)
    expect(stderr).not.toMatch(/ {4}at |Something went wrong/)
    expect(left()).toEqual([])
    expect(listening()).toBe(0)
  })

  it.each([
    ['serve --demo --port', [1, 2]],
    ['bankid demo --page --port', [1, 2]],
  ] as const)('C7: %s with a port that is in use: one clear error, and nothing stays open', async (line, codes) => {
    const { code, stderr } = await run([...line.split(' '), String(port)])
    expect(codes).toContain(code)
    expect(stderr).toMatch(/Error: [^\n]*port[\s\S]*Next: /)
    expect(stderr).not.toMatch(/ {4}at |Something went wrong/)
    expect(left()).toEqual([])
    expect(listening()).toBe(0)
  })
})
