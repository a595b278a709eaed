// Every export of a published package has a docstring, every exported function an @example. Usage: node scripts/check-exports.mjs
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { root } from './setup.mjs'

/** @returns path -> parsed file, each parsed once */
const createParser = () => {
  const parsed = new Map()
  return (path) => {
    const known = parsed.get(path)
    if (known !== undefined) return known
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
    parsed.set(path, file)
    return file
  }
}

const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true

/** The statement that declares a name in a file, exported or not. */
const declarationIn = (file, name) =>
  file.statements.find((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.some((each) => each.name.getText() === name)
      : statement.name?.getText() === name,
  )

/** The module that an import or export names, when it is one of ours in the same package. */
const moduleOf = (file, { moduleSpecifier }) =>
  moduleSpecifier?.text.startsWith('.') ? join(dirname(file.fileName), moduleSpecifier.text) : undefined

/** All names that a file exports, with the file and the name of their declaration. Names of other packages are left out. */
const exportsOf = (parse, path) => {
  const file = parse(path)
  return file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const from = moduleOf(file, statement)
      if (statement.moduleSpecifier !== undefined && from === undefined) return []
      if (statement.exportClause === undefined) return exportsOf(parse, from)
      return statement.exportClause.elements.map(({ name, propertyName }) => ({
        name: name.text,
        path: from ?? path,
        declared: (propertyName ?? name).text,
      }))
    }
    if (!isExported(statement)) return []
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map((each) => each.name.getText())
      : [statement.name.getText()]
    return names.map((name) => ({ name, path, declared: name }))
  })
}

/** Follows a name through files that only pass it on. */
const resolve = (parse, { path, declared }) => {
  const file = parse(path)
  const statement = declarationIn(file, declared)
  if (statement !== undefined) return { file, statement }
  const passed = exportsOf(parse, path).find(({ name, path: from }) => name === declared && from !== path)
  return passed === undefined ? undefined : resolve(parse, passed)
}

const isFunction = (statement, name) => {
  if (ts.isFunctionDeclaration(statement)) return true
  if (!ts.isVariableStatement(statement)) return false
  const found = statement.declarationList.declarations.find((each) => each.name.getText() === name)
  const value = found?.initializer
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))
}

const faultOf = (parse, exported) => {
  const found = resolve(parse, exported)
  if (found === undefined) return undefined
  const { file, statement } = found
  const docs = ts.getJSDocCommentsAndTags(statement)
  const place = (fault) => ({ file: file.fileName, name: exported.declared, fault })
  if (docs.length === 0) return place('has no docstring')
  const hasExample = ts.getJSDocTags(statement).some(({ tagName }) => tagName.text === 'example')
  return isFunction(statement, exported.declared) && !hasExample ? place('has no @example') : undefined
}

/** Lines for all exports of the published packages below `top` that want a docstring or an example. */
export const checkExports = (top) => {
  const parse = createParser()
  const lines = new Set()
  for (const name of readdirSync(join(top, 'packages'))) {
    const folder = join(top, 'packages', name)
    if (!existsSync(join(folder, 'package.json'))) continue
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    if (manifest.private === true) continue
    for (const { '@nostro/source': source } of Object.values(manifest.exports ?? {})) {
      if (source === undefined) continue
      for (const exported of exportsOf(parse, join(folder, source))) {
        const found = faultOf(parse, exported)
        if (found !== undefined) lines.add(`${relative(top, found.file)}: \`${found.name}\` ${found.fault}`)
      }
    }
  }
  return [...lines]
}

if (process.argv[1]?.endsWith('check-exports.mjs')) {
  const lines = checkExports(process.argv[2] ?? root)
  for (const line of lines) console.error(line)
  if (lines.length > 0) process.exitCode = 1
  else console.log('Every export has its docstring, every function its example.')
}
