import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../packages/cli-demo/src/create-program.ts'
import { createFakeTerminal } from '../packages/cli-demo/test/fake-terminal.ts'

type Command = ReturnType<typeof createProgram>

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
]

/** Full names of all commands that do something, with the options that each takes. */
const commandsBelow = (command: Command, name: readonly string[] = []): ReadonlyMap<string, readonly string[]> =>
  command.commands.length === 0
    ? new Map([[name.join(' '), command.options.map(({ long }) => long ?? '')]])
    : new Map(command.commands.flatMap((below) => [...commandsBelow(below, [...name, below.name()])]))

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
