import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BankFactory, type CheckResult, renderMarkdown, runChecks, toScoreCard } from '@nostro/provider-testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readExceptions } from '../src/provider-check/exceptions.ts'
import { loadBank } from '../src/provider-check/load-bank.ts'

const root = join(import.meta.dirname, '../../..')
const cards = join(root, 'docs/conformance')
// In a package where the samples find what their authors would have installed.
const folder = join(root, 'packages/create-nostro-provider/test/.cache/conformance')
const samples = ['sample-provider', 'sample-redirect-provider'] as const
const builtIn = ['ing', 'bunq', 'bankid', 'enable-banking', 'berlin-group', 'simplefin'] as const

const bankOf = async (name: string): Promise<BankFactory> => {
  if (!samples.some((sample) => sample === name)) return loadBank(name, root)
  return ((await import(join(folder, name, 'harness.ts'))) as { readonly startBank: BankFactory }).startBank
}

beforeAll(() => {
  for (const sample of samples) {
    mkdirSync(join(folder, sample), { recursive: true })
    const from = join(root, 'examples', sample)
    for (const name of readdirSync(from).filter((each) => each.endsWith('.ts')))
      cpSync(join(from, name), join(folder, sample, name))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `UPDATE_CARDS=1 npx vitest run packages/cli-demo/test/conformance.test.ts` writes the cards of docs/conformance anew. */
describe('the conformance kit finds no fault, and the score cards in the docs are what it finds', () => {
  it.each([...builtIn, ...samples])('%s', { timeout: 300_000 }, async (name) => {
    const results: CheckResult[] = []
    const exceptions = readExceptions(name, undefined, root)
    for await (const result of runChecks(await bankOf(name), { exceptions })) results.push(result)
    const failed = results.filter(({ result }) => result === 'failed').map(({ id, reason }) => `${id}: ${reason}`)
    expect(failed).toEqual([])
    const card = toScoreCard(name, results)
    const { proved, notProvable, excepted } = card
    process.stdout.write(
      `conformance of ${name}: ${proved} proved, ${notProvable} not provable, ${excepted} excepted\n`,
    )
    const path = join(cards, `${name}.md`)
    if (process.env['UPDATE_CARDS'] !== undefined) writeFileSync(path, renderMarkdown(card))
    expect(readFileSync(path, 'utf8')).toBe(renderMarkdown(card))
  })
})
