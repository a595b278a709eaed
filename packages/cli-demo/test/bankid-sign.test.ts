import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, createImpatientClock } from './fake-terminal.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-sign-'))
  writeFileSync(join(folder, 'avtal.txt'), 'Jag godkänner avtalet.\n')
  writeFileSync(join(folder, 'latin1.txt'), Buffer.from([0xe5, 0xe4]))
  writeFileSync(join(folder, 'bad.md'), '# a\n*open')
  writeFileSync(join(folder, 'digest.bin'), Buffer.from([1, 2, 3]))
  writeFileSync(join(folder, 'person.txt'), '19121212-1212\n')
  writeFileSync(join(folder, 'nobody.txt'), '19121212-121\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One for all commands: what one of them wrote is not of a time that is yet to come for the next. */
const clock = createImpatientClock()

const nostro = async (line: string) => {
  const terminal = createFakeTerminal({ cwd: folder, clock })
  const code = await runCommand(createProgram, line.split(' '), terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}
const digits = /1912|1212-?1212/

describe('nostro bankid sign', { timeout: 180_000 }, () => {
  it('has the file’s text signed, with what is hidden, and keeps the evidence', async () => {
    const line = 'bankid sign --text avtal.txt --hidden digest.bin --auto-approve --json --evidence kept.json'
    const { code, stdout } = await nostro(line)
    expect(JSON.parse(stdout)).toMatchObject({ environment: 'simulator', status: 'complete', name: expect.any(String) })
    expect(code).toBe(0)
    const kept = readFileSync(join(folder, 'kept.json'), 'utf8')
    expect(kept).toContain(Buffer.from('Jag godkänner avtalet.\n').toString('base64'))
    expect(kept).toContain('"AQID"')
    const again = await nostro('bankid verify kept.json --root kept.json.root.pem --environment test')
    expect(again).toMatchObject({ code: 0 })
  })

  it('signs by phone with the number from a file, which is shown nowhere', async () => {
    const line =
      'bankid sign --text avtal.txt --phone --personal-number-file person.txt --call-initiator RP --auto-approve'
    const { code, stdout, stderr } = await nostro(line)
    expect(stdout).toMatch(/✓ Signed: \S/)
    expect(`${stdout}${stderr}`).not.toMatch(digits)
    expect(code).toBe(0)
  })

  it.each([
    ['a missing file', '--text none.txt', /--text: none\.txt cannot be read/],
    ['another encoding', '--text latin1.txt', /not UTF-8/],
    ['wrong markdown', '--text bad.md --markdown', /simpleMarkdownV1, line 2/],
    ['a missing hidden file', '--text avtal.txt --hidden none.bin', /--hidden: none\.bin/],
    ['a call without saying whose', '--text avtal.txt --phone', /Who called whom/],
    ['whose call without a call', '--text avtal.txt --call-initiator RP', /Add --phone/],
    ['a call without number or terminal', '--text avtal.txt --phone --call-initiator RP', /no personal number/],
    [
      'a number that is none',
      '--text avtal.txt --phone --call-initiator RP --personal-number-file nobody.txt',
      /not a personal number/,
    ],
  ])('refuses %s', async (_name, options, message) => {
    const { code, stdout, stderr } = await nostro(`bankid sign ${options}`)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(digits)
    expect({ stdout, failed: code !== 0 }).toEqual({ stdout: '', failed: true })
  })
})

describe('Ctrl-C', { timeout: 180_000 }, () => {
  it.each(['auth', 'sign --text avtal.txt'])('cancels the order of “bankid %s” at BankID', async (verb) => {
    const terminal = createFakeTerminal({ cwd: folder, clock: createImpatientClock() })
    const ended = runCommand(createProgram, `--verbose bankid ${verb}`.split(' '), terminal)
    await vi.waitFor(() => expect(terminal.stderr()).toContain('Start your BankID app.'), {
      timeout: 120_000,
      interval: 1,
    })
    terminal.interrupt()
    expect(await ended).toBe(130)
    expect(terminal.stderr()).toMatch(/cancel/)
    expect(terminal.stdout()).toBe('')
  })
})

describe('nostro bankid auth', { timeout: 180_000 }, () => {
  it('identifies a caller by number, which is shown nowhere', async () => {
    const { code, stdout, stderr } = await nostro(
      'bankid auth --phone 121212+1212 --call-initiator user --auto-approve --verbose',
    )
    expect(stdout).toMatch(/✓ Identified: \S/)
    expect(`${stdout}${stderr}`).not.toMatch(digits)
    expect(code).toBe(0)
  })

  it('says that a number is one of tests only', async () => {
    const { stderr } = await nostro('bankid auth --phone 200003121145 --call-initiator user --auto-approve --json')
    expect(stderr).toContain('only test numbers')
    expect(stderr).not.toContain('200003121145')
  })
})

describe('C7: evidence that could not be written', { timeout: 180_000 }, () => {
  it.each([
    ['a folder that does not exist', 'none/kept.json', /ENOENT/],
    ['a file for a folder', 'avtal.txt/kept.json', /ENOTDIR/],
    ['a folder that nobody may write', '/proc/kept.json', /cannot be written/],
    ['a file that is there', 'avtal.txt', /exists already/],
  ])('%s is refused before there is an order', async (_name, path, message) => {
    const { code, stdout, stderr } = await nostro(`bankid auth --auto-approve --evidence ${path}`)
    expect(stderr).toMatch(message)
    expect(stderr).toContain('nothing was asked')
    expect(stderr).not.toContain('Start your BankID app')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('E8: without a configuration and without --auto-approve', { timeout: 180_000 }, () => {
  it.each([
    ['bankid auth', /\/app\?autostarttoken=[\w-]+/],
    // Who was called opens the app by hand.
    ['bankid auth --phone 191212121212 --call-initiator user', /\/app$/],
  ])('%s: says that it is simulated and offers the simulated app', async (line, address) => {
    const terminal = createFakeTerminal({ cwd: folder, clock: createImpatientClock() })
    const done = runCommand(createProgram, line.split(' '), terminal)
    const link = await vi.waitUntil(() => /Simulated app: (\S+)/.exec(terminal.stderr())?.[1], {
      timeout: 120_000,
      interval: 1,
    })
    expect(terminal.stderr()).toContain('BankID is simulated')
    expect(link).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/app/)
    expect(link).toMatch(address)
    terminal.interrupt()
    expect(await done).toBe(130)
  })
})
