import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

const script = pathToFileURL(join(import.meta.dirname, '../scripts/package-faults.mjs')).href
const { packageFaults } = (await import(script)) as { packageFaults(contents: object): readonly string[] }

const repository = 'git+https://git.example/nostro.git'
const good = {
  manifest: {
    name: '@nostro/x',
    description: 'What it is for',
    keywords: ['a', 'b', 'c'],
    license: 'MIT',
    repository: { type: 'git', url: repository, directory: 'packages/x' },
  },
  readme: '# @nostro/x\n\nShort.\n\n```sh\nnpm install @nostro/core @nostro/x\n```\n\n```ts\nuse()\n```\n',
  files: ['package.json', 'README.md', 'LICENSE', 'dist/index.js'],
  repository,
}

describe('a package for the registry', () => {
  it('is fit as it should be', () => {
    expect(packageFaults(good)).toEqual([])
  })

  it.each<[string, object, string]>([
    ['keywords', { manifest: { ...good.manifest, keywords: [] } }, 'fewer than 3 keywords'],
    ['license', { manifest: { ...good.manifest, license: undefined } }, 'no license'],
    ['repository', { repository: 'git+https://other.example/x.git' }, 'repository of the root'],
    ['LICENSE', { files: ['README.md'] }, 'LICENSE is missing'],
    ['README', { readme: '' }, 'does not begin with the name'],
    [
      'an npm install line',
      { readme: good.readme.replace('@nostro/x\n```', '@nostro/xy\n```') },
      'no npm install line',
    ],
    ['a sample', { readme: good.readme.replace('```ts', '') }, 'no sample'],
    ['source maps', { files: [...good.files, 'dist/index.js.map'] }, 'a source map without its source'],
    ['tests', { files: [...good.files, 'dist/index.test.js'] }, 'a test is published'],
  ])('is refused for its %s', (_what, change, fault) => {
    expect(packageFaults({ ...good, ...change }).join('\n')).toContain(fault)
  })
})
