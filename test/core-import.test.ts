import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Every module that importing a file loads, by a hook in a process of its own. */
const loadedBy = (file: string): readonly string[] => {
  const hook = `export const load = (url, context, next) => { process.stdout.write(url + '\\n'); return next(url, context) }`
  const script = `
    import { register } from 'node:module'
    register('data:text/javascript;base64,${Buffer.from(hook).toString('base64')}')
    await import(${JSON.stringify(`file://${join(root, file)}`)})`
  const output = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
    cwd: root,
  })
  return output.split('\n').filter(Boolean)
}

const libraries = (urls: readonly string[]): readonly string[] => urls.filter((url) => url.includes('/node_modules/'))

describe('importing @nostro/core', () => {
  it('loads no third-party library', () => {
    const urls = loadedBy('packages/core/dist/index.js')
    expect(urls.some((url) => url.endsWith('/packages/core/dist/errors/nostro-error.js'))).toBe(true)
    expect(libraries(urls)).toEqual([])
  })

  it('is as light by @nostro/core/node: undici is loaded with the first connection, pino by @nostro/core/pino alone', () => {
    expect(libraries(loadedBy('packages/core/dist/node/index.js'))).toEqual([])
  })

  it('a provider loads no store of files, which only programs open', () => {
    const urls = loadedBy('packages/core/dist/node/provider.js')
    expect(urls.some((url) => url.endsWith('/node/create-node-services.js'))).toBe(true)
    expect(urls.filter((url) => /file-(?:session|connection|payment-intent)-store|file-lock/.test(url))).toEqual([])
  })
})
