import { expect, it } from 'vitest'
import { type CheckResult, runChecks } from '../src/index.ts'
import { startPaperBank } from './paper/paper-bank.ts'

it('the good provider passes every check', async () => {
  const results: CheckResult[] = []
  for await (const result of runChecks(startPaperBank)) results.push(result)
  expect(results.filter(({ result }) => result !== 'proved').map(({ id, reason }) => `${id}: ${reason}`)).toEqual([])
})
