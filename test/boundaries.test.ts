import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
let house: string

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'nostro-house-'))
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'tsconfig.test.json']) {
    cpSync(join(root, file), join(house, file))
  }
})

afterEach(() => rmSync(house, { recursive: true, force: true }))

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), text)
}

interface Violation {
  readonly rule: string
  readonly from: string
}

/** One start of the tool for all files that stand in the house. */
const depcruise = (): { status: number | null; violations: readonly Violation[] } => {
  const { status, stdout } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['packages', '--config', '.dependency-cruiser.cjs'],
    { cwd: house, encoding: 'utf8' },
  )
  const violations = [...stdout.matchAll(/error ([\w-]+): (\S+)/g)].map(([, rule = '', from = '']) => ({ rule, from }))
  return { status, violations }
}

/** Two files of a rule's own, the first importing the second. */
const arrow = (rule: string, from: string, to: string): string => {
  const [source, target] = [from, to].map((path) => path.replace('/src/', `/src/${rule}/`)) as [string, string]
  const up = '../'.repeat(dirname(source).split('/').length)
  write(target, 'export const value = 1\n')
  write(source, `import { value } from '${up}${target}'\nexport const again = value\n`)
  return source
}

describe('the boundary check', () => {
  const broken = [
    ['core-imports-no-package-of-ours', 'packages/core/src/a.ts', 'packages/provider-ing/src/b.ts'],
    ['providers-import-only-core-and-the-kit', 'packages/provider-ing/src/a.ts', 'packages/ledger/src/b.ts'],
    ['providers-never-import-each-other', 'packages/provider-ing/src/a.test.ts', 'packages/provider-bunq/src/b.ts'],
    ['the-kit-imports-only-core', 'packages/provider-kit/src/a.test.ts', 'packages/provider-ing/src/b.ts'],
    ['the-testkit-imports-only-core', 'packages/provider-testkit/src/a.ts', 'packages/provider-kit/src/b.ts'],
    ['the-kit-is-for-providers', 'packages/cli-demo/src/a.ts', 'packages/provider-kit/src/b.ts'],
    ['simulators-import-nothing-of-ours', 'packages/simulators/src/a.test.ts', 'packages/core/src/b.ts'],
    ['only-the-composition-root-imports-simulators', 'packages/provider-ing/src/a.ts', 'packages/simulators/src/b.ts'],
    ['nothing-imports-the-command', 'packages/core/src/a.ts', 'packages/cli-demo/src/b.ts'],
    ['nothing-imports-the-bench', 'packages/core/src/a.ts', 'packages/bench/src/b.ts'],
    ['through-the-index', 'packages/provider-ing/src/a.ts', 'packages/core/src/b.ts'],
  ] as const

  it('refuses each arrow against the map, inversify outside di/ and module.ts, and a cycle', () => {
    const arrows = broken.map(([rule, from, to]) => ({ rule, from: arrow(rule, from, to) }))
    const box = "import { Container } from 'inversify'\nexport const box = Container\n"
    write('packages/provider-ing/src/provider.ts', box)
    write('packages/provider-ing/src/module.ts', box)
    write('packages/core/src/cycle/a.ts', "import { b } from './b.ts'\nexport const a = (): number => b()\n")
    write('packages/core/src/cycle/b.ts', "import { a } from './a.ts'\nexport const b = (): number => a()\n")
    const { status, violations } = depcruise()
    expect(violations).toEqual(expect.arrayContaining(arrows))
    const inversify = violations.filter(({ rule }) => rule === 'inversify-stays-in-di-and-module')
    expect(inversify.map(({ from }) => from)).toEqual(['packages/provider-ing/src/provider.ts'])
    expect(violations).toContainEqual({ rule: 'no-cycles', from: expect.stringMatching(/^packages\/core\/src\/cycle/) })
    expect(status).not.toBe(0)
  })

  it('lets the arrows of the house pass', () => {
    write('packages/core/src/a.ts', "import { b } from './b.ts'\nexport const a = b\n")
    write('packages/core/src/b.ts', 'export const b = 1\n')
    expect(depcruise()).toMatchObject({ status: 0, violations: [] })
  })
})

describe('the check of the rooms', () => {
  const script = join(root, 'scripts/check-rooms.mjs')
  const checkRooms = async (): Promise<string> => {
    const { checkRooms: check } = (await import(script)) as { checkRooms(top: string): readonly string[] }
    return check(house).join('\n')
  }

  const goodProvider = (): void => {
    for (const file of ['index', 'options', 'api/client', 'api/endpoints', 'api/errors', 'auth/a', 'accounts/a']) {
      write(`packages/provider-new/src/${file}.ts`, 'export {}\n')
    }
    write(
      'packages/provider-new/src/provider.ts',
      "export const manifest = { capabilities: ['accounts'], authentication: ['api-key'], signatureSchemes: ['none'] }\n",
    )
  }

  it('accepts the common rooms', async () => {
    goodProvider()
    expect(await checkRooms()).toBe('')
  })

  it('ends as a process with 1 and says what is wrong', () => {
    goodProvider()
    write('packages/provider-new/src/utils.ts', 'export {}\n')
    const { status, stderr } = spawnSync(process.execPath, [script, house], { encoding: 'utf8' })
    expect(stderr).toContain('src/utils.ts belongs into a room')
    expect(status).toBe(1)
  })

  it.each([
    [
      'a common file is missing',
      () => rmSync(join(house, 'packages/provider-new/src/options.ts')),
      'src/options.ts is missing',
    ],
    [
      'a capability has no room',
      () => rmSync(join(house, 'packages/provider-new/src/accounts'), { recursive: true }),
      'src/accounts/ is missing',
    ],
    [
      'a room has no capability',
      () => write('packages/provider-new/src/payments/a.ts', 'export {}\n'),
      'src/payments/ stands though',
    ],
    [
      'a room is not declared',
      () => write('packages/provider-new/src/helpers/a.ts', 'export {}\n'),
      'src/helpers/ is not a declared room',
    ],
    [
      'a file stands in the hall',
      () => write('packages/provider-new/src/utils.ts', 'export {}\n'),
      'src/utils.ts belongs into a room',
    ],
    [
      'TLS verification is switched off',
      () =>
        write('packages/provider-new/src/api/client.ts', `export const options = { ${'rejectUnauthorized'}: false }\n`),
      'TLS verification is switched off',
    ],
  ])('refuses a provider when %s', async (_title, spoil, message) => {
    goodProvider()
    spoil()
    expect(await checkRooms()).toContain(message)
  })
})

describe('the root scripts', () => {
  it('name one pnpm version only', () => {
    const mentions = execFileSync('git', ['grep', '-hoE', 'pnpm@[0-9]+\\.[0-9]+\\.[0-9]+', '--', ':!pnpm-lock.yaml'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(new Set(mentions.trim().split('\n'))).toHaveLength(1)
  })
})
