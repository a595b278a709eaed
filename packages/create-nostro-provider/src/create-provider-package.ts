import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** `api-key`: a secret in the options. `redirect`: the customer consents at the bank. `berlin-group`: a bank as a row of data. */
export const templates = ['api-key', 'redirect', 'berlin-group'] as const

/** One of the {@link templates}. */
export type Template = (typeof templates)[number]

/** What cannot be made, and what to do. */
export class ScaffoldError extends Error {
  override readonly name = 'ScaffoldError'
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

/** What is made. */
export interface NewProvider {
  /** Lower case, with dashes: `my-bank`. The id of the provider and the name of its package and folder. */
  readonly name: string
  readonly template: string
  /** The folder in which the new one is made. */
  readonly cwd: string
}

const source = join(import.meta.dirname, '../templates')

/** Folders of files, the later ones beside or in place of the earlier: `code` is what templates with code of their own share. */
const partsOf: Readonly<Record<Template, readonly string[]>> = {
  'api-key': ['common', 'code', 'api-key'],
  redirect: ['common', 'code', 'redirect'],
  'berlin-group': ['common', 'berlin-group'],
}

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesUnder(path) : [path]
  })

const isTemplate = (text: string): text is Template => templates.some((each) => each === text)

/** `my-bank` to the spellings that stand in the templates. */
const spellings = (name: string): readonly (readonly [RegExp, string])[] => {
  const words = name.split('-').map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
  const pascal = words.join('')
  const camel = `${pascal.slice(0, 1).toLowerCase()}${pascal.slice(1)}`
  return [
    [/my-bank/g, name],
    [/MyBank/g, pascal],
    [/myBank/g, camel],
    [/My Bank/g, words.join(' ')],
  ]
}

const check = ({ name, template, cwd }: NewProvider): { readonly template: Template; readonly folder: string } => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    throw new ScaffoldError(
      `“${name.slice(0, 60)}” is no name for a provider.`,
      'Use lower case letters, digits and dashes, such as my-bank.',
    )
  }
  if (!isTemplate(template)) {
    throw new ScaffoldError(`There is no template “${template.slice(0, 40)}”.`, `There are: ${templates.join(', ')}.`)
  }
  const folder = resolve(cwd, name)
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new ScaffoldError(`The folder ${folder} is not empty.`, 'Choose another name, or another place.')
  }
  return { template, folder }
}

/**
 * Makes the package of a new provider. It compiles, has a bank to try it at, and passes the conformance kit.
 * @returns the folder, and the files in it
 * @throws ScaffoldError for a name or template that is none, and a folder that is not empty
 *
 * @example
 * createProviderPackage({ name: 'my-bank', template: 'redirect', cwd: process.cwd() })
 */
export const createProviderPackage = (
  wanted: NewProvider,
): { readonly folder: string; readonly files: readonly string[] } => {
  const { template, folder } = check(wanted)
  const renames = spellings(wanted.name)
  const renamed = (text: string): string => renames.reduce((made, [from, to]) => made.replace(from, to), text)
  const made: string[] = []
  for (const part of partsOf[template]) {
    for (const file of filesUnder(join(source, part))) {
      // npm leaves files of these names out of packages: they stand under others in the template.
      const name = renamed(relative(join(source, part), file)).replace(/\.template$/, '')
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, renamed(readFileSync(file, 'utf8')))
      made.push(name)
    }
  }
  return { folder, files: made.toSorted() }
}
