import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../packages/cli-demo/src/create-program.ts'
import { examples } from '../packages/cli-demo/src/programs/add-examples.ts'
import { createFakeTerminal } from '../packages/cli-demo/test/fake-terminal.ts'
import { configSchema, environmentVariables } from '../packages/host/src/index.ts'
import { banks } from '../packages/provider-berlin-group/src/index.ts'
import { allChecks } from '../packages/provider-testkit/src/index.ts'

type Command = ReturnType<typeof createProgram>

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** Full names of all commands that do something, with the options that each takes. */
const commandsBelow = (command: Command, name: readonly string[] = []): ReadonlyMap<string, readonly string[]> =>
  new Map([
    ...(hasAction(command) ? [[name.join(' '), command.options.map(({ long }) => long ?? '')] as const] : []),
    ...command.commands.flatMap((below) => [...commandsBelow(below, [...name, below.name()])]),
  ])

/** A command that only groups others does nothing by itself; `connections` does both. */
const hasAction = (command: Command): boolean =>
  command.commands.length === 0 || (command as unknown as { readonly _actionHandler?: unknown })._actionHandler !== null

/** The table's rows: first cells, with the commands that each names. “`draft create\|list`” names two. */
const rowsOf = (text: string, commands: readonly string[]): readonly (readonly [cell: string, named: string[]])[] =>
  [...text.matchAll(/^\| (`.*?) \| /gm)].map(([, cell = '']) => {
    const named = [...cell.matchAll(/`([a-z][a-z0-9 -]*(?:\\\|[a-z]+)*)/g)].flatMap(([, words = '']) => {
      const [first = '', ...others] = words.trim().split('\\|')
      const stem = first.split(' ').slice(0, -1)
      return [first, ...others.map((other) => [...stem, other].join(' '))]
    })
    return [cell, commands.filter((command) => named.some((name) => `${name} `.startsWith(`${command} `)))]
  })

describe('the guides', () => {
  it('docs/cli.md has a row for each command, with no option that it does not take', () => {
    const commands = commandsBelow(createProgram(createFakeTerminal(), { code: 0 }))
    expect(commands.size).toBeGreaterThan(20)
    const rows = rowsOf(read('docs/cli.md'), [...commands.keys()])
    const named = new Set(rows.flatMap(([, names]) => names))
    expect([...commands.keys()].filter((command) => !named.has(command))).toEqual([])
    for (const [cell, names] of rows.filter(([, found]) => found.length > 0)) {
      const taken = names.flatMap((name) => commands.get(name) ?? [])
      expect({ cell, unknown: (cell.match(/--[a-z-]+/g) ?? []).filter((option) => !taken.includes(option)) }).toEqual({
        cell,
        unknown: [],
      })
    }
  })

  it('docs/cli.md names every option of the program, every variable and every key of the outer configuration', () => {
    const text = read('docs/cli.md')
    const program = createProgram(createFakeTerminal(), { code: 0 })
    const global = program.options.map(({ long }) => long ?? '').filter((long) => long !== '--version')
    const variables = Object.keys(environmentVariables)
    const storage = configSchema.shape.storage.unwrap().shape
    const ledger = configSchema.shape.ledger.unwrap().shape
    const keys = [
      ...Object.keys(storage).map((key) => `storage.${key}`),
      ...Object.keys(ledger).map((key) => `ledger.${key}`),
      ...Object.keys(configSchema.shape.server.unwrap().shape).map((key) => `server.${key}`),
    ]
    const named = (word: string): boolean => new RegExp(`\`${word.replace('.', '\\.')}[\` ]`).test(text)
    expect([...global, ...variables, ...keys].filter((word) => !named(word))).toEqual([])
    const known = new Set([
      ...variables,
      'NOSTRO_CONFIG',
      'NOSTRO_MASTER_KEY',
      'NOSTRO_ING_REDIRECT_URIS',
      'NOSTRO_OIDC_SUBJECTS',
      'NOSTRO_SIMULATORS_KEYS',
    ])
    expect([...text.matchAll(/NOSTRO_[A-Z0-9_]+/g)].map(([name]) => name).filter((name) => !known.has(name))).toEqual(
      [],
    )
  })

  it('the configuration in docs/cli.md is one that is accepted', () => {
    const [, sample = ''] = /```json\n([\s\S]*?)```/.exec(read('docs/cli.md')) ?? []
    expect(Object.keys(configSchema.parse(JSON.parse(sample)).banks).length).toBeGreaterThan(3)
  })

  it('each command has examples in its help, and each example is a command line that it takes', () => {
    const terminal = createFakeTerminal()
    const commands = commandsBelow(createProgram(terminal, { code: 0 }))
    expect([...commands.keys()].filter((command) => examples[command] === undefined)).toEqual([])
    for (const [command, lines] of Object.entries(examples)) {
      const options = [...(commands.get(command) ?? []), '--config', '--connection', '--verbose', '--quiet']
      for (const line of lines) {
        expect(`${line} `.startsWith(`${command} `)).toBe(true)
        expect(
          (line.match(/ --[a-z-]+/g) ?? []).map((each) => each.trim()).filter((each) => !options.includes(each)),
        ).toEqual([])
      }
    }
  })

  it('say how many checks the conformance kit has and how many Berlin Group banks there are, and name each of these', () => {
    for (const page of ['README.md', 'docs/providers.md', 'packages/provider-testkit/README.md']) {
      const [, count] = /\b(\d+) (?:conformance )?(?:checks|laws)\b/.exec(read(page)) ?? []
      expect({ page, count: Number(count) }).toEqual({ page, count: allChecks.length })
    }
    expect(read('README.md')).toContain(`: ${banks.length} banks as rows`)
    const listed = [...read('docs/berlin-group.md').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
      cell.replaceAll('`', '').split(', '),
    )
    expect(listed.toSorted()).toEqual(banks.map(({ id }) => id).toSorted())
  })

  it.each(pages)('%s: every link leads somewhere', (page) => {
    const links = read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)
    const broken = [...links].filter(([, path = '', anchor]) => {
      const target = path === '' ? page : relative(root, join(root, dirname(page), path))
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(read(target)).includes(anchor))
    })
    expect(broken.map(([link]) => link)).toEqual([])
  })
})

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
