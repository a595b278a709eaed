import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BankFactory, runChecks } from '@nostro/provider-testkit'
import { describeProvider } from '@nostro/provider-testkit/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProviderPackage, templates } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')
// In this package, where the made ones find what their authors would have installed.
const cwd = join(import.meta.dirname, '.cache/templates')
const nameOf = (template: string): string => `river-${template}`
const load = async (template: string): Promise<BankFactory> =>
  ((await import(join(cwd, nameOf(template), 'test/harness.ts'))) as { readonly startBank: BankFactory }).startBank

beforeAll(() => {
  rmSync(cwd, { recursive: true, force: true })
  mkdirSync(cwd, { recursive: true })
  for (const template of templates) createProviderPackage({ name: nameOf(template), template, cwd })
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesUnder(path) : [path]
  })
/** Lines with a word in them, besides imports. */
const linesIn = (folder: string): number =>
  filesUnder(folder).reduce((sum, file) => {
    const code = readFileSync(file, 'utf8').replace(/^import [^']*'[^']+'\n/gm, '')
    return sum + code.split('\n').filter((line) => /\w/.test(line)).length
  }, 0)

it('what the templates make compiles under their own strict settings', () => {
  const folder = join(cwd, nameOf('redirect'))
  const { compilerOptions } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8')) as {
    readonly compilerOptions: object
  }
  const more = { noEmit: true, skipLibCheck: true, customConditions: ['@nostro/source'], rootDir: root }
  const types = { typeRoots: [join(root, 'node_modules/@types')] }
  const config = { compilerOptions: { ...compilerOptions, ...more, ...types }, include: ['.'] }
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', cwd], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
})

describe.each(templates)('the template %s', (template) => {
  const folder = join(cwd, nameOf(template))

  it('has the name of the new provider everywhere', () => {
    for (const file of filesUnder(folder)) expect(readFileSync(file, 'utf8')).not.toMatch(/my-?bank|my bank/i)
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({ name: nameOf(template) })
  })

  // The one of api-key is judged below.
  const judged = template === 'api-key' ? ['manifest.wrong-options'] : undefined
  it('passes the conformance kit', async () => {
    // Whole over a bank in memory; over real sockets what shows that the harness fits.
    const only = template === 'berlin-group' ? ['manifest.wrong-options', 'accounts.all', 'transactions.twins'] : judged
    const failed: string[] = []
    for await (const { id, result, reason } of runChecks(await load(template), { only })) {
      if (result === 'failed') failed.push(`${id}: ${reason}`)
    }
    expect(failed).toEqual([])
  })

  it('is small: 300 lines of its own at most', () => {
    expect(linesIn(join(folder, 'src'))).toBeLessThanOrEqual(300)
  })
})

// docs/berlin-group.md: what an author changes, in the row and in the simulated bank.
it('a bank of another kind is a row and its simulated bank: other prefixes, OAuth, amounts as numbers', async () => {
  createProviderPackage({ name: 'sun-bank', template: 'berlin-group', cwd })
  const change = (file: string, from: string, to: string): void => {
    const path = join(cwd, 'sun-bank', file)
    const text = readFileSync(path, 'utf8')
    expect(text).toContain(from)
    writeFileSync(path, text.replace(from, to))
  }
  const row = "prefixes: { consents: '/xs2a/v2', accounts: '/xs2a/v2', payments: '/xs2a/v2' },"
  change('src/index.ts', "consentKinds: ['global'],", `consentKinds: ['global'], psuId: 'never', oauth: {}, ${row}`)
  change('test/harness.ts', '/v1', '/xs2a/v2')
  for (const resource of ['accounts', 'payments', 'funds'])
    change('test/harness.ts', `${resource}: '/v1'`, `${resource}: '/xs2a/v2'`)
  change(
    'test/harness.ts',
    "country: 'DE',",
    "country: 'DE', approaches: ['oauth'], amounts: 'number', psuId: 'never',",
  )
  const { startBank } = (await import(join(cwd, 'sun-bank/test/harness.ts'))) as { readonly startBank: BankFactory }
  const results: Record<string, string> = {}
  const only = ['manifest.wrong-options', 'accounts.all', 'transactions.twins']
  for await (const { id, result, reason } of runChecks(startBank, { only })) results[id] = reason ?? result
  expect(results).toEqual(Object.fromEntries(only.map((id) => [id, 'proved'])))
})

// The test that each template has: the kit as tests of vitest.
describe('the template api-key passes the conformance kit, check by check', () => {
  describeProvider({ bank: async (services) => (await load('api-key'))(services) })
})

describe('what cannot be made', () => {
  it.each([
    ['My Bank', 'redirect', 'is no name'],
    ['river', 'oauth', 'no template'],
    [nameOf('redirect'), 'redirect', 'not empty'],
  ])('%s from %s is refused with what to do', (name, template, message) => {
    expect(() => createProviderPackage({ name, template, cwd })).toThrow(message)
  })
})
