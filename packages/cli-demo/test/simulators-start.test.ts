import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueTpp, startSimulators } from '@nostro/simulators'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'

let cwd: string
let ends: (() => Promise<unknown>)[]

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'nostro-simulators-command-'))
  ends = []
})

afterEach(async () => {
  for (const end of ends) await end()
  rmSync(cwd, { recursive: true, force: true })
})

const terminalHere = (): FakeTerminal => createFakeTerminal({ cwd, env: { XDG_CONFIG_HOME: cwd, HOME: cwd } })

const run = async (...args: readonly string[]) => {
  const terminal = terminalHere()
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

/** The command with its banks running until the test ends. */
const start = async (...args: readonly string[]): Promise<void> => {
  const terminal = terminalHere()
  let ended: Promise<unknown> = Promise.resolve()
  const listening = new Promise<void>((resolve) => {
    const out = (): void => resolve()
    ended = runCommand(createProgram, ['simulators', 'start', ...args], { ...terminal, out })
  })
  ends.push(() => {
    terminal.interrupt()
    return ended
  })
  await Promise.race([listening, ended.then(() => Promise.reject(new Error(terminal.stderr())))])
}

describe('nostro simulators start --write-config', () => {
  it('writes a configuration of all banks that the command uses as it stands', async () => {
    await start('--write-config', 'banks.json')
    const file = join(cwd, 'banks.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const connected = await run('--config', file, 'connect', 'bunq', '--json')
    expect([connected.code, connected.stderr]).toEqual([0, expect.any(String)])
    const listed = await run('--config', file, 'accounts', '--provider', 'bunq', '--json')
    expect(listed.code).toBe(0)
    const { accounts, errors } = JSON.parse(listed.stdout) as { accounts: unknown[]; errors: { message: string }[] }
    expect(accounts.length).toBeGreaterThan(2)
    expect(errors).toEqual([])
    const examined = await run('--config', file, 'doctor', '--json')
    expect(examined.stdout).toContain('"status":"ok"')
    expect(examined.stdout).not.toContain('"status":"failed"')
  })

  it('replaces its own file at the next start, and no other', async () => {
    const file = join(cwd, 'banks.json')
    await start('--write-config', file, '--dir', 'one')
    const first = readFileSync(file, 'utf8')
    await start('--write-config', file, '--dir', 'two')
    expect(readFileSync(file, 'utf8')).not.toBe(first)
  })

  it.each([
    ['a configuration of real banks', '{"banks":{"bunq":{"environment":"production","apiKey":"x"}}}'],
    ['simulated banks beside something else', '{"banks":{"ing":{}},"ledger":{}}'],
    ['any other file', 'hello'],
    ['an empty file', ''],
  ])('leaves %s alone and starts nothing', async (_title, text) => {
    const file = join(cwd, 'banks.json')
    writeFileSync(file, text)
    const { code, stdout, stderr } = await run('simulators', 'start', '--write-config', file)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('is not a configuration of simulated banks')
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('does not write through a link, nor where it may not', async () => {
    const target = join(cwd, 'target.json')
    writeFileSync(target, '')
    symlinkSync(target, join(cwd, 'link.json'))
    expect((await run('simulators', 'start', '--write-config', 'link.json')).code).toBe(2)
    expect(readFileSync(target, 'utf8')).toBe('')
    const missing = await run('simulators', 'start', '--write-config', 'nowhere/banks.json')
    expect([missing.code, missing.stdout]).toEqual([2, ''])
    expect(missing.stderr).toContain('cannot be written (ENOENT)')
  })

  it('F6: says that a folder is somebody else’s, and how to go on', async () => {
    writeFileSync(join(cwd, 'mine.key'), '')
    const { code, stdout, stderr } = await run('simulators', 'start', '--dir', '.')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/did not write \(mine\.key\)[\s\S]*Name a folder that is new or empty/)
  })
})

describe('nostro simulators start with certificates of one’s own', () => {
  const writeTpp = async (): Promise<readonly string[]> => {
    const { pki, stop } = await startSimulators({ banks: ['ing'] })
    await stop()
    const { tls, signing } = await issueTpp(pki.authorities, { authority: 'foreign', organization: 'Own TPP' })
    const texts = {
      'qwac.pem': tls.certificate,
      'qwac.key': tls.key,
      'qseal.pem': signing.certificate,
      'qseal.key': signing.key,
    }
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(cwd, name), text)
    for (const name of ['qwac.key', 'qseal.key']) chmodSync(join(cwd, name), 0o600)
    return ['--tpp-tls', 'qwac.pem', '--tpp-signing', 'qseal.pem']
  }

  it('puts them with their keys into the configuration, and the simulated ING serves them', async () => {
    const certificates = await writeTpp()
    const keys = ['--tpp-tls-key', 'qwac.key', '--tpp-signing-key', 'qseal.key']
    await start('--write-config', 'banks.json', ...certificates, ...keys)
    const { banks } = JSON.parse(readFileSync(join(cwd, 'banks.json'), 'utf8')) as {
      banks: { ing: { clientId: string; tls: unknown; signing: unknown } }
    }
    const { ing } = banks
    expect(ing.tls).toEqual({ certificate: join(cwd, 'qwac.pem'), key: join(cwd, 'qwac.key') })
    expect(ing.clientId).not.toBe('5ca1ab1e-c0ca-c01a-cafe-154deadbea75')
    const hello = await run('--config', 'banks.json', 'ing', 'hello', '--json')
    expect(hello.code).toBe(0)
    expect(JSON.parse(hello.stdout)).toBeTypeOf('object')
  })

  it.each([
    [['--tpp-tls', 'qwac.pem'], /--tpp-tls was given without --tpp-signing/],
    [['--tpp-signing', 'qseal.pem'], /--tpp-signing was given without --tpp-tls/],
    [['--tpp-authority', 'ca.pem'], /--tpp-authority was given without --tpp-tls/],
    [
      ['--tpp-tls', 'a', '--tpp-signing', 'b', '--tpp-tls-key', 'c'],
      /--tpp-tls-key was given without --tpp-signing-key/,
    ],
    [['--tpp-tls', 'a', '--tpp-signing', 'b'], /--tpp-tls: .*a cannot be read \(ENOENT\)/],
  ])('%j is refused before anything starts', async (args, words) => {
    const { code, stdout, stderr } = await run('simulators', 'start', ...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(words)
  })

  it('a file that holds no certificate is named', async () => {
    writeFileSync(join(cwd, 'no.pem'), 'no')
    const { code, stderr } = await run('simulators', 'start', '--tpp-tls', 'no.pem', '--tpp-signing', 'no.pem')
    expect(code).toBe(2)
    expect(stderr).toContain('tls holds no PEM certificate')
    expect(existsSync(join(cwd, 'nostro.config.json'))).toBe(false)
  })
})
