import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createNostro } from '@nostro/core/di'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const root = join(import.meta.dirname, '../../..')
// In this package, where the samples find what a user's program would have installed.
const folder = join(import.meta.dirname, '.cache/providers-guide')
const [provider = '', test = ''] = [
  ...readFileSync(join(root, 'docs/providers.md'), 'utf8').matchAll(/```ts\nimport ([\s\S]*?)```/g),
].map(([, sample]) => `import ${sample}`)

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'kiosk.ts'), provider)
  writeFileSync(join(folder, 'try.ts'), test)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the guide for authors of providers', { timeout: 120_000 }, () => {
  it('compiles under the house’s own flags', () => {
    const config = {
      extends: '../../../../../tsconfig.base.json',
      compilerOptions: { noEmit: true, composite: false, allowImportingTsExtensions: true },
      include: ['*.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
    expect(execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })).toBe('')
  })

  it('runs: the key travels, the amount keeps its digits', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    try {
      await import(join(folder, 'try.ts'))
      expect(printed.mock.calls).toEqual([
        [{ amount: '-1.50', currency: 'EUR' }, expect.objectContaining({ Authorization: 'Bearer key-for-tests' })],
      ])
    } finally {
      printed.mockRestore()
    }
  })

  it('makes a provider that createNostro takes in, and that refuses a wrong option by name', async () => {
    const { kioskProvider } = (await import(join(folder, 'kiosk.ts'))) as { kioskProvider(options: object): never }
    const nostro = createNostro({
      banks: { kiosk: kioskProvider({ apiUrl: 'https://api.kiosk.example', apiKey: 'key-for-tests' }) },
    })
    expect(nostro.registry.all.map(({ instance }) => instance)).toEqual(['kiosk'])
    await nostro.close()
    expect(() => createNostro({ banks: { kiosk: kioskProvider({ apiUrl: 'https://api.kiosk.example' }) } })).toThrow(
      'Kiosk option `apiKey`',
    )
  })
})
