import { describe, expect, it } from 'vitest'
import type { BankFactory } from './bank.ts'
import { allChecks } from './checks/all-checks.ts'
import { areas } from './checks/check.ts'
import { type CheckResult, type RunOptions, runChecks } from './run-checks.ts'

/** The bank that is tested, and which checks run. */
export interface DescribeOptions extends Omit<RunOptions, 'only'> {
  readonly bank: BankFactory
}

/**
 * The conformance kit as tests of vitest: one for each check. What cannot be proved is skipped with its reason.
 *
 * @example
 * describeProvider({ bank: startMyBank })
 */
export const describeProvider = ({ bank, ...options }: DescribeOptions): void => {
  // All checks run over one bank, when the first of them is asked for.
  let running: Promise<ReadonlyMap<string, CheckResult>> | undefined
  const run = async (): Promise<ReadonlyMap<string, CheckResult>> => {
    const results = new Map<string, CheckResult>()
    for await (const result of runChecks(bank, options)) results.set(result.id, result)
    return results
  }
  describe.each(areas)('conformance: %s', (area) => {
    for (const { id, title } of allChecks.filter((check) => check.area === area)) {
      it(`${id}: ${title}`, async ({ skip }) => {
        running ??= run()
        const found = (await running).get(id)
        if (found?.result === 'notProvable' || found?.result === 'excepted') skip(found.reason)
        expect(found?.reason).toBeUndefined()
        expect(found?.result).toBe('proved')
      })
    }
  })
}
