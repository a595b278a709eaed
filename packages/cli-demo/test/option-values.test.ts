import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command, Option } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { examples } from '../src/programs/add-examples.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

let root: string
let runs = 0
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nostro-options-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** bunq is configured and not connected: nothing is called, and nothing is started. */
const run = async (args: readonly string[]) => {
  const cwd = join(root, String(++runs))
  mkdirSync(cwd)
  const env = { HOME: root, NOSTRO_BUNQ_ENVIRONMENT: 'sandbox', NOSTRO_BUNQ_API_KEY: 'sandbox_x' }
  const terminal = createFakeTerminal({ cwd, env: { ...env, NOSTRO_BUNQ_API_URL: 'https://127.0.0.1:1' } })
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const program = createProgram(createFakeTerminal(), { code: 0 })
const leaves = (command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.flatMap((child) => {
    const own = [...path, child.name()]
    const isLeaf = child.commands.length === 0 || child.name() === 'connections'
    return [...(isLeaf ? [[own.join(' '), child] as const] : []), ...leaves(child, own)]
  })

/** These start simulators or make keys once their options hold: only what their options refuse is tried. */
const starting: ReadonlySet<string> = new Set([
  'demo',
  'simulators start',
  'serve',
  'provider check',
  'certificate new',
])
/** These call a bank without a connection. */
const calling: ReadonlySet<string> = new Set(['bunq sandbox-user'])

const absurd: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['a blank', ' '],
  ['a negative number', '-1'],
  ['a number of 400 digits', '9'.repeat(400)],
  ['5000 letters', 'x'.repeat(5000)],
  ['an exponent', '1e3'],
  ['lines and marks of direction', '\u202ea\nb'],
  ['a path that is not there', '/nonexistent/deep/x'],
]

/** A command line that holds, from the command's own help. */
const exampleOf = (path: string, command: Command): readonly string[] => {
  const line = examples[path]?.[0]?.replace(/ [>|].*$/, '')
  if (line === undefined) return [...path.split(' '), ...command.registeredArguments.map(() => 'x')]
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** By what the option itself demands. */
const isRefused = (option: Option, value: string): boolean => {
  try {
    option.parseArg?.(value, undefined as never)
    return option.argChoices !== undefined && !option.argChoices.includes(value)
  } catch {
    return true
  }
}

const judge = ({ code, stdout, stderr }: Awaited<ReturnType<typeof run>>, isUsage: boolean): void => {
  const all = `${stdout}${stderr}`
  expect(all).not.toMatch(/Something went wrong|\n {4}at |\bundefined\b|\[object|is not a function|Cannot read/)
  expect(isUsage ? [2] : [0, 1, 2, 3]).toContain(code)
  expect(stderr.length).toBeLessThan(2500)
  const isFailure = code === 1 || code === 2
  expect(isFailure ? stderr : '').toMatch(isFailure ? /Error: [\s\S]*\nNext: |✗|failed/ : /^$/)
}

describe('whatever an option is given: an exit code of the list, one form of error, and what to do', {
  timeout: 120_000,
}, () => {
  const walked = leaves(program).filter(([path]) => !calling.has(path))

  it.each(walked)('nostro %s', async (path, command) => {
    const example = exampleOf(path, command)
    const options = [...command.options, ...(path === 'accounts' ? program.options : [])]
    for (const option of options.filter(({ required, optional }) => required || optional)) {
      for (const [, value] of absurd) {
        const isUsage = isRefused(option, value)
        // Free text may be anything: it is enough that nothing breaks.
        if (isUsage || !starting.has(path)) judge(await run([...example, `${option.long}=${value}`]), isUsage)
      }
    }
  })

  it.each(walked)('nostro %s: absurd arguments', async (path, command) => {
    if (starting.has(path) || command.registeredArguments.length === 0) return
    for (const [, value] of absurd) {
      const mandatory = command.options.filter((option) => option.mandatory).flatMap(({ long }) => [`${long}=x`])
      const args = command.registeredArguments.map(() => value)
      judge(await run([...path.split(' '), ...mandatory, '--', ...args]), false)
    }
  })
})
