import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../packages/cli-demo/src/create-program.ts'

const root = join(import.meta.dirname, '..')

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourcesIn(path)
    return /\.ts$/.test(entry.name) && !/\.test(-d)?\.ts$/.test(entry.name) ? [path] : []
  })

type Command = ReturnType<typeof createProgram>

interface Text {
  readonly file: string
  readonly text: string
}

/** The parts of an expression that are written out, one text for each way it can come out; `…` where something is filled in. */
const textsOf = (node: ts.Node): readonly string[] => {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node)) {
    return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')]
  }
  const found: string[] = []
  ts.forEachChild(node, (child) => void found.push(...textsOf(child)))
  return found
}

/** What a hint may name: members that users write or call, commands, variables of the environment. */
interface Known {
  readonly members: Set<string>
  readonly program: Command
  readonly variables: Set<string>
}

const hints: Text[] = []
const known: Known = {
  members: new Set(),
  program: createProgram({ out: () => undefined, err: () => undefined } as never, {} as never),
  variables: new Set(),
}

/** Settings that a provider makes for its transport; no user writes them. */
const isInternal = (file: string): boolean => /\/(contracts\/transport|node\/transport\/[^/]+)\.ts$/.test(file)

const isHint = (node: ts.Node): node is ts.PropertyAssignment | ts.VariableDeclaration =>
  (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) &&
  (/^(hint|\w*Hint)$/.test(node.name.getText()) || /^(hints|\w*Hints)$/.test(node.name.getText()))

const look = (file: string, node: ts.Node): void => {
  if (isHint(node) && node.initializer !== undefined) {
    // A word alone is a bank's code, not a hint.
    for (const text of textsOf(node.initializer)) if (text.includes(' ')) hints.push({ file, text })
  }
  const isMember =
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    (ts.isPropertyAssignment(node) && /options|schema/.test(file))
  if (isMember && !isInternal(file)) known.members.add(node.name.getText().replace(/^'|'$/g, ''))
  if ((ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name !== undefined) {
    if (ts.isSourceFile(node.parent) || ts.isSourceFile(node.parent.parent?.parent ?? node)) {
      known.members.add(node.name.getText())
    }
  }
  if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression)) {
    known.variables.add(node.argumentExpression.text)
  }
  if (ts.isPropertyAssignment(node) && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(node.name.getText())) {
    known.variables.add(node.name.getText())
  }
  if (ts.isStringLiteral(node) && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(node.text)) known.variables.add(node.text)
  ts.forEachChild(node, (child) => look(file, child))
}

beforeAll(() => {
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'src'))
  for (const file of folders.flatMap(sourcesIn)) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    look(file.slice(root.length + 1), source)
  }
})

/** The command that a text names, and what in it does not exist. */
const wrongCommandIn = (words: string, { program }: Known): string | undefined => {
  let command: Command | undefined = program
  for (const word of words.split(' ').filter((each) => each !== '')) {
    const next: Command | undefined = command?.commands.find(
      (each) => each.name() === word || each.aliases().includes(word),
    )
    if (next !== undefined) {
      command = next
      continue
    }
    if (word.startsWith('--')) {
      const lines = [command, command?.parent, program, ...allBelow(command)]
      if (
        !lines.some((each) => each?.options.some(({ long }) => long === word || long === word.replace('--no-', '--')))
      ) {
        return word
      }
      continue
    }
    // An argument, or the rest of the sentence: only a group wants a command here.
    return (command?.commands.length ?? 0) > 0 && /^[a-z][a-z-]+$/.test(word) ? word : undefined
  }
  return undefined
}

const allBelow = (command: Command | undefined): readonly Command[] => command?.commands ?? []

/** Names in a hint that do not exist. */
const wrongIn = (text: string, what: Known): readonly string[] => {
  const wrong: string[] = []
  for (const [, words = ''] of text.matchAll(
    /\bnostro ((?:[a-z][a-z-]*|--[a-z][a-z-]*)(?: (?:[a-z][a-z-]*|--[a-z][a-z-]*))*)/g,
  )) {
    if (wrongCommandIn(words, what) !== undefined) wrong.push(`nostro ${words}`)
  }
  const quoted = [...text.matchAll(/`([A-Za-z][\w.]*)`/g), ...text.matchAll(/\boptions? [“"]([\w.]+)[”"]/g)]
  const bare = text.matchAll(/(?<![\w.`“-])([a-z]+[A-Z][A-Za-z]*)(?![\w(-])/g)
  for (const [, name = ''] of [...quoted, ...bare]) {
    if (!name.split('.').every((part) => what.members.has(part) || /^[A-Z]/.test(part))) wrong.push(name)
  }
  for (const [name] of text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)) {
    if (!what.variables.has(name)) wrong.push(name)
  }
  return wrong
}

describe('B9: hints name things that exist', () => {
  it('all of them', () => {
    expect(hints.length).toBeGreaterThan(200)
    const wrong = hints.flatMap(({ file, text }) => wrongIn(text, known).map((name) => `${file}: ${name} in “${text}”`))
    expect(wrong).toEqual([])
  })

  it.each([
    ['Raise maxResponseBytes if such answers are expected.', ['maxResponseBytes']],
    ['Set `clientld`.', ['clientld']],
    ['Give it as the option “cas”.', ['cas']],
    ['Run “nostro accounts --jsonn”.', ['nostro accounts --jsonn']],
    ['Run nostro bankid atuh first.', ['nostro bankid atuh first']],
    ['Set HTTPS_PROXIES.', ['HTTPS_PROXIES']],
    ['Allow more time with the option `timeoutMs`, run “nostro doctor”, set HTTPS_PROXY, give “ca”.', []],
  ])('sees what is wrong in %j', (text, wrong) => {
    expect(wrongIn(text, known)).toEqual(wrong)
  })
})
