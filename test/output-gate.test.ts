import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../packages/cli-demo/src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.replaceAll('\\', '/'))

/** Where a text may go past the gate: the terminal itself, the program's start, and what redraws itself. */
const past: readonly string[] = [
  'terminal.ts',
  'main.ts',
  'person/person.ts',
  'render/qr-screen.ts',
  'create-program.ts',
]

const isSaying = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  ['out', 'err', 'progress'].includes(node.expression.name.text) &&
  node.expression.expression.getText().endsWith('terminal')

/** Calls whose arguments are said as they are. */
const handsOn = /style$|\.(join|map|flatMap|concat)$/

/** Templates with values that nothing keeps on their line, and JSON with bare control characters. */
const faultsIn = (name: string, text: string): readonly string[] => {
  const found: string[] = []
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
  const report = (node: ts.Node, what: string): void => {
    found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`)
  }
  const inArgument = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node)) return
    if (ts.isTemplateExpression(node)) report(node, 'a template without “plain”')
    else if (ts.isCallExpression(node)) {
      const callee = node.expression.getText()
      if (callee === 'JSON.stringify') report(node, 'JSON.stringify in place of jsonText')
      else if (handsOn.test(callee)) ts.forEachChild(node, inArgument)
    } else ts.forEachChild(node, inArgument)
  }
  const visit = (node: ts.Node): void => {
    if (isSaying(node)) node.arguments.forEach(inArgument)
    ts.forEachChild(node, visit)
  }
  visit(file)
  if (!past.includes(name) && /\bprocess\.std(out|err)\b|\bconsole\.|terminal\.write\(/.test(text))
    found.push(`${name}: writes past the terminal`)
  return found
}

describe('A1: one gate for what the command writes', () => {
  it('is passed by every line', () => {
    const faults = files.flatMap((name) => faultsIn(name, readFileSync(join(root, name), 'utf8')))
    expect(files.length).toBeGreaterThan(100)
    expect(faults).toEqual([])
  })

  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source
    ['a bare template', 'terminal.out(`Request ${id} was sent.`)'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source
    ['one inside a colour', "terminal.err(terminal.style('bold', `a ${b}`))"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source
    ['one in a list', 'terminal.out([`a ${b}`].join(","))'],
    ['JSON', 'terminal.out(json ? JSON.stringify(value) : text)'],
    ['the console', 'console.log(text)'],
    ['raw text', 'terminal.write(text)'],
  ])('is missed by nothing: %s', (_what, source) => {
    expect(faultsIn('commands/example.ts', source)).toHaveLength(1)
  })
})
