import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProviderFactory } from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { type BankFactory, runChecks } from '@nostro/provider-testkit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const root = join(import.meta.dirname, '../../..')
// In a package where the samples find what their authors would have installed.
const folder = join(root, 'packages/create-nostro-provider/test/.cache/providers-guide')
const guide = readFileSync(join(root, 'docs/providers.md'), 'utf8')
const samples = ['sample-provider', 'sample-redirect-provider'] as const

/** The samples of the guide: those of a file name it in their first line, the one about tests stands in no file. */
const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => {
  const [, path, body = block] = /^\/\/ (examples\/\S+)\n([\s\S]*)$/.exec(block) ?? []
  return { path, body }
})
const withoutIndent = (text: string): string => text.replace(/^ +/gm, '')
const load = async <T>(path: string): Promise<T> => (await import(join(folder, path))) as T

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const sample of samples) {
    mkdirSync(join(folder, sample), { recursive: true })
    const from = join(root, 'examples', sample)
    for (const name of readdirSync(from).filter((each) => each.endsWith('.ts')))
      cpSync(join(from, name), join(folder, sample, name))
  }
  const test = blocks.find(({ body }) => body.includes('createRecordingTransport'))
  writeFileSync(join(folder, 'sample-redirect-provider/try.ts'), test?.body ?? '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program of the guide, and gives what it prints. */
const printedBy = async (path: string): Promise<readonly (readonly unknown[])[]> => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    await load(path)
    return [...printed.mock.calls]
  } finally {
    printed.mockRestore()
  }
}

// test/packages.test.ts compiles the same code against the packed packages.
describe('the guide for authors of providers', () => {
  it('shows both samples as they stand in examples/', () => {
    const shown = blocks.filter(({ path }) => path !== undefined)
    expect(new Set(shown.map(({ path = '' }) => path.split('/')[1]))).toEqual(new Set(samples))
    for (const { path = '', body } of shown) {
      const file = withoutIndent(readFileSync(join(root, path), 'utf8'))
      expect({ path, stands: file.includes(withoutIndent(body).trim()) }).toEqual({ path, stands: true })
    }
  })

  it('tests without a bank: the token travels, the amount keeps its digits, the spoiled entry is a problem', async () => {
    expect(await printedBy('sample-redirect-provider/try.ts')).toEqual([
      [
        { amount: '-1.50', currency: 'EUR' },
        [{ index: 1, message: expect.stringContaining('amount') }],
        expect.objectContaining({ Authorization: 'Bearer token-for-tests' }),
      ],
    ])
  })

  it('runs the demo: consent by redirect, pages, one payment under its key', async () => {
    expect(await printedBy('sample-redirect-provider/demo.ts')).toEqual([
      ['Household', ['2026-01-31 -1.50', '2026-01-30 -1.50', '2026-01-29 -1.50']],
      ['Savings', []],
      ['the same payment:', true],
      ['status:', 'ACSC'],
    ])
  })

  it('makes a provider that createNostro takes in, and that refuses a wrong option by name', async () => {
    const { createProvider } = await load<{ createProvider(options: object): ProviderFactory }>(
      'sample-provider/sample-provider.ts',
    )
    await using nostro = createNostro({ banks: { cashbox: createProvider({ pin: '1234', entries: [] }) } })
    expect(nostro.registry.all.map(({ instance }) => instance)).toEqual(['cashbox'])
    expect(() => createNostro({ banks: { cashbox: createProvider({ pin: 1234, entries: [] }) } })).toThrow(
      'Cash box option `pin`',
    )
  })

  it('has a cash box in which the conformance kit finds no fault', async () => {
    const { startBank } = await load<{ startBank: BankFactory }>('sample-provider/harness.ts')
    const failed: string[] = []
    for await (const { id, result, reason } of runChecks(startBank)) {
      if (result === 'failed') failed.push(`${id}: ${reason}`)
    }
    expect(failed).toEqual([])
  })
})
