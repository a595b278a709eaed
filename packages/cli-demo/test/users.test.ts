import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-users-test-'))
  const plugin = join(import.meta.dirname, 'plugin-bank.ts')
  writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify({ banks: { plugin: { provider: plugin } } }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const nostro = async (...args: string[]) => {
  const terminal = createFakeTerminal({ cwd: folder, env: { HOME: folder } })
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

it('nostro user: added, listed, given another role, disabled, enabled and reset; the audit has all of it', async () => {
  expect((await nostro('user', 'list')).stderr).toContain('nostro user add')
  const added = await nostro('user', 'add', 'Ann', '--role', 'viewer', '--url', 'https://bank.example/')
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^https:\/\/bank\.example\/#login=\w{27}\n$/) })
  expect((await nostro('user', 'role', 'Ann', 'payer')).stdout).toContain('Ann is payer.')
  expect((await nostro('user', 'disable', 'Ann')).stdout).toContain('Ann is payer, disabled.')
  expect((await nostro('user', 'reset', 'Ann')).stderr).toContain('nostro user enable')
  expect((await nostro('user', 'enable', 'Ann')).stdout).toContain('Ann is payer.')
  const reset = await nostro('user', 'reset', 'Ann', '--json')
  expect(JSON.parse(reset.stdout)).toMatchObject({
    name: 'Ann',
    role: 'payer',
    disabled: false,
    link: expect.stringContaining('http://localhost:8080/#login='),
  })
  expect(JSON.parse((await nostro('user', 'reset', '--json')).stdout)).toMatchObject({ name: 'owner' })
  expect((await nostro('user', 'list')).stdout).toMatch(/Ann +payer +active/)
  // Added, role, disabled, enabled, two resets; a refused one leaves none.
  expect((await nostro('audit', 'verify')).stdout).toContain('The audit holds: 6 lines.')
})

it.each([
  [['user', 'add', 'Bo', '--role', 'boss'], 'viewer, bookkeeper, payer, admin'],
  [['user', 'add', 'Ann', '--role', 'viewer'], 'There is a user of this name'],
  [['user', 'add', ' ', '--role', 'viewer'], '1 to 100 characters'],
  [['user', 'role', 'Nobody', 'viewer'], 'nostro user list'],
])('%j is refused in words', async (args, words) => {
  expect(await nostro(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) })
})
