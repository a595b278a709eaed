import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { createPerson } from '../src/person/person.ts'
import { runCommand } from '../src/run-command.ts'
import { restrictTerminal } from '../src/terminal.ts'
import { createFakeTerminal } from './fake-terminal.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-options-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const nostro = async (...args: readonly string[]) => {
  const terminal = createFakeTerminal({ cwd: folder, env: { HOME: folder } })
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

describe('options of every command', () => {
  it('stand in the help of each subcommand, with examples', async () => {
    const { code, stdout } = await nostro('bunq', 'cards', 'limits', '--help')
    expect(code).toBe(0)
    for (const part of ['--limit-atm', '--config', '--connection', '--quiet', '--no-input', 'Examples:'])
      expect(stdout).toContain(part)
  })

  it.each([[['accounts', '--nope']], [['connect']], [['nope']], [['transactions', '--from', '31.12.2025']]])(
    'wrong usage (%j) has the format of all errors and exit code 2',
    async (args) => {
      const { code, stderr } = await nostro(...args)
      expect(code).toBe(2)
      expect(stderr).toMatch(/^Error: /)
      expect(stderr).toMatch(/\nNext: /)
    },
  )

  it('--quiet takes the progress away, and nothing else', () => {
    const terminal = createFakeTerminal()
    const quiet = restrictTerminal(terminal, { quiet: true })
    quiet.progress('reading …')
    quiet.err('Incomplete')
    quiet.out('result')
    expect(terminal.stderr()).toBe('Incomplete\n')
    expect(terminal.stdout()).toBe('result\n')
  })

  it('--no-input asks nobody, also at a terminal', async () => {
    const input = Object.assign(process.stdin, {})
    const person = createPerson(() => ({
      input: new Proxy(input, { get: (target, name) => (name === 'isTTY' ? true : Reflect.get(target, name)) }),
      output: process.stderr,
    }))
    const terminal = restrictTerminal({ ...createFakeTerminal(), interactive: true }, { input: false })
    expect(terminal.interactive).toBe(false)
    expect(await person.confirm('Send?', terminal)).toBe(false)
    await expect(person.secret('Key', terminal)).rejects.toMatchObject({ code: 'invalid_config' })
  })

  it.each([
    [['bunq', 'webhooks', 'listen', '--public-url', 'https://hook.example', '--port', '99999']],
    [['bankid', 'demo', '--page', '--port', '99999']],
  ])('C7: a port that is none is refused before anything is made: %j', async (args) => {
    const { code, stderr } = await nostro(...args)
    expect(code).toBe(2)
    expect(stderr).toContain('0 to 65535')
  })

  it('C7: --out in a folder that is not there is refused before a user is made', async () => {
    const { code, stderr } = await nostro('bunq', 'sandbox-user', '--out', join(folder, 'missing/key'))
    expect(code).toBe(2)
    expect(stderr).toContain('cannot be written (ENOENT); nothing was made')
  })
})

describe('nostro completion', () => {
  it.runIf(existsSync('/bin/bash'))('bash completes subcommands and options', async () => {
    const { stdout } = await nostro('completion', 'bash')
    const complete = (...words: readonly string[]): readonly string[] =>
      execFileSync(
        '/bin/bash',
        [
          '-c',
          `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _nostro; echo "\${COMPREPLY[@]}"`,
          'bash',
          ...words,
        ],
        { encoding: 'utf8' },
      )
        .trim()
        .split(' ')
    expect(complete('nostro', 'bunq', 're')).toEqual(['request'])
    expect(complete('nostro', 'bunq', 'cards', 'limits', '4711', '--limit')).toEqual(['--limit', '--limit-atm'])
    expect(complete('nostro', 'connections', 'r')).toEqual(['renew', 'rename', 'revoke', 'remove'])
  })

  it.each([
    ['zsh', /^#compdef nostro[\s\S]*" bunq request"\) compadd -- create list/],
    ['fish', /__nostro_at " bunq request"' -a create -d 'ask somebody for money'/],
  ])('%s names every level', async (shell, words) => {
    const { code, stdout } = await nostro('completion', shell)
    expect(code).toBe(0)
    expect(stdout).toMatch(words)
  })

  it('refuses another shell', async () => {
    expect((await nostro('completion', 'csh')).code).toBe(2)
  })
})
