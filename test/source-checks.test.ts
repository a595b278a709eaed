import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const load = async <T>(name: string): Promise<T> =>
  (await import(pathToFileURL(join(import.meta.dirname, '../scripts', name)).href)) as T
const { checkWords } = await load<{ checkWords(top: string): readonly string[] }>('check-words.mjs')
const { checkExports } = await load<{ checkExports(top: string): readonly string[] }>('check-exports.mjs')

let house: string
const write = (path: string, text: string): void => {
  mkdirSync(join(house, path, '..'), { recursive: true })
  writeFileSync(join(house, path), text)
}

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'nostro-house-'))
  for (const folder of ['docs', 'scripts', 'test', 'examples']) mkdirSync(join(house, folder))
  write('packages/a/package.json', JSON.stringify({ exports: { '.': { '@nostro/source': './src/index.ts' } } }))
  write('packages/a/src/index.ts', "export { good, plain, type Bare } from './a.ts'\nexport { far } from './b.ts'\n")
  write(
    'packages/a/src/a.ts',
    `/**
 * Does it.
 *
 * @example
 * good()
 */
export const good = (): void => {}
/** Does it too. */
export const plain = (): void => {}
export interface Bare {}
`,
  )
  write('packages/a/src/b.ts', "export { far } from './c.ts'\n")
  write('packages/a/src/c.ts', 'export const far = 1\n')
  write('README.md', 'Fine.\n\nThe customer is told.\n')
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

describe('checks of sources', () => {
  it('find exports without a docstring and functions without an example, through files that pass them on', () => {
    expect(checkExports(house)).toEqual([
      'packages/a/src/a.ts: `plain` has no @example',
      'packages/a/src/a.ts: `Bare` has no docstring',
      'packages/a/src/c.ts: `far` has no docstring',
    ])
  })

  it('find words that are not plain', () => {
    expect(checkWords(house)).toEqual(['README.md:3: “told”; write: reported, named, given, distinguished'])
  })
})
