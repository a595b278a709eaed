import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createProgram } from '../../packages/cli-demo/src/create-program.ts'
import { runCommand } from '../../packages/cli-demo/src/run-command.ts'
import { bunqEnv } from '../../packages/cli-demo/test/bank-env.ts'
import { createFakeTerminal } from '../../packages/cli-demo/test/fake-terminal.ts'
import { loadConfig, openLedger } from '../../packages/host/src/index.ts'
import { type Simulators, startSimulators } from '../../packages/simulators/src/index.ts'
import { createCanaries } from './canaries.ts'

let simulators: Simulators
let folder: string
let env: Record<string, string>
const canaries = createCanaries()

beforeAll(async () => {
  simulators = await startSimulators({ banks: ['bunq'] })
  folder = mkdtempSync(join(tmpdir(), 'nostro-ledger-canaries-'))
  const { apiKey } = (await simulators.control.call('POST', '/bunq/api-keys')) as { apiKey: string }
  canaries.add('api key', apiKey)
  env = {
    HOME: folder,
    ...bunqEnv(simulators, apiKey),
    // With a ledger named, connections, sessions and payments live in it too.
    NOSTRO_LEDGER_FILE: join(folder, 'data/ledger.sqlite'),
  }
}, 120_000)

afterAll(async () => {
  await simulators.stop()
  rmSync(folder, { recursive: true, force: true })
})

const run = async (...args: readonly string[]): Promise<string> => {
  const terminal = createFakeTerminal({ env, cwd: folder })
  const code = await runCommand(createProgram, [...args], terminal)
  for (const { headers, body } of simulators.recorder.requests()) {
    canaries.fromHeaders(headers)
    canaries.fromWire(Buffer.from(body, 'base64').toString())
  }
  simulators.recorder.clear()
  expect([code, terminal.stderr()]).toEqual([0, expect.any(String)])
  return terminal.stdout()
}

/** Members of bunq's JSON that no column of the ledger has: they stand in originals alone. */
const onlyInOriginals = ['monetary_account_id', 'merchant_reference', 'display_name', 'alias']

const filesOf = (): readonly string[] => readdirSync(join(folder, 'data')).toSorted()

/** What stands in clear in any of the ledger's files and should not. Account numbers are facts, and are searched. */
const found = (): readonly string[] =>
  filesOf().flatMap((name) => {
    const text = readFileSync(join(folder, 'data', name)).toString('latin1')
    const originals = onlyInOriginals.filter((member) => text.includes(member))
    return [...canaries.findIn(text).filter((kind) => !kind.startsWith('iban')), ...originals].map(
      (what) => `${name}: ${what}`,
    )
  })

it('a ledger that holds connections, sessions and payments has no secret in clear: file, log, backup, before and after a new key', {
  timeout: 120_000,
}, async () => {
  await run('connect', 'bunq')
  expect(JSON.parse(await run('sync', '--json'))).toMatchObject({ added: expect.any(Number) })
  const loaded = loadConfig({ env, cwd: folder })
  if (loaded === undefined) throw new Error('There is a configuration.')
  // Held open, so that the log of writes stays beside the file.
  const opened = await openLedger(loaded, { env })
  await run('tx', 'note', 'a1-1', 'written while the log stands')
  await run('ledger', 'backup', join(folder, 'data/backup.sqlite'))
  expect(filesOf()).toEqual(['backup.sqlite', 'ledger.sqlite', 'ledger.sqlite-shm', 'ledger.sqlite-wal'])
  expect(canaries.kinds).toEqual(expect.arrayContaining(['api key', 'X-Bunq-Client-Authentication']))
  expect(found()).toEqual([])

  const before = readFileSync(join(folder, '.config/nostro/master.key'), 'utf8').trim()
  canaries.add('master key', before)
  expect(JSON.parse(await run('keys', 'rotate', '--json'))).toMatchObject({ ledger: 'resealed', problems: [] })
  canaries.add('master key', readFileSync(join(folder, '.config/nostro/master.key'), 'utf8').trim())
  expect(JSON.parse(await run('connections', '--json'))).toMatchObject({ connections: [{ bank: 'bunq' }] })
  await opened.close()
  expect(found()).toEqual([])
  // Everything was in the ledger: no store of files was made.
  for (const name of ['sessions', 'connections', 'payments']) {
    expect(existsSync(join(folder, '.local/state/nostro', name))).toBe(false)
  }
  // What is looked for would be found.
  expect(canaries.findIn(`x${canaries.samples()[0]}x`)).not.toEqual([])
  expect(readFileSync(join(folder, 'data/ledger.sqlite')).includes('counterparty_name')).toBe(true)
})
